-- One row per child of the school's own staff in a class that gathers far more of them than the grade's mean.
WITH kin AS (
  SELECT p.school_code, p.class_no, p.row_id
  FROM pupils AS p
  JOIN staff_relations AS r ON r.school_code = p.school_code AND r.relative_id_key = p.id_no_key
  WHERE p.status = 'active' AND r.relation = 'child'
  UNION ALL
  SELECT p.school_code, p.class_no, p.row_id
  FROM pupils AS p
  JOIN staff_register AS s ON s.school_code = p.school_code AND s.id_no_key = p.guardian_id_key
  WHERE p.status = 'active' AND p.guardian_rel IN ('father', 'mother')
),
children AS (
  SELECT DISTINCT school_code, class_no, row_id FROM kin
),
gathered AS (
  SELECT school_code, class_no, count(*) AS children
  FROM children
  GROUP BY school_code, class_no
),
grades AS (
  SELECT
    k.school_code, k.grade,
    count(*) AS classes,
    sum(coalesce(g.children, 0)) AS children
  FROM classes AS k
  LEFT JOIN gathered AS g ON g.school_code = k.school_code AND g.class_no = k.class_no
  WHERE coalesce(k.kind, 'ordinary') = 'ordinary'
  GROUP BY k.school_code, k.grade
),
asked AS (
  SELECT
    g.school_code, g.class_no, g.children, d.classes,
    CAST(d.children AS DOUBLE) / NULLIF(d.classes, 0) AS mean
  FROM gathered AS g
  JOIN classes AS k ON k.school_code = g.school_code AND k.class_no = g.class_no
  JOIN grades AS d ON d.school_code = k.school_code AND d.grade = k.grade
  WHERE coalesce(k.kind, 'ordinary') = 'ordinary'
    AND g.children >= $least
    AND g.children * d.classes >= $times * d.children
)
SELECT
  a.school_code,
  a.class_no AS subject,
  '' AS period,
  CAST(a.children AS DOUBLE) AS observed,
  ROUND(a.mean, 6) AS baseline,
  ROUND(greatest($least, $times * a.mean), 6) AS threshold,
  CAST(a.classes AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'pupils' AS source,
  c.row_id
FROM asked AS a
JOIN children AS c ON c.school_code = a.school_code AND c.class_no = a.class_no
