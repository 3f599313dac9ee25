-- One row per school entry and class attendance of schools whose register, attendance and annual report disagree.
WITH roll AS (
  SELECT school_code, class_no, count(*) AS pupils
  FROM pupils
  WHERE status = 'active'
  GROUP BY school_code, class_no
),
latest AS (
  SELECT school_code, class_no, max(on_date) AS on_date
  FROM attendance
  GROUP BY school_code, class_no
),
called AS (
  SELECT a.school_code, a.class_no, a.expected, r.pupils, a.row_id
  FROM attendance AS a
  JOIN latest AS l ON l.school_code = a.school_code AND l.class_no = a.class_no AND l.on_date = a.on_date
  JOIN roll AS r ON r.school_code = a.school_code AND r.class_no = a.class_no
),
registered AS (
  SELECT school_code, sum(pupils) AS pupils FROM roll GROUP BY school_code
),
attended AS ( -- Classes that both have: one whose attendance is not in, or that is written otherwise, is not missing.
  SELECT school_code, abs(sum(pupils) - sum(expected)) AS apart FROM called GROUP BY school_code
),
year_now AS (
  SELECT min(y.d) AS first_on
  FROM calendar AS y
  JOIN calendar AS t ON t.school_year = y.school_year
  WHERE t.d = $today
),
moved AS (
  SELECT
    c.school_code,
    sum(CASE WHEN c.change_type = 'in' THEN 1 ELSE -1 END) AS net
  FROM pupil_changes AS c
  CROSS JOIN year_now AS y
  WHERE c.change_type IN ('in', 'out', 'drop', 'death', 'abroad')
    AND c.change_date > y.first_on
  GROUP BY c.school_code
),
counted AS (
  SELECT
    r.school_code, r.pupils,
    a.apart AS off_attended,
    least(
      abs(r.pupils - s.pupils_reported),
      abs(r.pupils - coalesce(m.net, 0) - s.pupils_reported)
    ) AS off_reported,
    s.row_id
  FROM registered AS r
  JOIN schools AS s ON s.school_code = r.school_code
  LEFT JOIN attended AS a ON a.school_code = r.school_code
  LEFT JOIN moved AS m ON m.school_code = r.school_code
),
asked AS (
  SELECT
    school_code, pupils, row_id,
    greatest(coalesce(off_attended, 0), coalesce(off_reported, 0)) AS apart
  FROM counted
  WHERE greatest(coalesce(off_attended, 0), coalesce(off_reported, 0)) > ROUND($share * pupils, 6)
    AND greatest(coalesce(off_attended, 0), coalesce(off_reported, 0)) >= $least
),
proof AS (
  SELECT school_code, 'schools' AS source, row_id FROM asked
  UNION ALL
  SELECT school_code, 'attendance' AS source, row_id FROM called
)
SELECT
  a.school_code,
  a.school_code AS subject,
  '' AS period,
  CAST(max(a.apart) OVER (PARTITION BY a.school_code) AS DOUBLE) AS observed,
  CAST(a.pupils AS DOUBLE) AS baseline,
  CAST(greatest($least, ROUND($share * a.pupils, 2)) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  p.source,
  p.row_id
FROM asked AS a
JOIN proof AS p ON p.school_code = a.school_code
