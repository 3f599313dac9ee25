-- One row per month in which somebody without a teaching certificate taught, and per canteen worker with an expired health certificate.
WITH expired AS (
  SELECT school_code, staff_no, key_post, row_id
  FROM staff_register
  WHERE left_on IS NULL AND health_cert_to < $today
),
received AS (
  SELECT DISTINCT school_code, acceptors
  FROM food_in
  WHERE acceptors IS NOT NULL
),
hands AS ( -- Whoever receives, keeps or takes the canteen's food works in it, whatever the post is called.
  SELECT DISTINCT school_code, keeper_no AS staff_no
  FROM food_out
  UNION ALL
  SELECT DISTINCT school_code, taker_no AS staff_no
  FROM food_out
  UNION ALL
  SELECT e.school_code, e.staff_no
  FROM expired AS e
  JOIN received AS f ON f.school_code = e.school_code AND strpos(f.acceptors, '|' || e.staff_no || '|') > 0
),
taught AS (
  SELECT r.school_code, r.staff_no, m.row_id
  FROM staff_register AS r
  JOIN staff_months AS m ON m.school_code = r.school_code AND m.staff_no = r.staff_no
  WHERE r.cert_no IS NULL AND r.left_on IS NULL AND m.lessons > 0
),
found AS (
  SELECT t.school_code, t.staff_no, 'staff_months' AS source, t.row_id, 1 AS fault
  FROM taught AS t
  UNION ALL
  SELECT r.school_code, r.staff_no, 'staff_register' AS source, r.row_id, 0 AS fault
  FROM staff_register AS r
  JOIN (SELECT DISTINCT school_code, staff_no FROM taught) AS t
    ON t.school_code = r.school_code AND t.staff_no = r.staff_no
  UNION ALL
  SELECT e.school_code, e.staff_no, 'staff_register' AS source, e.row_id, 1 AS fault
  FROM expired AS e
  WHERE e.key_post = 'canteen' OR EXISTS (
    SELECT 1
    FROM hands AS h
    WHERE h.school_code = e.school_code AND h.staff_no = e.staff_no
  )
),
counted AS (
  SELECT school_code, staff_no, sum(fault) AS faults
  FROM found
  GROUP BY school_code, staff_no
)
SELECT
  f.school_code,
  f.staff_no AS subject,
  '' AS period,
  CAST(c.faults AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  f.source,
  f.row_id
FROM found AS f
JOIN counted AS c ON c.school_code = f.school_code AND c.staff_no = f.staff_no
