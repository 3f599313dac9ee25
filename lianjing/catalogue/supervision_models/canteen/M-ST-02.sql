-- One row per delivery line whose price is above the cap of its item and ten-day period, beyond rounding.
WITH capped AS (
  SELECT item_code, period, max(cap) AS cap
  FROM price_references
  WHERE cap > 0
  GROUP BY item_code, period
),
above AS (
  SELECT f.school_code, f.item_code, c.month, f.row_id, f.price, k.cap, f.qty
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  JOIN capped AS k ON k.item_code = f.item_code AND k.period = c.xun
  WHERE f.qty > 0 AND ROUND(f.price - k.cap * $tolerance, 6) > 0
),
asked AS (
  SELECT
    school_code, item_code, month,
    CAST(sum(price * qty) AS DOUBLE) / NULLIF(sum(qty), 0) AS price,
    CAST(sum(cap * qty) AS DOUBLE) / NULLIF(sum(qty), 0) AS cap,
    CAST(sum((price - cap) * qty) AS DOUBLE) / 1000 AS beyond
  FROM above
  GROUP BY school_code, item_code, month
)
SELECT
  a.school_code,
  a.item_code AS subject,
  a.month AS period,
  ROUND(q.price, 2) AS observed,
  ROUND(q.cap, 2) AS baseline,
  ROUND(q.cap * $tolerance, 2) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(ROUND(q.beyond, 0) AS BIGINT) AS amount,
  'food_in' AS source,
  a.row_id
FROM above AS a
JOIN asked AS q ON q.school_code = a.school_code AND q.item_code = a.item_code AND q.month = a.month
