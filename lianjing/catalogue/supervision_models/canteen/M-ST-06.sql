-- One row per issue and count of the serving days in a row on which a class of food was used oddly little or much.
WITH served AS (
  SELECT school_code, on_date, sum(pupils + coalesce(staff, 0)) AS diners
  FROM meals
  GROUP BY school_code, on_date
  HAVING sum(pupils + coalesce(staff, 0)) > 0
),
bounds AS (
  SELECT food_class, min(grams_low) AS low, max(grams_high) AS high
  FROM food_items
  WHERE grams_low > 0 AND grams_high > 0
  GROUP BY food_class
),
serving AS (
  SELECT
    s.school_code, s.on_date, c.month, max(s.diners) AS diners,
    row_number() OVER (PARTITION BY s.school_code ORDER BY s.on_date, c.month) AS serving_no
  FROM served AS s
  JOIN calendar AS c ON c.d = s.on_date
  GROUP BY s.school_code, s.on_date, c.month
),
daily AS (
  SELECT o.school_code, o.on_date, o.item_code, sum(o.qty) AS qty
  FROM food_out AS o
  GROUP BY o.school_code, o.on_date, o.item_code
),
used AS (
  SELECT d.school_code, d.on_date, i.food_class, sum(d.qty * coalesce(i.edible_share, 1)) AS grams
  FROM daily AS d
  JOIN food_items AS i ON i.item_code = d.item_code
  GROUP BY d.school_code, d.on_date, i.food_class
),
rated AS (
  SELECT
    u.school_code, u.food_class, s.month, u.on_date, s.serving_no,
    ROUND($low * b.low, 6) AS least, ROUND($high * b.high, 6) AS most,
    ROUND(u.grams / NULLIF(s.diners, 0), 6) AS ration
  FROM used AS u
  JOIN serving AS s ON s.school_code = u.school_code AND s.on_date = u.on_date
  JOIN bounds AS b ON b.food_class = u.food_class
),
sided AS (
  SELECT
    school_code, food_class, month, on_date, serving_no, ration, least, most,
    CASE WHEN ration < least THEN 'low' ELSE 'high' END AS side
  FROM rated
  WHERE ration < least OR ration > most
),
odd AS (
  SELECT
    school_code, food_class, month, on_date, serving_no, side,
    max(ration) AS ration,
    max(CASE WHEN side = 'low' THEN least ELSE most END) AS threshold
  FROM sided
  GROUP BY school_code, food_class, month, on_date, serving_no, side
),
numbered AS (
  SELECT
    school_code, food_class, month, on_date, side, ration, threshold,
    serving_no - row_number() OVER (
      PARTITION BY school_code, food_class, month, side ORDER BY serving_no, on_date
    ) AS run
  FROM odd
),
runs AS (
  SELECT
    school_code, food_class, month, side, run,
    min(on_date) AS first_on, max(on_date) AS last_on, avg(ration) AS ration, max(threshold) AS threshold,
    count(*) AS days
  FROM numbered
  GROUP BY school_code, food_class, month, side, run
  HAVING count(*) >= $days
),
longest AS (
  SELECT
    school_code, food_class, month, first_on, last_on, ration, threshold,
    row_number() OVER (PARTITION BY school_code, food_class, month ORDER BY days DESC, side, run) AS place
  FROM runs
),
asked AS (
  SELECT school_code, food_class, month, first_on, last_on, ROUND(ration, 2) AS ration, threshold
  FROM longest
  WHERE place = 1
),
evidence AS (
  SELECT a.school_code, a.food_class, a.month, a.ration, a.threshold, 'food_out' AS source, o.row_id
  FROM asked AS a
  JOIN food_out AS o ON o.school_code = a.school_code AND o.on_date BETWEEN a.first_on AND a.last_on
  JOIN food_items AS i ON i.item_code = o.item_code AND i.food_class = a.food_class
  UNION ALL
  SELECT a.school_code, a.food_class, a.month, a.ration, a.threshold, 'meals' AS source, m.row_id
  FROM asked AS a
  JOIN meals AS m ON m.school_code = a.school_code AND m.on_date BETWEEN a.first_on AND a.last_on
)
SELECT
  school_code,
  food_class AS subject,
  month AS period,
  ration AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(ROUND(threshold, 2) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  source,
  row_id
FROM evidence
