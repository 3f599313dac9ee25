-- One row per paper of a contract whose steps ran in the wrong order: decided, signed, begun, accepted or paid too early.
WITH deals AS (
  SELECT c.school_code, c.contract_no, c.row_id, c.amount, c.signed_on, c.kind,
    c.amount * least(coalesce(c.prepay_share, 0), $prepaid) AS advance, p.row_id AS proc_row, p.awarded_on, p.meeting_id
  FROM contracts AS c
  LEFT JOIN procurements AS p ON p.school_code = c.school_code AND p.proc_no = c.proc_no
),
received AS (
  SELECT school_code, contract_no, min(accepted_on) AS first_on
  FROM acceptances
  GROUP BY school_code, contract_no
),
known_to AS ( -- Until when a school has put its acceptances on record; a payment after that says nothing.
  SELECT school_code, max(accepted_on) AS last_on
  FROM acceptances
  GROUP BY school_code
),
running AS ( -- What of a contract had been paid by the end of each day of payment.
  SELECT school_code, contract_no, row_id, paid_on,
    sum(amount) OVER (PARTITION BY school_code, contract_no ORDER BY paid_on, row_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS paid
  FROM payments
  WHERE contract_no <> ''
),
days AS (
  SELECT d.school_code, d.contract_no, date_diff('day', d.signed_on, d.awarded_on) AS days, 'procurements' AS source,
    d.proc_row AS row_id
  FROM deals AS d
  WHERE d.awarded_on > d.signed_on
  UNION ALL
  SELECT d.school_code, d.contract_no, date_diff('day', d.signed_on, CAST(m.held_at AS DATE)) AS days,
    'meetings' AS source, m.row_id
  FROM deals AS d
  JOIN meetings AS m ON m.school_code = d.school_code AND m.meeting_id = d.meeting_id
  WHERE CAST(m.held_at AS DATE) > d.signed_on
  UNION ALL
  SELECT d.school_code, d.contract_no, date_diff('day', a.accepted_on, d.signed_on) AS days, 'acceptances' AS source,
    a.row_id
  FROM deals AS d
  JOIN acceptances AS a ON a.school_code = d.school_code AND a.contract_no = d.contract_no
  WHERE a.accepted_on < d.signed_on
  UNION ALL
  SELECT d.school_code, d.contract_no, date_diff('day', w.started_on, d.signed_on) AS days, 'works' AS source, w.row_id
  FROM deals AS d
  JOIN works AS w ON w.school_code = d.school_code AND w.contract_no = d.contract_no
  WHERE w.started_on < d.signed_on
  UNION ALL
  SELECT d.school_code, d.contract_no, date_diff('day', r.paid_on, a.first_on) AS days, 'payments' AS source, r.row_id
  FROM deals AS d
  JOIN running AS r ON r.school_code = d.school_code AND r.contract_no = d.contract_no
  JOIN received AS a ON a.school_code = d.school_code AND a.contract_no = d.contract_no
  WHERE r.paid_on < a.first_on AND ROUND(r.paid - d.advance, 2) > 0
  UNION ALL
  SELECT d.school_code, d.contract_no, date_diff('day', r.paid_on, k.last_on) AS days, 'payments' AS source, r.row_id
  FROM deals AS d
  JOIN running AS r ON r.school_code = d.school_code AND r.contract_no = d.contract_no
  JOIN known_to AS k ON k.school_code = d.school_code
  LEFT JOIN received AS a ON a.school_code = d.school_code AND a.contract_no = d.contract_no
  WHERE a.contract_no IS NULL AND d.kind IN ('goods', 'works') AND r.paid_on < k.last_on
    AND ROUND(r.paid - d.advance, 2) > 0
),
worst AS (
  SELECT school_code, contract_no, max(days) AS days
  FROM days
  GROUP BY school_code, contract_no
),
evidence AS (
  SELECT school_code, contract_no, source, row_id
  FROM days
  UNION ALL
  SELECT d.school_code, d.contract_no, 'contracts' AS source, d.row_id
  FROM deals AS d
  UNION ALL
  SELECT a.school_code, a.contract_no, 'acceptances' AS source, a.row_id
  FROM received AS r
  JOIN acceptances AS a
    ON a.school_code = r.school_code AND a.contract_no = r.contract_no AND a.accepted_on = r.first_on
)
SELECT DISTINCT
  e.school_code,
  e.contract_no AS subject,
  '' AS period,
  CAST(w.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(d.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM worst AS w
JOIN deals AS d ON d.school_code = w.school_code AND d.contract_no = w.contract_no
JOIN evidence AS e ON e.school_code = w.school_code AND e.contract_no = w.contract_no
