-- One row per admission to compulsory education from outside the district that names no ground.
SELECT
  e.school_code,
  e.apply_no AS subject,
  '' AS period,
  CAST(count(*) OVER (PARTITION BY e.school_code, e.apply_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'enrolments' AS source,
  e.row_id
FROM enrolments AS e
LEFT JOIN schools AS s ON s.school_code = e.school_code
WHERE e.result = 'admitted'
  AND coalesce(e.stage, 'primary') IN ('primary', 'middle')
  AND NOT coalesce(e.district_ok, e.district_code = e.school_district, true)
  AND coalesce(e.care_type, '') = ''
  AND coalesce(e.basis_type, '') <> 'migrant'
  AND NOT (coalesce(s.school_type, '') = 'nine_year' AND coalesce(e.stage, '') = 'middle')
