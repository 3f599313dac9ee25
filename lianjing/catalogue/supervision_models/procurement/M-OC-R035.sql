-- One row per bid where all but the winner's bids were disqualified. OCP red flag R035, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way,
    max(CASE WHEN coalesce(currency, 'CNY') = 'CNY' THEN award_amount END) AS amount
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.winner_code, p.amount
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || p.way
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL
),
settled AS ( -- Every award is final, and all in force went to one supplier.
  SELECT school_code, proc_no, max(CASE WHEN status = 'active' THEN supplier_code END) AS winner
  FROM awards
  GROUP BY school_code, proc_no
  HAVING count(DISTINCT CASE WHEN status = 'active' THEN supplier_code END) = 1
    AND count(*) = sum(CASE WHEN status IN ('active', 'cancelled', 'unsuccessful') THEN 1 ELSE 0 END)
),
recorded AS (
  SELECT DISTINCT school_code, proc_no
  FROM awards
),
won AS ( -- Where no award was recorded, the winner that the procurement names.
  SELECT
    a.school_code, a.proc_no, a.amount,
    coalesce(s.winner, CASE WHEN r.proc_no IS NULL THEN a.winner_code END) AS winner
  FROM asked AS a
  LEFT JOIN settled AS s ON s.school_code = a.school_code AND s.proc_no = a.proc_no
  LEFT JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
),
found AS (
  SELECT
    w.school_code, w.proc_no, w.winner,
    max(w.amount) AS amount,
    count(DISTINCT CASE WHEN b.status = 'disqualified' AND b.bidder_code <> w.winner THEN b.bidder_code END) AS refused
  FROM won AS w
  JOIN bids AS b ON b.school_code = w.school_code AND b.proc_no = w.proc_no
  WHERE w.winner IS NOT NULL
  GROUP BY w.school_code, w.proc_no, w.winner
  HAVING count(DISTINCT CASE WHEN b.status = 'valid' THEN b.bidder_code END) = 1
    AND max(CASE WHEN b.status = 'valid' THEN b.bidder_code END) = w.winner
)
SELECT
  f.school_code,
  f.proc_no AS subject,
  '' AS period,
  CAST(f.refused AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($least AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(f.amount AS BIGINT) AS amount,
  'bids' AS source,
  b.row_id
FROM found AS f
JOIN bids AS b ON b.school_code = f.school_code AND b.proc_no = f.proc_no
WHERE f.refused >= $least
  AND (b.status = 'disqualified' AND b.bidder_code IS NOT NULL OR b.status = 'valid' AND b.bidder_code = f.winner)
