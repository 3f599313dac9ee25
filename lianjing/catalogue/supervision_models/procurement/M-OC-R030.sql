-- One row per bid that came after the deadline, was found valid and won. OCP red flag R030, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(submit_to) AS deadline,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.deadline, p.winner_code
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || p.way AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE coalesce(left_out.value, 0) = 0 AND p.deadline IS NOT NULL
),
recorded AS (
  SELECT DISTINCT school_code, proc_no
  FROM awards
),
winners AS ( -- The awards in force; where none were recorded, the winner that the procurement names.
  SELECT school_code, proc_no, supplier_code
  FROM awards
  WHERE status = 'active' AND supplier_code IS NOT NULL
  UNION ALL
  SELECT a.school_code, a.proc_no, a.winner_code AS supplier_code
  FROM asked AS a
  LEFT JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
  WHERE r.proc_no IS NULL AND a.winner_code IS NOT NULL
),
won AS (
  SELECT DISTINCT school_code, proc_no, supplier_code
  FROM winners
),
late AS (
  SELECT b.school_code, b.proc_no, b.row_id, b.bid_no,
    CASE WHEN coalesce(b.currency, 'CNY') = 'CNY' THEN b.price END AS price
  FROM asked AS a
  JOIN bids AS b ON b.school_code = a.school_code AND b.proc_no = a.proc_no
  JOIN won AS w
    ON w.school_code = b.school_code AND w.proc_no = b.proc_no AND w.supplier_code = b.bidder_code
  WHERE b.status = 'valid' AND b.bid_at > a.deadline
),
told AS (
  SELECT school_code, proc_no, count(DISTINCT bid_no) AS bids, max(price) AS price
  FROM late
  GROUP BY school_code, proc_no
)
SELECT
  t.school_code,
  t.proc_no AS subject,
  '' AS period,
  CAST(t.bids AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(t.price AS BIGINT) AS amount,
  'bids' AS source,
  l.row_id
FROM told AS t
JOIN late AS l ON l.school_code = t.school_code AND l.proc_no = t.proc_no
