-- One row per purchase above the school's inner limit whose result was never put on notice and whose time to do so is over.
WITH today AS (
  SELECT workday_no
  FROM calendar
  WHERE d = $today
),
due AS (
  SELECT p.school_code, p.proc_no, p.award_amount, p.row_id, t.workday_no - c.workday_no AS waited
  FROM procurements AS p
  JOIN calendar AS c ON c.d = p.awarded_on
  CROSS JOIN today AS t
  WHERE p.award_amount >= $inner_limit
    AND p.exempt_doc IS NULL
    AND coalesce(p.status, 'complete') NOT IN ('planned', 'cancelled', 'unsuccessful', 'withdrawn')
),
shown AS (
  SELECT DISTINCT school_code, subject_no
  FROM notices
  WHERE subject_no IS NOT NULL
)
SELECT
  d.school_code,
  d.proc_no AS subject,
  '' AS period,
  CAST(max(d.waited) OVER (PARTITION BY d.school_code, d.proc_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($disclose AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(d.award_amount) OVER (PARTITION BY d.school_code, d.proc_no) AS BIGINT) AS amount,
  'procurements' AS source,
  d.row_id
FROM due AS d
LEFT JOIN shown AS s ON s.school_code = d.school_code AND s.subject_no = d.proc_no
WHERE s.subject_no IS NULL AND d.waited > $disclose
