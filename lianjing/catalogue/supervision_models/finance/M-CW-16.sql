-- One row per contract above its award or paid beyond itself, and per payment that needed a contract and names none on record.
WITH dear AS (
  SELECT c.school_code, c.contract_no AS subject, c.amount AS observed, p.award_amount AS top, 'contracts' AS source,
    c.row_id, p.row_id AS proc_row
  FROM contracts AS c
  JOIN procurements AS p ON p.school_code = c.school_code AND p.proc_no = c.proc_no
  WHERE c.amount > p.award_amount AND p.award_amount > 0
),
paid AS (
  SELECT school_code, contract_no, sum(amount) AS paid
  FROM payments
  WHERE contract_no <> ''
  GROUP BY school_code, contract_no
),
beyond AS (
  SELECT c.school_code, c.contract_no AS subject, y.paid AS observed, c.amount + coalesce(c.changed_amount, 0) AS top,
    c.row_id
  FROM contracts AS c
  JOIN paid AS y ON y.school_code = c.school_code AND y.contract_no = c.contract_no
  WHERE y.paid > c.amount + coalesce(c.changed_amount, 0)
),
register AS ( -- A contract that is not there is missing once the register holds one signed later than the payment.
  SELECT school_code, max(signed_on) AS last_on
  FROM contracts
  GROUP BY school_code
),
loose AS (
  SELECT p.school_code, p.payment_no, p.payee_name, p.paid_on, p.amount, p.purpose, p.is_person, p.row_id
  FROM payments AS p
  LEFT JOIN contracts AS c ON c.school_code = p.school_code AND c.contract_no = p.contract_no
  LEFT JOIN register AS r ON r.school_code = p.school_code
  WHERE coalesce(p.contract_no, '') = '' OR (c.contract_no IS NULL AND r.last_on >= p.paid_on)
),
large AS (
  SELECT school_code, payment_no, payee_name, paid_on, amount, row_id,
    row_number() OVER (PARTITION BY school_code, payee_name, amount ORDER BY paid_on, row_id) AS turn,
    min(paid_on) OVER (PARTITION BY school_code, payee_name, amount) AS first_on
  FROM loose
  WHERE purpose IN ('goods', 'services', 'works')
    AND amount >= $no_contract
    AND NOT coalesce(is_person, FALSE)
),
returned AS (
  SELECT school_code, payee_name, 0 - amount AS amount, paid_on, row_id
  FROM loose
  WHERE amount < 0
),
back AS ( -- What was paid and came back whole is no payment, one payment for each return, and not before it was paid.
  SELECT r.school_code, r.payee_name, r.amount, r.paid_on,
    row_number() OVER (PARTITION BY r.school_code, r.payee_name, r.amount ORDER BY r.paid_on, r.row_id) AS turn
  FROM returned AS r
  JOIN large AS p
    ON p.school_code = r.school_code AND p.payee_name = r.payee_name AND p.amount = r.amount AND p.turn = 1
  WHERE r.paid_on IS NULL OR p.first_on IS NULL OR r.paid_on >= p.first_on
),
bare AS (
  SELECT p.school_code, p.payment_no AS subject, p.amount AS observed, p.row_id
  FROM large AS p
  LEFT JOIN back AS b
    ON b.school_code = p.school_code AND b.payee_name = p.payee_name AND b.amount = p.amount AND b.turn = p.turn
    AND (b.paid_on IS NULL OR p.paid_on IS NULL OR b.paid_on >= p.paid_on)
  WHERE b.amount IS NULL
),
evidence AS (
  SELECT school_code, subject, observed, top, source, row_id
  FROM dear
  UNION ALL
  SELECT school_code, subject, observed, top, 'procurements' AS source, proc_row AS row_id
  FROM dear
  UNION ALL
  SELECT b.school_code, b.subject, b.observed, b.top, 'contracts' AS source, b.row_id
  FROM beyond AS b
  UNION ALL
  SELECT b.school_code, b.subject, b.observed, b.top, 'payments' AS source, p.row_id
  FROM beyond AS b
  JOIN payments AS p ON p.school_code = b.school_code AND p.contract_no = b.subject
  UNION ALL
  SELECT school_code, subject, observed, $no_contract AS top, 'payments' AS source, row_id
  FROM bare
),
worst AS ( -- A contract above its award that was paid beyond itself as well is one question, on what was paid.
  SELECT school_code, subject, max(observed) AS observed, min(top) AS top
  FROM evidence
  GROUP BY school_code, subject
)
SELECT DISTINCT
  e.school_code,
  e.subject,
  '' AS period,
  CAST(w.observed AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(w.top AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(w.observed - w.top AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM worst AS w
JOIN evidence AS e ON e.school_code = w.school_code AND e.subject = w.subject
