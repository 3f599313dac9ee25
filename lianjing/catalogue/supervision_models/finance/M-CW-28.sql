-- One row per class charged a fee that the list in force allows at other stages than the school's.
WITH terms AS (
  SELECT DISTINCT term, term_first, term_last
  FROM calendar
  WHERE term IS NOT NULL
),
words AS ( -- The words by which a list may name a stage.
  SELECT school_code,
    CASE school_type WHEN 'preschool' THEN '学前' WHEN 'primary' THEN '小学' WHEN 'middle' THEN '初中'
      WHEN 'nine_year' THEN '小学' WHEN 'high' THEN '高中' WHEN 'vocational' THEN '中职' END AS own,
    CASE school_type WHEN 'preschool' THEN '幼儿' WHEN 'primary' THEN '义务' WHEN 'middle' THEN '义务'
      WHEN 'nine_year' THEN '初中' WHEN 'high' THEN '普高' WHEN 'vocational' THEN '职' END AS other,
    CASE WHEN school_type IN ('nine_year', 'primary', 'middle') THEN '九年' ELSE '完全中学' END AS third,
    CASE WHEN school_type IN ('primary', 'middle', 'high', 'nine_year') THEN '中小学' ELSE '学段' END AS every
  FROM schools
  WHERE school_type IS NOT NULL
),
charged AS (
  SELECT f.school_code, f.fee_name, f.fee_code, f.term, f.row_id, f.received - coalesce(f.refunded, 0) AS net,
    t.term_first, t.term_last
  FROM fee_charges AS f
  JOIN terms AS t ON t.term = f.term
  WHERE f.received - coalesce(f.refunded, 0) > 0
),
allowed AS ( -- One entry that says nothing of stages, or names the school's, is enough.
  SELECT c.school_code, c.row_id,
    max(CASE WHEN coalesce(k.stages, '') = '' OR k.stages LIKE '%各%' OR k.stages LIKE '%全%' OR k.stages LIKE '%所有%'
      OR strpos(k.stages, w.own) > 0 OR strpos(k.stages, w.other) > 0 OR strpos(k.stages, w.third) > 0
      OR strpos(k.stages, w.every) > 0 OR w.own = '小学' AND strpos(k.stages, '义务') > 0 THEN 1 ELSE 0 END) AS is_allowed
  FROM charged AS c
  JOIN words AS w ON w.school_code = c.school_code
  JOIN fee_catalogue AS k
    ON (k.fee_code = c.fee_code OR coalesce(c.fee_code, '') = '' AND k.fee_name = c.fee_name)
    AND (k.start_on IS NULL OR k.start_on <= c.term_last)
    AND (k.end_on IS NULL OR k.end_on >= c.term_first)
  GROUP BY c.school_code, c.row_id
)
SELECT
  c.school_code,
  c.fee_name AS subject,
  c.term AS period,
  CAST(sum(c.net) OVER (PARTITION BY c.school_code, c.fee_name, c.term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(c.net) OVER (PARTITION BY c.school_code, c.fee_name, c.term) AS BIGINT) AS amount,
  'fee_charges' AS source,
  c.row_id
FROM charged AS c
JOIN allowed AS a ON a.school_code = c.school_code AND a.row_id = c.row_id
WHERE a.is_allowed = 0
