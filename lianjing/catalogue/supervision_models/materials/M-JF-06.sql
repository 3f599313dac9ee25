-- One row per order from a supplier without a publication licence that holds in the term, or whose registered business
-- is none of publications, and the supplier's own row.
WITH terms AS (
  SELECT term, min(term_first) AS first_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
branch AS ( -- A branch sells under the licence of the firm whose name begins its own.
  SELECT DISTINCT b.credit_code, h.pub_license_to AS head_to
  FROM suppliers AS b
  JOIN suppliers AS h ON starts_with(b.name, h.name) AND h.credit_code <> b.credit_code
  WHERE (strpos(b.name, '分公司') > 0 OR strpos(b.name, '门市部') > 0 OR strpos(b.name, '分店') > 0)
    AND h.pub_license IS NOT NULL
),
bought AS (
  SELECT o.school_code, o.supplier_code, o.term, o.row_id, t.first_day,
    o.price * (o.ordered - coalesce(o.cancelled, 0)) AS amount
  FROM material_orders AS o
  JOIN terms AS t ON t.term = o.term
  WHERE NOT coalesce(o.free, FALSE) AND o.ordered - coalesce(o.cancelled, 0) > 0
),
firms AS (
  SELECT credit_code, pub_license, pub_license_to, row_id,
    CASE WHEN coalesce(scope, '') = '' OR strpos(scope, '出版物') > 0 OR strpos(scope, '图书') > 0
      OR strpos(scope, '书刊') > 0 OR strpos(scope, '书报') > 0 OR strpos(scope, '教辅') > 0
      THEN 0 ELSE 1 END AS other_business
  FROM suppliers
),
faulty AS (
  SELECT b.school_code, b.supplier_code, b.term, b.row_id, b.amount, l.row_id AS firm_row,
    CASE WHEN l.pub_license_to < b.first_day AND l.pub_license IS NOT NULL
      THEN date_diff('day', l.pub_license_to, b.first_day) ELSE 0 END AS days
  FROM bought AS b
  JOIN firms AS l ON l.credit_code = b.supplier_code
  LEFT JOIN branch AS r ON r.credit_code = b.supplier_code AND (r.head_to IS NULL OR r.head_to >= b.first_day)
  WHERE (l.pub_license IS NULL OR l.pub_license_to < b.first_day OR l.other_business = 1) AND r.credit_code IS NULL
),
counted AS (
  SELECT school_code, supplier_code, term, max(days) AS days, max(firm_row) AS firm_row, sum(amount) AS amount
  FROM faulty
  GROUP BY school_code, supplier_code, term
),
evidence AS (
  SELECT school_code, supplier_code, term, 'material_orders' AS source, row_id FROM faulty
  UNION ALL
  SELECT school_code, supplier_code, term, 'suppliers' AS source, firm_row AS row_id FROM counted
)
SELECT
  e.school_code,
  e.supplier_code AS subject,
  e.term AS period,
  CAST(c.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(c.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.supplier_code = e.supplier_code AND c.term = e.term
