-- One row per order of a class that orders more than one set of teaching aids for a subject in a term.
WITH book AS ( -- Volumes and recordings of one set carry one name once their marks are taken off.
  SELECT isbn,
    max(coalesce(publisher, '') || '|' || coalesce(edition, '') || '|'
      || replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        title, '上册', ''), '下册', ''), '全一册', ''), '（上）', ''), '（下）', ''), '(上)', ''), '(下)', ''),
        '配套', ''), '听力', ''), '光盘', ''), '（）', ''), '()', '')) AS set_name
  FROM material_catalogue
  GROUP BY isbn
),
ordered AS (
  SELECT o.school_code, o.term, o.class_no, o.subject, o.isbn, o.row_id, o.price, o.ordered, o.cancelled,
    coalesce(b.set_name, o.isbn) AS set_name
  FROM material_orders AS o
  LEFT JOIN book AS b ON b.isbn = o.isbn
  WHERE o.ordered - coalesce(o.cancelled, 0) > 0 AND NOT coalesce(o.free, FALSE) AND o.subject IS NOT NULL
),
many AS (
  SELECT school_code, term, class_no, subject, count(DISTINCT set_name) AS sets,
    sum(price * (ordered - coalesce(cancelled, 0))) AS amount
  FROM ordered
  GROUP BY school_code, term, class_no, subject
  HAVING count(DISTINCT set_name) > $sets
),
asked AS (
  SELECT school_code, term, class_no, max(sets) AS sets, sum(amount) AS amount
  FROM many
  GROUP BY school_code, term, class_no
)
SELECT
  o.school_code,
  o.class_no AS subject,
  o.term AS period,
  CAST(a.sets AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($sets AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'material_orders' AS source,
  o.row_id
FROM ordered AS o
JOIN many AS m
  ON m.school_code = o.school_code AND m.term = o.term AND m.class_no = o.class_no AND m.subject = o.subject
JOIN asked AS a ON a.school_code = o.school_code AND a.term = o.term AND a.class_no = o.class_no
