-- One row per month of a supplier with most of a school's food over several school years and no competition on record.
WITH monthly AS (
  SELECT
    f.school_code, f.supplier_code, c.school_year, c.month,
    sum(f.amount) AS amount,
    min(f.on_date) AS first_on,
    min(f.row_id) AS row_id
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE f.amount > 0
  GROUP BY f.school_code, f.supplier_code, c.school_year, c.month
),
school AS (
  SELECT school_code, sum(amount) AS amount
  FROM monthly
  GROUP BY school_code
),
firm AS (
  SELECT
    school_code, supplier_code,
    sum(amount) AS amount,
    count(DISTINCT school_year) AS years,
    min(school_year) AS since,
    min(first_on) AS first_on
  FROM monthly
  GROUP BY school_code, supplier_code
),
main_firm AS (
  SELECT
    f.school_code, f.supplier_code, f.amount, f.first_on, f.since,
    ROUND(CAST(f.amount AS DOUBLE) / NULLIF(s.amount, 0), 6) AS share
  FROM firm AS f
  JOIN school AS s ON s.school_code = f.school_code
  WHERE f.years >= $years
),
competed AS (
  SELECT DISTINCT l.school_code, l.supplier_code
  FROM main_firm AS l
  JOIN procurements AS p ON p.winner_code = l.supplier_code
  WHERE p.awarded_on IS NOT NULL
    AND date_diff('day', p.awarded_on, l.first_on) <= $fresh
    AND (
      p.method = 'framework'
      OR p.school_code = l.school_code AND p.exempt_doc IS NOT NULL
      OR p.school_code = l.school_code
      AND p.method IN ('open', 'invited', 'negotiation', 'consultation', 'inquiry', 'mall', 'school_select', 'three_quotes')
    )
)
SELECT
  l.school_code,
  l.supplier_code AS subject,
  l.since AS period,
  l.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(l.amount AS BIGINT) AS amount,
  'food_in' AS source,
  m.row_id
FROM main_firm AS l
JOIN monthly AS m ON m.school_code = l.school_code AND m.supplier_code = l.supplier_code
LEFT JOIN competed AS c ON c.school_code = l.school_code AND c.supplier_code = l.supplier_code
WHERE c.supplier_code IS NULL AND l.share > $share
