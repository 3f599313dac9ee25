-- One row per meal of the days of a term on which no leader ate with the pupils, where too few days had one.
WITH served AS (
  SELECT m.school_code, c.term, m.on_date
  FROM meals AS m
  JOIN calendar AS c ON c.d = m.on_date
  WHERE m.pupils > 0 AND c.term IS NOT NULL
  GROUP BY m.school_code, c.term, m.on_date
),
joined_in AS (
  SELECT DISTINCT k.school_code, k.on_date
  FROM meal_company AS k
  LEFT JOIN schools AS s ON s.school_code = k.school_code
  WHERE k.who = 'leader' OR k.who = 'teacher' AND s.size_class = 'C'
),
asked AS (
  SELECT
    s.school_code, s.term,
    count(*) AS days,
    ROUND(CAST(count(j.on_date) AS DOUBLE) / NULLIF(count(*), 0), 6) AS share
  FROM served AS s
  LEFT JOIN joined_in AS j ON j.school_code = s.school_code AND j.on_date = s.on_date
  GROUP BY s.school_code, s.term
  HAVING count(*) >= $days AND ROUND(CAST(count(j.on_date) AS DOUBLE) / NULLIF(count(*), 0), 6) < $share
),
alone AS (
  SELECT s.school_code, s.term, s.on_date
  FROM served AS s
  JOIN asked AS a ON a.school_code = s.school_code AND a.term = s.term
  LEFT JOIN joined_in AS j ON j.school_code = s.school_code AND j.on_date = s.on_date
  WHERE j.on_date IS NULL
)
SELECT
  a.school_code,
  a.school_code AS subject,
  a.term AS period,
  a.share AS observed,
  CAST(a.days AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'meals' AS source,
  m.row_id
FROM asked AS a
JOIN alone AS x ON x.school_code = a.school_code AND x.term = a.term
JOIN meals AS m ON m.school_code = x.school_code AND m.on_date = x.on_date
WHERE m.pupils > 0
