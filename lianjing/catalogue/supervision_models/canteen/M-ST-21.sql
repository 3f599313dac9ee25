-- One row per monthly account of the end of a term whose refunds were not all paid within the days allowed after it.
WITH ends AS (
  SELECT t.term, t.term_last, substr(CAST(t.term_last AS VARCHAR), 1, 7) AS ym, min(late.month) AS last_ym
  FROM calendar AS t
  JOIN calendar AS late ON late.day_no = t.day_no + $days
  WHERE t.d = t.term_last AND late.d < $today
  GROUP BY t.term, t.term_last, substr(CAST(t.term_last AS VARCHAR), 1, 7)
),
owed AS (
  SELECT c.school_code, e.ym, e.last_ym, max(c.refund_due) AS due
  FROM canteen_months AS c
  JOIN ends AS e ON e.ym = c.ym
  WHERE c.refund_due > 0
  GROUP BY c.school_code, e.ym, e.last_ym
),
settled AS (
  SELECT o.school_code, o.ym, max(o.due) AS due, sum(coalesce(c.refunded, 0)) AS refunded
  FROM owed AS o
  JOIN canteen_months AS c ON c.school_code = o.school_code
  WHERE c.ym >= o.ym AND c.ym <= o.last_ym
  GROUP BY o.school_code, o.ym
)
SELECT
  s.school_code,
  s.school_code AS subject,
  s.ym AS period,
  CAST(s.due - s.refunded AS DOUBLE) AS observed,
  CAST(s.due AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(s.due - s.refunded AS BIGINT) AS amount,
  'canteen_months' AS source,
  c.row_id
FROM settled AS s
JOIN canteen_months AS c ON c.school_code = s.school_code AND c.ym = s.ym
WHERE s.refunded < s.due
