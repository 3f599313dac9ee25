-- One row per voucher line on which one person signed twice where two people must.
WITH signs AS (
  SELECT school_code, row_id, voucher_no, on_date, debit, handler_no AS staff_no
  FROM vouchers
  WHERE handler_no <> '' AND (handler_no = approver_no OR handler_no = witness_no)
  UNION ALL
  SELECT school_code, row_id, voucher_no, on_date, debit, cashier_no AS staff_no
  FROM vouchers
  WHERE cashier_no <> '' AND (cashier_no = booker_no OR cashier_no = checker_no)
),
doubled AS (
  SELECT DISTINCT s.school_code, s.row_id, s.voucher_no, s.on_date, s.debit, s.staff_no, c.school_year
  FROM signs AS s
  JOIN calendar AS c ON c.d = s.on_date
  LEFT JOIN schools AS k ON k.school_code = s.school_code
  WHERE coalesce(k.size_class, '') <> 'C'
),
papers AS (
  SELECT school_code, school_year, staff_no, voucher_no, on_date, sum(coalesce(debit, 0)) AS amount
  FROM doubled
  GROUP BY school_code, school_year, staff_no, voucher_no, on_date
),
counted AS (
  SELECT school_code, school_year, staff_no, count(*) AS papers, sum(amount) AS amount
  FROM papers
  GROUP BY school_code, school_year, staff_no
)
SELECT
  b.school_code,
  b.staff_no AS subject,
  b.school_year AS period,
  CAST(n.papers AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(n.amount AS BIGINT) AS amount,
  'vouchers' AS source,
  b.row_id
FROM doubled AS b
JOIN counted AS n
  ON n.school_code = b.school_code AND n.school_year = b.school_year AND n.staff_no = b.staff_no
