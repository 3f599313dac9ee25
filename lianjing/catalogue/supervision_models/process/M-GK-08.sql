-- One row per meeting entered more than the allowed days after it was held.
WITH entered AS (
  SELECT school_code, meeting_id, row_id,
    date_diff('day', CAST(held_at AS DATE), CAST(recorded_at AS DATE)) AS days
  FROM meetings
  WHERE recorded_at IS NOT NULL
)
SELECT
  school_code,
  meeting_id AS subject,
  '' AS period,
  CAST(days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($minutes AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'meetings' AS source,
  row_id
FROM entered
WHERE days > $minutes
