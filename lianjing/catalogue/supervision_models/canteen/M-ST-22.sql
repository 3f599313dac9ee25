-- One row per delivery line of processed food of a month in which it takes too large a share of a school's food money.
WITH monthly AS (
  SELECT f.school_code, c.month, f.item_code, sum(f.amount) AS amount, count(*) AS lines
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE f.amount > 0
  GROUP BY f.school_code, c.month, f.item_code
),
processed AS (
  SELECT item_code
  FROM food_items
  WHERE food_class = 'packaged'
    AND coalesce(name, '') NOT LIKE '%奶%' AND coalesce(name, '') NOT LIKE '%豆腐%' AND coalesce(name, '') NOT LIKE '%豆制%'
    AND coalesce(name, '') NOT LIKE '%豆干%' AND coalesce(name, '') NOT LIKE '%豆浆%'
  GROUP BY item_code
),
shares AS (
  SELECT
    m.school_code, m.month,
    sum(m.lines) AS lines,
    sum(m.amount) AS total,
    sum(CASE WHEN p.item_code IS NULL THEN 0 ELSE m.amount END) AS amount
  FROM monthly AS m
  LEFT JOIN processed AS p ON p.item_code = m.item_code
  GROUP BY m.school_code, m.month
),
asked AS (
  SELECT school_code, month, amount, ROUND(CAST(amount AS DOUBLE) / NULLIF(total, 0), 6) AS share
  FROM shares
  WHERE lines >= $least AND ROUND(CAST(amount AS DOUBLE) / NULLIF(total, 0), 6) > $share
)
SELECT
  a.school_code,
  a.school_code AS subject,
  a.month AS period,
  a.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'food_in' AS source,
  f.row_id
FROM asked AS a
JOIN food_in AS f ON f.school_code = a.school_code
JOIN calendar AS c ON c.d = f.on_date AND c.month = a.month
JOIN processed AS p ON p.item_code = f.item_code
WHERE f.amount > 0
