-- One row per contract, with its procurement, that was signed, published or filed after the last day for it.
WITH limits AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
signed AS ( -- Publishing and filing are due for government procurement only; whether it is depends on the year's limit.
  SELECT c.school_code, c.row_id, c.contract_no, c.amount, c.signed_on, c.published_on, c.filed_on,
    p.row_id AS proc_row, greatest(p.awarded_on, coalesce(p.result_noticed_on, p.awarded_on)) AS known_on,
    c.amount >= l.value AS is_public
  FROM contracts AS c
  LEFT JOIN procurements AS p ON p.school_code = c.school_code AND p.proc_no = c.proc_no
  LEFT JOIN limits AS l
    ON c.signed_on BETWEEN l.first_on AND l.last_on
    AND l.name = CASE WHEN c.kind = 'works' THEN 'county_works' WHEN c.kind IN ('goods', 'services') THEN 'county_goods'
      END
),
due AS (
  SELECT s.school_code, s.row_id, s.contract_no, s.amount, s.proc_row,
    CASE WHEN s.known_on IS NULL THEN 0
      ELSE greatest(date_diff('day', s.known_on, s.signed_on) - $sign, 0) END AS sign_late,
    CASE WHEN coalesce(s.is_public, FALSE)
      THEN greatest(date_diff('day', publish.d, coalesce(s.published_on, $today)), 0) ELSE 0 END AS publish_late,
    CASE WHEN coalesce(s.is_public, FALSE)
      THEN greatest(date_diff('day', file.d, coalesce(s.filed_on, $today)), 0) ELSE 0 END AS file_late
  FROM signed AS s
  JOIN calendar AS day ON day.d = s.signed_on
  JOIN calendar AS publish ON publish.workday_no = day.workday_no + $publish AND publish.is_workday
  JOIN calendar AS file ON file.workday_no = day.workday_no + $file AND file.is_workday
),
late AS (
  SELECT school_code, row_id, contract_no, amount, proc_row, sign_late,
    greatest(sign_late, publish_late, file_late) AS days
  FROM due
  WHERE greatest(sign_late, publish_late, file_late) > 0
),
evidence AS (
  SELECT school_code, contract_no, amount, days, 'contracts' AS source, row_id
  FROM late
  UNION ALL
  SELECT school_code, contract_no, amount, days, 'procurements' AS source, proc_row AS row_id
  FROM late
  WHERE sign_late > 0 AND proc_row IS NOT NULL
)
SELECT
  school_code,
  contract_no AS subject,
  '' AS period,
  CAST(max(days) OVER (PARTITION BY school_code, contract_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(amount) OVER (PARTITION BY school_code, contract_no) AS BIGINT) AS amount,
  source,
  row_id
FROM evidence
