-- One row per entry of a claim or debt towards one counterparty that has stood open too long.
WITH entries AS ( -- Claims grow on the debit side, debts on the credit side.
  SELECT v.school_code, v.row_id, v.voucher_no, v.on_date, v.counterparty,
    CASE WHEN v.account_code LIKE '1218%' THEN 'claim' ELSE 'debt' END AS side,
    CASE WHEN v.account_code LIKE '1218%' THEN coalesce(v.debit, 0) - coalesce(v.credit, 0)
      ELSE coalesce(v.credit, 0) - coalesce(v.debit, 0) END AS amount
  FROM vouchers AS v
  WHERE (v.account_code LIKE '1218%' OR v.account_code LIKE '2307%') AND v.counterparty <> ''
),
booked AS (
  SELECT school_code, max(on_date) AS last_on
  FROM vouchers
  GROUP BY school_code
),
running AS (
  SELECT school_code, row_id, voucher_no, on_date, counterparty, side, amount,
    sum(amount) OVER (PARTITION BY school_code, side, counterparty ORDER BY on_date, row_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS balance,
    row_number() OVER (PARTITION BY school_code, side, counterparty ORDER BY on_date, row_id) AS place
  FROM entries
),
cleared AS (
  SELECT school_code, side, counterparty, max(CASE WHEN balance <= 0 THEN place ELSE 0 END) AS place
  FROM running
  GROUP BY school_code, side, counterparty
),
standing AS (
  SELECT r.school_code, r.row_id, r.voucher_no, r.on_date, r.counterparty, r.side, r.amount, r.place,
    row_number() OVER (PARTITION BY r.school_code, r.side, r.counterparty ORDER BY r.place, r.row_id) AS nth
  FROM running AS r
  JOIN cleared AS c ON c.school_code = r.school_code AND c.side = r.side AND c.counterparty = r.counterparty
  WHERE r.place > c.place
),
people AS (
  SELECT DISTINCT school_code, name
  FROM staff_register
  WHERE name <> ''
),
balances AS (
  SELECT school_code, side, counterparty, min(on_date) AS first_on, sum(amount) AS balance,
    min(CASE WHEN nth = 1 THEN voucher_no END) AS voucher_no
  FROM standing
  GROUP BY school_code, side, counterparty
),
aged AS (
  SELECT b.school_code, b.side, b.counterparty, b.first_on, b.balance, b.voucher_no,
    date_diff('day', b.first_on, k.last_on) AS days,
    CASE WHEN b.side = 'claim' AND p.name IS NOT NULL THEN $loan_days ELSE $hanging_days END AS most
  FROM balances AS b
  JOIN booked AS k ON k.school_code = b.school_code
  LEFT JOIN people AS p ON p.school_code = b.school_code AND p.name = b.counterparty
),
asked AS ( -- Two counterparties opened by one voucher are one question.
  SELECT school_code, voucher_no, first_on, max(days) AS days, min(most) AS most, sum(balance) AS balance
  FROM aged
  WHERE days > most
  GROUP BY school_code, voucher_no, first_on
)
SELECT DISTINCT
  s.school_code,
  a.voucher_no AS subject,
  CAST(a.first_on AS VARCHAR) AS period,
  CAST(a.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.most AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.balance AS BIGINT) AS amount,
  'vouchers' AS source,
  s.row_id
FROM asked AS a
JOIN aged AS g
  ON g.school_code = a.school_code AND g.voucher_no = a.voucher_no AND g.first_on = a.first_on AND g.days > g.most
JOIN standing AS s ON s.school_code = g.school_code AND s.side = g.side AND s.counterparty = g.counterparty
