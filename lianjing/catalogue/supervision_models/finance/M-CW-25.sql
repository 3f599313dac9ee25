-- One row per line of a voucher booked on a day off by somebody who does so often, and more often than the colleagues.
WITH month_ends AS ( -- Software dates what closes a month on its last day, whatever day that is.
  SELECT month, max(d) AS last_day
  FROM calendar
  GROUP BY month
),
papers AS (
  SELECT v.school_code, v.voucher_no, v.on_date, c.school_year, max(v.handler_no) AS handler_no,
    sum(coalesce(v.debit, 0)) AS amount,
    max(CASE WHEN c.is_workday OR v.on_date = m.last_day THEN 0 ELSE 1 END) AS is_off
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  JOIN month_ends AS m ON m.month = c.month
  GROUP BY v.school_code, v.voucher_no, v.on_date, c.school_year
),
hands AS (
  SELECT school_code, school_year, handler_no, count(*) AS papers, sum(is_off) AS off,
    sum(CASE WHEN is_off > 0 THEN amount ELSE 0 END) AS amount
  FROM papers
  WHERE handler_no <> ''
  GROUP BY school_code, school_year, handler_no
),
beside AS (
  SELECT school_code, school_year, handler_no, papers, off, amount,
    ROUND(CAST(off AS DOUBLE) / NULLIF(papers, 0), 6) AS share,
    coalesce(ROUND(CAST(sum(off) OVER (PARTITION BY school_code, school_year) - off AS DOUBLE)
      / NULLIF(sum(papers) OVER (PARTITION BY school_code, school_year) - papers, 0), 6), 0) AS others
  FROM hands
),
asked AS (
  SELECT school_code, school_year, handler_no, papers, amount, share, others
  FROM beside
  WHERE off >= $least AND share >= $share AND share >= others * $times
)
SELECT
  v.school_code,
  a.handler_no AS subject,
  a.school_year AS period,
  CAST(a.share AS DOUBLE) AS observed,
  CAST(a.others AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(a.papers AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'vouchers' AS source,
  v.row_id
FROM asked AS a
JOIN papers AS p
  ON p.school_code = a.school_code AND p.school_year = a.school_year AND p.handler_no = a.handler_no AND p.is_off > 0
JOIN vouchers AS v ON v.school_code = p.school_code AND v.voucher_no = p.voucher_no AND v.on_date = p.on_date
