-- One row per order of teaching aids for a class of the lower grades.
WITH young AS (
  SELECT o.school_code, o.class_no, o.term, o.row_id, o.price,
    o.ordered - coalesce(o.cancelled, 0) AS copies,
    coalesce(o.grade, c.grade) AS grade
  FROM material_orders AS o
  LEFT JOIN classes AS c ON c.school_code = o.school_code AND c.class_no = o.class_no
  WHERE NOT coalesce(o.free, FALSE) AND o.ordered - coalesce(o.cancelled, 0) > 0
)
SELECT
  school_code,
  class_no AS subject,
  term AS period,
  CAST(count(*) OVER (PARTITION BY school_code, class_no, term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(copies * price) OVER (PARTITION BY school_code, class_no, term) AS BIGINT) AS amount,
  'material_orders' AS source,
  row_id
FROM young
WHERE grade >= 1 AND grade <= $barred_grades
