-- One row per person seconded without a document, or past its end, who has no lessons in the school's last month of teaching.
WITH taught AS (
  SELECT school_code, max(ym) AS ym
  FROM staff_months
  WHERE lessons > 0
  GROUP BY school_code
),
ends AS ( -- The last day of school of each month: an order until then leaves no lesson to come back for.
  SELECT month AS ym, coalesce(max(CASE WHEN is_school_day THEN d END), max(d)) AS last_day
  FROM calendar
  GROUP BY month
),
away AS (
  SELECT m.school_code, m.staff_no, m.secondment_to, m.row_id,
    CASE WHEN m.secondment_to < e.last_day AND m.secondment_to < $today
      THEN date_diff('day', m.secondment_to, $today) ELSE 0 END AS days_over,
    m.secondment_doc IS NULL AND m.secondment_to IS NOT NULL AS no_paper
  FROM staff_months AS m
  JOIN taught AS t ON t.school_code = m.school_code AND t.ym = m.ym
  JOIN ends AS e ON e.ym = m.ym
  LEFT JOIN staff_register AS r ON r.school_code = m.school_code AND r.staff_no = m.staff_no
  WHERE (m.secondment_doc IS NOT NULL OR m.secondment_to IS NOT NULL)
    AND m.lessons = 0
    AND m.leave_kind IS NULL
    AND coalesce(m.leave_days, 0) = 0
    AND (r.left_on IS NULL OR r.left_on > e.last_day)
)
SELECT
  school_code,
  staff_no AS subject,
  CAST(secondment_to AS VARCHAR) AS period,
  CAST(days_over AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'staff_months' AS source,
  row_id
FROM away
WHERE days_over > 0 OR no_paper
