-- One row per change of the register that was not decided within the working days allowed.
WITH measured AS (
  SELECT
    c.school_code, c.pupil_no_key, c.applied_on, c.row_id,
    done.workday_no - asked.workday_no AS taken
  FROM pupil_changes AS c
  JOIN calendar AS asked ON asked.d = c.applied_on
  JOIN calendar AS done ON done.d = coalesce(c.closed_on, $today)
  WHERE c.change_type <> 'move_class'
    AND coalesce(c.reason, '') NOT LIKE '%跨省%'
)
SELECT
  school_code,
  CAST(pupil_no_key AS VARCHAR) AS subject,
  CAST(applied_on AS VARCHAR) AS period,
  CAST(max(taken) OVER (PARTITION BY school_code, pupil_no_key, applied_on) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($workdays AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'pupil_changes' AS source,
  row_id
FROM measured
WHERE taken > $workdays
