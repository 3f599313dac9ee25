-- One row per list entry of a pupil at school who got no aid in a term, with no reason given; and the pupil's own row.
WITH terms AS (
  SELECT term, min(school_year) AS school_year, min(term_first) AS first_day, max(term_last) AS last_day
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
kept AS ( -- Terms since a school's ledger begins: earlier ones were never handed in.
  SELECT school_code, min(term) AS first_term
  FROM aid_payments
  GROUP BY school_code
),
due_terms AS (
  SELECT k.school_code, t.term, t.school_year, t.first_day, t.last_day
  FROM kept AS k
  JOIN terms AS t ON t.term >= k.first_term
  WHERE date_diff('day', $today, t.last_day) <= $before_end
),
year_now AS (
  SELECT min(school_year) AS school_year
  FROM calendar
  WHERE d = $today
),
people AS (
  SELECT pupil_no_key, min(id_no_key) AS id_no_key
  FROM pupils
  GROUP BY pupil_no_key
),
aided AS ( -- Paid by any school of the county, to any of a child's pupil numbers.
  SELECT p.pupil_no_key, n.id_no_key, p.term
  FROM aid_payments AS p
  LEFT JOIN people AS n ON n.pupil_no_key = p.pupil_no_key
  WHERE p.status = 'paid' AND p.program IN ('living', 'senior_grant', 'vocational_grant', 'preschool', 'preschool_fee')
  GROUP BY p.pupil_no_key, n.id_no_key, p.term
  HAVING sum(p.paid_amount) > 0
),
numbers AS (
  SELECT DISTINCT pupil_no_key, term FROM aided
),
persons AS (
  SELECT DISTINCT id_no_key, term FROM aided WHERE id_no_key IS NOT NULL
),
away AS (
  SELECT c.school_code, c.pupil_no_key, c.change_date AS gone_on, min(b.change_date) AS back_on
  FROM pupil_changes AS c
  LEFT JOIN pupil_changes AS b ON b.school_code = c.school_code AND b.pupil_no_key = c.pupil_no_key
    AND b.change_type IN ('in', 'resume') AND b.change_date >= c.change_date
  WHERE c.change_type IN ('out', 'suspend', 'drop', 'death', 'abroad')
  GROUP BY c.school_code, c.pupil_no_key, c.change_date
),
entitled AS (
  SELECT p.school_code, p.pupil_no_key, p.id_no_key, p.row_id AS pupil_row, h.row_id AS list_row,
    t.term, t.school_year, t.first_day, t.last_day
  FROM pupils AS p
  JOIN household_status AS h ON h.id_no_key = p.id_no_key
  JOIN due_terms AS t ON t.school_code = p.school_code
  CROSS JOIN year_now AS y
  WHERE p.status = 'active'
    -- Whose day of coming is empty is at school this school year: of earlier ones nothing says so.
    AND (date_diff('day', t.first_day, p.enrolled_on) <= $settled
      OR (p.enrolled_on IS NULL AND t.school_year = y.school_year))
    -- Whoever came on the list in the last weeks of a term is helped from the next.
    AND date_diff('day', h.start_on, t.last_day) >= $before_end
    AND (h.end_on IS NULL OR h.end_on >= t.first_day)
),
missing AS (
  SELECT e.school_code, e.pupil_no_key, e.pupil_row, e.list_row, e.term
  FROM entitled AS e
  LEFT JOIN numbers AS n ON n.pupil_no_key = e.pupil_no_key AND n.term = e.term
  LEFT JOIN persons AS i ON i.id_no_key = e.id_no_key AND i.term = e.term
  WHERE n.term IS NULL AND i.term IS NULL
    AND NOT EXISTS ( -- A reason in the record of recognition.
      SELECT 1
      FROM aid_recognition AS r
      WHERE r.pupil_no_key = e.pupil_no_key AND r.school_year = e.school_year AND trim(coalesce(r.why_not, '')) <> ''
    )
    AND NOT EXISTS ( -- Came after the lists of that term were made.
      SELECT 1
      FROM pupil_changes AS c
      WHERE c.school_code = e.school_code AND c.pupil_no_key = e.pupil_no_key AND c.change_type = 'in'
        AND date_diff('day', e.first_day, c.change_date) > $settled
    )
    AND NOT EXISTS ( -- Away for a part of the term, or since before it.
      SELECT 1
      FROM away AS w
      WHERE w.school_code = e.school_code AND w.pupil_no_key = e.pupil_no_key AND w.gone_on <= e.last_day
        AND (w.back_on IS NULL OR w.back_on > e.first_day)
    )
),
evidence AS (
  SELECT school_code, pupil_no_key, term, 'pupils' AS source, pupil_row AS row_id FROM missing
  UNION ALL
  SELECT school_code, pupil_no_key, term, 'household_status' AS source, list_row AS row_id FROM missing
)
SELECT DISTINCT
  school_code,
  CAST(pupil_no_key AS VARCHAR) AS subject,
  term AS period,
  CAST(0 AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  source,
  row_id
FROM evidence
