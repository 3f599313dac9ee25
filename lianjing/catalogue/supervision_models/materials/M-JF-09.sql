-- One row per uniform purchase without enough parents at its meeting, without a public notice, or above the usual price.
WITH uniform AS (
  SELECT school_code, proc_no, meeting_id, award_amount, row_id,
    CASE WHEN strpos(title, '冬') > 0 THEN 1 ELSE 0 END AS winter
  FROM procurements
  WHERE strpos(title, '校服') > 0
    AND awarded_on IS NOT NULL
    AND coalesce(status, 'complete') NOT IN ('cancelled', 'unsuccessful', 'withdrawn', 'planned')
),
panel AS (
  SELECT school_code, meeting_id,
    ROUND(CAST(max(parents_n) AS DOUBLE) / NULLIF(max(coalesce(present_n, members)), 0), 6) AS share
  FROM meetings
  GROUP BY school_code, meeting_id
),
shown AS (
  SELECT DISTINCT school_code, subject_no
  FROM notices
  WHERE subject_no IS NOT NULL
),
item_price AS ( -- Winter sets are compared with winter sets.
  SELECT u.school_code, u.proc_no, u.winter, i.category, max(i.unit_price) AS unit_price
  FROM uniform AS u
  JOIN procurement_items AS i ON i.school_code = u.school_code AND i.proc_no = u.proc_no
  WHERE i.unit_price > 0
  GROUP BY u.school_code, u.proc_no, u.winter, i.category
),
usual AS (
  SELECT winter, category, median(unit_price) AS usual, count(*) AS peers
  FROM item_price
  GROUP BY winter, category
  HAVING count(*) >= $least_peers
),
dear AS (
  SELECT p.school_code, p.proc_no, max(ROUND(p.unit_price / NULLIF(m.usual, 0), 6)) AS times
  FROM item_price AS p
  JOIN usual AS m ON m.winter = p.winter AND m.category IS NOT DISTINCT FROM p.category
  GROUP BY p.school_code, p.proc_no
),
judged AS (
  SELECT u.school_code, u.proc_no, u.row_id, u.award_amount,
    CASE WHEN u.meeting_id IS NULL OR p.share < $parents THEN 1 ELSE 0 END
    + CASE WHEN s.subject_no IS NULL THEN 1 ELSE 0 END
    + CASE WHEN d.times > $price THEN 1 ELSE 0 END AS faults
  FROM uniform AS u
  LEFT JOIN panel AS p ON p.school_code = u.school_code AND p.meeting_id = u.meeting_id
  LEFT JOIN shown AS s ON s.school_code = u.school_code AND s.subject_no = u.proc_no
  LEFT JOIN dear AS d ON d.school_code = u.school_code AND d.proc_no = u.proc_no
)
SELECT
  school_code,
  proc_no AS subject,
  '' AS period,
  CAST(max(faults) OVER (PARTITION BY school_code, proc_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(award_amount) OVER (PARTITION BY school_code, proc_no) AS BIGINT) AS amount,
  'procurements' AS source,
  row_id
FROM judged
WHERE faults > 0
