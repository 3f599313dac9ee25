-- One row per delivery bought or accepted by somebody tied to the supplier, or whose declared kin own or manage it.
WITH employed AS ( -- Kin who only work for a firm: the firm's name in a declaration is then no ground by itself.
  SELECT DISTINCT staff_no, company_credit_code AS supplier_code
  FROM staff_relations
  WHERE company_role = 'employee'
),
owned AS (
  SELECT DISTINCT r.staff_no, p.credit_code AS supplier_code
  FROM staff_relations AS r
  JOIN supplier_people AS p ON p.id_no_key = r.relative_id_key
  WHERE p.role IN ('legal', 'shareholder', 'director', 'supervisor', 'manager')
),
tied AS (
  SELECT l.left_id AS staff_no, l.right_id AS supplier_code, CAST(NULL AS VARCHAR) AS school_code
  FROM links AS l
  LEFT JOIN employed AS e ON e.staff_no = l.left_id AND e.supplier_code = l.right_id
  LEFT JOIN owned AS o ON o.staff_no = l.left_id AND o.supplier_code = l.right_id
  WHERE l.kind = 'staff_supplier'
    AND (
      l.decided
      OR l.decided IS NULL AND l.likeness >= $sure AND (e.staff_no IS NULL OR o.staff_no IS NOT NULL)
    )
  UNION ALL
  SELECT staff_no, company_credit_code AS supplier_code, school_code
  FROM staff_relations
  WHERE company_role IN ('legal', 'shareholder', 'director')
),
handled AS (
  SELECT DISTINCT f.school_code, f.supplier_code, f.row_id, f.amount
  FROM food_in AS f
  JOIN tied AS t ON t.supplier_code = f.supplier_code
  WHERE (t.school_code IS NULL OR t.school_code = f.school_code)
    AND (f.purchaser_no = t.staff_no OR strpos(f.acceptors, '|' || t.staff_no || '|') > 0)
)
SELECT
  school_code,
  supplier_code AS subject,
  '' AS period,
  CAST(count(*) OVER (PARTITION BY school_code, supplier_code) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(amount) OVER (PARTITION BY school_code, supplier_code) AS BIGINT) AS amount,
  'food_in' AS source,
  row_id
FROM handled
