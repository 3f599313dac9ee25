-- One row per item of a supplier who was awarded goods of far more classes than usual. OCP red flag R048, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.winner_code
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || p.way
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL
),
active AS ( -- Of an award to several nobody knows who supplies what.
  SELECT school_code, proc_no, award_no, max(supplier_code) AS supplier_code
  FROM awards
  WHERE status = 'active'
  GROUP BY school_code, proc_no, award_no
  HAVING count(DISTINCT coalesce(supplier_code, '')) = 1
),
recorded AS (
  SELECT school_code, proc_no, count(DISTINCT CASE WHEN status = 'active' THEN award_no END) AS active_ones
  FROM awards
  GROUP BY school_code, proc_no
),
supplied AS ( -- An item that names no award belongs to the only one; without awards, to the winner.
  SELECT i.school_code, i.proc_no, i.row_id, v.supplier_code, substr(i.category, 1, $digits) AS class
  FROM asked AS a
  JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
  JOIN active AS v ON v.school_code = a.school_code AND v.proc_no = a.proc_no
  JOIN procurement_items AS i
    ON i.school_code = a.school_code
    AND i.proc_no = a.proc_no
    AND (i.award_no = v.award_no OR i.award_no IS NULL AND r.active_ones = 1)
  WHERE v.supplier_code IS NOT NULL AND i.category IS NOT NULL
  UNION ALL
  SELECT i.school_code, i.proc_no, i.row_id, a.winner_code AS supplier_code, substr(i.category, 1, $digits) AS class
  FROM asked AS a
  JOIN procurement_items AS i ON i.school_code = a.school_code AND i.proc_no = a.proc_no
  LEFT JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
  WHERE r.proc_no IS NULL AND a.winner_code IS NOT NULL AND i.category IS NOT NULL
),
tallied AS (
  SELECT supplier_code, count(DISTINCT class) AS classes
  FROM supplied
  GROUP BY supplier_code
  HAVING count(DISTINCT school_code || '/' || proc_no) >= $least
),
numbered AS (
  SELECT
    classes,
    row_number() OVER (ORDER BY classes, supplier_code) AS place,
    count(*) OVER () AS n
  FROM tallied
),
placed AS ( -- Where the quarters lie: statistical definition 8, as Cardinal uses it.
  SELECT
    classes, place, n,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.25 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS low,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.75 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS high
  FROM numbered
),
quarters AS (
  SELECT
    max(n) AS n,
    sum(CASE
      WHEN place = FLOOR(low) THEN classes * (1 - (low - FLOOR(low)))
      WHEN place = FLOOR(low) + 1 THEN classes * (low - FLOOR(low))
      ELSE 0
    END) AS q1,
    sum(CASE
      WHEN place = FLOOR(high) THEN classes * (1 - (high - FLOOR(high)))
      WHEN place = FLOOR(high) + 1 THEN classes * (high - FLOOR(high))
      ELSE 0
    END) AS q3
  FROM placed
),
fenced AS (
  SELECT n, ROUND(q3, 6) AS q3, ROUND(q3 + $width * (q3 - q1), 6) AS fence
  FROM quarters
),
found AS (
  SELECT t.supplier_code, t.classes, q.n, q.q3, q.fence
  FROM tallied AS t
  CROSS JOIN fenced AS q
  WHERE q.n >= $compared AND t.classes >= q.fence AND t.classes > q.q3 -- Where half are alike, none of them is.
)
SELECT
  s.school_code,
  f.supplier_code AS subject,
  '' AS period,
  CAST(f.classes AS DOUBLE) AS observed,
  f.q3 AS baseline,
  f.fence AS threshold,
  CAST(f.n AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'procurement_items' AS source,
  s.row_id
FROM found AS f
JOIN supplied AS s ON s.supplier_code = f.supplier_code
