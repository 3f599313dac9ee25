-- One row per order of a school from a supplier that its own staff or their declared kin own, manage or are tied to.
WITH terms AS (
  SELECT term, min(term_first) AS first_day, max(term_last) AS last_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
bought AS (
  SELECT o.school_code, o.supplier_code, min(t.first_day) AS first_day, max(t.last_day) AS last_day
  FROM material_orders AS o
  JOIN terms AS t ON t.term = o.term
  WHERE NOT coalesce(o.free, FALSE) AND o.ordered - coalesce(o.cancelled, 0) > 0
  GROUP BY o.school_code, o.supplier_code
),
staff AS (
  SELECT b.school_code, b.supplier_code, b.first_day, b.last_day, r.staff_no, r.id_no_key, r.row_id
  FROM bought AS b
  JOIN staff_register AS r ON r.school_code = b.school_code
  WHERE r.left_on IS NULL OR r.left_on >= b.first_day
),
firm_people AS (
  SELECT b.school_code, b.supplier_code, p.id_no_key, p.row_id,
    (p.to_on IS NULL OR p.to_on >= b.first_day) AND (p.from_on IS NULL OR p.from_on <= b.last_day) AS holds
  FROM bought AS b
  JOIN supplier_people AS p ON p.credit_code = b.supplier_code
  WHERE p.id_no_key IS NOT NULL
),
keyed AS ( -- Ties by identity number, of the person or of declared kin; whether or not they hold in these terms.
  SELECT s.school_code, s.supplier_code, s.staff_no, 'supplier_people' AS source, p.row_id, p.holds
  FROM staff AS s
  JOIN firm_people AS p
    ON p.school_code = s.school_code AND p.supplier_code = s.supplier_code AND p.id_no_key = s.id_no_key
  UNION ALL
  SELECT s.school_code, s.supplier_code, s.staff_no, 'staff_relations' AS source, k.row_id, p.holds
  FROM staff AS s
  JOIN staff_relations AS k ON k.school_code = s.school_code AND k.staff_no = s.staff_no
  JOIN firm_people AS p
    ON p.school_code = s.school_code AND p.supplier_code = s.supplier_code AND p.id_no_key = k.relative_id_key
),
found AS (
  SELECT school_code, supplier_code, staff_no, source, row_id
  FROM keyed
  WHERE holds
  UNION ALL -- A company somebody declared as kin's own.
  SELECT s.school_code, s.supplier_code, s.staff_no, 'staff_relations' AS source, k.row_id
  FROM staff AS s
  JOIN staff_relations AS k ON k.school_code = s.school_code AND k.staff_no = s.staff_no
    AND k.company_credit_code = s.supplier_code
  WHERE coalesce(k.company_role, 'legal') <> 'employee'
  UNION ALL -- A link by telephone or account; ties by number and declared firms were judged above.
  SELECT s.school_code, s.supplier_code, s.staff_no, 'staff_register' AS source, s.row_id
  FROM staff AS s
  JOIN links AS l
    ON l.kind = 'staff_supplier' AND l.school_code = s.school_code AND l.left_id = s.staff_no
    AND l.right_id = s.supplier_code
  WHERE l.decided
    OR (l.decided IS NULL AND l.likeness >= $sure
      AND NOT EXISTS (
        SELECT 1
        FROM keyed AS e
        WHERE e.school_code = s.school_code AND e.supplier_code = s.supplier_code AND e.staff_no = s.staff_no
      )
      AND NOT EXISTS (
        SELECT 1
        FROM staff_relations AS d
        WHERE d.school_code = s.school_code AND d.staff_no = s.staff_no AND d.company_credit_code = s.supplier_code
      ))
),
counted AS (
  SELECT school_code, supplier_code, count(DISTINCT staff_no) AS people
  FROM found
  GROUP BY school_code, supplier_code
),
orders AS (
  SELECT o.school_code, o.supplier_code, o.row_id, o.price * (o.ordered - coalesce(o.cancelled, 0)) AS amount
  FROM material_orders AS o
  WHERE NOT coalesce(o.free, FALSE) AND o.ordered - coalesce(o.cancelled, 0) > 0
),
totals AS (
  SELECT school_code, supplier_code, sum(amount) AS amount
  FROM orders
  GROUP BY school_code, supplier_code
),
evidence AS (
  SELECT school_code, supplier_code, 'material_orders' AS source, row_id FROM orders
  UNION ALL
  SELECT school_code, supplier_code, source, row_id FROM found
)
SELECT
  e.school_code,
  e.supplier_code AS subject,
  '' AS period,
  CAST(c.people AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(t.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.supplier_code = e.supplier_code
JOIN totals AS t ON t.school_code = e.school_code AND t.supplier_code = e.supplier_code
