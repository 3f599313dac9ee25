-- One row per long unexplained absence of a pupil who is on the roll as attending, and that pupil's own row.
WITH away AS (
  SELECT c.school_code, c.pupil_no_key, c.change_date, min(b.change_date) AS back_on
  FROM pupil_changes AS c
  LEFT JOIN pupil_changes AS b
    ON b.school_code = c.school_code
    AND b.pupil_no_key = c.pupil_no_key
    AND b.change_type IN ('in', 'resume')
    AND b.change_date > c.change_date
  WHERE c.change_type IN ('out', 'suspend', 'drop', 'death', 'abroad')
  GROUP BY c.school_code, c.pupil_no_key, c.change_date
),
unseen AS (
  SELECT a.school_code, a.pupil_no_key, a.days, a.row_id, p.row_id AS pupil_row
  FROM absences AS a
  JOIN pupils AS p ON p.school_code = a.school_code AND p.pupil_no_key = a.pupil_no_key
  WHERE a.days >= $days
    AND coalesce(a.reason, 'unknown') = 'unknown'
    AND coalesce(a.visit_ref, '') = ''
    AND p.status = 'active'
    AND NOT coalesce(p.special_ed, false)
    AND NOT EXISTS (
      SELECT 1
      FROM away AS w
      WHERE w.school_code = a.school_code
        AND w.pupil_no_key = a.pupil_no_key
        AND (w.back_on IS NULL OR w.back_on > a.start_on)
    )
),
longest AS (
  SELECT school_code, pupil_no_key, max(days) AS days
  FROM unseen
  GROUP BY school_code, pupil_no_key
),
proof AS (
  SELECT school_code, pupil_no_key, 'absences' AS source, row_id FROM unseen
  UNION ALL
  SELECT school_code, pupil_no_key, 'pupils' AS source, pupil_row AS row_id FROM unseen
)
SELECT
  l.school_code,
  CAST(l.pupil_no_key AS VARCHAR) AS subject,
  '' AS period,
  CAST(l.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  r.source,
  r.row_id
FROM longest AS l
JOIN proof AS r ON r.school_code = l.school_code AND r.pupil_no_key = l.pupil_no_key
