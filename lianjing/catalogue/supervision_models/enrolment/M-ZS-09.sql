-- One row per admission on a ground of care that was not on public notice for the working days required.
WITH posted AS (
  SELECT
    n.school_code, n.notice_no,
    max(CASE WHEN n.off_on IS NULL THEN $workdays ELSE down.workday_no - up.workday_no END) AS posted
  FROM notices AS n
  JOIN calendar AS up ON up.d = n.published_on
  LEFT JOIN calendar AS down ON down.d = n.off_on
  GROUP BY n.school_code, n.notice_no
),
measured AS (
  SELECT e.school_code, e.apply_no, e.row_id, coalesce(p.posted, 0) AS posted
  FROM enrolments AS e
  LEFT JOIN posted AS p ON p.school_code = e.school_code AND p.notice_no = e.notice_no
  WHERE e.result IN ('admitted', 'arranged')
    AND (coalesce(e.care_type, '') <> '' OR e.basis_type = 'care')
)
SELECT
  school_code,
  apply_no AS subject,
  '' AS period,
  CAST(min(posted) OVER (PARTITION BY school_code, apply_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($workdays AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'enrolments' AS source,
  row_id
FROM measured
WHERE posted < $workdays
