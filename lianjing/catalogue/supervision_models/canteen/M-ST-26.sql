-- One row per delivery line kept, in whole or in part, of a food that school canteens may not cook.
WITH forbidden AS ( -- What the county's list says counts; where it says nothing, the foods that the rules name.
  SELECT item_code
  FROM food_items
  WHERE banned
    OR banned IS NULL AND name NOT LIKE '%干%' AND name NOT LIKE '%罐%'
      AND (name LIKE '%四季豆%' OR name LIKE '%黄花菜%' OR name LIKE '%野生菌%' OR name LIKE '%野生蘑菇%'
        OR name LIKE '%发芽土豆%')
  GROUP BY item_code
),
kept AS (
  SELECT f.school_code, f.item_code, c.month, f.row_id, f.qty - coalesce(f.rejected, 0) AS grams,
    ROUND(CAST(f.amount AS DOUBLE) * (f.qty - coalesce(f.rejected, 0)) / NULLIF(f.qty, 0), 0) AS worth
  FROM food_in AS f
  JOIN forbidden AS b ON b.item_code = f.item_code
  JOIN calendar AS c ON c.d = f.on_date
  WHERE f.qty - coalesce(f.rejected, 0) > 0
)
SELECT
  school_code,
  item_code AS subject,
  month AS period,
  CAST(sum(grams) OVER (PARTITION BY school_code, item_code, month) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(worth) OVER (PARTITION BY school_code, item_code, month) AS BIGINT) AS amount,
  'food_in' AS source,
  row_id
FROM kept
