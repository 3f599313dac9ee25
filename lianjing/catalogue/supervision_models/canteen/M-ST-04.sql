-- One row per bid of a procurement by bidders that share a trait only one can have, or whose prices lie at equal steps.
WITH offered AS (
  SELECT school_code, proc_no, bidder_code, price, row_id, device_hash, file_hash, email, phone_key, deposit_account_key
  FROM bids
  WHERE status IS NULL OR status <> 'withdrawn'
),
traits AS (
  SELECT school_code, proc_no, bidder_code, 'device' AS trait, device_hash AS value FROM offered
  UNION ALL
  SELECT school_code, proc_no, bidder_code, 'file' AS trait, file_hash AS value FROM offered
  UNION ALL
  SELECT school_code, proc_no, bidder_code, 'email' AS trait, lower(email) AS value FROM offered
  UNION ALL
  SELECT school_code, proc_no, bidder_code, 'phone' AS trait, CAST(phone_key AS VARCHAR) AS value FROM offered
  UNION ALL
  SELECT school_code, proc_no, bidder_code, 'account' AS trait, CAST(deposit_account_key AS VARCHAR) AS value FROM offered
  UNION ALL
  SELECT o.school_code, o.proc_no, o.bidder_code, 'manager' AS trait, CAST(p.id_no_key AS VARCHAR) AS value
  FROM offered AS o
  JOIN supplier_people AS p ON p.credit_code = o.bidder_code
  WHERE p.role IN ('legal', 'shareholder', 'director', 'supervisor', 'manager')
  UNION ALL
  SELECT o.school_code, o.proc_no, o.bidder_code, 'phone' AS trait, CAST(f.phone_key AS VARCHAR) AS value
  FROM offered AS o
  JOIN suppliers AS f ON f.credit_code = o.bidder_code
  UNION ALL
  SELECT o.school_code, o.proc_no, o.bidder_code, 'email' AS trait, lower(f.email) AS value
  FROM offered AS o
  JOIN suppliers AS f ON f.credit_code = o.bidder_code
),
shared AS (
  SELECT school_code, proc_no, trait, value
  FROM traits
  WHERE value IS NOT NULL AND value <> ''
  GROUP BY school_code, proc_no, trait, value
  HAVING count(DISTINCT bidder_code) > 1
),
bound AS (
  SELECT t.school_code, t.proc_no, t.bidder_code
  FROM traits AS t
  JOIN shared AS s
    ON s.school_code = t.school_code AND s.proc_no = t.proc_no AND s.trait = t.trait AND s.value = t.value
  UNION ALL -- What else makes two firms alike, an address or a bookkeeper, counts when a person has looked and said so.
  SELECT a.school_code, a.proc_no, a.bidder_code
  FROM offered AS a
  JOIN links AS l ON l.left_id = a.bidder_code OR l.right_id = a.bidder_code
  JOIN offered AS b
    ON b.school_code = a.school_code
    AND b.proc_no = a.proc_no
    AND b.bidder_code = CASE WHEN l.left_id = a.bidder_code THEN l.right_id ELSE l.left_id END
  WHERE l.kind = 'supplier_supplier'
    AND a.bidder_code <> b.bidder_code
    AND l.decided
),
priced AS (
  SELECT school_code, proc_no, bidder_code, min(price) AS price
  FROM offered
  WHERE price > 0
  GROUP BY school_code, proc_no, bidder_code
),
stepped AS (
  SELECT
    school_code, proc_no, bidder_code, price,
    price - lag(price) OVER (PARTITION BY school_code, proc_no ORDER BY price, bidder_code) AS step
  FROM priced
),
even_ones AS (
  SELECT school_code, proc_no
  FROM stepped
  GROUP BY school_code, proc_no
  HAVING count(*) >= $least
    AND ROUND(stddev_samp(step) / NULLIF(avg(step), 0), 6) < CASE WHEN count(*) = $least THEN $even_three ELSE $even END
),
concerned AS (
  SELECT school_code, proc_no, bidder_code FROM bound
  UNION ALL
  SELECT p.school_code, p.proc_no, p.bidder_code
  FROM priced AS p
  JOIN even_ones AS e ON e.school_code = p.school_code AND e.proc_no = p.proc_no
),
asked AS (
  SELECT school_code, proc_no, count(DISTINCT bidder_code) AS bidders
  FROM concerned
  GROUP BY school_code, proc_no
),
whose AS (
  SELECT DISTINCT school_code, proc_no, bidder_code
  FROM concerned
),
lowest AS (
  SELECT school_code, proc_no, min(price) AS price
  FROM priced
  GROUP BY school_code, proc_no
)
SELECT
  o.school_code,
  o.proc_no AS subject,
  '' AS period,
  CAST(a.bidders AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(l.price AS BIGINT) AS amount,
  'bids' AS source,
  o.row_id
FROM asked AS a
JOIN whose AS w ON w.school_code = a.school_code AND w.proc_no = a.proc_no
JOIN offered AS o ON o.school_code = w.school_code AND o.proc_no = w.proc_no AND o.bidder_code = w.bidder_code
LEFT JOIN lowest AS l ON l.school_code = a.school_code AND l.proc_no = a.proc_no
