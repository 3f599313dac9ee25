-- One row per payment of a term to a pupil recognised by a list that had ended before the term, and the ended entries.
WITH terms AS (
  SELECT term, min(school_year) AS school_year, min(term_first) AS first_day, max(term_last) AS last_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
people AS (
  SELECT school_code, pupil_no_key, min(id_no_key) AS id_no_key
  FROM pupils
  WHERE id_no_key IS NOT NULL
  GROUP BY school_code, pupil_no_key
),
net AS (
  SELECT a.school_code, a.pupil_no_key, a.term, sum(a.paid_amount) AS amount
  FROM aid_payments AS a
  WHERE a.status = 'paid' AND a.program IN ('living', 'senior_grant', 'vocational_grant', 'preschool', 'preschool_fee')
  GROUP BY a.school_code, a.pupil_no_key, a.term
  HAVING sum(a.paid_amount) > 0
),
by_list AS ( -- Recognised, and by nothing but a list.
  SELECT school_code, pupil_no_key, school_year
  FROM aid_recognition
  WHERE level <> 'none'
  GROUP BY school_code, pupil_no_key, school_year
  HAVING sum(CASE WHEN coalesce(method, CASE WHEN category IS NULL THEN 'review' ELSE 'list' END) = 'list'
    THEN 0 ELSE 1 END) = 0
),
candidates AS (
  SELECT n.school_code, n.pupil_no_key, n.term, n.amount, p.id_no_key, t.first_day, t.last_day
  FROM net AS n
  JOIN terms AS t ON t.term = n.term
  JOIN by_list AS r ON r.school_code = n.school_code AND r.pupil_no_key = n.pupil_no_key
    AND r.school_year = t.school_year
  JOIN people AS p ON p.school_code = n.school_code AND p.pupil_no_key = n.pupil_no_key
),
judged AS ( -- Households lifted out of poverty keep their aid; an entry that holds on any day of the term is enough.
  SELECT c.school_code, c.pupil_no_key, c.term, c.amount, c.id_no_key, c.first_day,
    max(h.end_on) AS ended_on
  FROM candidates AS c
  JOIN household_status AS h ON h.id_no_key = c.id_no_key
  GROUP BY c.school_code, c.pupil_no_key, c.term, c.amount, c.id_no_key, c.first_day
  HAVING sum(CASE WHEN h.category = 'out_of_poverty'
    OR ((h.end_on IS NULL OR h.end_on >= c.first_day) AND h.start_on <= c.last_day) THEN 1 ELSE 0 END) = 0
    AND max(h.end_on) < c.first_day
),
evidence AS (
  SELECT j.school_code, j.pupil_no_key, j.term, 'aid_payments' AS source, a.row_id
  FROM judged AS j
  JOIN aid_payments AS a ON a.school_code = j.school_code AND a.pupil_no_key = j.pupil_no_key AND a.term = j.term
  WHERE a.status = 'paid' AND a.paid_amount > 0
    AND a.program IN ('living', 'senior_grant', 'vocational_grant', 'preschool', 'preschool_fee')
  UNION ALL
  SELECT j.school_code, j.pupil_no_key, j.term, 'household_status' AS source, h.row_id
  FROM judged AS j
  JOIN household_status AS h ON h.id_no_key = j.id_no_key
)
SELECT
  e.school_code,
  CAST(e.pupil_no_key AS VARCHAR) AS subject,
  e.term AS period,
  CAST(date_diff('day', j.ended_on, j.first_day) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(j.amount AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN judged AS j ON j.school_code = e.school_code AND j.pupil_no_key = e.pupil_no_key AND j.term = e.term
