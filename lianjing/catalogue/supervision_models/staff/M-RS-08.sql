-- One row per rating "excellent" or title review decided while the person was barred, and per event that bars.
WITH shown AS (
  SELECT school_code, notice_no, min(published_on) AS published_on
  FROM notices
  GROUP BY school_code, notice_no
),
decided AS (
  SELECT school_code, staff_no, year, told_on, public_notice_no, 'appraisals' AS source, row_id
  FROM appraisals
  WHERE result = 'excellent' OR ethics = 'excellent'
  UNION ALL
  SELECT school_code, staff_no, year, CAST(NULL AS DATE) AS told_on, public_notice_no, 'title_reviews' AS source, row_id
  FROM title_reviews
  WHERE coalesce(result, 'recommended') <> 'not'
),
dated AS ( -- The day of the decision; where none is written, the end of its year.
  SELECT d.school_code, d.staff_no, d.year, d.source, d.row_id,
    coalesce(d.told_on, n.published_on, least(CAST(CAST(d.year AS VARCHAR) || '-12-31' AS DATE), $today)) AS decided_on
  FROM decided AS d
  LEFT JOIN shown AS n ON n.school_code = d.school_code AND n.notice_no = d.public_notice_no
),
barred AS (
  SELECT d.school_code, d.staff_no, d.year, d.source, d.row_id, e.row_id AS event_row
  FROM dated AS d
  JOIN ethics_events AS e ON e.school_code = d.school_code AND e.staff_no = d.staff_no
  WHERE e.lock_from <= d.decided_on AND (e.lock_to IS NULL OR e.lock_to >= d.decided_on)
),
counted AS (
  SELECT school_code, staff_no, year, count(DISTINCT source || CAST(row_id AS VARCHAR)) AS decisions
  FROM barred
  GROUP BY school_code, staff_no, year
),
evidence AS (
  SELECT school_code, staff_no, year, source, row_id FROM barred
  UNION ALL
  SELECT school_code, staff_no, year, 'ethics_events' AS source, event_row AS row_id FROM barred
)
SELECT
  e.school_code,
  e.staff_no AS subject,
  CAST(e.year AS VARCHAR) AS period,
  CAST(c.decisions AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.staff_no = e.staff_no AND c.year = e.year
