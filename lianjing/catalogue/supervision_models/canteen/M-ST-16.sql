-- One row per stock entry made late in a month of which too large a share was entered late.
WITH entries AS (
  SELECT f.school_code, c.month, f.row_id, 'food_in' AS source,
    CASE WHEN date_diff('day', f.on_date, CAST(f.recorded_at AS DATE)) > $days THEN 1 ELSE 0 END AS late
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE f.recorded_at IS NOT NULL
  UNION ALL
  SELECT o.school_code, c.month, o.row_id, 'food_out' AS source,
    CASE WHEN date_diff('day', o.on_date, CAST(o.recorded_at AS DATE)) > $days THEN 1 ELSE 0 END AS late
  FROM food_out AS o
  JOIN calendar AS c ON c.d = o.on_date
  WHERE o.recorded_at IS NOT NULL
),
monthly AS (
  SELECT school_code, month, ROUND(CAST(sum(late) AS DOUBLE) / NULLIF(count(*), 0), 6) AS share
  FROM entries
  GROUP BY school_code, month
  HAVING count(*) >= $least
)
SELECT
  e.school_code,
  e.school_code AS subject,
  e.month AS period,
  m.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM monthly AS m
JOIN entries AS e ON e.school_code = m.school_code AND e.month = m.month
WHERE e.late = 1 AND m.share > $share
