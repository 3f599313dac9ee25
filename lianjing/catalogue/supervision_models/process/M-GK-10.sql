-- One row per step entered late on a day on which late steps too far apart were entered together.
WITH late AS (
  SELECT e.school_code, e.row_id, CAST(e.at AS DATE) AS taken_on, CAST(e.recorded_at AS DATE) AS entered_on
  FROM events AS e
  WHERE e.recorded_at IS NOT NULL
    AND date_diff('day', CAST(e.at AS DATE), CAST(e.recorded_at AS DATE)) > $backfill_days
),
days AS (
  SELECT school_code, entered_on, count(*) AS steps, date_diff('day', min(taken_on), max(taken_on)) AS apart
  FROM late
  GROUP BY school_code, entered_on
  HAVING count(*) >= $least
)
SELECT
  l.school_code,
  l.school_code AS subject,
  CAST(l.entered_on AS VARCHAR) AS period,
  CAST(d.apart AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($span AS DOUBLE) AS threshold,
  CAST(d.steps AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'events' AS source,
  l.row_id
FROM late AS l
JOIN days AS d ON d.school_code = l.school_code AND d.entered_on = l.entered_on
WHERE d.apart > $span
