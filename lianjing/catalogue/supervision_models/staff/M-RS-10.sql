-- One row per payment of reward pay to a leader of a school and year whose leaders' mean is too far above the teachers'.
WITH reward AS (
  SELECT school_code, staff_no, amount, plan_version, substr(ym, 1, 4) AS year, row_id
  FROM payroll
  WHERE item = 'performance_reward'
),
teachers_plan AS ( -- The year of the newest plan under which those who do not lead were paid.
  SELECT r.school_code, r.year, max(substr(r.plan_version, 1, 4)) AS plan_year
  FROM reward AS r
  JOIN staff_register AS s ON s.school_code = r.school_code AND s.staff_no = r.staff_no
  WHERE s.post_rank <> 'leader' AND starts_with(r.plan_version, '20')
  GROUP BY r.school_code, r.year
),
due AS ( -- Arrears, by name or of an older plan than the teachers', do not count.
  SELECT r.school_code, r.staff_no, r.amount, r.year, r.row_id
  FROM reward AS r
  LEFT JOIN teachers_plan AS t ON t.school_code = r.school_code AND t.year = r.year
  WHERE strpos(coalesce(r.plan_version, ''), '补') = 0
    AND NOT coalesce(starts_with(r.plan_version, '20') AND substr(r.plan_version, 1, 4) < t.plan_year, FALSE)
),
person AS (
  SELECT d.school_code, d.year, d.staff_no, s.post_rank = 'leader' AS leads, sum(d.amount) AS amount
  FROM due AS d
  JOIN staff_register AS s ON s.school_code = d.school_code AND s.staff_no = d.staff_no
  WHERE s.post_rank IS NOT NULL
    AND s.establishment IN ('regular', 'special_post')
    AND (s.post_rank = 'leader' OR coalesce(s.post_type, 'professional') <> 'worker')
  GROUP BY d.school_code, d.year, d.staff_no, s.post_rank
),
means AS (
  SELECT school_code, year,
    sum(CASE WHEN leads THEN 1 ELSE 0 END) AS leaders,
    sum(CASE WHEN leads THEN 0 ELSE 1 END) AS teachers,
    CAST(sum(CASE WHEN leads THEN amount ELSE 0 END) AS DOUBLE)
      / NULLIF(sum(CASE WHEN leads THEN 1 ELSE 0 END), 0) AS mean_leader,
    CAST(sum(CASE WHEN leads THEN 0 ELSE amount END) AS DOUBLE)
      / NULLIF(sum(CASE WHEN leads THEN 0 ELSE 1 END), 0) AS mean_teacher
  FROM person
  GROUP BY school_code, year
),
asked AS (
  SELECT school_code, year, leaders, teachers, mean_leader, mean_teacher,
    ROUND(mean_leader / NULLIF(mean_teacher, 0), 6) AS ratio
  FROM means
)
SELECT
  a.school_code,
  a.school_code AS subject,
  a.year AS period,
  a.ratio AS observed,
  ROUND(a.mean_teacher, 0) AS baseline,
  CAST($leaders_pay AS DOUBLE) AS threshold,
  CAST(a.teachers AS BIGINT) AS peers,
  CAST(floor(ROUND((a.mean_leader - $leaders_pay * a.mean_teacher) * a.leaders, 2)) AS BIGINT) AS amount,
  'payroll' AS source,
  d.row_id
FROM asked AS a
JOIN due AS d ON d.school_code = a.school_code AND d.year = a.year
JOIN staff_register AS s ON s.school_code = d.school_code AND s.staff_no = d.staff_no
WHERE a.ratio > $leaders_pay AND s.post_rank = 'leader' AND s.establishment IN ('regular', 'special_post')
