-- One row per procurement open to several bidders that only one took part in. OCP red flag R018, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(tenderers) AS tenderers,
    max(coalesce(method, method_details)) AS way,
    max(ocds_method) AS ocds_method,
    max(method) AS method,
    max(CASE WHEN coalesce(currency, 'CNY') = 'CNY' THEN coalesce(award_amount, budget_amount) END) AS amount
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
counted AS ( -- Where nobody wrote down how many bid, the bids are counted.
  SELECT school_code, proc_no, count(DISTINCT bidder_code) AS bidders
  FROM bids
  WHERE status IS NULL OR status <> 'withdrawn'
  GROUP BY school_code, proc_no
),
asked AS (
  SELECT
    p.school_code, p.proc_no, p.way, p.amount,
    coalesce(p.tenderers, c.bidders) AS bidders,
    coalesce(p.ocds_method, CASE
      WHEN p.method = 'open' THEN 'open'
      WHEN p.method IN ('invited', 'negotiation', 'consultation', 'inquiry', 'three_quotes', 'school_select')
        THEN 'selective'
      WHEN p.method IN ('single', 'direct') THEN 'direct'
      WHEN p.method IS NOT NULL THEN 'limited'
      ELSE 'unknown'
    END) AS opening
  FROM process AS p
  LEFT JOIN counted AS c ON c.school_code = p.school_code AND c.proc_no = p.proc_no
)
SELECT
  a.school_code,
  a.proc_no AS subject,
  '' AS period,
  CAST(a.bidders AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($least AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'procurements' AS source,
  p.row_id
FROM asked AS a
JOIN procurements AS p ON p.school_code = a.school_code AND p.proc_no = a.proc_no
JOIN parameters AS wanted
  ON wanted.name = 'asks_' || a.opening AND wanted.value > 0 AND $today BETWEEN wanted.first_on AND wanted.last_on
LEFT JOIN parameters AS left_out
  ON left_out.name = 'excluded_' || a.way AND $today BETWEEN left_out.first_on AND left_out.last_on
WHERE a.bidders > 0 AND a.bidders < $least AND coalesce(left_out.value, 0) = 0
