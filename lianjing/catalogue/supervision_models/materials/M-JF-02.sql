-- One row per order, through the school or a committee, of a book that the term's catalogue does not list.
WITH listed AS (
  SELECT DISTINCT isbn, catalogue_term
  FROM material_catalogue
),
known AS ( -- Without a catalogue of the term nothing can be outside it.
  SELECT DISTINCT catalogue_term
  FROM material_catalogue
),
outside AS (
  SELECT o.school_code, o.isbn, o.term, o.row_id, o.ordered - coalesce(o.cancelled, 0) AS copies, o.price
  FROM material_orders AS o
  JOIN known AS k ON k.catalogue_term = o.term
  LEFT JOIN listed AS l ON l.isbn = o.isbn AND l.catalogue_term = o.term
  WHERE l.isbn IS NULL
    AND o.account_type IN ('treasury', 'school_account', 'person', 'committee')
    AND NOT coalesce(o.free, FALSE)
    AND o.ordered - coalesce(o.cancelled, 0) > 0
)
SELECT
  school_code,
  isbn AS subject,
  term AS period,
  CAST(sum(copies) OVER (PARTITION BY school_code, isbn, term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(copies * price) OVER (PARTITION BY school_code, isbn, term) AS BIGINT) AS amount,
  'material_orders' AS source,
  row_id
FROM outside
