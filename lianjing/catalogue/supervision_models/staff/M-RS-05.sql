-- One row per member of staff without a background check, checked after joining, or not checked again in time.
WITH law AS (
  SELECT min(first_on) AS law_day
  FROM parameters
  WHERE name = 'entry_days'
),
here AS (
  SELECT s.school_code, s.staff_no, s.joined_on, s.bg_check_on, s.bg_recheck_on, s.row_id, l.law_day,
    s.joined_on < l.law_day AS veteran,
    greatest(coalesce(s.bg_check_on, s.bg_recheck_on), coalesce(s.bg_recheck_on, s.bg_check_on)) AS last_check,
    count(*) OVER (PARTITION BY s.school_code, s.bg_check_on) AS same_day,
    sum(CASE WHEN s.joined_on < l.law_day AND s.bg_check_on IS NULL AND s.bg_recheck_on IS NOT NULL THEN 1 ELSE 0 END)
      OVER (PARTITION BY s.school_code) AS veterans_without
  FROM staff_register AS s
  CROSS JOIN law AS l
  WHERE s.left_on IS NULL AND (s.joined_on IS NULL OR s.joined_on <= $today)
),
judged AS (
  SELECT school_code, staff_no, row_id,
    coalesce(date_diff('day', joined_on, $today), 0) AS since_joining,
    date_diff('day', last_check, $today) AS since_check,
    date_diff('day', joined_on, bg_check_on) AS late_by,
    -- Veterans whose register never held an entry check, as a group, are checked yearly: that is all the law asks.
    bg_check_on IS NULL
      AND NOT (coalesce(veteran, FALSE) AND bg_recheck_on IS NOT NULL AND veterans_without >= $bulk) AS missing,
    -- A bulk check, and the catching up of veterans after the law came, bear a day later than joining.
    bg_check_on IS NOT NULL AND date_diff('day', joined_on, bg_check_on) > $entry_days
      AND same_day < $bulk AND NOT (veteran AND bg_check_on >= law_day) AS late
  FROM here
),
asked AS (
  SELECT school_code, staff_no, row_id,
    CASE WHEN missing THEN since_joining WHEN late THEN late_by ELSE since_check END AS days,
    CASE WHEN missing OR late THEN $entry_days ELSE $recheck END AS allowed
  FROM judged
  WHERE missing OR late OR since_check > $recheck
)
SELECT
  school_code,
  staff_no AS subject,
  '' AS period,
  CAST(max(days) OVER (PARTITION BY school_code, staff_no) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(max(allowed) OVER (PARTITION BY school_code, staff_no) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'staff_register' AS source,
  row_id
FROM asked
