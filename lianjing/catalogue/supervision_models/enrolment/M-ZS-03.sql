-- One row per class with too many pupils at school, and one per pupil of it.
WITH crowded AS (
  SELECT school_code, class_no, count(*) AS pupils
  FROM pupils
  WHERE status = 'active'
  GROUP BY school_code, class_no
  HAVING count(*) >= $big
),
asked AS (
  SELECT c.school_code, c.class_no, c.pupils, max(k.std_size) AS std_size, min(k.row_id) AS row_id
  FROM crowded AS c
  JOIN classes AS k ON k.school_code = c.school_code AND k.class_no = c.class_no
  WHERE coalesce(k.kind, 'ordinary') <> 'merged'
  GROUP BY c.school_code, c.class_no, c.pupils
),
proof AS (
  SELECT school_code, class_no, 'classes' AS source, row_id FROM asked
  UNION ALL
  SELECT school_code, class_no, 'pupils' AS source, row_id FROM pupils WHERE status = 'active'
)
SELECT
  a.school_code,
  a.class_no AS subject,
  '' AS period,
  CAST(a.pupils AS DOUBLE) AS observed,
  CAST(a.std_size AS DOUBLE) AS baseline,
  CAST($big AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  r.source,
  r.row_id
FROM asked AS a
JOIN proof AS r ON r.school_code = a.school_code AND r.class_no = a.class_no
