-- One row per charge of a class that went into a person's or a committee's account.
WITH private AS (
  SELECT school_code, fee_name, term, row_id, received
  FROM fee_charges
  WHERE account_type IN ('person', 'committee') AND received > 0
)
SELECT
  school_code,
  fee_name AS subject,
  term AS period,
  CAST(count(*) OVER (PARTITION BY school_code, fee_name, term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(received) OVER (PARTITION BY school_code, fee_name, term) AS BIGINT) AS amount,
  'fee_charges' AS source,
  row_id
FROM private
