-- One row per line of a voucher over a large sum that no meeting decided, or one held later or with too few present.
WITH tops AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
papers AS ( -- The accounts of cost and the budgetary ones show one outlay twice; the greater of the two is meant.
  SELECT v.school_code, v.voucher_no, v.on_date, coalesce(v.book, '') AS book, min(c.month) AS month,
    max(v.meeting_id) AS meeting_id,
    greatest(sum(CASE WHEN v.account_code LIKE '5%' OR v.account_code LIKE '16%' THEN coalesce(v.debit, 0) ELSE 0 END),
      sum(CASE WHEN v.account_code LIKE '7%' THEN coalesce(v.debit, 0) ELSE 0 END)) AS amount,
    max(CASE WHEN v.econ_code LIKE '301%' OR v.econ_code LIKE '303%'
      OR v.econ_code IN ('30205', '30206', '30207', '30208') THEN 1 ELSE 0 END) AS is_fixed
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  GROUP BY v.school_code, v.voucher_no, v.on_date, coalesce(v.book, '')
),
once AS ( -- Each month has its own number 1; where only one month has a number, a payment of any day is for it.
  SELECT school_code, voucher_no
  FROM papers
  GROUP BY school_code, voucher_no
  HAVING count(DISTINCT month) = 1
),
bills AS (
  SELECT y.school_code, y.voucher_no, y.contract_no, c.month
  FROM payments AS y
  LEFT JOIN calendar AS c ON c.d = y.paid_on
),
ways AS ( -- A meeting may be named on the voucher, or on the procurement whose contract it pays.
  SELECT school_code, voucher_no, on_date, book, meeting_id, on_date AS by_day
  FROM papers
  WHERE meeting_id <> ''
  UNION ALL
  SELECT v.school_code, v.voucher_no, v.on_date, v.book, p.meeting_id, c.signed_on AS by_day
  FROM papers AS v
  LEFT JOIN once AS o ON o.school_code = v.school_code AND o.voucher_no = v.voucher_no
  JOIN bills AS y ON y.school_code = v.school_code AND y.voucher_no = v.voucher_no
    AND (y.month = v.month OR o.voucher_no IS NOT NULL)
  JOIN contracts AS c ON c.school_code = y.school_code AND c.contract_no = y.contract_no
  JOIN procurements AS p ON p.school_code = c.school_code AND p.proc_no = c.proc_no
  WHERE p.meeting_id <> ''
),
judged AS (
  SELECT w.school_code, w.voucher_no, w.on_date, w.book,
    max(CASE WHEN m.meeting_id IS NULL OR CAST(m.held_at AS DATE) > w.by_day
        OR ROUND(CAST(m.present_n AS DOUBLE) / NULLIF(m.members, 0) - $quorum, 5) < 0
      THEN 0 ELSE 1 END) AS is_sound
  FROM ways AS w
  LEFT JOIN meetings AS m ON m.school_code = w.school_code AND m.meeting_id = w.meeting_id
  GROUP BY w.school_code, w.voucher_no, w.on_date, w.book
),
keepers AS ( -- Schools whose accounts name meetings at all.
  SELECT DISTINCT school_code
  FROM ways
),
asked AS (
  SELECT p.school_code, p.voucher_no, p.on_date, p.book, p.amount, t.value AS top
  FROM papers AS p
  JOIN keepers AS k ON k.school_code = p.school_code
  JOIN schools AS s ON s.school_code = p.school_code
  JOIN tops AS t ON p.on_date BETWEEN t.first_on AND t.last_on
    AND t.name = CASE s.size_class WHEN 'A' THEN 'large_a' WHEN 'B' THEN 'large_b' WHEN 'C' THEN 'large_c' END
  LEFT JOIN judged AS j ON j.school_code = p.school_code AND j.voucher_no = p.voucher_no AND j.on_date = p.on_date
    AND j.book = p.book
  WHERE p.amount >= t.value AND p.is_fixed = 0 AND coalesce(j.is_sound, 0) = 0
)
SELECT
  v.school_code,
  v.voucher_no AS subject,
  CAST(v.on_date AS VARCHAR) AS period,
  CAST(max(a.amount) OVER (PARTITION BY a.school_code, a.voucher_no, a.on_date) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.top AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(max(a.amount) OVER (PARTITION BY a.school_code, a.voucher_no, a.on_date) AS BIGINT) AS amount,
  'vouchers' AS source,
  v.row_id
FROM asked AS a
JOIN vouchers AS v ON v.school_code = a.school_code AND v.voucher_no = a.voucher_no AND v.on_date = a.on_date
  AND coalesce(v.book, '') = a.book
