-- One row per class that ordered a book to the last pupil, where several did, or without as many slips as copies.
WITH net AS (
  SELECT school_code, isbn, term, class_size, consents, row_id, price,
    ordered - coalesce(cancelled, 0) AS copies
  FROM material_orders
  WHERE NOT coalesce(free, FALSE)
),
judged AS (
  SELECT school_code, isbn, term, class_size, consents, row_id, price, copies,
    CASE WHEN class_size > 0 AND ROUND(CAST(copies AS DOUBLE) / NULLIF(class_size, 0), 6) >= $whole_class
      THEN 1 ELSE 0 END AS whole,
    CASE WHEN consents < copies THEN 1 ELSE 0 END AS short_of_slips
  FROM net
  WHERE copies > 0
),
asked AS (
  SELECT school_code, isbn, term,
    sum(whole) AS whole, sum(short_of_slips) AS short_of_slips,
    sum(CASE WHEN whole = 1 THEN copies ELSE 0 END) AS whole_copies,
    sum(CASE WHEN whole = 1 THEN class_size ELSE 0 END) AS whole_pupils,
    sum(CASE WHEN short_of_slips = 1 THEN copies ELSE 0 END) AS short_copies,
    sum(CASE WHEN short_of_slips = 1 THEN consents ELSE 0 END) AS slips,
    sum(CASE WHEN short_of_slips = 1 THEN (copies - consents) * price ELSE 0 END) AS unasked
  FROM judged
  GROUP BY school_code, isbn, term
  HAVING sum(whole) >= $whole_classes OR sum(short_of_slips) > 0
)
SELECT
  j.school_code,
  j.isbn AS subject,
  j.term AS period,
  ROUND(CASE WHEN a.short_of_slips > 0 THEN CAST(a.slips AS DOUBLE) / NULLIF(a.short_copies, 0)
    ELSE CAST(a.whole_copies AS DOUBLE) / NULLIF(a.whole_pupils, 0) END, 6) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(CASE WHEN a.short_of_slips > 0 THEN 1 ELSE $whole_class END AS DOUBLE) AS threshold,
  CAST(a.whole AS BIGINT) AS peers,
  CAST(CASE WHEN a.short_of_slips > 0 THEN a.unasked END AS BIGINT) AS amount,
  'material_orders' AS source,
  j.row_id
FROM judged AS j
JOIN asked AS a ON a.school_code = j.school_code AND a.isbn = j.isbn AND a.term = j.term
WHERE j.short_of_slips = 1 OR (j.whole = 1 AND a.whole >= $whole_classes)
