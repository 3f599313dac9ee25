-- One row per work of a kind and year that stays below a limit alone and reaches it together with the others.
WITH limits AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
built AS (
  SELECT w.school_code, w.row_id, w.category, w.contract_amount, w.started_on,
    c.year
  FROM works AS w
  JOIN calendar AS c ON c.d = w.started_on
  LEFT JOIN contracts AS k ON k.school_code = w.school_code AND k.contract_no = w.contract_no
  LEFT JOIN procurements AS p ON p.school_code = k.school_code AND p.proc_no = k.proc_no
  WHERE w.contract_amount > 0
    AND w.category <> ''
    AND (p.method IS NULL OR p.method NOT IN ('open', 'invited'))
    AND coalesce(p.exempt_doc, '') = ''
),
below AS (
  SELECT DISTINCT b.school_code, b.row_id, b.category, b.contract_amount, b.year, l.name AS tier, l.value AS top
  FROM built AS b
  JOIN limits AS l
    ON l.name IN ('county_works', 'tender')
    AND b.started_on BETWEEN l.first_on AND l.last_on
    AND b.contract_amount < l.value
),
summed AS (
  SELECT school_code, category, year, tier, max(top) AS top, sum(contract_amount) AS total, count(*) AS works
  FROM below
  GROUP BY school_code, category, year, tier
),
reached AS (
  SELECT school_code, category, year, max(top) AS top
  FROM summed
  WHERE works > 1 AND total >= top
  GROUP BY school_code, category, year
),
asked AS (
  SELECT DISTINCT s.school_code, s.category, s.year, s.tier, s.top, s.total, s.works
  FROM reached AS r
  JOIN summed AS s
    ON s.school_code = r.school_code AND s.category = r.category AND s.year = r.year AND s.top = r.top AND s.works > 1
)
SELECT
  b.school_code,
  b.category AS subject,
  CAST(b.year AS VARCHAR) AS period,
  CAST(a.total AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.top AS DOUBLE) AS threshold,
  CAST(a.works AS BIGINT) AS peers,
  CAST(a.total AS BIGINT) AS amount,
  'works' AS source,
  b.row_id
FROM asked AS a
JOIN below AS b
  ON b.school_code = a.school_code AND b.category = a.category AND b.year = a.year AND b.tier = a.tier
