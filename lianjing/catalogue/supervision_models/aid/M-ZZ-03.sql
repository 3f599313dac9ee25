-- One row per payment of a term to a pupil who drew one aid twice, or aid of two stages of school.
WITH annual AS (
  SELECT t.term,
    max(CASE WHEN p.name = 'primary_year' THEN p.value END) AS primary_year,
    max(CASE WHEN p.name = 'junior_year' THEN p.value END) AS junior_year,
    max(CASE WHEN p.name = 'day_share' THEN p.value END) AS day_share
  FROM (SELECT term, min(term_first) AS first_day FROM calendar WHERE term IS NOT NULL GROUP BY term) AS t
  JOIN parameters AS p ON t.first_day BETWEEN p.first_on AND p.last_on
  GROUP BY t.term
),
kinds AS (
  SELECT school_code, max(school_type) AS school_type
  FROM schools
  GROUP BY school_code
),
people AS ( -- One child may have two pupil numbers; the identity number holds them together.
  SELECT pupil_no_key, min(id_no_key) AS id_no_key, max(grade) AS grade
  FROM pupils
  GROUP BY pupil_no_key
),
named AS (
  SELECT p.school_code, p.pupil_no_key, p.program, p.term, p.paid_amount, p.due_amount, p.paid_on, p.status, p.row_id,
    coalesce(p.tier, '') AS tier,
    coalesce(p.boarding, FALSE) AS boarding,
    CASE WHEN n.id_no_key IS NULL THEN 'p' || CAST(p.pupil_no_key AS VARCHAR)
      ELSE 'i' || CAST(n.id_no_key AS VARCHAR) END AS person,
    -- Aid of one stage excludes aid of another; a grant and a fee waiver of the same stage go together.
    CASE WHEN p.program = 'living' THEN 'compulsory'
      WHEN p.program IN ('senior_grant', 'senior_fee') THEN 'senior'
      WHEN p.program IN ('vocational_grant', 'vocational_fee') THEN 'vocational'
      ELSE 'preschool' END AS stage,
    -- A year has two terms. Where stage or boarding is not known the higher figure stands: it accuses nobody.
    CASE WHEN p.program = 'living' THEN ROUND(
      CASE WHEN k.school_type = 'primary' OR (k.school_type = 'nine_year' AND n.grade <= $primary_grades)
        THEN u.primary_year ELSE u.junior_year END * CASE WHEN p.boarding = FALSE THEN u.day_share ELSE 1 END / 2, 0)
      END AS standard
  FROM aid_payments AS p
  LEFT JOIN annual AS u ON u.term = p.term
  LEFT JOIN kinds AS k ON k.school_code = p.school_code
  LEFT JOIN people AS n ON n.pupil_no_key = p.pupil_no_key
  WHERE p.program NOT IN ('school', 'social')
),
usual_due AS ( -- Without a standard: a part for some months is less than others of the group are due.
  SELECT school_code, program, term, tier, boarding, max(due_amount) AS due
  FROM named
  WHERE status = 'paid'
  GROUP BY school_code, program, term, tier, boarding
),
paid AS (
  SELECT n.school_code, n.person, n.program, n.stage, n.term, n.paid_on, n.paid_amount, n.row_id,
    coalesce(n.standard, s.due) AS due -- A school writes what is due from it, and may write what it likes.
  FROM named AS n
  JOIN usual_due AS s ON s.school_code = n.school_code AND s.program = n.program AND s.term = n.term
    AND s.tier = n.tier AND s.boarding = n.boarding
  WHERE n.status = 'paid' AND n.paid_amount > 0
),
first AS (
  SELECT school_code, person, program, term, min(paid_on) AS first_on
  FROM paid
  GROUP BY school_code, person, program, term
),
back AS ( -- Money that came back after it had gone out once, before it was sent again.
  SELECT n.school_code, n.person, n.program, n.term, count(*) AS times, sum(abs(n.paid_amount)) AS amount
  FROM named AS n
  JOIN first AS f ON f.school_code = n.school_code AND f.person = n.person AND f.program = n.program
    AND f.term = n.term
  WHERE (n.status = 'returned' OR (n.status = 'paid' AND n.paid_amount < 0))
    AND (n.paid_on IS NULL OR f.first_on IS NULL OR n.paid_on >= f.first_on)
  GROUP BY n.school_code, n.person, n.program, n.term
),
gross AS (
  SELECT school_code, person, program, stage, term, count(*) AS times, sum(paid_amount) AS amount, max(due) AS due
  FROM paid
  GROUP BY school_code, person, program, stage, term
),
net AS (
  SELECT g.school_code, g.person, g.program, g.stage, g.term, g.due,
    g.times - coalesce(b.times, 0) AS times,
    g.amount - coalesce(b.amount, 0) AS amount
  FROM gross AS g
  LEFT JOIN back AS b ON b.school_code = g.school_code AND b.person = g.person AND b.program = g.program
    AND b.term = g.term
  WHERE g.amount > coalesce(b.amount, 0)
),
usual AS ( -- A school that pays in parts pays most of its pupils as often.
  SELECT school_code, program, term,
    CASE WHEN count(*) >= $peers_least THEN greatest($payments_term, median(times)) ELSE $payments_term END AS times
  FROM net
  GROUP BY school_code, program, term
),
often AS (
  SELECT n.person, n.term, n.times AS drawn, u.times AS allowed, n.due AS due, n.amount AS amount
  FROM net AS n
  JOIN usual AS u ON u.school_code = n.school_code AND u.program = n.program AND u.term = n.term
  WHERE n.times > u.times AND n.amount > n.due
),
two_schools AS (
  SELECT person, program, term, sum(times) AS drawn, max(due) AS due, sum(amount) AS amount
  FROM net
  GROUP BY person, program, term
  HAVING count(*) > 1 AND sum(amount) > max(due)
),
two_stages AS (
  SELECT person, term, count(DISTINCT stage) AS drawn
  FROM net
  GROUP BY person, term
  HAVING count(DISTINCT stage) > 1
),
asked AS (
  SELECT person, term, max(drawn) AS drawn, min(allowed) AS allowed, max(excess) AS excess
  FROM (
    SELECT person, term, drawn, allowed, amount - due AS excess FROM often
    UNION ALL
    SELECT person, term, drawn, 1 AS allowed, amount - due AS excess FROM two_schools
    UNION ALL
    SELECT s.person, s.term, s.drawn, 1 AS allowed, sum(n.amount) - max(n.amount) AS excess
    FROM two_stages AS s
    JOIN net AS n ON n.person = s.person AND n.term = s.term
    GROUP BY s.person, s.term, s.drawn
  ) AS ways
  GROUP BY person, term
),
touched AS ( -- Only payments of programmes that count against each other are evidence.
  SELECT person, term, program FROM two_schools
  UNION ALL
  SELECT n.person, n.term, n.program
  FROM net AS n
  JOIN two_stages AS s ON s.person = n.person AND s.term = n.term
  UNION ALL
  SELECT n.person, n.term, n.program
  FROM net AS n
  JOIN usual AS u ON u.school_code = n.school_code AND u.program = n.program AND u.term = n.term
  WHERE n.times > u.times AND n.amount > n.due
),
evidence AS (
  SELECT DISTINCT p.school_code, p.person, p.pupil_no_key, p.term, p.row_id
  FROM named AS p
  JOIN touched AS t ON t.person = p.person AND t.term = p.term AND t.program = p.program
  WHERE p.status = 'paid' AND p.paid_amount > 0
)
SELECT
  e.school_code,
  CAST(e.pupil_no_key AS VARCHAR) AS subject,
  e.term AS period,
  CAST(a.drawn AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.allowed AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(ROUND(a.excess, 0) AS BIGINT) AS amount,
  'aid_payments' AS source,
  e.row_id
FROM evidence AS e
JOIN asked AS a ON a.person = e.person AND a.term = e.term
