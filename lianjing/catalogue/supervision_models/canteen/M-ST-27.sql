-- One row per delivery line kept, in whole or in part, of food that was past its last day when it was taken in.
WITH dated AS (
  SELECT school_code, item_code, on_date, row_id, qty - coalesce(rejected, 0) AS kept,
    date_diff('day', expire_on, on_date) AS past,
    ROUND(CAST(amount AS DOUBLE) * (qty - coalesce(rejected, 0)) / NULLIF(qty, 0), 0) AS worth
  FROM food_in
  WHERE expire_on IS NOT NULL AND qty > 0
),
habits AS ( -- Whoever writes the day of making into the column is past on nearly every line: nothing is known there.
  SELECT school_code,
    ROUND(CAST(sum(CASE WHEN past > $days THEN 1 ELSE 0 END) AS DOUBLE) / NULLIF(count(*), 0), 6) AS share,
    count(*) AS filled
  FROM dated
  GROUP BY school_code
),
late AS (
  SELECT d.school_code, d.item_code, d.on_date, d.row_id, d.past, d.worth
  FROM dated AS d
  JOIN habits AS h ON h.school_code = d.school_code
  WHERE d.past > $days AND d.kept > 0 AND (h.share <= $share OR h.filled < $lines)
)
SELECT
  school_code,
  item_code AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(max(past) OVER (PARTITION BY school_code, item_code, on_date) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(worth) OVER (PARTITION BY school_code, item_code, on_date) AS BIGINT) AS amount,
  'food_in' AS source,
  row_id
FROM late
