-- One row per purchase that, with others of its kind or from its supplier, reaches a limit which each alone stays below.
WITH limits AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
bought AS (
  SELECT p.school_code, p.row_id, p.kind, p.method, p.award_amount, p.awarded_on, p.winner_code,
    coalesce(p.budget_item, '') AS budget_item, substr(p.category, 1, $digits) AS category, c.day_no, c.year
  FROM procurements AS p
  JOIN calendar AS c ON c.d = p.awarded_on
  WHERE p.award_amount > 0
    AND (p.status IS NULL OR p.status NOT IN ('planned', 'active', 'cancelled', 'unsuccessful', 'withdrawn'))
    AND coalesce(p.exempt_doc, '') = ''
    AND p.method <> 'open'
),
yearly AS ( -- The statutory test: one budget item and category, one year, without open tender.
  SELECT b.school_code, b.year, b.category, b.row_id, b.award_amount, l.value AS top,
    sum(b.award_amount) OVER (PARTITION BY b.school_code, b.year, b.category, b.budget_item) AS total,
    count(*) OVER (PARTITION BY b.school_code, b.year, b.category, b.budget_item) AS times
  FROM bought AS b
  JOIN limits AS l ON l.name = 'open_tender' AND b.awarded_on BETWEEN l.first_on AND l.last_on
  WHERE b.kind IN ('goods', 'services') AND b.category <> ''
),
below AS ( -- Just below a tier, and bought in a way that a school chooses itself.
  SELECT b.school_code, b.row_id, b.category, b.winner_code, b.award_amount, b.awarded_on, b.day_no, l.name AS tier,
    l.value AS top
  FROM bought AS b
  JOIN limits AS l ON b.awarded_on BETWEEN l.first_on AND l.last_on
    AND (l.name IN ('two_people', 'three_quotes')
      OR l.name = 'county_goods' AND b.kind IN ('goods', 'services')
      OR l.name = 'county_works' AND b.kind = 'works')
  WHERE b.method NOT IN ('invited', 'framework', 'mall')
    AND b.award_amount < l.value
    AND ROUND(b.award_amount - l.value * $near, 6) >= 0
),
grouped AS (
  SELECT school_code, row_id, 'category' AS kin, category AS what, category, award_amount, awarded_on, day_no, tier, top
  FROM below
  WHERE category <> ''
  UNION ALL
  SELECT school_code, row_id, 'supplier' AS kin, winner_code AS what, category, award_amount, awarded_on, day_no, tier,
    top
  FROM below
  WHERE winner_code <> ''
),
rolled AS (
  SELECT school_code, row_id, kin, what, category, award_amount, awarded_on, day_no, tier, top,
    CASE WHEN count(*) OVER (PARTITION BY school_code, kin, what, tier ORDER BY day_no
          RANGE BETWEEN $days PRECEDING AND CURRENT ROW) > 1
        AND sum(award_amount) OVER (PARTITION BY school_code, kin, what, tier ORDER BY day_no
          RANGE BETWEEN $days PRECEDING AND CURRENT ROW) >= top
      THEN 1 ELSE 0 END AS reached
  FROM grouped
),
members AS (
  SELECT school_code, row_id, kin, what, category, award_amount, awarded_on, day_no, tier, top,
    max(reached) OVER (PARTITION BY school_code, kin, what, tier ORDER BY day_no
      RANGE BETWEEN CURRENT ROW AND $days FOLLOWING) AS inside
  FROM rolled
),
parted AS (
  SELECT school_code, row_id, kin, what, category, award_amount, awarded_on, day_no, tier, top,
    CASE WHEN day_no - lag(day_no) OVER (PARTITION BY school_code, kin, what, tier ORDER BY day_no, row_id) <= $days
      THEN 0 ELSE 1 END AS begins
  FROM members
  WHERE inside > 0
),
islands AS (
  SELECT school_code, row_id, kin, what, category, award_amount, awarded_on, tier, top,
    sum(begins) OVER (PARTITION BY school_code, kin, what, tier ORDER BY day_no, row_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS island
  FROM parted
),
runs AS (
  SELECT school_code, kin, what, tier, island, min(awarded_on) AS first_on, sum(award_amount) AS total,
    count(*) AS times, max(top) AS top
  FROM islands
  GROUP BY school_code, kin, what, tier, island
  -- A supplier's run of one category is that category's run already.
  HAVING kin = 'category' OR count(DISTINCT category) > 1 OR count(category) < count(*)
),
highest AS ( -- Runs at two tiers that begin on one day are asked about once, at the higher tier.
  SELECT school_code, kin, what, first_on, max(top) AS top
  FROM runs
  GROUP BY school_code, kin, what, first_on
),
asked AS (
  SELECT y.school_code, y.category AS subject, CAST(y.year AS VARCHAR) AS period, y.row_id,
    sum(y.award_amount) OVER (PARTITION BY y.school_code, y.year, y.category) AS total,
    max(y.top) OVER (PARTITION BY y.school_code, y.year, y.category) AS top,
    count(*) OVER (PARTITION BY y.school_code, y.year, y.category) AS times
  FROM yearly AS y
  WHERE y.times > 1 AND y.total > y.top
  UNION ALL
  SELECT i.school_code, i.what AS subject, CAST(r.first_on AS VARCHAR) AS period, i.row_id, r.total, r.top, r.times
  FROM islands AS i
  JOIN runs AS r
    ON r.school_code = i.school_code AND r.kin = i.kin AND r.what = i.what AND r.tier = i.tier AND r.island = i.island
  JOIN highest AS h
    ON h.school_code = r.school_code AND h.kin = r.kin AND h.what = r.what AND h.first_on = r.first_on
    AND h.top = r.top
)
SELECT
  school_code,
  subject,
  period,
  CAST(total AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(top AS DOUBLE) AS threshold,
  CAST(times AS BIGINT) AS peers,
  CAST(total AS BIGINT) AS amount,
  'procurements' AS source,
  row_id
FROM asked
