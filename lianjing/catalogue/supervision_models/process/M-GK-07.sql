-- One row per step of a matter of a log that one person took, where that person took most of them and the approval too.
WITH own AS (
  SELECT school_code, log, case_id, resource, count(*) AS steps,
    sum(CASE WHEN strpos(activity, '审批') > 0 OR strpos(activity, '批准') > 0 OR strpos(activity, '审定') > 0
      OR strpos(activity, '签批') > 0 OR strpos(activity, '核准') > 0 OR strpos(activity, '审签') > 0 THEN 1 ELSE 0 END) AS approvals
  FROM events
  WHERE resource IS NOT NULL
  GROUP BY school_code, log, case_id, resource
),
matter AS (
  SELECT school_code, log, case_id, sum(steps) AS steps
  FROM own
  GROUP BY school_code, log, case_id
  HAVING sum(steps) >= $least
),
asked AS (
  SELECT o.school_code, o.log, o.case_id, o.resource, m.steps,
    ROUND(CAST(o.steps AS DOUBLE) / NULLIF(m.steps, 0), 6) AS share
  FROM own AS o
  JOIN matter AS m ON m.school_code = o.school_code AND m.log = o.log AND m.case_id = o.case_id
  LEFT JOIN schools AS s ON s.school_code = o.school_code
  WHERE o.approvals > 0 AND coalesce(s.size_class, '') <> 'C'
)
SELECT
  a.school_code,
  a.log || ':' || a.case_id AS subject,
  '' AS period,
  a.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($one_hand AS DOUBLE) AS threshold,
  CAST(a.steps AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'events' AS source,
  e.row_id
FROM asked AS a
JOIN events AS e ON e.school_code = a.school_code AND e.log = a.log AND e.case_id = a.case_id AND e.resource = a.resource
WHERE a.share >= $one_hand
