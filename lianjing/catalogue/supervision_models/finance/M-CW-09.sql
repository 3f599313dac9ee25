-- One row per late entry of December for goods, printing or training, in a year of which December spent too much and too late.
WITH entries AS ( -- Running outlays; wages and aid come due at the year's end by themselves, and food is bought as it is eaten.
  SELECT v.school_code, v.row_id, c.year, c.month, coalesce(v.debit, 0) AS debit, v.econ_code,
    CASE WHEN v.account_code LIKE '7%' THEN 'budget' ELSE 'cost' END AS side,
    CASE WHEN substr(c.month, 6, 2) = '12' THEN 1 ELSE 0 END AS is_december,
    CAST(substr(CAST(v.on_date AS VARCHAR), 9, 2) AS BIGINT) AS day_of_month
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  WHERE (v.account_code LIKE '5%' OR v.account_code LIKE '16%' OR v.account_code LIKE '7%')
    AND (v.book IS NULL OR v.book <> 'canteen')
    AND (v.econ_code IS NULL OR NOT (v.econ_code LIKE '301%' OR v.econ_code LIKE '303%'))
),
marked AS (
  SELECT school_code, row_id, year, month, debit, side, is_december,
    CASE WHEN is_december > 0 AND day_of_month > $late_day THEN 1 ELSE 0 END AS is_late,
    CASE WHEN econ_code IN ('30201', '30202', '30216') OR econ_code LIKE '310%' THEN 1 ELSE 0 END AS is_hasty
  FROM entries
),
sides AS ( -- One outlay stands on the side of cost and on that of the budget; the greater side is meant.
  SELECT school_code, year, side, sum(debit) AS whole, count(DISTINCT month) AS months,
    sum(CASE WHEN is_december > 0 THEN debit ELSE 0 END) AS december,
    sum(CASE WHEN is_late > 0 THEN debit ELSE 0 END) AS late,
    sum(CASE WHEN is_late > 0 AND is_hasty > 0 THEN debit ELSE 0 END) AS hasty
  FROM marked
  GROUP BY school_code, year, side
),
greater AS (
  SELECT school_code, year, side, whole, months, december, late, hasty,
    row_number() OVER (PARTITION BY school_code, year ORDER BY whole DESC, side) AS place
  FROM sides
),
asked AS (
  SELECT school_code, year, side, hasty, ROUND(CAST(december AS DOUBLE) / NULLIF(whole, 0), 6) AS share
  FROM greater
  WHERE place = 1
    AND months >= $months
    AND ROUND(CAST(december AS DOUBLE) / NULLIF(whole, 0), 6) > $december
    AND ROUND(CAST(late AS DOUBLE) / NULLIF(december, 0), 6) > $late
    AND ROUND(CAST(hasty AS DOUBLE) / NULLIF(late, 0), 6) > $kinds
)
SELECT
  m.school_code,
  m.school_code AS subject,
  CAST(m.year AS VARCHAR) AS period,
  CAST(a.share AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($december AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.hasty AS BIGINT) AS amount,
  'vouchers' AS source,
  m.row_id
FROM asked AS a
JOIN marked AS m
  ON m.school_code = a.school_code AND m.year = a.year AND m.side = a.side AND m.is_late > 0 AND m.is_hasty > 0
