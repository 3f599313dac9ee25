-- One row per payment of a month to a private person without a wage's reason, or in cash above the line or the month's share.
WITH paid AS (
  SELECT p.school_code, p.row_id, p.amount, c.month,
    CASE WHEN p.is_person AND p.amount >= $personal AND (p.purpose IS NULL
        OR p.purpose IN ('goods', 'services', 'works', 'other'))
      AND (p.method IS NULL OR p.method <> 'card') THEN 1 ELSE 0 END AS is_personal,
    CASE WHEN p.method = 'cash' AND p.amount > 0 THEN p.amount ELSE 0 END AS cash
  FROM payments AS p
  JOIN calendar AS c ON c.d = p.paid_on
  WHERE p.amount > 0
),
turned AS ( -- Of equal sums those that would be asked about first are taken to have come back.
  SELECT school_code, row_id, amount, month, is_personal, cash,
    row_number() OVER (PARTITION BY school_code, month, amount ORDER BY is_personal DESC, cash DESC, row_id) AS turn
  FROM paid
),
back AS ( -- What came back whole is no payment, one payment for each return.
  SELECT c.month, p.school_code, 0 - p.amount AS amount, count(*) AS times
  FROM payments AS p
  JOIN calendar AS c ON c.d = p.paid_on
  WHERE p.amount < 0
  GROUP BY c.month, p.school_code, p.amount
),
standing AS (
  SELECT p.school_code, p.row_id, p.amount, p.month, p.is_personal, p.cash,
    sum(p.cash) OVER (PARTITION BY p.school_code, p.month) AS month_cash,
    sum(p.amount) OVER (PARTITION BY p.school_code, p.month) AS month_all
  FROM turned AS p
  LEFT JOIN back AS b ON b.school_code = p.school_code AND b.month = p.month AND b.amount = p.amount
  WHERE p.turn > coalesce(b.times, 0)
),
asked AS (
  SELECT school_code, row_id, amount, month
  FROM standing
  WHERE is_personal > 0
    OR cash > $cash
    OR cash > 0 AND month_cash > $cash
      AND ROUND(CAST(month_cash AS DOUBLE) / NULLIF(month_all, 0), 6) > $share
)
SELECT
  school_code,
  school_code AS subject,
  month AS period,
  CAST(count(*) OVER (PARTITION BY school_code, month) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(amount) OVER (PARTITION BY school_code, month) AS BIGINT) AS amount,
  'payments' AS source,
  row_id
FROM asked
