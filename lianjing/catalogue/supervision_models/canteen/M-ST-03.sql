-- One row per month of a supplier with most of a school's food over school years that follow each other and no competition on record.
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
held AS ( -- A school year counts when the firm delivered in months enough of it.
  SELECT school_code, supplier_code, school_year, CAST(left(school_year, 4) AS BIGINT) AS opens
  FROM monthly
  GROUP BY school_code, supplier_code, school_year
  HAVING count(*) >= $months
),
numbered AS ( -- Years that follow each other share what is left of the year less its place.
  SELECT school_code, supplier_code, school_year,
    opens - row_number() OVER (PARTITION BY school_code, supplier_code ORDER BY school_code, supplier_code, school_year)
      AS run
  FROM held
),
runs AS (
  SELECT school_code, supplier_code, min(school_year) AS since, max(school_year) AS until
  FROM numbered
  GROUP BY school_code, supplier_code, run
  HAVING count(*) >= $years
),
bought AS (
  SELECT r.school_code, r.supplier_code, r.since, r.until, sum(m.amount) AS all_amount,
    sum(CASE WHEN m.supplier_code = r.supplier_code THEN m.amount ELSE 0 END) AS amount,
    min(CASE WHEN m.supplier_code = r.supplier_code THEN m.first_on END) AS first_on
  FROM runs AS r
  JOIN monthly AS m ON m.school_code = r.school_code AND m.school_year BETWEEN r.since AND r.until
  GROUP BY r.school_code, r.supplier_code, r.since, r.until
),
main_firm AS (
  SELECT school_code, supplier_code, since, until, amount, first_on,
    ROUND(CAST(amount AS DOUBLE) / NULLIF(all_amount, 0), 6) AS share
  FROM bought
),
competed AS (
  SELECT DISTINCT l.school_code, l.supplier_code, l.since
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
  AND m.school_year BETWEEN l.since AND l.until
LEFT JOIN competed AS c ON c.school_code = l.school_code AND c.supplier_code = l.supplier_code AND c.since = l.since
WHERE c.supplier_code IS NULL AND l.share > $share
