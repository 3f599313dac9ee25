-- One row per aid of a term that has waited too long: listed and not paid, or failed and not sent again.
WITH settled AS (
  SELECT school_code, pupil_no_key, program, term, max(paid_on) AS paid_on
  FROM aid_payments
  WHERE status = 'paid' AND paid_amount > 0
  GROUP BY school_code, pupil_no_key, program, term
),
undated AS ( -- Paid on a day that was not entered: paid all the same.
  SELECT DISTINCT school_code, pupil_no_key, program, term
  FROM aid_payments
  WHERE status = 'paid' AND paid_amount > 0 AND paid_on IS NULL
),
today AS (
  SELECT workday_no FROM calendar WHERE d = $today
),
open_rows AS ( -- Not paid at all, or sent back after it was paid and not sent again.
  SELECT a.school_code, a.pupil_no_key, a.program, a.term, a.due_amount, a.listed_on, a.paid_on, a.status, a.row_id
  FROM aid_payments AS a
  LEFT JOIN settled AS s ON s.school_code = a.school_code AND s.pupil_no_key = a.pupil_no_key
    AND s.program = a.program AND s.term = a.term
  LEFT JOIN undated AS u ON u.school_code = a.school_code AND u.pupil_no_key = a.pupil_no_key
    AND u.program = a.program AND u.term = a.term
  WHERE u.term IS NULL AND a.due_amount > 0
    AND (a.status IN ('failed', 'returned') OR (a.paid_amount = 0 AND a.paid_on IS NULL))
    AND (s.term IS NULL OR (a.status = 'returned' AND a.paid_on > s.paid_on))
),
waiting AS (
  SELECT o.school_code, o.pupil_no_key, o.program, o.term, o.due_amount, o.row_id
  FROM open_rows AS o
  CROSS JOIN today AS n
  LEFT JOIN calendar AS c ON c.d = o.paid_on
  WHERE date_diff('day', o.listed_on, $today) > $waiting_days
    OR (o.status IN ('failed', 'returned') AND n.workday_no - c.workday_no > $resend_workdays)
),
pupils_waiting AS (
  SELECT school_code, term, pupil_no_key, program, max(due_amount) AS due
  FROM waiting
  GROUP BY school_code, term, pupil_no_key, program
),
asked AS (
  SELECT school_code, term, count(DISTINCT pupil_no_key) AS pupils, sum(due) AS due
  FROM pupils_waiting
  GROUP BY school_code, term
)
SELECT
  w.school_code,
  w.school_code AS subject,
  w.term AS period,
  CAST(a.pupils AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.due AS BIGINT) AS amount,
  'aid_payments' AS source,
  w.row_id
FROM waiting AS w
JOIN asked AS a ON a.school_code = w.school_code AND a.term = w.term
