-- One row per step entered late, of a school and month in which too large a share of the steps was.
WITH steps AS (
  SELECT e.school_code, c.month, e.row_id,
    CASE WHEN date_diff('day', CAST(e.at AS DATE), CAST(e.recorded_at AS DATE)) > $backfill_days
      THEN 1 ELSE 0 END AS late
  FROM events AS e
  JOIN calendar AS c ON c.d = CAST(e.at AS DATE)
  WHERE e.recorded_at IS NOT NULL
),
shares AS (
  SELECT school_code, month, count(*) AS steps,
    ROUND(CAST(sum(late) AS DOUBLE) / NULLIF(count(*), 0), 6) AS share
  FROM steps
  GROUP BY school_code, month
  HAVING count(*) >= $least
)
SELECT
  s.school_code,
  s.school_code AS subject,
  s.month AS period,
  a.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($backfill_share AS DOUBLE) AS threshold,
  CAST(a.steps AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'events' AS source,
  s.row_id
FROM steps AS s
JOIN shares AS a ON a.school_code = s.school_code AND a.month = s.month
WHERE a.share > $backfill_share AND s.late = 1
