-- One row per asset that is let, or named as a shop and in use, without a lease in force.
WITH used AS (
  SELECT school_code, asset_no, row_id, lease_contract, lease_to, rent
  FROM assets
  WHERE status = 'leased'
    OR status = 'in_use' AND name NOT LIKE '%货架%' AND (name LIKE '%小卖部%' OR name LIKE '%门面%'
      OR name LIKE '%超市%' OR name LIKE '%商店%' OR name LIKE '%商铺%')
),
bare AS (
  SELECT school_code, asset_no, row_id, rent
  FROM used
  WHERE coalesce(lease_contract, '') = '' OR date_diff('day', lease_to, $today) > $grace
)
SELECT
  school_code,
  asset_no AS subject,
  '' AS period,
  CAST(0 AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(rent) OVER (PARTITION BY school_code, asset_no) AS BIGINT) AS amount,
  'assets' AS source,
  row_id
FROM bare
