-- One row per admitted child whose family's employer or name stands behind a gift near the day of admission.
WITH gifts AS (
  SELECT
    e.school_code, e.apply_no, e.row_id, e.sponsor_amount,
    abs(date_diff('day', e.admitted_on, e.sponsor_on)) AS apart
  FROM enrolments AS e
  LEFT JOIN pupils AS p ON p.school_code = e.school_code AND p.pupil_no_key = e.pupil_no_key
  WHERE e.result IN ('admitted', 'arranged')
    AND coalesce(e.sponsor, '') <> ''
    AND abs(date_diff('day', e.admitted_on, e.sponsor_on)) <= $days
    AND (
      coalesce(e.guardian_employer, p.guardian_employer, '') IN ('', e.sponsor)
      OR p.guardian_name = e.sponsor
    )
)
SELECT
  school_code,
  apply_no AS subject,
  '' AS period,
  CAST(min(apart) OVER (PARTITION BY school_code, apply_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(sponsor_amount) OVER (PARTITION BY school_code, apply_no) AS BIGINT) AS amount,
  'enrolments' AS source,
  row_id
FROM gifts
