-- One row per payment of a term to a pupil whose aid differs from the standard of programme, stage, boarding and term.
WITH terms AS (
  SELECT term, min(term_first) AS first_day, max(term_last) AS last_day, min(school_year) AS school_year
  FROM calendar
  WHERE term IS NOT NULL
  GROUP BY term
),
now AS ( -- The term that the roll describes: the last that has begun.
  SELECT max(term) AS term, max(school_year) AS school_year
  FROM terms
  WHERE first_day <= $today
),
annual AS (
  SELECT t.term,
    max(CASE WHEN p.name = 'primary_year' THEN p.value END) AS primary_year,
    max(CASE WHEN p.name = 'junior_year' THEN p.value END) AS junior_year,
    max(CASE WHEN p.name = 'day_share' THEN p.value END) AS day_share,
    max(CASE WHEN p.name = 'lowest' THEN p.value END) AS lowest,
    max(CASE WHEN p.name = 'highest' THEN p.value END) AS highest
  FROM terms AS t
  JOIN parameters AS p ON t.first_day BETWEEN p.first_on AND p.last_on
  GROUP BY t.term
),
pupil AS (
  SELECT school_code, pupil_no_key, max(grade) AS grade, bool_or(boarding) AS boarding
  FROM pupils
  GROUP BY school_code, pupil_no_key
),
kinds AS (
  SELECT school_code, max(school_type) AS school_type
  FROM schools
  GROUP BY school_code
),
given AS (
  SELECT a.school_code, a.pupil_no_key, a.program, a.term, a.paid_amount, a.row_id, t.first_day, t.last_day,
    k.school_type, u.primary_year, u.junior_year, u.day_share, u.lowest, u.highest,
    -- Grades are this year's: a pupil of grade 7 was in grade 6 a year ago.
    g.grade - (CAST(substr(n.school_year, 1, 4) AS BIGINT) - CAST(substr(t.school_year, 1, 4) AS BIGINT)) AS grade,
    -- The payment says how the pupil boarded then; of the present term the roll may know better.
    CASE WHEN a.boarding AND a.term = n.term AND NOT g.boarding THEN FALSE
      ELSE coalesce(a.boarding, g.boarding) END AS boarding
  FROM aid_payments AS a
  JOIN terms AS t ON t.term = a.term
  JOIN annual AS u ON u.term = a.term
  JOIN kinds AS k ON k.school_code = a.school_code
  CROSS JOIN now AS n
  LEFT JOIN pupil AS g ON g.school_code = a.school_code AND g.pupil_no_key = a.pupil_no_key
  WHERE a.status = 'paid' AND a.program IN ('living', 'senior_grant')
),
staged AS (
  SELECT school_code, pupil_no_key, program, term, paid_amount, row_id, first_day, last_day, boarding,
    lowest, highest, day_share,
    CASE WHEN school_type = 'primary' OR (school_type = 'nine_year' AND grade <= $primary_grades) THEN primary_year
      WHEN school_type = 'middle' OR (school_type = 'nine_year' AND grade > $primary_grades) THEN junior_year
      END AS year
  FROM given
),
due AS (
  SELECT school_code, pupil_no_key, program, term, paid_amount, row_id, first_day, last_day,
    -- A year has two terms.
    CASE WHEN program = 'senior_grant' THEN ROUND(lowest / 2, 0)
      WHEN boarding THEN ROUND(year / 2, 0)
      ELSE ROUND(year * day_share / 2, 0) END AS least,
    CASE WHEN program = 'senior_grant' THEN ROUND(highest / 2, 0)
      WHEN boarding THEN ROUND(year / 2, 0)
      ELSE ROUND(year * day_share / 2, 0) END AS most
  FROM staged
  WHERE program = 'senior_grant' OR (year IS NOT NULL AND boarding IS NOT NULL)
),
totals AS (
  SELECT school_code, pupil_no_key, program, term, max(last_day) AS last_day, max(first_day) AS first_day,
    min(least) AS least, max(most) AS most, sum(paid_amount) AS paid,
    sum(CASE WHEN paid_amount > 0 AND (paid_amount < least OR paid_amount > most) THEN 1 ELSE 0 END) AS odd
  FROM due
  GROUP BY school_code, pupil_no_key, program, term
),
wrong AS (
  SELECT t.school_code, t.pupil_no_key, t.program, t.term, t.paid,
    CASE WHEN t.paid > t.most THEN t.most ELSE t.least END AS standard
  FROM totals AS t
  -- Twice the right sum is a double payment, another model's question; so is nothing at all.
  WHERE t.odd > 0 AND t.paid > 0
    AND (t.paid > t.most
      -- Too little is asked about when the term is over, and not of those who came, left or paused in it.
      OR (t.paid < t.least AND t.last_day < $today
        AND NOT EXISTS (
          SELECT 1
          FROM pupil_changes AS c
          WHERE c.pupil_no_key = t.pupil_no_key AND c.change_type <> 'move_class'
            AND c.change_date BETWEEN t.first_day AND t.last_day
        )))
),
asked AS ( -- One programme a question, should a pupil have drawn both.
  SELECT school_code, pupil_no_key, term, program, paid, standard,
    row_number() OVER (PARTITION BY school_code, pupil_no_key, term ORDER BY program) AS place
  FROM (
    SELECT school_code, pupil_no_key, term, program, max(paid) AS paid, max(standard) AS standard
    FROM wrong
    GROUP BY school_code, pupil_no_key, term, program
  ) AS single
)
SELECT
  a.school_code,
  CAST(a.pupil_no_key AS VARCHAR) AS subject,
  a.term AS period,
  CAST(a.paid AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.standard AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(ROUND(abs(a.paid - a.standard), 0) AS BIGINT) AS amount,
  'aid_payments' AS source,
  d.row_id
FROM asked AS a
JOIN due AS d ON d.school_code = a.school_code AND d.pupil_no_key = a.pupil_no_key AND d.program = a.program
  AND d.term = a.term
WHERE a.place = 1
