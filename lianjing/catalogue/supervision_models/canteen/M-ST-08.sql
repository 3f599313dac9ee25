-- One row per delivery of food on a day without school after which no meal was served within the allowed days.
WITH idle AS (
  SELECT f.school_code, f.on_date, c.day_no, count(*) AS lines, sum(f.amount) AS amount
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE NOT c.is_school_day
  GROUP BY f.school_code, f.on_date, c.day_no
),
served AS (
  SELECT m.school_code, m.on_date
  FROM meals AS m
  WHERE m.pupils > 0
  GROUP BY m.school_code, m.on_date
),
fed AS (
  SELECT DISTINCT i.school_code, i.on_date
  FROM idle AS i
  JOIN calendar AS after ON after.day_no >= i.day_no AND after.day_no <= i.day_no + $days_ahead
  JOIN served AS s ON s.school_code = i.school_code AND s.on_date = after.d
)
SELECT
  i.school_code,
  CAST(i.on_date AS VARCHAR) AS subject,
  CAST(i.on_date AS VARCHAR) AS period,
  CAST(i.lines AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(i.amount AS BIGINT) AS amount,
  'food_in' AS source,
  f.row_id
FROM idle AS i
LEFT JOIN fed AS d ON d.school_code = i.school_code AND d.on_date = i.on_date
JOIN food_in AS f ON f.school_code = i.school_code AND f.on_date = i.on_date
WHERE d.on_date IS NULL
