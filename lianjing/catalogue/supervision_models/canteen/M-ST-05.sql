-- One row per delivery bought or accepted by somebody tied to the supplier, or whose declared kin own or manage it.
WITH employed AS ( -- Kin who only work for a firm: the firm's name in a declaration is then no ground by itself.
  SELECT DISTINCT school_code, staff_no, company_credit_code AS supplier_code
  FROM staff_relations
  WHERE company_role = 'employee'
),
owned AS (
  SELECT DISTINCT r.school_code, r.staff_no, p.credit_code AS supplier_code
  FROM staff_relations AS r
  JOIN supplier_people AS p ON p.id_no_key = r.relative_id_key
  WHERE p.role IN ('legal', 'shareholder', 'director', 'supervisor', 'manager')
),
tied AS (
  SELECT l.school_code, l.left_id AS staff_no, l.right_id AS supplier_code
  FROM links AS l
  LEFT JOIN employed AS e
    ON e.school_code = l.school_code AND e.staff_no = l.left_id AND e.supplier_code = l.right_id
  LEFT JOIN owned AS o ON o.school_code = l.school_code AND o.staff_no = l.left_id AND o.supplier_code = l.right_id
  WHERE l.kind = 'staff_supplier'
    AND (
      l.decided
      OR l.decided IS NULL AND l.likeness >= $sure AND (e.staff_no IS NULL OR o.staff_no IS NOT NULL)
    )
  UNION ALL
  SELECT school_code, staff_no, company_credit_code AS supplier_code
  FROM staff_relations
  WHERE company_role IN ('legal', 'shareholder', 'director')
),
lendable AS ( -- Each school numbers its own staff: a number says who was lent only where one school alone has it.
  SELECT staff_no, min(school_code) AS school_code
  FROM staff_register
  GROUP BY staff_no
  HAVING count(DISTINCT school_code) = 1
),
registers AS ( -- A school that handed no register in may have the number as well.
  SELECT school_code
  FROM staff_register
  GROUP BY school_code
),
handled AS (
  SELECT DISTINCT f.school_code, f.supplier_code, f.row_id, f.amount
  FROM food_in AS f
  JOIN tied AS t ON t.supplier_code = f.supplier_code
  LEFT JOIN registers AS r ON r.school_code = f.school_code
  LEFT JOIN lendable AS n ON n.staff_no = t.staff_no AND n.school_code = t.school_code
  WHERE (t.school_code = f.school_code OR n.staff_no IS NOT NULL AND r.school_code IS NOT NULL)
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
