-- One row per candidate whom a leader of the school where the candidate works already marked in the interview.
WITH judged AS (
  SELECT r.school_code, r.notice_no, r.exam_no, r.id_no_key, r.judges, r.row_id, min(n.published_on) AS published_on
  FROM recruitment_scores AS r
  LEFT JOIN notices AS n ON n.school_code = r.school_code AND n.notice_no = r.public_notice_no
  WHERE r.interview IS NOT NULL AND r.judges IS NOT NULL AND r.id_no_key IS NOT NULL
  GROUP BY r.school_code, r.notice_no, r.exam_no, r.id_no_key, r.judges, r.row_id
),
led AS ( -- Who won stands on this school's register afterwards: there, only who came before the result was public.
  SELECT j.school_code, j.notice_no, j.exam_no, j.row_id, head.staff_no AS judge
  FROM judged AS j
  JOIN staff_register AS own ON own.id_no_key = j.id_no_key
  JOIN staff_register AS head ON head.school_code = own.school_code AND head.post_rank = 'leader'
  WHERE strpos(j.judges, '|' || head.staff_no || '|') > 0
    AND head.staff_no <> own.staff_no AND own.left_on IS NULL
    AND (own.school_code <> j.school_code OR own.joined_on < j.published_on)
),
counted AS (
  SELECT school_code, notice_no, exam_no, count(DISTINCT judge) AS judges
  FROM led
  GROUP BY school_code, notice_no, exam_no
),
evidence AS (
  SELECT DISTINCT school_code, notice_no, exam_no, row_id
  FROM led
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
  'recruitment_scores' AS source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.notice_no = e.notice_no AND c.exam_no = e.exam_no
