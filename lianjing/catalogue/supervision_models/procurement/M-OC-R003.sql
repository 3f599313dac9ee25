-- One row per procurement whose time for bids was shorter than its method asks for. OCP red flag R003, as in Cardinal.
WITH timed AS (
  SELECT
    school_code, proc_no,
    min(submit_from) AS submit_from,
    max(submit_to) AS submit_to,
    max(coalesce(method, method_details)) AS way,
    max(ocds_method) AS ocds_method,
    max(method) AS method,
    max(CASE WHEN coalesce(currency, 'CNY') = 'CNY' THEN coalesce(award_amount, budget_amount) END) AS amount
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
judged AS (
  SELECT
    school_code, proc_no, way, amount,
    CAST(submit_from AS DATE) AS from_day,
    coalesce(ocds_method, CASE
      WHEN method = 'open' THEN 'open'
      WHEN method IN ('invited', 'negotiation', 'consultation', 'inquiry', 'three_quotes', 'school_select') THEN 'selective'
      WHEN method IN ('single', 'direct') THEN 'direct'
      WHEN method IS NOT NULL THEN 'limited'
      ELSE 'unknown'
    END) AS opening,
    FLOOR(date_diff('second', submit_from, submit_to) / 86400) AS days
  FROM timed
  WHERE submit_from IS NOT NULL AND submit_to IS NOT NULL
),
asked AS (
  SELECT j.school_code, j.proc_no, j.amount, j.days, coalesce(own.value, $days) AS needed
  FROM judged AS j
  LEFT JOIN parameters AS own
    ON own.name = 'days_' || j.way AND j.from_day BETWEEN own.first_on AND own.last_on
  LEFT JOIN parameters AS wanted
    ON wanted.name = 'asks_' || j.opening AND $today BETWEEN wanted.first_on AND wanted.last_on
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || j.way AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE coalesce(wanted.value, 1) > 0 AND coalesce(left_out.value, 0) = 0
)
SELECT
  a.school_code,
  a.proc_no AS subject,
  '' AS period,
  CAST(a.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.needed AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'procurements' AS source,
  p.row_id
FROM asked AS a
JOIN procurements AS p ON p.school_code = a.school_code AND p.proc_no = a.proc_no
WHERE a.days < a.needed
