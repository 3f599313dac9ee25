-- One row per small payment of a year to one firm that a school pays many times a month and much in a year.
WITH tiers AS (
  SELECT first_on, last_on, value
  FROM parameters
  WHERE name = 'tier' AND value IS NOT NULL
),
small AS (
  SELECT p.school_code, p.row_id, p.amount, c.year, c.month,
    CASE WHEN p.payee_code <> '' THEN p.payee_code WHEN p.is_person = FALSE THEN NULLIF(p.payee_name, '') END AS payee
  FROM payments AS p
  JOIN calendar AS c ON c.d = p.paid_on
  JOIN tiers AS t ON p.paid_on BETWEEN t.first_on AND t.last_on
  WHERE p.amount > 0
    AND p.amount < t.value
    AND coalesce(p.contract_no, '') = ''
    AND (p.purpose IS NULL OR p.purpose IN ('goods', 'services', 'works', 'other'))
),
monthly AS (
  SELECT school_code, payee, year, month, count(*) AS times, sum(amount) AS amount
  FROM small
  WHERE payee IS NOT NULL
  GROUP BY school_code, payee, year, month
),
yearly AS (
  SELECT school_code, payee, year, max(times) AS times, sum(amount) AS amount
  FROM monthly
  GROUP BY school_code, payee, year
)
SELECT
  s.school_code,
  s.payee AS subject,
  CAST(s.year AS VARCHAR) AS period,
  CAST(y.times AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($times AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(y.amount AS BIGINT) AS amount,
  'payments' AS source,
  s.row_id
FROM yearly AS y
JOIN small AS s ON s.school_code = y.school_code AND s.payee = y.payee AND s.year = y.year
WHERE y.times >= $times AND y.amount >= $year_amount
