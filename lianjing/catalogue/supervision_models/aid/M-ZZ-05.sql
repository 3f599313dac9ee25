-- One row per payment of a term to an account on which three pupils or more, of more than one household, are aided.
WITH people AS (
  SELECT pupil_no_key, min(id_no_key) AS id_no_key, min(guardian_id_key) AS guardian_id_key
  FROM pupils
  GROUP BY pupil_no_key
),
houses AS ( -- The lists know the head of a house whose father and mother stand on the roll for one child each.
  SELECT id_no_key, min(head_id_key) AS head_id_key
  FROM household_status
  GROUP BY id_no_key
),
paid AS ( -- A fee waiver is paid to the school and needs no account of a family.
  SELECT a.school_code, a.account_key, a.term, a.paid_amount, a.row_id,
    coalesce(CAST(n.id_no_key AS VARCHAR), 'p' || CAST(a.pupil_no_key AS VARCHAR)) AS person,
    coalesce(h.head_id_key, n.guardian_id_key) AS house
  FROM aid_payments AS a
  LEFT JOIN people AS n ON n.pupil_no_key = a.pupil_no_key
  LEFT JOIN houses AS h ON h.id_no_key = n.id_no_key
  WHERE a.status = 'paid' AND a.account_key IS NOT NULL
    AND a.program NOT IN ('senior_fee', 'vocational_fee', 'preschool_fee')
),
kept AS ( -- What was taken back again does not count.
  SELECT school_code, account_key, term, person, max(house) AS house, sum(paid_amount) AS amount
  FROM paid
  GROUP BY school_code, account_key, term, person
  HAVING sum(paid_amount) > 0
),
asked AS (
  SELECT account_key, term, count(DISTINCT person) AS pupils, count(DISTINCT house) AS houses
  FROM kept
  GROUP BY account_key, term
  HAVING count(DISTINCT person) >= $pupils_least AND count(DISTINCT house) > 1
),
sums AS (
  SELECT school_code, account_key, term, sum(amount) AS amount
  FROM kept
  GROUP BY school_code, account_key, term
)
SELECT
  p.school_code,
  CAST(p.account_key AS VARCHAR) AS subject,
  p.term AS period,
  CAST(a.pupils AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($pupils_least AS DOUBLE) AS threshold,
  CAST(a.houses AS BIGINT) AS peers,
  CAST(s.amount AS BIGINT) AS amount,
  'aid_payments' AS source,
  p.row_id
FROM paid AS p
JOIN kept AS k ON k.school_code = p.school_code AND k.account_key = p.account_key AND k.term = p.term
  AND k.person = p.person
JOIN asked AS a ON a.account_key = p.account_key AND a.term = p.term
JOIN sums AS s ON s.school_code = p.school_code AND s.account_key = p.account_key AND s.term = p.term
WHERE p.paid_amount > 0
