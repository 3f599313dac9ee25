-- One row per delivery of food on a day without school after which no meal was served within the allowed days.
WITH idle AS (
  SELECT f.school_code, f.on_date, f.row_id, f.amount, c.day_no
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE NOT c.is_school_day
    AND NOT EXISTS (
      SELECT 1
      FROM meals AS m
      JOIN calendar AS served ON served.d = m.on_date
      WHERE m.school_code = f.school_code
        AND m.pupils > 0
        AND served.day_no >= c.day_no
        AND served.day_no <= c.day_no + $days_ahead
    )
)
SELECT
  school_code,
  CAST(on_date AS VARCHAR) AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(count(*) OVER (PARTITION BY school_code, on_date) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(amount) OVER (PARTITION BY school_code, on_date) AS BIGINT) AS amount,
  'food_in' AS source,
  row_id
FROM idle
