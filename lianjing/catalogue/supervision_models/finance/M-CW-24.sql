-- One row per entry whose sum begins with the digit that a school-year has most too many of, when its first digits break the law of them.
WITH digits AS ( -- How often a digit leads by the law of first digits.
  SELECT digit, CAST(digit AS VARCHAR) AS sign, ROUND(ln(1 + 1 / CAST(NULLIF(digit, 0) AS DOUBLE)) / NULLIF(ln(CAST(10 AS DOUBLE)), 0), 6) AS expected
  FROM (
    SELECT 1 AS digit
    UNION ALL SELECT 2 AS digit
    UNION ALL SELECT 3 AS digit
    UNION ALL SELECT 4 AS digit
    UNION ALL SELECT 5 AS digit
    UNION ALL SELECT 6 AS digit
    UNION ALL SELECT 7 AS digit
    UNION ALL SELECT 8 AS digit
    UNION ALL SELECT 9 AS digit
  ) AS nine
),
entries AS (
  SELECT v.school_code, c.school_year, v.row_id, v.debit, substr(CAST(v.debit AS VARCHAR), 1, 1) AS sign,
    coalesce(v.counterparty, '') AS counterparty, v.account_code
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  WHERE v.debit >= $smallest
),
sums AS ( -- A fixed sum for the same thing, month after month, counts once.
  SELECT DISTINCT school_code, school_year, counterparty, account_code, debit, sign
  FROM entries
),
totals AS (
  SELECT school_code, school_year, count(*) AS total
  FROM sums
  GROUP BY school_code, school_year
  HAVING count(*) >= $least
),
found AS (
  SELECT school_code, school_year, sign, count(*) AS times
  FROM sums
  GROUP BY school_code, school_year, sign
),
compared AS (
  SELECT t.school_code, t.school_year, t.total, d.sign, d.expected,
    ROUND(CAST(coalesce(f.times, 0) AS DOUBLE) / NULLIF(t.total, 0), 6) - d.expected AS apart
  FROM totals AS t
  CROSS JOIN digits AS d
  LEFT JOIN found AS f ON f.school_code = t.school_code AND f.school_year = t.school_year AND f.sign = d.sign
),
judged AS (
  SELECT school_code, school_year, max(total) AS total, ROUND(avg(abs(apart)), 6) AS mean_apart,
    ROUND(max(apart), 6) AS most_apart,
    ROUND(max(total) * sum(apart * apart / NULLIF(expected, 0)), 4) AS chi
  FROM compared
  GROUP BY school_code, school_year
),
asked AS (
  SELECT j.school_code, j.school_year, j.total, j.mean_apart, min(c.sign) AS sign
  FROM judged AS j
  JOIN compared AS c
    ON c.school_code = j.school_code AND c.school_year = j.school_year AND ROUND(c.apart, 6) = j.most_apart
  WHERE j.mean_apart > $apart AND j.chi > $chi
  GROUP BY j.school_code, j.school_year, j.total, j.mean_apart
)
SELECT
  e.school_code,
  e.school_code AS subject,
  e.school_year AS period,
  CAST(a.mean_apart AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($apart AS DOUBLE) AS threshold,
  CAST(a.total AS BIGINT) AS peers,
  CAST(sum(e.debit) OVER (PARTITION BY e.school_code, e.school_year) AS BIGINT) AS amount,
  'vouchers' AS source,
  e.row_id
FROM asked AS a
JOIN entries AS e ON e.school_code = a.school_code AND e.school_year = a.school_year AND e.sign = a.sign
