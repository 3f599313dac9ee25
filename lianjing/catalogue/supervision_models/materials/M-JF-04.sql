-- One row per order of a book at a price above that of the catalogue.
WITH listed AS (
  SELECT isbn, catalogue_term, max(list_price) AS list_price
  FROM material_catalogue
  WHERE list_price IS NOT NULL
  GROUP BY isbn, catalogue_term
),
dear AS (
  SELECT o.school_code, o.isbn, o.term, o.row_id, o.price, l.list_price,
    o.ordered - coalesce(o.cancelled, 0) AS copies
  FROM material_orders AS o
  JOIN listed AS l ON l.isbn = o.isbn AND l.catalogue_term = o.term
  WHERE o.price > l.list_price AND NOT coalesce(o.free, FALSE) AND o.ordered - coalesce(o.cancelled, 0) > 0
)
SELECT
  school_code,
  isbn AS subject,
  term AS period,
  CAST(max(price) OVER (PARTITION BY school_code, isbn, term) AS DOUBLE) AS observed,
  CAST(list_price AS DOUBLE) AS baseline,
  CAST(list_price AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum((price - list_price) * copies) OVER (PARTITION BY school_code, isbn, term) AS BIGINT) AS amount,
  'material_orders' AS source,
  row_id
FROM dear
