-- One row per monthly account whose costs beyond the subsidy's food exceed all income beyond the subsidy.
WITH accounts AS (
  SELECT
    school_code, ym, row_id, in_nip,
    out_food - out_nip_food + coalesce(out_fuel, 0) + coalesce(out_labour, 0) + coalesce(out_misc, 0)
      + coalesce(out_other, 0) AS costs,
    coalesce(out_fuel, 0) + coalesce(out_labour, 0) + coalesce(out_misc, 0) + coalesce(out_other, 0) AS not_food,
    coalesce(in_pupils, 0) + coalesce(in_staff, 0) + coalesce(in_fiscal, 0) + coalesce(in_other, 0)
      + greatest(coalesce(open_balance, 0), 0) AS own
  FROM canteen_months
  WHERE in_nip > 0 AND out_nip_food IS NOT NULL AND out_food IS NOT NULL
)
SELECT
  school_code,
  school_code AS subject,
  ym AS period,
  CAST(max(costs) OVER (PARTITION BY school_code, ym) AS DOUBLE) AS observed,
  CAST(min(own) OVER (PARTITION BY school_code, ym) AS DOUBLE) AS baseline,
  ROUND(min(own + in_nip * (1 - $spent)) OVER (PARTITION BY school_code, ym), 2) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(least(costs - own, not_food)) OVER (PARTITION BY school_code, ym) AS BIGINT) AS amount,
  'canteen_months' AS source,
  row_id
FROM accounts
WHERE not_food > 0 AND ROUND(costs - own - in_nip * (1 - $spent), 2) > 0
