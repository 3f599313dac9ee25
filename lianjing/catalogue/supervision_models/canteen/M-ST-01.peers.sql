-- What every school paid for a food in a ten-day period, fen a kilogram: the picture beside a question.
SELECT
  f.school_code,
  f.item_code AS subject,
  c.xun AS period,
  ROUND(CAST(1000 * sum(f.amount) AS DOUBLE) / NULLIF(sum(f.qty), 0), 2) AS value
FROM food_in AS f
JOIN calendar AS c ON c.d = f.on_date
WHERE f.qty > 0 AND f.amount > 0
GROUP BY f.school_code, f.item_code, c.xun
