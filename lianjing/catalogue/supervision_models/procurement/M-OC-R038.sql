-- One row per disqualified bid of a buyer, an agency or a bidder with far more of them than usual. OCP red flag R038.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(buyer_code) AS buyer_code,
    max(procuring_code) AS procuring_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
offered AS (
  SELECT
    b.school_code, b.proc_no, b.bidder_code, b.row_id, b.status, p.buyer_code, p.procuring_code,
    CASE WHEN b.joint THEN b.bid_no ELSE coalesce(b.bidder_code, '') || '/' || b.bid_no END AS bid
  FROM process AS p
  JOIN bids AS b ON b.school_code = p.school_code AND b.proc_no = p.proc_no
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || p.way
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL AND b.status IN ('valid', 'disqualified', 'pending')
),
concerned AS ( -- B: who buys, P: who carries the procurement out, T: who bids.
  SELECT 'B' AS role, buyer_code AS code, school_code, proc_no, bid, status, row_id FROM offered
  UNION ALL
  SELECT 'P' AS role, procuring_code AS code, school_code, proc_no, bid, status, row_id FROM offered
  UNION ALL
  SELECT 'T' AS role, bidder_code AS code, school_code, proc_no, bid, status, row_id FROM offered
),
counted AS (
  SELECT role, code, school_code, proc_no, bid, max(CASE WHEN status = 'disqualified' THEN 1 ELSE 0 END) AS refused
  FROM concerned
  WHERE code IS NOT NULL
  GROUP BY role, code, school_code, proc_no, bid
),
tallied AS (
  SELECT role, code, ROUND(CAST(sum(refused) AS DOUBLE) / NULLIF(count(*), 0), 6) AS ratio
  FROM counted
  GROUP BY role, code
  HAVING count(*) >= CASE WHEN role = 'T' THEN $least_bids ELSE $least_received END
),
numbered AS (
  SELECT
    role, ratio,
    row_number() OVER (PARTITION BY role ORDER BY ratio, code) AS place,
    count(*) OVER (PARTITION BY role) AS n
  FROM tallied
),
placed AS ( -- Where the quarters lie: statistical definition 8, as Cardinal uses it.
  SELECT
    role, ratio, place, n,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.25 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS low,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.75 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS high
  FROM numbered
),
quarters AS (
  SELECT
    role,
    max(n) AS n,
    sum(CASE
      WHEN place = FLOOR(low) THEN ratio * (1 - (low - FLOOR(low)))
      WHEN place = FLOOR(low) + 1 THEN ratio * (low - FLOOR(low))
      ELSE 0
    END) AS q1,
    sum(CASE
      WHEN place = FLOOR(high) THEN ratio * (1 - (high - FLOOR(high)))
      WHEN place = FLOOR(high) + 1 THEN ratio * (high - FLOOR(high))
      ELSE 0
    END) AS q3
  FROM placed
  GROUP BY role
),
fenced AS (
  SELECT role, n, ROUND(q3, 6) AS q3, ROUND(q3 + $width * (q3 - q1), 6) AS fence
  FROM quarters
),
found AS (
  SELECT t.role, t.code, t.ratio, q.n, q.q3, q.fence
  FROM tallied AS t
  JOIN fenced AS q ON q.role = t.role
  WHERE q.fence > 0 AND q.n >= $least AND t.ratio >= q.fence
    AND (t.ratio > q.q3 OR q.n = 1) -- Where half are alike, none of them is; one alone is, as in Cardinal.
)
SELECT DISTINCT
  c.school_code,
  f.role || ':' || f.code AS subject,
  '' AS period,
  f.ratio AS observed,
  f.q3 AS baseline,
  f.fence AS threshold,
  CAST(f.n AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'bids' AS source,
  c.row_id
FROM found AS f
JOIN concerned AS c ON c.role = f.role AND c.code = f.code
WHERE c.status = 'disqualified'
