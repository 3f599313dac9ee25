-- One row per procurement with somebody at work on it who is tied to the winner, and per bid of a bidder tied to somebody there.
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
offered AS (
  SELECT school_code, proc_no, winner_code AS supplier_code, 'procurements' AS source, row_id
  FROM procurements
  WHERE winner_code <> ''
  UNION ALL
  SELECT school_code, proc_no, bidder_code AS supplier_code, 'bids' AS source, row_id
  FROM bids
  WHERE status IS NULL OR status <> 'withdrawn'
),
hits AS (
  SELECT DISTINCT p.school_code, p.proc_no, p.award_amount, t.supplier_code, t.staff_no, p.row_id AS proc_row, o.source,
    o.row_id
  FROM procurements AS p
  JOIN offered AS o ON o.school_code = p.school_code AND o.proc_no = p.proc_no
  JOIN tied AS t ON t.supplier_code = o.supplier_code
  LEFT JOIN registers AS r ON r.school_code = p.school_code
  LEFT JOIN lendable AS n ON n.staff_no = t.staff_no AND n.school_code = t.school_code
  WHERE (t.school_code = p.school_code OR n.staff_no IS NOT NULL AND r.school_code IS NOT NULL)
    AND (p.status IS NULL OR p.status NOT IN ('cancelled', 'withdrawn'))
    AND (p.handler_no = t.staff_no OR p.requester_no = t.staff_no
      OR strpos(p.judges, '|' || t.staff_no || '|') > 0)
),
counted AS (
  SELECT school_code, proc_no, count(DISTINCT staff_no) AS people, max(award_amount) AS award_amount
  FROM hits
  GROUP BY school_code, proc_no
),
evidence AS (
  SELECT school_code, proc_no, source, row_id
  FROM hits
  UNION ALL
  SELECT school_code, proc_no, 'procurements' AS source, proc_row AS row_id
  FROM hits
)
SELECT DISTINCT
  e.school_code,
  e.proc_no AS subject,
  '' AS period,
  CAST(c.people AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(c.award_amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM counted AS c
JOIN evidence AS e ON e.school_code = c.school_code AND e.proc_no = c.proc_no
