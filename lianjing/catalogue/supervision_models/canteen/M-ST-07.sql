-- One row per stocktake, delivery and issue of a school's item and month whose booked stock differs from the count.
WITH months AS (
  SELECT month, min(d) AS first_on, max(d) AS last_on, dense_rank() OVER (ORDER BY month) AS month_no
  FROM calendar
  GROUP BY month
),
moved AS (
  SELECT f.school_code, f.item_code, c.month, f.qty AS came, 0 AS went, f.qty * f.price AS value, f.qty AS priced
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  UNION ALL
  SELECT o.school_code, o.item_code, c.month, 0 AS came, o.qty AS went, 0 AS value, 0 AS priced
  FROM food_out AS o
  JOIN calendar AS c ON c.d = o.on_date
),
monthly AS (
  SELECT
    school_code, item_code, month,
    sum(came) AS came,
    sum(went) AS went,
    sum(value) AS value,
    sum(CASE WHEN value IS NULL THEN 0 ELSE priced END) AS priced,
    bool_or(came IS NULL OR went IS NULL) AS unknown
  FROM moved
  GROUP BY school_code, item_code, month
),
usual AS (
  SELECT school_code, item_code, CAST(sum(value) AS DOUBLE) / NULLIF(sum(priced), 0) AS price
  FROM monthly
  GROUP BY school_code, item_code
),
counted AS (
  SELECT s.school_code, s.item_code, m.month, m.month_no, s.real_qty, s.row_id,
    s.reason IS NOT NULL AND length(s.counters) - length(replace(s.counters, '|', '')) - 1 >= $counters AS explained
  FROM stocktakes AS s
  JOIN months AS m ON m.month = s.ym
),
balanced AS (
  SELECT
    now.school_code, now.item_code, now.month, now.row_id,
    before.row_id AS before_row,
    coalesce(before.real_qty + coalesce(m.came, 0) - coalesce(m.went, 0) - now.real_qty, 0) AS gap,
    greatest(before.real_qty + coalesce(m.came, 0) - coalesce(m.went, 0), coalesce(m.came, 0)) AS base,
    coalesce(CAST(m.value AS DOUBLE) / NULLIF(m.priced, 0), u.price) AS price,
    CASE WHEN i.food_class = 'vegetable' THEN $vegetables ELSE $tolerance END AS allowed
  FROM counted AS now
  JOIN counted AS before
    ON before.school_code = now.school_code
    AND before.item_code = now.item_code
    AND before.month_no = now.month_no - 1
  LEFT JOIN monthly AS m
    ON m.school_code = now.school_code AND m.item_code = now.item_code AND m.month = now.month
  LEFT JOIN usual AS u ON u.school_code = now.school_code AND u.item_code = now.item_code
  LEFT JOIN food_items AS i ON i.item_code = now.item_code
  WHERE NOT coalesce(now.explained, FALSE) AND NOT coalesce(m.unknown, FALSE)
),
odd AS (
  SELECT
    school_code, item_code, month, row_id, before_row, allowed,
    ROUND(abs(gap) / NULLIF(CAST(greatest(base, 1) AS DOUBLE), 0), 6) AS share,
    CAST(ROUND(abs(gap) * price / 1000, 0) AS BIGINT) AS amount
  FROM balanced
),
asked AS (
  SELECT school_code, item_code, month, row_id, before_row, allowed, share, amount
  FROM odd
  WHERE share > allowed AND amount > $least
),
evidence AS (
  SELECT school_code, item_code, month, 'stocktakes' AS source, row_id FROM asked
  UNION ALL
  SELECT school_code, item_code, month, 'stocktakes' AS source, before_row AS row_id FROM asked
  UNION ALL
  SELECT a.school_code, a.item_code, a.month, 'food_in' AS source, f.row_id
  FROM asked AS a
  JOIN months AS m ON m.month = a.month
  JOIN food_in AS f
    ON f.school_code = a.school_code AND f.item_code = a.item_code AND f.on_date BETWEEN m.first_on AND m.last_on
  UNION ALL
  SELECT a.school_code, a.item_code, a.month, 'food_out' AS source, o.row_id
  FROM asked AS a
  JOIN months AS m ON m.month = a.month
  JOIN food_out AS o
    ON o.school_code = a.school_code AND o.item_code = a.item_code AND o.on_date BETWEEN m.first_on AND m.last_on
)
SELECT
  e.school_code,
  e.item_code AS subject,
  e.month AS period,
  a.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.allowed AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  a.amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN asked AS a ON a.school_code = e.school_code AND a.item_code = e.item_code AND a.month = e.month
