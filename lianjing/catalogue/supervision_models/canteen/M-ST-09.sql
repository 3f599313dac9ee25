-- One row per delivery by weight of a supplier whose month shows whole kilograms only, or the same line week after week.
WITH weighed AS (
  SELECT
    f.school_code, f.supplier_code, c.month, f.item_code, f.qty, f.amount, f.row_id,
    CAST(f.qty AS DOUBLE) / 1000 AS kilograms,
    floor((c.day_no - 2) / 7) AS week
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  JOIN food_items AS i ON i.item_code = f.item_code
  WHERE f.qty > 0 AND i.food_class IN ('meat', 'poultry', 'vegetable', 'fruit', 'bean', 'aquatic')
),
copied AS (
  SELECT school_code, supplier_code, month, item_code, qty, amount, count(*) AS lines
  FROM weighed
  WHERE amount IS NOT NULL
  GROUP BY school_code, supplier_code, month, item_code, qty, amount
  HAVING count(DISTINCT week) >= $weeks
),
copies AS (
  SELECT school_code, supplier_code, month, sum(lines) AS lines
  FROM copied
  GROUP BY school_code, supplier_code, month
),
totals AS (
  SELECT
    school_code, supplier_code, month,
    count(*) AS lines,
    sum(CASE WHEN kilograms = floor(kilograms) THEN 1 ELSE 0 END) AS whole
  FROM weighed
  GROUP BY school_code, supplier_code, month
),
asked AS (
  SELECT
    t.school_code, t.supplier_code, t.month, t.lines,
    CASE WHEN t.lines >= $least AND t.whole > $share * t.lines THEN t.whole ELSE c.lines END AS odd,
    CASE WHEN t.lines >= $least AND t.whole > $share * t.lines THEN $share * t.lines ELSE $weeks END AS threshold,
    t.lines >= $least AND t.whole > $share * t.lines AS round
  FROM totals AS t
  LEFT JOIN copies AS c ON c.school_code = t.school_code AND c.supplier_code = t.supplier_code AND c.month = t.month
  WHERE t.lines >= $least AND t.whole > $share * t.lines OR c.lines > 0
)
SELECT
  a.school_code,
  a.supplier_code AS subject,
  a.month AS period,
  CAST(a.odd AS DOUBLE) AS observed,
  CAST(a.lines AS DOUBLE) AS baseline,
  CAST(ROUND(a.threshold, 1) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'food_in' AS source,
  w.row_id
FROM asked AS a
JOIN weighed AS w ON w.school_code = a.school_code AND w.supplier_code = a.supplier_code AND w.month = a.month
LEFT JOIN copied AS c
  ON c.school_code = w.school_code
  AND c.supplier_code = w.supplier_code
  AND c.month = w.month
  AND c.item_code = w.item_code
  AND c.qty = w.qty
  AND c.amount = w.amount
WHERE a.round AND w.kilograms = floor(w.kilograms) OR NOT a.round AND c.lines > 0
