-- The share of pupils for whom every school ordered a book in a term.
SELECT
  school_code,
  isbn AS subject,
  term AS period,
  ROUND(CAST(sum(ordered - coalesce(cancelled, 0)) AS DOUBLE) / NULLIF(sum(class_size), 0), 4) AS value
FROM material_orders
WHERE NOT coalesce(free, FALSE) AND class_size > 0
GROUP BY school_code, isbn, term
