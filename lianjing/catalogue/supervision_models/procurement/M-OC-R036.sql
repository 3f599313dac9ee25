-- One row per bid at the lowest price of an awarded procurement, when the first of them was disqualified. OCP R036.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(currency) AS currency,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
recorded AS (
  SELECT school_code, proc_no, max(CASE WHEN status = 'active' THEN 1 ELSE 0 END) AS active
  FROM awards
  GROUP BY school_code, proc_no
),
asked AS (
  SELECT p.school_code, p.proc_no, p.currency
  FROM process AS p
  LEFT JOIN recorded AS r ON r.school_code = p.school_code AND r.proc_no = p.proc_no
  LEFT JOIN parameters AS left_out
    ON left_out.name IN ('excluded_' || p.way, 'unpriced_' || p.way)
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL AND coalesce(r.active, CASE WHEN p.winner_code IS NOT NULL THEN 1 ELSE 0 END) = 1
),
offered AS (
  SELECT b.school_code, b.proc_no, b.status, b.price, b.row_id, coalesce(a.currency, 'CNY') AS currency
  FROM asked AS a
  JOIN bids AS b ON b.school_code = a.school_code AND b.proc_no = a.proc_no
  WHERE b.status IN ('valid', 'disqualified', 'pending')
    AND b.price IS NOT NULL
    AND coalesce(b.currency, a.currency, 'CNY') = coalesce(a.currency, 'CNY')
),
ordered_ones AS ( -- Of equal prices the one that was written down first counts, as in Cardinal.
  SELECT
    school_code, proc_no, status, price, currency,
    first_value(status) OVER (PARTITION BY school_code, proc_no ORDER BY price, row_id) AS lowest_status
  FROM offered
),
found AS (
  SELECT
    school_code, proc_no,
    min(price) AS lowest,
    min(CASE WHEN status = 'valid' THEN price END) AS lowest_valid,
    max(currency) AS currency
  FROM ordered_ones
  WHERE lowest_status = 'disqualified'
  GROUP BY school_code, proc_no
)
SELECT
  f.school_code,
  f.proc_no AS subject,
  '' AS period,
  CAST(f.lowest AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(f.lowest_valid AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(CASE WHEN f.currency = 'CNY' THEN f.lowest_valid - f.lowest END AS BIGINT) AS amount,
  'bids' AS source,
  o.row_id
FROM found AS f
JOIN offered AS o ON o.school_code = f.school_code AND o.proc_no = f.proc_no
WHERE f.lowest_valid IS NOT NULL AND o.price IN (f.lowest, f.lowest_valid)
