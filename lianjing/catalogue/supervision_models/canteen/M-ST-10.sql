-- One row per meal and attendance sheet of a day on which more pupils ate than were present, every class having reported.
WITH present AS (
  SELECT
    a.school_code, a.on_date, c.month,
    sum(a.present) AS present,
    count(DISTINCT a.class_no) AS classes,
    count(*) - count(a.present) AS unknown
  FROM attendance AS a
  JOIN calendar AS c ON c.d = a.on_date
  GROUP BY a.school_code, a.on_date, c.month
),
complete AS (
  SELECT school_code, month, max(classes) AS classes
  FROM present
  GROUP BY school_code, month
),
eaten AS (
  SELECT school_code, on_date, max(greatest(coalesce(pupils, 0), coalesce(nip, 0))) AS diners
  FROM meals
  GROUP BY school_code, on_date
),
asked AS (
  SELECT e.school_code, e.on_date, e.diners, p.present
  FROM eaten AS e
  JOIN present AS p ON p.school_code = e.school_code AND p.on_date = e.on_date
  JOIN complete AS k ON k.school_code = p.school_code AND k.month = p.month
  WHERE p.unknown = 0 AND p.classes = k.classes AND ROUND(e.diners - p.present * $most, 6) > 0
),
evidence AS (
  SELECT a.school_code, a.on_date, a.diners, a.present, 'meals' AS source, m.row_id
  FROM asked AS a
  JOIN meals AS m ON m.school_code = a.school_code AND m.on_date = a.on_date
  WHERE greatest(coalesce(m.pupils, 0), coalesce(m.nip, 0)) > a.present * $most
  UNION ALL
  SELECT a.school_code, a.on_date, a.diners, a.present, 'attendance' AS source, t.row_id
  FROM asked AS a
  JOIN attendance AS t ON t.school_code = a.school_code AND t.on_date = a.on_date
)
SELECT
  school_code,
  CAST(on_date AS VARCHAR) AS subject,
  CAST(on_date AS VARCHAR) AS period,
  CAST(diners AS DOUBLE) AS observed,
  CAST(present AS DOUBLE) AS baseline,
  ROUND(present * $most, 2) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  source,
  row_id
FROM evidence
