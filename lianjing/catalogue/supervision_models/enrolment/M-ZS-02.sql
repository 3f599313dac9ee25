-- One row per register entry of a person who is on the roll of more than one school, for each of those schools.
WITH numbered AS (
  SELECT id_no_key, count(DISTINCT school_code) AS schools
  FROM pupils
  WHERE status = 'active' AND id_no_key IS NOT NULL
  GROUP BY id_no_key
  HAVING min(school_code) <> max(school_code)
),
described AS (
  SELECT name, birth_date, guardian_id_key, count(DISTINCT school_code) AS schools
  FROM pupils
  WHERE status = 'active' AND guardian_id_key IS NOT NULL AND birth_date IS NOT NULL
  GROUP BY name, birth_date, guardian_id_key
  HAVING min(school_code) <> max(school_code)
),
held AS (
  SELECT
    'n' || CAST(p.id_no_key AS VARCHAR) AS person, p.school_code, p.pupil_no_key, p.row_id, n.schools
  FROM pupils AS p
  JOIN numbered AS n ON n.id_no_key = p.id_no_key
  WHERE p.status = 'active'
  UNION ALL
  SELECT
    'd' || CAST(p.guardian_id_key AS VARCHAR) || p.name AS person, p.school_code, p.pupil_no_key, p.row_id, d.schools
  FROM pupils AS p
  JOIN described AS d
    ON d.guardian_id_key = p.guardian_id_key AND d.birth_date = p.birth_date AND d.name = p.name
  WHERE p.status = 'active'
),
moves AS (
  SELECT
    h.person,
    max(k.workday_no) AS last_no,
    max(CASE WHEN c.change_type = 'in' THEN k.workday_no END) AS in_no,
    max(CASE WHEN c.change_type = 'out' THEN k.workday_no END) AS out_no
  FROM held AS h
  JOIN pupil_changes AS c ON c.school_code = h.school_code AND c.pupil_no_key = h.pupil_no_key
  JOIN calendar AS k ON k.d = c.change_date
  WHERE c.change_type IN ('in', 'out')
  GROUP BY h.person
),
transit AS (
  SELECT m.person
  FROM moves AS m
  CROSS JOIN (SELECT workday_no FROM calendar WHERE d = $today) AS now
  WHERE now.workday_no - m.last_no <= $workdays
    OR abs(m.in_no - m.out_no) <= $workdays
),
asked AS (
  SELECT person, school_code, pupil_no_key, row_id, schools
  FROM held AS h
  WHERE NOT EXISTS (SELECT 1 FROM transit AS t WHERE t.person = h.person)
)
SELECT
  a.school_code,
  CAST(a.pupil_no_key AS VARCHAR) AS subject,
  '' AS period,
  CAST(max(a.schools) OVER (PARTITION BY a.school_code, a.pupil_no_key) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'pupils' AS source,
  other.row_id
FROM asked AS a
JOIN asked AS other ON other.person = a.person
