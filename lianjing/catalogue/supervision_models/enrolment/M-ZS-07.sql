-- One row per pupil moved in during a term, for schools and terms where there are many and no one school sent most.
WITH moved AS (
  SELECT c.school_code, k.term, coalesce(c.from_school, '') AS origin, c.row_id
  FROM pupil_changes AS c
  JOIN calendar AS k ON k.d = c.change_date
  WHERE c.change_type = 'in'
    AND k.term IS NOT NULL
    AND date_diff('day', k.term_first, c.change_date) > $settled
),
origins AS (
  SELECT school_code, term, origin, count(*) AS pupils
  FROM moved
  GROUP BY school_code, term, origin
),
terms AS (
  SELECT
    school_code, term,
    sum(pupils) AS pupils,
    max(CASE WHEN origin <> '' THEN pupils ELSE 0 END) AS most
  FROM origins
  GROUP BY school_code, term
),
rolls AS (
  SELECT school_code, count(*) AS pupils
  FROM pupils
  WHERE status = 'active'
  GROUP BY school_code
),
asked AS (
  SELECT
    t.school_code, t.term, t.pupils, r.pupils AS roll,
    least($many, ROUND($share * r.pupils, 6)) AS threshold
  FROM terms AS t
  JOIN rolls AS r ON r.school_code = t.school_code
  WHERE t.pupils >= $least
    AND (t.pupils >= $many OR t.pupils >= ROUND($share * r.pupils, 6))
    AND t.most < ROUND($same * t.pupils, 6)
)
SELECT
  a.school_code,
  a.school_code AS subject,
  a.term AS period,
  CAST(a.pupils AS DOUBLE) AS observed,
  CAST(a.roll AS DOUBLE) AS baseline,
  CAST(greatest(a.threshold, $least) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'pupil_changes' AS source,
  m.row_id
FROM asked AS a
JOIN moved AS m ON m.school_code = a.school_code AND m.term = a.term
