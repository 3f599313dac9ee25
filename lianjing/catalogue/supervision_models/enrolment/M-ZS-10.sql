-- One row per unexplained absence of a pupil of compulsory school age that calls for a visit or a report.
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
staged AS (
  SELECT
    a.school_code, a.pupil_no_key, a.start_on, a.days, a.row_id,
    coalesce(
      max(k.stage),
      max(CASE WHEN s.school_type = 'nine_year' THEN 'primary' ELSE s.school_type END)
    ) AS stage
  FROM absences AS a
  LEFT JOIN pupils AS p ON p.school_code = a.school_code AND p.pupil_no_key = a.pupil_no_key
  LEFT JOIN classes AS k ON k.school_code = a.school_code AND k.class_no = coalesce(p.class_no, a.class_no)
  LEFT JOIN schools AS s ON s.school_code = a.school_code
  WHERE a.days >= $days
    AND coalesce(a.reason, 'unknown') = 'unknown'
    AND coalesce(a.visit_ref, '') = ''
  GROUP BY a.school_code, a.pupil_no_key, a.start_on, a.days, a.row_id
)
SELECT
  g.school_code,
  CAST(g.pupil_no_key AS VARCHAR) AS subject,
  CAST(g.start_on AS VARCHAR) AS period,
  CAST(max(g.days) OVER (PARTITION BY g.school_code, g.pupil_no_key, g.start_on) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'absences' AS source,
  g.row_id
FROM staged AS g
WHERE g.stage IN ('primary', 'middle')
  AND NOT EXISTS (
    SELECT 1
    FROM away AS w
    WHERE w.school_code = g.school_code
      AND w.pupil_no_key = g.pupil_no_key
      AND (w.back_on IS NULL OR w.back_on > g.start_on)
  )
