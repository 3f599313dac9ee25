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
paid AS (
  SELECT p.school_code, p.staff_no, p.ym, sum(p.amount) AS amount,
    sum(CASE WHEN p.item = 'basic' THEN p.amount ELSE 0 END) AS basic
  FROM payroll AS p
  GROUP BY p.school_code, p.staff_no, p.ym
),
beside AS ( -- Who was paid, with the month's attendance where the sheet has a row for the person.
  SELECT p.school_code, p.staff_no, p.ym, n.month_no, p.amount, p.basic, m.row_id, m.days, m.lessons, m.leave_days,
    m.leave_kind, m.secondment_doc, m.secondment_to,
    ROUND(CAST(count(m.row_id) OVER (PARTITION BY p.school_code, p.ym) AS DOUBLE)
      / NULLIF(count(*) OVER (PARTITION BY p.school_code, p.ym), 0), 6) AS on_sheet
  FROM paid AS p
  JOIN numbered AS n ON n.school_code = p.school_code AND n.ym = p.ym
  LEFT JOIN staff_months AS m ON m.school_code = p.school_code AND m.staff_no = p.staff_no AND m.ym = p.ym
),
idle AS (
  SELECT b.school_code, b.staff_no, b.ym, b.month_no, b.row_id,
    -- After somebody left, arrears may still be paid; a basic wage may not.
    CASE WHEN substr(CAST(r.left_on AS VARCHAR), 1, 7) < b.ym THEN b.basic ELSE b.amount END AS amount
  FROM beside AS b
  JOIN ends AS e ON e.ym = b.ym
  JOIN staff_register AS r ON r.school_code = b.school_code AND r.staff_no = b.staff_no
  WHERE (b.days = 0 OR (b.row_id IS NULL AND b.on_sheet >= $month_covered))
    AND coalesce(b.lessons, 0) = 0
    AND coalesce(b.leave_days, 0) = 0
    AND b.leave_kind IS NULL
    AND (b.secondment_doc IS NULL OR b.secondment_to < e.last_day)
    AND (r.joined_on IS NULL OR substr(CAST(r.joined_on AS VARCHAR), 1, 7) < b.ym)
    AND (r.left_on IS NULL OR substr(CAST(r.left_on AS VARCHAR), 1, 7) <> b.ym)
),
months AS (
  SELECT school_code, staff_no, ym, month_no, max(row_id) AS row_id, max(amount) AS amount
  FROM idle
  WHERE amount > 0
  GROUP BY school_code, staff_no, ym, month_no
),
islands AS (
  SELECT school_code, staff_no, ym, row_id, amount,
    month_no - row_number() OVER (PARTITION BY school_code, staff_no ORDER BY ym, month_no) AS island
  FROM months
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
  WHERE i.row_id IS NOT NULL
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
