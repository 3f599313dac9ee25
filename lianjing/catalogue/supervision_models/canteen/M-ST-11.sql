-- One row per monthly account of a month whose food for the nutrition programme costs less than its diners call for.
WITH due AS (
  SELECT m.school_code, c.month, sum(m.nip * p.value) AS due
  FROM meals AS m
  JOIN calendar AS c ON c.d = m.on_date
  JOIN parameters AS p ON p.name = 'daily' AND m.on_date BETWEEN p.first_on AND p.last_on
  WHERE m.nip > 0
  GROUP BY m.school_code, c.month
),
daily AS (
  SELECT school_code, ym, max(out_nip_food) AS spent, min(row_id) AS row_id
  FROM canteen_months
  GROUP BY school_code, ym
),
compared AS (
  SELECT d.school_code, d.ym, max(d.spent) AS spent, max(u.due) AS due, min(d.row_id) AS row_id
  FROM daily AS d
  JOIN due AS u ON u.school_code = d.school_code AND u.month = d.ym
  WHERE d.spent IS NOT NULL
  GROUP BY d.school_code, d.ym
),
followed AS (
  SELECT
    school_code, ym, spent, due, row_id,
    coalesce(lead(spent - due) OVER (PARTITION BY school_code ORDER BY ym), 0) AS made_up
  FROM compared
)
SELECT
  school_code,
  school_code AS subject,
  ym AS period,
  CAST(spent AS DOUBLE) AS observed,
  CAST(due AS DOUBLE) AS baseline,
  ROUND(due * $share, 2) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(ROUND(due - spent, 0) AS BIGINT) AS amount,
  'canteen_months' AS source,
  row_id
FROM followed
WHERE ROUND(due * $share - spent, 6) > 0 AND spent + greatest(made_up, 0) < due
