-- One row per class of a fee collected for others that was neither paid on nor given back in time after the term.
WITH terms AS (
  SELECT DISTINCT term, term_first, term_last
  FROM calendar
  WHERE term IS NOT NULL
),
collected AS (
  SELECT DISTINCT f.school_code, f.fee_name, f.term, f.row_id, f.payers, f.settled_on, t.term_last,
    f.received - coalesce(f.paid_out, 0) - coalesce(f.refunded, 0) AS rest,
    f.paid_out IS NULL AND f.settled_on IS NOT NULL AS is_unsaid
  FROM fee_charges AS f
  JOIN terms AS t ON t.term = f.term
  JOIN fee_catalogue AS k
    ON k.fee_code = f.fee_code OR coalesce(f.fee_code, '') = '' AND k.fee_name = f.fee_name
  WHERE k.kind = 'collected' AND f.received > 0
),
held AS ( -- A class settled without a word on what was paid on says nothing.
  SELECT school_code, fee_name, term, row_id, rest
  FROM collected
  WHERE date_diff('day', term_last, $today) > $days
    AND NOT is_unsaid
    AND ROUND(rest - $left_over * greatest(coalesce(payers, 1), 1), 2) > 0
)
SELECT
  school_code,
  fee_name AS subject,
  term AS period,
  CAST(sum(rest) OVER (PARTITION BY school_code, fee_name, term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(rest) OVER (PARTITION BY school_code, fee_name, term) AS BIGINT) AS amount,
  'fee_charges' AS source,
  row_id
FROM held
