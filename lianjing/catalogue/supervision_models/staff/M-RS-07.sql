-- One row per item of a title review whose file somebody else handed in before or that year, or that was scored in an earlier year.
WITH filed AS (
  SELECT school_code, staff_no, year, item, file_hash, row_id,
    strpos(item, '合作') > 0 OR strpos(item, '合著') > 0 OR strpos(item, '集体') > 0 OR strpos(item, '团队') > 0
      OR strpos(item, '第二作者') > 0 OR strpos(item, '参与') > 0 AS joint_work
  FROM title_reviews
  WHERE file_hash IS NOT NULL
),
repeated AS (
  SELECT DISTINCT a.school_code, a.staff_no, a.year, a.row_id, b.row_id AS other_row
  FROM filed AS a
  JOIN filed AS b ON b.file_hash = a.file_hash AND b.row_id <> a.row_id
  WHERE (b.school_code = a.school_code AND b.staff_no = a.staff_no AND b.item = a.item AND b.year < a.year)
    OR ((b.school_code <> a.school_code OR b.staff_no <> a.staff_no) AND b.year <= a.year
      AND NOT (a.joint_work AND b.joint_work))
),
counted AS (
  SELECT school_code, staff_no, year, count(DISTINCT row_id) AS items
  FROM repeated
  GROUP BY school_code, staff_no, year
),
evidence AS (
  SELECT school_code, staff_no, year, row_id FROM repeated
  UNION ALL
  SELECT school_code, staff_no, year, other_row AS row_id FROM repeated
)
SELECT
  e.school_code,
  e.staff_no AS subject,
  CAST(e.year AS VARCHAR) AS period,
  CAST(c.items AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'title_reviews' AS source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.staff_no = e.staff_no AND c.year = e.year
