-- One row per public notice that came down, or was changed, with fewer working days than it promised.
WITH ended AS (
  SELECT n.school_code, n.notice_no, n.row_id,
    coalesce(n.workdays, $days) AS promised,
    down.workday_no - CASE WHEN n.changed_on > n.published_on AND n.changed_on <= n.off_on
      THEN changed.workday_no ELSE up.workday_no END AS counted
  FROM notices AS n
  JOIN calendar AS up ON up.d = n.published_on
  JOIN calendar AS down ON down.d = n.off_on
  LEFT JOIN calendar AS changed ON changed.d = n.changed_on
  WHERE n.kind = 'notice'
)
SELECT
  school_code,
  notice_no AS subject,
  '' AS period,
  CAST(counted AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(promised AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'notices' AS source,
  row_id
FROM ended
WHERE counted < promised
