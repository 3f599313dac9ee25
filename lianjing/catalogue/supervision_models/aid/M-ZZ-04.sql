-- One row per payment made long after a pupil had left the school, and the change of the register that says so.
WITH terms AS (
  SELECT term, min(term_first) AS first_day, max(term_last) AS last_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
paid AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.due_amount, p.paid_amount, p.paid_on, p.row_id,
    t.first_day, t.last_day
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
  SELECT p.school_code, p.pupil_no_key, p.term, p.due_amount, p.paid_amount, p.row_id, g.left_on,
    p.first_day, p.last_day,
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
judged AS (
  SELECT school_code, pupil_no_key, left_on, days, paid_amount, row_id,
    -- A term attended to its end is due whenever it is paid; so are the months of a term broken off.
    paid_amount > 0 AND days > $days
      AND NOT coalesce(left_on >= last_day, FALSE)
      AND NOT coalesce(left_on >= first_day AND paid_amount < due_amount, FALSE) AS undue,
    term
  FROM after
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
