-- One row per asset that was disposed of without an order, or sold too far below its valuation.
WITH gone AS (
  SELECT school_code, row_id, asset_no, orig_value, appraised, sold,
    CASE WHEN status = 'disposed' AND coalesce(disposal_doc, '') = '' THEN 1 ELSE 0 END AS is_bare,
    CASE WHEN sold IS NOT NULL AND appraised > 0 AND ROUND(sold - appraised * $least, 2) < 0 THEN 1 ELSE 0 END
      AS is_cheap
  FROM assets
  WHERE status = 'disposed' OR disposed_on IS NOT NULL
),
asked AS (
  SELECT school_code, row_id, asset_no, is_bare, is_cheap,
    CASE WHEN is_cheap > 0 THEN sold ELSE 0 END AS got,
    CASE WHEN is_cheap > 0 THEN ROUND(appraised * $least, 2) ELSE CAST(coalesce(appraised, orig_value, 0) AS DOUBLE) END
      AS worth
  FROM gone
  WHERE is_bare > 0 AND coalesce(appraised, orig_value, 0) > 0 OR is_cheap > 0
)
SELECT
  school_code,
  asset_no AS subject,
  '' AS period,
  CAST(max(got) OVER (PARTITION BY school_code, asset_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(max(worth) OVER (PARTITION BY school_code, asset_no) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(ROUND(worth - got, 0)) OVER (PARTITION BY school_code, asset_no) AS BIGINT) AS amount,
  'assets' AS source,
  row_id
FROM asked
