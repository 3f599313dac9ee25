-- One row per recognition, or payment, of a period without a public notice of full length before it; and its notice.
WITH decisions AS (
  SELECT school_code, school_year AS period, notice_no, decided_on, 'aid_recognition' AS source, row_id
  FROM aid_recognition
  WHERE level <> 'none'
  UNION ALL
  SELECT school_code, term AS period, notice_no, least(coalesce(approved_on, paid_on), coalesce(paid_on, approved_on))
      AS decided_on, 'aid_payments' AS source, row_id
  FROM aid_payments
  -- The school's own aid and donors' aid follow their own rules; a negative row takes money back.
  WHERE status = 'paid' AND paid_amount > 0 AND program NOT IN ('school', 'social')
),
posted AS (
  SELECT school_code, notice_no, row_id, coalesce(off_on, plan_off_on) AS off_on,
    CASE WHEN changed_on > published_on AND (off_on IS NULL OR changed_on <= off_on)
      THEN changed_on ELSE published_on END AS since
  FROM notices
  WHERE trim(coalesce(notice_no, '')) <> ''
),
reach AS ( -- How far a school has entered its notices: a number that is not among them may still come.
  SELECT school_code, max(published_on) AS last_on
  FROM notices
  GROUP BY school_code
),
ends AS (
  SELECT d.school_code, d.period, d.source, d.row_id, d.decided_on, p.row_id AS notice_row, p.since,
    -- The notice counts until it came down or the decision fell, whichever was first.
    least(coalesce(p.off_on, d.decided_on), coalesce(d.decided_on, p.off_on)) AS until,
    trim(coalesce(d.notice_no, '')) = '' AS without,
    p.notice_no IS NULL AND r.last_on >= d.decided_on AS unknown
  FROM decisions AS d
  LEFT JOIN posted AS p ON p.school_code = d.school_code AND p.notice_no = d.notice_no
  LEFT JOIN reach AS r ON r.school_code = d.school_code
),
counted AS (
  SELECT e.school_code, e.period, e.source, e.row_id, e.notice_row,
    CASE WHEN e.without OR e.unknown THEN 0
      WHEN down.workday_no < up.workday_no THEN 0
      ELSE down.workday_no - up.workday_no END AS days
  FROM ends AS e
  LEFT JOIN calendar AS up ON up.d = e.since
  LEFT JOIN calendar AS down ON down.d = e.until
),
short AS (
  SELECT school_code, period, source, row_id, notice_row, days
  FROM counted
  WHERE days < $days
),
least_of AS (
  SELECT school_code, period, min(days) AS days, count(*) AS decisions
  FROM short
  GROUP BY school_code, period
),
evidence AS (
  SELECT school_code, period, source, row_id FROM short
  UNION ALL
  SELECT school_code, period, 'notices' AS source, notice_row AS row_id
  FROM short
  WHERE notice_row IS NOT NULL
)
SELECT DISTINCT
  e.school_code,
  e.school_code AS subject,
  e.period,
  CAST(l.days AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($days AS DOUBLE) AS threshold,
  CAST(l.decisions AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM evidence AS e
JOIN least_of AS l ON l.school_code = e.school_code AND l.period = e.period
