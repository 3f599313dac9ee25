-- One row per monthly account of a run of months in which a school's own kitchen turned too little of its fees into food.
WITH monthly AS (
  SELECT
    c.school_code, c.ym,
    sum(c.in_pupils + coalesce(c.in_staff, 0)) AS income,
    sum(c.out_food) AS food,
    sum(coalesce(c.out_labour, 0)) AS labour,
    min(c.row_id) AS row_id
  FROM canteen_months AS c
  LEFT JOIN schools AS s ON s.school_code = c.school_code
  WHERE coalesce(s.meal_mode, 'own') = 'own' AND c.out_food IS NOT NULL AND c.in_pupils + coalesce(c.in_staff, 0) > 0
  GROUP BY c.school_code, c.ym
),
marked AS (
  SELECT
    school_code, ym, income, food, row_id,
    CASE
      WHEN ROUND(CAST(food AS DOUBLE) / NULLIF(income, 0), 6) < $share
        AND ROUND(CAST(food + labour AS DOUBLE) / NULLIF(income, 0), 6) < $with_labour THEN 1
      ELSE 0
    END AS low
  FROM monthly
),
distinct_months AS (
  SELECT school_code, ym, low, max(income) AS income, max(food) AS food, min(row_id) AS row_id
  FROM marked
  GROUP BY school_code, ym, low
),
numbered AS (
  SELECT
    school_code, ym, low, income, food, row_id,
    row_number() OVER (PARTITION BY school_code ORDER BY ym, low)
      - row_number() OVER (PARTITION BY school_code, low ORDER BY ym) AS run
  FROM distinct_months
),
runs AS (
  SELECT school_code, run, min(ym) AS ym, sum(income) AS income, sum(food) AS food
  FROM numbered
  WHERE low = 1
  GROUP BY school_code, run
  HAVING count(*) >= $months
)
SELECT
  r.school_code,
  r.school_code AS subject,
  r.ym AS period,
  ROUND(CAST(r.food AS DOUBLE) / NULLIF(r.income, 0), 6) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(r.income - r.food AS BIGINT) AS amount,
  'canteen_months' AS source,
  n.row_id
FROM runs AS r
JOIN numbered AS n ON n.school_code = r.school_code AND n.run = r.run AND n.low = 1
