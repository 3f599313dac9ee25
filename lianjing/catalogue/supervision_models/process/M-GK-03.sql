-- One row per public notice still up more than the allowed working days after its planned end.
WITH today AS (
  SELECT workday_no
  FROM calendar
  WHERE d = $today
),
up AS (
  SELECT n.school_code, n.notice_no, n.row_id, t.workday_no - c.workday_no AS days_over
  FROM notices AS n
  JOIN calendar AS c ON c.d = n.plan_off_on
  CROSS JOIN today AS t
  WHERE n.kind = 'notice' AND n.off_on IS NULL AND n.plan_off_on < $today
)
SELECT
  school_code,
  notice_no AS subject,
  '' AS period,
  CAST(days_over AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($overdue AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'notices' AS source,
  row_id
FROM up
WHERE days_over > $overdue
