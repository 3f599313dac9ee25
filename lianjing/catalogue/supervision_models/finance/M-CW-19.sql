-- One row per invoice for meals of a month in which one seller issued too many of them to a school.
WITH dining AS (
  SELECT i.school_code, i.seller_code, i.inv_no, c.month, i.amount, i.row_id
  FROM invoices AS i
  JOIN calendar AS c ON c.d = i.issued_on
  WHERE coalesce(i.verified, 'unknown') IN ('ok', 'unknown')
    AND (i.goods LIKE '%餐饮%' OR i.goods LIKE '%餐费%' OR i.goods LIKE '%用餐%' OR i.goods LIKE '%宴%'
      OR i.goods LIKE '%招待%')
    AND i.goods NOT LIKE '%食材%' AND i.goods NOT LIKE '%学生%' AND i.goods NOT LIKE '%营养餐%'
    AND i.goods NOT LIKE '%食堂%' AND i.goods NOT LIKE '%餐具%' AND i.goods NOT LIKE '%餐桌%'
),
once AS ( -- An invoice booked in two lines, or entered twice, is one.
  SELECT school_code, seller_code, month, inv_no, max(amount) AS amount
  FROM dining
  GROUP BY school_code, seller_code, month, inv_no
),
asked AS (
  SELECT school_code, seller_code, month, count(*) AS invoices, sum(amount) AS amount
  FROM once
  GROUP BY school_code, seller_code, month
  HAVING count(*) >= $times
)
SELECT
  a.school_code,
  a.seller_code AS subject,
  a.month AS period,
  CAST(a.invoices AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($times AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'invoices' AS source,
  d.row_id
FROM asked AS a
JOIN dining AS d ON d.school_code = a.school_code AND d.seller_code = a.seller_code AND d.month = a.month
