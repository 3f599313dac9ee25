-- One row per candidate whom a declared relative interviewed, and one per declaration that says so.
WITH judged AS (
  SELECT school_code, notice_no, exam_no, id_no_key, judges, row_id
  FROM recruitment_scores
  WHERE interview IS NOT NULL AND judges IS NOT NULL AND id_no_key IS NOT NULL
),
tie AS ( -- The judge declared the candidate ...
  SELECT j.school_code, j.notice_no, j.exam_no, j.row_id, s.staff_no AS judge, s.row_id AS declared_row
  FROM judged AS j
  JOIN staff_relations AS s ON s.relative_id_key = j.id_no_key
  WHERE strpos(j.judges, '|' || s.staff_no || '|') > 0
  UNION ALL -- ... or the candidate, already on a school's staff, declared the judge.
  SELECT j.school_code, j.notice_no, j.exam_no, j.row_id, judge.staff_no AS judge, s.row_id AS declared_row
  FROM judged AS j
  JOIN staff_register AS candidate ON candidate.id_no_key = j.id_no_key
  JOIN staff_relations AS s ON s.school_code = candidate.school_code AND s.staff_no = candidate.staff_no
  JOIN staff_register AS judge ON judge.id_no_key = s.relative_id_key
  WHERE strpos(j.judges, '|' || judge.staff_no || '|') > 0
),
counted AS (
  SELECT school_code, notice_no, exam_no, count(DISTINCT judge) AS judges
  FROM tie
  GROUP BY school_code, notice_no, exam_no
),
evidence AS (
  SELECT DISTINCT school_code, notice_no, exam_no, 'recruitment_scores' AS source, row_id FROM tie
  UNION ALL
  SELECT DISTINCT school_code, notice_no, exam_no, 'staff_relations' AS source, declared_row AS row_id FROM tie
)
SELECT
  e.school_code,
  e.exam_no AS subject,
  e.notice_no AS period,
  CAST(c.judges AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.notice_no = e.notice_no AND c.exam_no = e.exam_no
