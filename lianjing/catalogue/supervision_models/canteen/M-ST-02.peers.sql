-- What every school paid for a food in a month, fen a kilogram, by the prices on its delivery lines.
SELECT
  f.school_code,
  f.item_code AS subject,
  c.month AS period,
  ROUND(CAST(sum(f.price * f.qty) AS DOUBLE) / NULLIF(sum(f.qty), 0), 2) AS value
FROM food_in AS f
JOIN calendar AS c ON c.d = f.on_date
WHERE f.qty > 0 AND f.price > 0
GROUP BY f.school_code, f.item_code, c.month
