-- One row per recognition, outside the lists, of kin of staff where they are a far larger share than in the county.
WITH staff AS (
  SELECT DISTINCT id_no_key
  FROM staff_register
  WHERE id_no_key IS NOT NULL
),
kin AS ( -- Children of staff by the guardian's number, and whoever is declared as kin or whose guardian is.
  SELECT p.school_code, p.pupil_no_key
  FROM pupils AS p
  JOIN staff AS s ON s.id_no_key = p.guardian_id_key
  UNION ALL
  SELECT p.school_code, p.pupil_no_key
  FROM pupils AS p
  JOIN staff_relations AS r ON r.relative_id_key = p.id_no_key
  UNION ALL
  SELECT p.school_code, p.pupil_no_key
  FROM pupils AS p
  JOIN staff_relations AS r ON r.relative_id_key = p.guardian_id_key
),
kin_pupils AS (
  SELECT DISTINCT school_code, pupil_no_key FROM kin
),
people AS (
  SELECT school_code, pupil_no_key, min(id_no_key) AS id_no_key
  FROM pupils
  GROUP BY school_code, pupil_no_key
),
starts AS (
  SELECT school_year, min(d) AS first_day, max(d) AS last_day
  FROM calendar
  GROUP BY school_year
),
listed AS ( -- Kin on a list of another department are poor by its word.
  SELECT DISTINCT h.id_no_key, y.school_year
  FROM household_status AS h
  JOIN starts AS y ON h.start_on <= y.last_day AND (h.end_on IS NULL OR h.end_on >= y.first_day)
),
recognised AS (
  SELECT a.school_code, a.school_year, a.pupil_no_key, a.row_id,
    k.pupil_no_key IS NOT NULL AND l.id_no_key IS NULL AS is_kin
  FROM aid_recognition AS a
  JOIN people AS p ON p.school_code = a.school_code AND p.pupil_no_key = a.pupil_no_key
  LEFT JOIN kin_pupils AS k ON k.school_code = a.school_code AND k.pupil_no_key = a.pupil_no_key
  LEFT JOIN listed AS l ON l.id_no_key = p.id_no_key AND l.school_year = a.school_year
  WHERE a.level <> 'none'
),
pupils_of AS (
  SELECT school_code, school_year, pupil_no_key, bool_or(is_kin) AS is_kin
  FROM recognised
  GROUP BY school_code, school_year, pupil_no_key
),
schools_of AS (
  SELECT school_code, school_year, count(*) AS aided, sum(CASE WHEN is_kin THEN 1 ELSE 0 END) AS kin
  FROM pupils_of
  GROUP BY school_code, school_year
),
county AS (
  SELECT school_year, count(*) AS schools, sum(aided) AS aided, sum(kin) AS kin
  FROM schools_of
  GROUP BY school_year
),
asked AS (
  SELECT s.school_code, s.school_year, c.schools,
    ROUND(CAST(s.kin AS DOUBLE) / NULLIF(s.aided, 0), 6) AS share,
    ROUND(CAST(c.kin AS DOUBLE) / NULLIF(c.aided, 0), 6) AS county_share
  FROM schools_of AS s
  JOIN county AS c ON c.school_year = s.school_year
  WHERE s.kin >= $kin_least AND c.schools >= $kin_schools AND s.kin * c.aided > $kin_times * c.kin * s.aided
)
SELECT DISTINCT
  a.school_code,
  a.school_code AS subject,
  a.school_year AS period,
  a.share AS observed,
  a.county_share AS baseline,
  ROUND(a.county_share * $kin_times, 6) AS threshold,
  CAST(a.schools AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'aid_recognition' AS source,
  r.row_id
FROM asked AS a
JOIN recognised AS r ON r.school_code = a.school_code AND r.school_year = a.school_year AND r.is_kin
