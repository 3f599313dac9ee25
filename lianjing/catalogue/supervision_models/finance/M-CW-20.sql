-- One row per payment to the account of established staff that was booked as labour or training, or out of the canteen's or the union's money.
WITH accounts AS (
  SELECT school_code, staff_no, account_key
  FROM staff_register
  WHERE account_key IS NOT NULL AND establishment = 'regular'
  UNION ALL
  SELECT p.school_code, p.staff_no, p.account_key
  FROM payroll AS p
  JOIN staff_register AS s ON s.school_code = p.school_code AND s.staff_no = p.staff_no
  WHERE p.account_key IS NOT NULL AND s.establishment = 'regular'
),
owners AS (
  SELECT DISTINCT school_code, staff_no, account_key
  FROM accounts
),
books AS ( -- After-school care is paid for out of its own book, by a plan; that is no allowance.
  SELECT v.school_code, v.voucher_no, c.month, v.book,
    max(CASE WHEN v.book IN ('canteen', 'union') THEN 1
      WHEN v.econ_code IN ('30199', '30226', '30216') AND (v.book IS NULL OR v.book <> 'after_school') THEN 1 ELSE 0 END)
      AS is_odd
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  GROUP BY v.school_code, v.voucher_no, c.month, v.book
),
booked AS ( -- Each month and each book has its own number 1: a payment names no book, and any that is in order may be meant.
  SELECT school_code, voucher_no, month, min(is_odd) AS is_odd,
    count(*) OVER (PARTITION BY school_code, voucher_no) AS months
  FROM books
  GROUP BY school_code, voucher_no, month
),
paid AS (
  SELECT o.school_code, o.staff_no, c.year, p.row_id, p.amount
  FROM payments AS p
  JOIN owners AS o ON o.school_code = p.school_code AND o.account_key = p.payee_account_key
  JOIN calendar AS c ON c.d = p.paid_on
  JOIN booked AS b ON b.school_code = p.school_code AND b.voucher_no = p.voucher_no
    AND (b.month = c.month OR b.months = 1)
  WHERE b.is_odd > 0
    AND (p.purpose IS NULL OR p.purpose IN ('wage', 'labour', 'services', 'other'))
    AND (p.method IS NULL OR p.method <> 'card')
),
yearly AS (
  SELECT school_code, staff_no, year, sum(amount) AS amount
  FROM paid
  GROUP BY school_code, staff_no, year
)
SELECT
  p.school_code,
  p.staff_no AS subject,
  CAST(p.year AS VARCHAR) AS period,
  CAST(y.amount AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($allowed AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(y.amount AS BIGINT) AS amount,
  'payments' AS source,
  p.row_id
FROM yearly AS y
JOIN paid AS p ON p.school_code = y.school_code AND p.staff_no = y.staff_no AND p.year = y.year
WHERE y.amount > $allowed
