-- One row per log entry of a serving day with too poor a sample, or per meal of a day without a log in a careless month.
WITH served AS (
  SELECT m.school_code, c.month, m.on_date
  FROM meals AS m
  JOIN calendar AS c ON c.d = m.on_date
  WHERE m.pupils > 0
  GROUP BY m.school_code, c.month, m.on_date
),
logged AS (
  SELECT
    school_code, on_date,
    max(samples) AS samples,
    min(CASE WHEN samples = 0 THEN NULL ELSE sample_grams END) AS sample_grams,
    min(CASE WHEN samples = 0 THEN NULL ELSE kept_hours END) AS kept_hours
  FROM food_safety
  WHERE check_kind = 'daily'
  GROUP BY school_code, on_date
),
rated AS (
  SELECT
    s.school_code, s.month, s.on_date,
    l.on_date IS NULL AS missing,
    least(
      CASE WHEN l.on_date IS NULL OR l.samples = 0 THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END,
      coalesce(ROUND(l.sample_grams / $grams, 6), 1),
      coalesce(ROUND(l.kept_hours / $hours, 6), 1)
    ) AS share
  FROM served AS s
  LEFT JOIN logged AS l ON l.school_code = s.school_code AND l.on_date = s.on_date
),
careless AS (
  SELECT school_code, month
  FROM rated
  WHERE missing
  GROUP BY school_code, month
  HAVING count(*) > $gaps
),
asked AS (
  SELECT r.school_code, r.on_date, r.missing, r.share
  FROM rated AS r
  LEFT JOIN careless AS c ON c.school_code = r.school_code AND c.month = r.month
  WHERE r.share < 1 AND (NOT r.missing OR c.month IS NOT NULL)
),
evidence AS (
  SELECT a.school_code, a.on_date, a.share, 'food_safety' AS source, f.row_id
  FROM asked AS a
  JOIN food_safety AS f ON f.school_code = a.school_code AND f.on_date = a.on_date
  WHERE NOT a.missing AND f.check_kind = 'daily'
  UNION ALL
  SELECT a.school_code, a.on_date, a.share, 'meals' AS source, m.row_id
  FROM asked AS a
  JOIN meals AS m ON m.school_code = a.school_code AND m.on_date = a.on_date
  WHERE a.missing AND m.pupils > 0
)
SELECT
  school_code,
  CAST(on_date AS VARCHAR) AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(share AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  source,
  row_id
FROM evidence
