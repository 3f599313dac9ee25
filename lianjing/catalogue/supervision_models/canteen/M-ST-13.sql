-- One row per monthly account of a month in which staff paid less a meal than pupils, or nothing.
WITH eaten AS (
  SELECT m.school_code, c.month, sum(m.pupils) AS pupils, sum(m.staff) AS staff
  FROM meals AS m
  JOIN calendar AS c ON c.d = m.on_date
  GROUP BY m.school_code, c.month
  HAVING sum(m.pupils) > 0 AND sum(m.staff) > 0
),
priced AS (
  SELECT
    k.school_code, k.ym, k.row_id, k.in_staff, e.staff,
    ROUND(CAST(k.in_staff AS DOUBLE) / NULLIF(e.staff, 0), 6) AS staff_price,
    ROUND(CAST(k.in_pupils AS DOUBLE) / NULLIF(e.pupils, 0), 6) AS pupil_price
  FROM canteen_months AS k
  JOIN eaten AS e ON e.school_code = k.school_code AND e.month = k.ym
  WHERE k.in_staff IS NOT NULL AND k.in_pupils > 0
),
elsewhere AS (
  SELECT v.school_code, c.month, sum(v.debit) AS paid
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  WHERE v.book IN ('union', 'school') AND v.debit > 0
    AND (v.summary LIKE '%教职工餐%' OR v.summary LIKE '%教师餐%' OR v.summary LIKE '%职工伙食%')
  GROUP BY v.school_code, c.month
)
SELECT
  p.school_code,
  p.school_code AS subject,
  p.ym AS period,
  min(ROUND(p.staff_price, 2)) OVER (PARTITION BY p.school_code, p.ym) AS observed,
  max(ROUND(p.pupil_price, 2)) OVER (PARTITION BY p.school_code, p.ym) AS baseline,
  max(ROUND(p.pupil_price * $least, 2)) OVER (PARTITION BY p.school_code, p.ym) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(ROUND(p.pupil_price * p.staff - p.in_staff, 0)) OVER (PARTITION BY p.school_code, p.ym) AS BIGINT) AS amount,
  'canteen_months' AS source,
  p.row_id
FROM priced AS p
LEFT JOIN elsewhere AS e ON e.school_code = p.school_code AND e.month = p.ym
WHERE ROUND(p.pupil_price * $least - p.staff_price, 6) > 0
  AND ROUND(p.pupil_price * $least * p.staff - p.in_staff - coalesce(e.paid, 0), 6) > 0
