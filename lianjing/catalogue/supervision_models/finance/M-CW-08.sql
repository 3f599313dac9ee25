-- One row per payment to the account of a member of staff, beside wages, that the year's many or large ones consist of.
WITH accounts AS (
  SELECT school_code, staff_no, account_key
  FROM staff_register
  WHERE account_key IS NOT NULL
  UNION ALL
  SELECT school_code, staff_no, account_key
  FROM payroll
  WHERE account_key IS NOT NULL
),
owners AS (
  SELECT DISTINCT school_code, staff_no, account_key
  FROM accounts
),
paid AS (
  SELECT o.school_code, o.staff_no, c.year, p.row_id, p.amount, CASE WHEN p.amount < 0 THEN -1 ELSE 1 END AS one
  FROM payments AS p
  JOIN owners AS o ON o.school_code = p.school_code AND o.account_key = p.payee_account_key
  JOIN calendar AS c ON c.d = p.paid_on
  WHERE (p.purpose IS NULL OR p.purpose NOT IN ('wage', 'aid')) AND (p.method IS NULL OR p.method <> 'card')
),
yearly AS (
  SELECT school_code, staff_no, year, sum(amount) AS amount, sum(one) AS times,
    greatest(ROUND(CAST(sum(amount) AS DOUBLE) / $most, 6), ROUND(CAST(sum(one) AS DOUBLE) / $most_times, 6)) AS fold
  FROM paid
  GROUP BY school_code, staff_no, year
)
SELECT
  p.school_code,
  p.staff_no AS subject,
  CAST(p.year AS VARCHAR) AS period,
  CAST(y.fold AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(y.times AS BIGINT) AS peers,
  CAST(y.amount AS BIGINT) AS amount,
  'payments' AS source,
  p.row_id
FROM yearly AS y
JOIN paid AS p ON p.school_code = y.school_code AND p.staff_no = y.staff_no AND p.year = y.year
WHERE y.fold > 1
