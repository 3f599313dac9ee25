-- One row per recognition of a school that gives every class the same number, or lets households take turns.
WITH recognised AS (
  SELECT school_code, school_year, class_no, pupil_no_key, row_id
  FROM aid_recognition
  WHERE level <> 'none'
),
latest AS (
  SELECT school_code, max(school_year) AS school_year
  FROM recognised
  GROUP BY school_code
),
taken AS (
  SELECT r.school_code, r.school_year, r.class_no, count(DISTINCT r.pupil_no_key) AS pupils
  FROM recognised AS r
  JOIN latest AS l ON l.school_code = r.school_code AND l.school_year = r.school_year
  WHERE trim(coalesce(r.class_no, '')) <> ''
  GROUP BY r.school_code, r.school_year, r.class_no
),
rooms AS ( -- The classes of today's roll, with the pupils whom the county's lists name.
  SELECT p.school_code, p.class_no, count(DISTINCT h.id_no_key) AS listed
  FROM pupils AS p
  LEFT JOIN household_status AS h ON h.id_no_key = p.id_no_key AND (h.end_on IS NULL OR h.end_on >= $today)
  WHERE p.status = 'active'
  GROUP BY p.school_code, p.class_no
),
side AS (
  SELECT t.school_code, t.school_year, t.class_no, t.pupils, r.listed
  FROM taken AS t
  JOIN rooms AS r ON r.school_code = t.school_code AND r.class_no = t.class_no
),
sizes AS (
  SELECT school_code, count(*) AS rooms
  FROM rooms
  GROUP BY school_code
),
sums AS (
  SELECT school_code, max(school_year) AS school_year, count(*) AS classes,
    min(pupils) AS fewest, max(pupils) AS most, min(listed) AS least_listed, max(listed) AS most_listed,
    CAST(sum(pupils * listed) * count(*) - sum(pupils) * sum(listed) AS DOUBLE) AS together,
    sqrt(CAST(sum(pupils * pupils) * count(*) - sum(pupils) * sum(pupils) AS DOUBLE))
      * sqrt(CAST(sum(listed * listed) * count(*) - sum(listed) * sum(listed) AS DOUBLE)) AS spread
  FROM side
  GROUP BY school_code
),
even AS ( -- Equal numbers have no spread, and so no likeness to lists that differ; lists as even as they explain them.
  SELECT s.school_code, s.school_year, s.classes
  FROM sums AS s
  JOIN sizes AS z ON z.school_code = s.school_code
  WHERE s.classes >= $classes_least AND s.fewest = s.most AND s.fewest >= $pupils_least AND s.classes >= z.rooms
    AND s.least_listed < s.most_listed
    AND coalesce(ROUND(s.together / NULLIF(s.spread, 0), 6), 0) < $likeness
),
years AS (
  SELECT school_code, school_year, row_number() OVER (PARTITION BY school_code ORDER BY school_year) AS place
  FROM (SELECT DISTINCT school_code, school_year FROM aid_recognition) AS every_year
),
last_place AS (
  SELECT school_code, max(place) AS place
  FROM years
  GROUP BY school_code
),
houses AS ( -- Whoever is on a list has a right to every year and takes no turns.
  SELECT p.school_code, p.pupil_no_key, p.guardian_id_key AS house, p.status = 'active' AS here
  FROM pupils AS p
  LEFT JOIN (SELECT DISTINCT id_no_key FROM household_status) AS h ON h.id_no_key = p.id_no_key
  WHERE p.guardian_id_key IS NOT NULL AND h.id_no_key IS NULL
),
house_years AS (
  SELECT r.school_code, h.house, y.place
  FROM recognised AS r
  JOIN houses AS h ON h.school_code = r.school_code AND h.pupil_no_key = r.pupil_no_key
  JOIN years AS y ON y.school_code = r.school_code AND y.school_year = r.school_year
  GROUP BY r.school_code, h.house, y.place
),
steps AS (
  SELECT school_code, house, place,
    lead(place) OVER (PARTITION BY school_code, house ORDER BY place) AS next_place
  FROM (SELECT DISTINCT school_code, house, place FROM house_years) AS each_year
),
present AS (
  SELECT school_code, house, bool_or(here) AS here
  FROM houses
  GROUP BY school_code, house
),
switches AS ( -- Out and in again are two changes; being out at the end counts while a child is still at the school.
  SELECT s.school_code, s.house,
    sum(CASE WHEN s.next_place > s.place + 1 THEN 2
      WHEN s.next_place IS NULL AND s.place < l.place AND p.here THEN 1 ELSE 0 END) AS turns
  FROM steps AS s
  JOIN last_place AS l ON l.school_code = s.school_code
  JOIN present AS p ON p.school_code = s.school_code AND p.house = s.house
  GROUP BY s.school_code, s.house
),
turning AS (
  SELECT school_code, house, turns
  FROM switches
  WHERE turns >= $turns
),
most_turns AS (
  SELECT school_code, max(turns) AS turns, count(*) AS houses
  FROM turning
  GROUP BY school_code
)
SELECT DISTINCT
  e.school_code,
  e.school_code AS subject,
  e.school_year AS period,
  CAST(e.classes AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($classes_least AS DOUBLE) AS threshold,
  CAST(e.classes AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'aid_recognition' AS source,
  r.row_id
FROM even AS e
JOIN recognised AS r ON r.school_code = e.school_code AND r.school_year = e.school_year
WHERE trim(coalesce(r.class_no, '')) <> ''
UNION ALL
SELECT DISTINCT
  t.school_code,
  t.school_code AS subject,
  '' AS period,
  CAST(m.turns AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($turns AS DOUBLE) AS threshold,
  CAST(m.houses AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'aid_recognition' AS source,
  r.row_id
FROM turning AS t
JOIN most_turns AS m ON m.school_code = t.school_code
JOIN houses AS h ON h.school_code = t.school_code AND h.house = t.house
JOIN recognised AS r ON r.school_code = h.school_code AND r.pupil_no_key = h.pupil_no_key
