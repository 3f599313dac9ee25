-- One row per payment made long after a pupil had left the school, and the change of the register that says so.
WITH terms AS (
  SELECT term, max(term_last) AS last_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
months AS (
  SELECT term, month, min(d) AS first_on
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term, month
),
paid AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.paid_amount, p.paid_on, p.row_id, t.last_day,
    -- What is due for a whole term is what others of the school are due; a part for some months is less.
    max(p.due_amount) OVER (PARTITION BY p.school_code, p.program, p.term, p.boarding) AS due
  FROM aid_payments AS p
  LEFT JOIN terms AS t ON t.term = p.term
  WHERE p.status = 'paid' AND p.paid_on IS NOT NULL
),
gone AS (
  SELECT p.school_code, p.pupil_no_key, p.row_id, max(c.change_date) AS left_on
  FROM paid AS p
  JOIN pupil_changes AS c ON c.school_code = p.school_code AND c.pupil_no_key = p.pupil_no_key
  WHERE c.change_type IN ('out', 'drop', 'death', 'abroad') AND c.change_date < p.paid_on
  GROUP BY p.school_code, p.pupil_no_key, p.row_id
),
after AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.due, p.paid_amount, p.row_id, g.left_on, p.last_day,
    date_diff('day', g.left_on, p.paid_on) AS days
  FROM paid AS p
  JOIN gone AS g ON g.school_code = p.school_code AND g.pupil_no_key = p.pupil_no_key AND g.row_id = p.row_id
  WHERE NOT EXISTS ( -- Back at this school before the money went out.
    SELECT 1
    FROM pupil_changes AS b
    WHERE b.school_code = p.school_code AND b.pupil_no_key = p.pupil_no_key
      AND b.change_type IN ('in', 'resume') AND b.change_date >= g.left_on AND b.change_date <= p.paid_on
  )
),
attended AS ( -- The month of leaving counts as attended.
  SELECT a.school_code, a.pupil_no_key, a.row_id, count(*) AS months
  FROM after AS a
  JOIN months AS m ON m.term = a.term AND m.first_on <= a.left_on
  GROUP BY a.school_code, a.pupil_no_key, a.row_id
),
judged AS (
  SELECT a.school_code, a.pupil_no_key, a.left_on, a.days, a.paid_amount, a.row_id,
    -- A term attended to its end is due whenever it is paid; so are the months of a term broken off, and no more.
    a.paid_amount > 0 AND a.days > $days
      AND NOT coalesce(a.left_on >= a.last_day, FALSE)
      AND NOT coalesce(a.paid_amount * $term_months <= a.due * t.months, FALSE) AS undue,
    a.term
  FROM after AS a
  LEFT JOIN attended AS t ON t.school_code = a.school_code AND t.pupil_no_key = a.pupil_no_key AND t.row_id = a.row_id
),
asked AS ( -- Undue payments less what was taken back for the same terms.
  SELECT u.school_code, u.pupil_no_key, u.term, max(CASE WHEN u.undue THEN u.days ELSE 0 END) AS days,
    sum(CASE WHEN u.undue OR u.paid_amount < 0 THEN u.paid_amount ELSE 0 END) AS amount
  FROM judged AS u
  GROUP BY u.school_code, u.pupil_no_key, u.term
  HAVING sum(CASE WHEN u.undue THEN 1 ELSE 0 END) > 0
    AND sum(CASE WHEN u.undue OR u.paid_amount < 0 THEN u.paid_amount ELSE 0 END) > 0
),
pupil AS (
  SELECT school_code, pupil_no_key, max(days) AS days, sum(amount) AS amount
  FROM asked
  GROUP BY school_code, pupil_no_key
),
evidence AS (
  SELECT j.school_code, j.pupil_no_key, 'aid_payments' AS source, j.row_id
  FROM judged AS j
  JOIN asked AS a ON a.school_code = j.school_code AND a.pupil_no_key = j.pupil_no_key AND a.term = j.term
  WHERE j.undue
  UNION ALL
  SELECT j.school_code, j.pupil_no_key, 'pupil_changes' AS source, c.row_id
  FROM judged AS j
  JOIN asked AS a ON a.school_code = j.school_code AND a.pupil_no_key = j.pupil_no_key AND a.term = j.term
  JOIN pupil_changes AS c ON c.school_code = j.school_code AND c.pupil_no_key = j.pupil_no_key
    AND c.change_date = j.left_on AND c.change_type IN ('out', 'drop', 'death', 'abroad')
  WHERE j.undue
)
SELECT DISTINCT
  e.school_code,
  CAST(e.pupil_no_key AS VARCHAR) AS subject,
  '' AS period,
  CAST(p.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(p.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN pupil AS p ON p.school_code = e.school_code AND p.pupil_no_key = e.pupil_no_key
