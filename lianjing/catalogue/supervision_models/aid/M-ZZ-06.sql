-- One row per payment of a term to the account of staff, or of somebody who is no guardian; and the staff's own row.
WITH pupil AS (
  SELECT school_code, pupil_no_key, max(name) AS name, max(id_no_key) AS id_no_key,
    max(guardian_id_key) AS guardian_id_key, max(guardian_name) AS guardian_name
  FROM pupils
  GROUP BY school_code, pupil_no_key
),
paid AS ( -- A fee waiver is paid to the school and needs no account of a family.
  SELECT a.school_code, a.pupil_no_key, a.term, a.account_key, a.account_name, a.holder_relation, a.paid_on,
    a.paid_amount, a.row_id, p.id_no_key, p.guardian_id_key,
    coalesce(a.account_name = p.guardian_name, FALSE) AS is_guardian,
    coalesce(a.account_name = p.name, FALSE) AS is_pupil
  FROM aid_payments AS a
  LEFT JOIN pupil AS p ON p.school_code = a.school_code AND p.pupil_no_key = a.pupil_no_key
  WHERE a.status = 'paid' AND a.program NOT IN ('senior_fee', 'vocational_fee', 'preschool_fee')
),
net AS ( -- What was taken back again does not count.
  SELECT school_code, pupil_no_key, term, account_key, sum(paid_amount) AS amount
  FROM paid
  GROUP BY school_code, pupil_no_key, term, account_key
  HAVING sum(paid_amount) > 0
),
live AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.account_key, p.account_name, p.holder_relation, p.paid_on,
    p.paid_amount, p.row_id, p.id_no_key, p.guardian_id_key, p.is_guardian, p.is_pupil
  FROM paid AS p
  JOIN net AS n ON n.school_code = p.school_code AND n.pupil_no_key = p.pupil_no_key AND n.term = p.term
    AND n.account_key IS NOT DISTINCT FROM p.account_key
  WHERE p.paid_amount > 0
),
hits AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.row_id, p.id_no_key, p.guardian_id_key, s.school_code AS staff_school,
    s.staff_no, s.id_no_key AS staff_id, s.row_id AS staff_row
  FROM live AS p
  JOIN staff_register AS s ON s.account_key = p.account_key
  WHERE coalesce(p.holder_relation, 'other') NOT IN ('father', 'mother')
  UNION ALL -- The name of a colleague of this school, where the account is not said to be a parent's or guardian's.
  SELECT p.school_code, p.pupil_no_key, p.term, p.row_id, p.id_no_key, p.guardian_id_key, s.school_code AS staff_school,
    s.staff_no, s.id_no_key AS staff_id, s.row_id AS staff_row
  FROM live AS p
  JOIN staff_register AS s ON s.school_code = p.school_code AND s.name = p.account_name
  WHERE coalesce(p.holder_relation, 'other') NOT IN ('father', 'mother')
    AND NOT p.is_guardian AND NOT p.is_pupil
    AND (s.left_on IS NULL OR p.paid_on IS NULL OR s.left_on >= p.paid_on)
),
held AS ( -- A colleague may be the child's parent, guardian or grandparent.
  SELECT h.school_code, h.pupil_no_key, h.term, h.row_id, h.staff_row
  FROM hits AS h
  WHERE NOT coalesce(h.staff_id = h.guardian_id_key, FALSE)
    AND NOT EXISTS (
      SELECT 1
      FROM staff_relations AS r
      WHERE r.school_code = h.staff_school AND r.staff_no = h.staff_no
        AND ((r.relation = 'child' AND r.relative_id_key IN (h.id_no_key, h.guardian_id_key))
          OR (r.relation = 'spouse' AND r.relative_id_key = h.guardian_id_key))
    )
),
found AS (
  SELECT school_code, pupil_no_key, term, 'aid_payments' AS source, row_id, row_id AS payment FROM held
  UNION ALL
  SELECT school_code, pupil_no_key, term, 'staff_register' AS source, staff_row AS row_id, row_id AS payment FROM held
  UNION ALL -- Somebody else's account by the school's own word.
  SELECT school_code, pupil_no_key, term, 'aid_payments' AS source, row_id, row_id AS payment
  FROM live
  WHERE holder_relation = 'other' AND NOT is_guardian AND NOT is_pupil
),
payments AS (
  SELECT DISTINCT school_code, pupil_no_key, term, payment
  FROM found
),
asked AS (
  SELECT p.school_code, p.pupil_no_key, p.term, count(*) AS times, sum(l.paid_amount) AS amount
  FROM payments AS p
  JOIN live AS l ON l.row_id = p.payment AND l.school_code = p.school_code
  GROUP BY p.school_code, p.pupil_no_key, p.term
)
SELECT DISTINCT
  f.school_code,
  CAST(f.pupil_no_key AS VARCHAR) AS subject,
  f.term AS period,
  CAST(a.times AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  f.source,
  f.row_id
FROM found AS f
JOIN asked AS a ON a.school_code = f.school_code AND a.pupil_no_key = f.pupil_no_key AND a.term = f.term
