-- One row per public notice of student aid in which the scan found numbers or words that nobody may see.
SELECT
  school_code,
  notice_no AS subject,
  '' AS period,
  CAST(scan_hits AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'notices' AS source,
  row_id
FROM notices
WHERE scan_hits > 0 AND kind = 'notice' AND starts_with(item_code, 'ZZ')
