-- One row per budget item of a year that was overspent, or spent without being in the budget, with the entries on it.
WITH entries AS (
  SELECT v.school_code, v.budget_item, c.year, v.row_id, v.debit, v.account_code
  FROM vouchers AS v
  JOIN calendar AS c ON c.d = v.on_date
  WHERE v.budget_item <> ''
    AND (v.account_code LIKE '5%' OR v.account_code LIKE '16%' OR v.account_code LIKE '7%')
),
booked AS ( -- The accounts of cost and the budgetary ones show one outlay twice; the greater of the two is meant.
  SELECT school_code, budget_item, year,
    greatest(sum(CASE WHEN account_code LIKE '7%' THEN 0 ELSE coalesce(debit, 0) END),
      sum(CASE WHEN account_code LIKE '7%' THEN coalesce(debit, 0) ELSE 0 END)) AS spent
  FROM entries
  GROUP BY school_code, budget_item, year
),
granted AS (
  SELECT school_code, budget_item, year, row_id, approved + coalesce(adjusted, 0) AS top, executed
  FROM budgets
  WHERE approved IS NOT NULL
),
speaking AS ( -- Years in which vouchers and budget call items by the same names.
  SELECT DISTINCT b.school_code, b.year
  FROM booked AS b
  JOIN budgets AS g ON g.school_code = b.school_code AND g.budget_item = b.budget_item AND g.year = b.year
),
spent AS (
  SELECT g.school_code, g.budget_item, g.year, g.top,
    greatest(coalesce(g.executed, b.spent), coalesce(b.spent, g.executed)) AS spent
  FROM granted AS g
  LEFT JOIN booked AS b ON b.school_code = g.school_code AND b.budget_item = g.budget_item AND b.year = g.year
  UNION ALL
  SELECT b.school_code, b.budget_item, b.year, 0 AS top, b.spent
  FROM booked AS b
  JOIN speaking AS s ON s.school_code = b.school_code AND s.year = b.year
  LEFT JOIN budgets AS g ON g.school_code = b.school_code AND g.budget_item = b.budget_item AND g.year = b.year
  WHERE g.budget_item IS NULL
),
asked AS (
  SELECT school_code, budget_item, year, max(top) AS top, max(spent) AS spent
  FROM spent
  WHERE spent > top
  GROUP BY school_code, budget_item, year
),
evidence AS (
  SELECT school_code, budget_item, year, 'budgets' AS source, row_id
  FROM budgets
  UNION ALL
  SELECT school_code, budget_item, year, 'vouchers' AS source, row_id
  FROM entries
)
SELECT
  a.school_code,
  a.budget_item AS subject,
  CAST(a.year AS VARCHAR) AS period,
  CAST(a.spent AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(a.top AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.spent - a.top AS BIGINT) AS amount,
  e.source,
  e.row_id
FROM asked AS a
JOIN evidence AS e ON e.school_code = a.school_code AND e.budget_item = a.budget_item AND e.year = a.year
