-- One row per line of a delivery that came without certificate, or as meat or poultry without quarantine paper.
WITH lacking AS (
  SELECT f.school_code, f.bill_no, f.on_date, f.amount, f.row_id
  FROM food_in AS f
  LEFT JOIN food_items AS i ON i.item_code = f.item_code
  WHERE (f.cert_ok = FALSE OR f.quarantine_ok = FALSE AND i.food_class IN ('meat', 'poultry'))
    AND coalesce(f.rejected, 0) < coalesce(f.qty, 1)
)
SELECT
  school_code,
  bill_no AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(count(*) OVER (PARTITION BY school_code, bill_no, on_date) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(amount) OVER (PARTITION BY school_code, bill_no, on_date) AS BIGINT) AS amount,
  'food_in' AS source,
  row_id
FROM lacking
