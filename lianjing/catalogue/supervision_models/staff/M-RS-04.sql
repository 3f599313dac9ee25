-- One row per month, of two or more working months in a row, in which somebody was paid and did not work; and its pay.
WITH month AS ( -- A month in which half of the school is at work; vacations are nobody's absence.
  SELECT school_code, ym
  FROM staff_months
  WHERE days IS NOT NULL
  GROUP BY school_code, ym
  HAVING ROUND(CAST(sum(CASE WHEN days > 0 THEN 1 ELSE 0 END) AS DOUBLE) / NULLIF(count(*), 0), 6) >= $month_worked
),
numbered AS (
  SELECT school_code, ym, row_number() OVER (PARTITION BY school_code ORDER BY ym) AS month_no
  FROM month
),
ends AS (
  SELECT month AS ym, max(d) AS last_day
  FROM calendar
  GROUP BY month
),
idle AS (
  SELECT m.school_code, m.staff_no, m.ym, n.month_no, m.row_id,
    r.left_on IS NOT NULL AND substr(CAST(r.left_on AS VARCHAR), 1, 7) < m.ym AS gone
  FROM staff_months AS m
  JOIN numbered AS n ON n.school_code = m.school_code AND n.ym = m.ym
  JOIN ends AS e ON e.ym = m.ym
  JOIN staff_register AS r ON r.school_code = m.school_code AND r.staff_no = m.staff_no
  WHERE m.days = 0
    AND coalesce(m.lessons, 0) = 0
    AND coalesce(m.leave_days, 0) = 0
    AND m.leave_kind IS NULL
    AND (m.secondment_doc IS NULL OR m.secondment_to < e.last_day)
    AND (r.joined_on IS NULL OR substr(CAST(r.joined_on AS VARCHAR), 1, 7) < m.ym)
    AND (r.left_on IS NULL OR substr(CAST(r.left_on AS VARCHAR), 1, 7) <> m.ym)
),
pay AS ( -- After somebody left, arrears may still be paid; a basic wage may not.
  SELECT i.school_code, i.staff_no, i.ym, sum(p.amount) AS amount
  FROM idle AS i
  JOIN payroll AS p ON p.school_code = i.school_code AND p.staff_no = i.staff_no AND p.ym = i.ym
  WHERE NOT i.gone OR p.item = 'basic'
  GROUP BY i.school_code, i.staff_no, i.ym
  HAVING sum(p.amount) > 0
),
paid AS (
  SELECT i.school_code, i.staff_no, i.ym, i.month_no, max(i.row_id) AS row_id, max(p.amount) AS amount
  FROM idle AS i
  JOIN pay AS p ON p.school_code = i.school_code AND p.staff_no = i.staff_no AND p.ym = i.ym
  GROUP BY i.school_code, i.staff_no, i.ym, i.month_no
),
islands AS (
  SELECT school_code, staff_no, ym, row_id, amount,
    month_no - row_number() OVER (PARTITION BY school_code, staff_no ORDER BY ym, month_no) AS island
  FROM paid
),
runs AS (
  SELECT school_code, staff_no, island, min(ym) AS first_ym, count(*) AS months, sum(amount) AS amount
  FROM islands
  GROUP BY school_code, staff_no, island
  HAVING count(*) >= $ghost_months
),
evidence AS (
  SELECT i.school_code, i.staff_no, i.island, 'staff_months' AS source, i.row_id
  FROM islands AS i
  UNION ALL
  SELECT i.school_code, i.staff_no, i.island, 'payroll' AS source, p.row_id
  FROM islands AS i
  JOIN payroll AS p ON p.school_code = i.school_code AND p.staff_no = i.staff_no AND p.ym = i.ym
)
SELECT
  e.school_code,
  e.staff_no AS subject,
  r.first_ym AS period,
  CAST(r.months AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($ghost_months AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(r.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN runs AS r ON r.school_code = e.school_code AND r.staff_no = e.staff_no AND r.island = e.island
