-- One row per leased asset of a year whose rent did not reach the books, and per entry of rent that did.
WITH months AS (
  SELECT month, year, min(d) AS first_day, max(d) AS last_day
  FROM calendar
  GROUP BY month, year
),
booked_months AS ( -- A month without any entry is a month whose books were not handed in.
  SELECT DISTINCT v.school_code, c.month
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
),
due AS (
  SELECT a.school_code, m.year, a.row_id, a.rent
  FROM assets AS a
  JOIN booked_months AS b ON b.school_code = a.school_code
  JOIN months AS m ON m.month = b.month
  WHERE a.rent > 0 AND a.lease_from <= m.first_day AND a.lease_to >= m.last_day
),
owed AS (
  SELECT school_code, year, sum(rent) AS rent
  FROM due
  GROUP BY school_code, year
),
income AS ( -- Rent, other income and what is due to the treasury; in other books by its summary.
  SELECT v.school_code, c.year, v.row_id, coalesce(v.credit, 0) - coalesce(v.debit, 0) AS amount
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  WHERE v.account_code LIKE '4605%' OR v.account_code LIKE '4609%' OR v.account_code LIKE '2103%'
    OR v.summary LIKE '%租%' AND v.account_code LIKE '4%'
),
taken AS (
  SELECT school_code, year, sum(amount) AS amount
  FROM income
  GROUP BY school_code, year
),
asked AS ( -- Rent may come at the end of the year, so that only a year that is over can be asked about.
  SELECT o.school_code, o.year, o.rent, coalesce(t.amount, 0) AS taken
  FROM owed AS o
  JOIN calendar AS now ON now.d = $today AND now.year > o.year
  LEFT JOIN taken AS t ON t.school_code = o.school_code AND t.year = o.year
  WHERE ROUND(o.rent * $share - coalesce(t.amount, 0), 2) > 0
),
evidence AS (
  SELECT DISTINCT school_code, year, 'assets' AS source, row_id
  FROM due
  UNION ALL
  SELECT school_code, year, 'vouchers' AS source, row_id
  FROM income
)
SELECT
  a.school_code,
  a.school_code AS subject,
  CAST(a.year AS VARCHAR) AS period,
  CAST(a.taken AS DOUBLE) AS observed,
  CAST(a.rent AS DOUBLE) AS baseline,
  ROUND(a.rent * $share, 2) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.rent - a.taken AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM asked AS a
JOIN evidence AS e ON e.school_code = a.school_code AND e.year = a.year
