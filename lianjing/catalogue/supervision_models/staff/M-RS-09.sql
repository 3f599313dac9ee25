-- One row per rating "excellent" of a school and year with too many, or with far more among leaders two years running.
WITH rated AS (
  SELECT school_code, year,
    count(*) AS people,
    sum(CASE WHEN result = 'excellent' THEN 1 ELSE 0 END) AS best,
    sum(CASE WHEN is_leader THEN 1 ELSE 0 END) AS leaders,
    sum(CASE WHEN is_leader AND result = 'excellent' THEN 1 ELSE 0 END) AS best_leaders
  FROM appraisals
  WHERE result IS NOT NULL
  GROUP BY school_code, year
),
shares AS (
  SELECT school_code, year, people, best, leaders, best_leaders,
    ceil(ROUND(people * $excellent, 6)) AS most,
    CAST(best_leaders AS DOUBLE) / NULLIF(leaders, 0) AS share_leaders,
    CAST(best - best_leaders AS DOUBLE) / NULLIF(people - leaders, 0) AS share_teachers
  FROM rated
),
gaps AS (
  SELECT school_code, year, people, best, leaders, best_leaders, most, share_teachers,
    coalesce(best_leaders >= $leaders_least AND people - leaders >= $least_peers
      AND ROUND(share_leaders - share_teachers, 6) > $gap, FALSE) AS apart
  FROM shares
),
asked AS (
  SELECT g.school_code, g.year, g.people, g.best > g.most AS too_many,
    CASE WHEN g.best > g.most THEN g.best ELSE g.best_leaders END AS observed,
    CASE WHEN g.best > g.most THEN g.most ELSE g.leaders * (g.share_teachers + $gap) END AS threshold
  FROM gaps AS g
  LEFT JOIN gaps AS before ON before.school_code = g.school_code AND before.year = g.year - 1
  WHERE g.best > g.most OR (g.apart AND before.apart)
)
SELECT
  k.school_code,
  k.school_code AS subject,
  CAST(k.year AS VARCHAR) AS period,
  CAST(k.observed AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  ROUND(CAST(k.threshold AS DOUBLE), 2) AS threshold,
  CAST(k.people AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'appraisals' AS source,
  a.row_id
FROM asked AS k
JOIN appraisals AS a ON a.school_code = k.school_code
  AND (a.year = k.year OR (a.year = k.year - 1 AND NOT k.too_many))
WHERE a.result = 'excellent' AND (k.too_many OR a.is_leader)
