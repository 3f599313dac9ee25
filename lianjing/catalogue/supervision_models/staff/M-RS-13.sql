-- One row per holder of a key post for longer than the years after which posts rotate, outside the smallest schools.
WITH held AS (
  SELECT r.school_code, r.staff_no, r.row_id, r.key_post_from,
    CAST(r.key_post_from AS VARCHAR) AS since,
    CAST(CAST(substr(CAST($today AS VARCHAR), 1, 4) AS BIGINT) - $years AS VARCHAR)
      || substr(CAST($today AS VARCHAR), 5) AS latest,
    ROUND(floor(date_diff('day', r.key_post_from, $today) / CAST(30.4375 AS DOUBLE)), 0) AS months
  FROM staff_register AS r
  LEFT JOIN schools AS s ON s.school_code = r.school_code
  WHERE r.key_post IS NOT NULL
    AND r.left_on IS NULL
    AND NOT (r.key_post = 'canteen' AND coalesce(r.post_type, '') = 'worker')
    AND coalesce(s.size_class, '') <> 'C'
)
SELECT
  school_code,
  staff_no AS subject,
  '' AS period,
  CAST(months AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($years * 12 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'staff_register' AS source,
  row_id
FROM held
WHERE since < latest
