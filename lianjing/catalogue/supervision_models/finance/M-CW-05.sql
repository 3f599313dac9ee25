-- One row per line of a voucher over a large sum that no meeting decided, or one held later or with too few present.
WITH tops AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
papers AS ( -- The accounts of cost and the budgetary ones show one outlay twice; the greater of the two is meant.
  SELECT school_code, voucher_no, on_date, max(meeting_id) AS meeting_id,
    greatest(sum(CASE WHEN account_code LIKE '5%' OR account_code LIKE '16%' THEN coalesce(debit, 0) ELSE 0 END),
      sum(CASE WHEN account_code LIKE '7%' THEN coalesce(debit, 0) ELSE 0 END)) AS amount,
    max(CASE WHEN econ_code LIKE '301%' OR econ_code LIKE '303%'
      OR econ_code IN ('30205', '30206', '30207', '30208') THEN 1 ELSE 0 END) AS is_fixed
  FROM vouchers
  GROUP BY school_code, voucher_no, on_date
),
ways AS ( -- A meeting may be named on the voucher, or on the procurement whose contract it pays.
  SELECT school_code, voucher_no, on_date, meeting_id, on_date AS by_day
  FROM papers
  WHERE meeting_id <> ''
  UNION ALL
  SELECT v.school_code, v.voucher_no, v.on_date, p.meeting_id, c.signed_on AS by_day
  FROM papers AS v
  JOIN payments AS y ON y.school_code = v.school_code AND y.voucher_no = v.voucher_no
  JOIN contracts AS c ON c.school_code = y.school_code AND c.contract_no = y.contract_no
  JOIN procurements AS p ON p.school_code = c.school_code AND p.proc_no = c.proc_no
  WHERE p.meeting_id <> ''
),
judged AS (
  SELECT w.school_code, w.voucher_no, w.on_date,
    max(CASE WHEN m.meeting_id IS NULL OR CAST(m.held_at AS DATE) > w.by_day
        OR ROUND(CAST(m.present_n AS DOUBLE) / NULLIF(m.members, 0) - $quorum, 5) < 0
      THEN 0 ELSE 1 END) AS is_sound
  FROM ways AS w
  LEFT JOIN meetings AS m ON m.school_code = w.school_code AND m.meeting_id = w.meeting_id
  GROUP BY w.school_code, w.voucher_no, w.on_date
),
keepers AS ( -- Schools whose accounts name meetings at all.
  SELECT DISTINCT school_code
  FROM ways
),
asked AS (
  SELECT p.school_code, p.voucher_no, p.on_date, p.amount, t.value AS top
  FROM papers AS p
  JOIN keepers AS k ON k.school_code = p.school_code
  JOIN schools AS s ON s.school_code = p.school_code
  JOIN tops AS t ON p.on_date BETWEEN t.first_on AND t.last_on
    AND t.name = CASE s.size_class WHEN 'A' THEN 'large_a' WHEN 'B' THEN 'large_b' WHEN 'C' THEN 'large_c' END
  LEFT JOIN judged AS j ON j.school_code = p.school_code AND j.voucher_no = p.voucher_no AND j.on_date = p.on_date
  WHERE p.amount >= t.value AND p.is_fixed = 0 AND coalesce(j.is_sound, 0) = 0
)
SELECT
  v.school_code,
  v.voucher_no AS subject,
  CAST(v.on_date AS VARCHAR) AS period,
  CAST(a.amount AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.top AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'vouchers' AS source,
  v.row_id
FROM asked AS a
JOIN vouchers AS v ON v.school_code = a.school_code AND v.voucher_no = a.voucher_no AND v.on_date = a.on_date
