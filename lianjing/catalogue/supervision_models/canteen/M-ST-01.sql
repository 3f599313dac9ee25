-- One row per delivery line of an item whose price has stood out from the other schools' for several periods in a row.
WITH priced AS (
  SELECT
    f.school_code, f.item_code, c.xun,
    sum(f.amount) AS amount,
    sum(f.qty) AS qty,
    ROUND(CAST(1000 * sum(f.amount) AS DOUBLE) / NULLIF(sum(f.qty), 0), 6) AS price
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  WHERE f.qty > 0 AND f.amount > 0
  GROUP BY f.school_code, f.item_code, c.xun
),
distances AS (
  SELECT school_code, max(km) AS km
  FROM schools
  GROUP BY school_code
),
comparable AS (
  SELECT
    p.school_code, p.item_code, p.xun, p.amount, p.qty, p.price,
    1 + $per_km * coalesce(s.km, 0) AS freight,
    ROUND(p.price / NULLIF(1 + $per_km * coalesce(s.km, 0), 0), 6) AS level
  FROM priced AS p
  LEFT JOIN distances AS s ON s.school_code = p.school_code
),
usual AS (
  SELECT item_code, xun, median(level) AS middle, count(*) AS peers
  FROM comparable
  GROUP BY item_code, xun
  HAVING count(*) >= $least_peers
),
spread AS (
  SELECT c.item_code, c.xun, max(u.middle) AS middle, max(u.peers) AS peers,
    CAST(1.4826 AS DOUBLE) * median(abs(c.level - u.middle)) AS sigma
  FROM comparable AS c
  JOIN usual AS u ON u.item_code = c.item_code AND u.xun = c.xun
  GROUP BY c.item_code, c.xun
),
judged AS (
  SELECT
    c.school_code, c.item_code, c.xun, c.amount, c.qty, s.peers,
    c.amount - c.qty * s.middle * c.freight / 1000 AS beyond,
    CASE
      WHEN ROUND($robust * s.sigma - abs(c.level - s.middle), 6) > 0 THEN 'usual'
      WHEN ROUND(c.level - $high * s.middle, 6) > 0 THEN 'high'
      WHEN ROUND($low * s.middle - c.level, 6) > 0 THEN 'low'
      ELSE 'usual'
    END AS side
  FROM comparable AS c
  JOIN spread AS s ON s.item_code = c.item_code AND s.xun = c.xun
),
often AS ( -- Too few periods apart make no run: those foods need no numbers.
  SELECT school_code, item_code
  FROM judged
  WHERE side IN ('high', 'low')
  GROUP BY school_code, item_code
  HAVING count(*) >= $runs
),
followed AS (
  SELECT j.school_code, j.item_code, j.xun, max(j.amount) AS amount, max(j.qty) AS qty, max(j.peers) AS peers,
    max(j.beyond) AS beyond, max(j.side) AS side
  FROM judged AS j
  JOIN often AS o ON o.school_code = j.school_code AND o.item_code = j.item_code
  GROUP BY j.school_code, j.item_code, j.xun
),
numbered AS (
  SELECT
    school_code, item_code, xun, amount, qty, peers, beyond, side,
    row_number() OVER (PARTITION BY school_code, item_code ORDER BY xun)
      - row_number() OVER (PARTITION BY school_code, item_code, side ORDER BY xun) AS run
  FROM followed
),
runs AS (
  SELECT
    school_code, item_code, side, run,
    min(xun) AS first_xun,
    max(xun) AS last_xun,
    min(peers) AS peers,
    sum(amount) AS amount,
    sum(qty) AS qty,
    sum(beyond) AS beyond
  FROM numbered
  WHERE side IN ('high', 'low')
  GROUP BY school_code, item_code, side, run
  HAVING count(*) >= $runs
),
asked AS (
  SELECT
    school_code, item_code, first_xun, last_xun, peers, side, beyond,
    CAST(1000 * amount AS DOUBLE) / NULLIF(qty, 0) AS price,
    1000 * (amount - beyond) / NULLIF(CAST(qty AS DOUBLE), 0) AS usual_price
  FROM runs
)
SELECT
  a.school_code,
  a.item_code AS subject,
  a.first_xun AS period,
  ROUND(a.price, 2) AS observed,
  ROUND(a.usual_price, 2) AS baseline,
  ROUND(a.usual_price * CASE WHEN a.side = 'high' THEN $high ELSE $low END, 2) AS threshold,
  a.peers,
  CAST(ROUND(greatest(a.beyond, 0), 0) AS BIGINT) AS amount,
  'food_in' AS source,
  f.row_id
FROM asked AS a
JOIN food_in AS f ON f.school_code = a.school_code AND f.item_code = a.item_code
JOIN calendar AS c ON c.d = f.on_date
WHERE f.qty > 0 AND f.amount > 0 AND c.xun >= a.first_xun AND c.xun <= a.last_xun
