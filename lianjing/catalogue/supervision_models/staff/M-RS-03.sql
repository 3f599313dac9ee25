-- One row per candidate hired from far behind by an interview out of line, or whom alone one judge marked far apart.
WITH sat AS (
  SELECT school_code, notice_no, post_code, exam_no, quota, written, interview, hired, row_id,
    greatest(coalesce(judge_high - judge_median, 0), coalesce(judge_median - judge_low, 0)) / 100 AS spread
  FROM recruitment_scores
),
placed AS (
  SELECT school_code, notice_no, post_code, exam_no, quota, written, interview, hired, row_id,
    ROUND(spread, 6) AS spread,
    rank() OVER (PARTITION BY school_code, notice_no, post_code ORDER BY coalesce(written, 0) DESC) AS written_place,
    count(interview) OVER (PARTITION BY school_code, notice_no, post_code) AS interviewed,
    median(interview) OVER (PARTITION BY school_code, notice_no, post_code) AS usual
  FROM sat
),
measured AS (
  SELECT school_code, notice_no, post_code, exam_no, quota, written, interview, hired, row_id, spread,
    written_place, interviewed, usual,
    median(abs(interview - usual)) OVER (PARTITION BY school_code, notice_no, post_code) AS deviation,
    sum(CASE WHEN spread > $judge_spread THEN 1 ELSE 0 END)
      OVER (PARTITION BY school_code, notice_no, post_code) AS apart
  FROM placed
  WHERE interviewed >= $interview_least
),
measured_against AS ( -- Without any deviation a tenth of the median counts as one.
  SELECT school_code, notice_no, exam_no, interviewed, usual, row_id,
    CASE WHEN spread > $judge_spread AND apart = 1 THEN ROUND(spread / $judge_spread, 6) END AS by_judge,
    CASE WHEN hired AND written IS NOT NULL AND written_place > quota * $written_places
      THEN ROUND(CASE WHEN deviation > 0 THEN CAST(0.6745 AS DOUBLE) * (interview - usual) / NULLIF(deviation, 0)
        ELSE (interview - usual) / NULLIF(usual * CAST(0.1 AS DOUBLE), 0) END / $outlier, 6) END AS by_interview
  FROM measured
)
SELECT
  school_code,
  exam_no AS subject,
  notice_no AS period,
  CAST(max(greatest(coalesce(by_judge, 0), coalesce(by_interview, 0)))
    OVER (PARTITION BY school_code, exam_no, notice_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(max(interviewed) OVER (PARTITION BY school_code, exam_no, notice_no) AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'recruitment_scores' AS source,
  row_id
FROM measured_against
WHERE by_judge > 1 OR by_interview > 1
