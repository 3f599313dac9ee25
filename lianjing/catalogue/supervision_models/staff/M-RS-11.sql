-- One row per first and last payment to somebody whose account also pays others, or whom two schools pay month by month.
WITH paid AS (
  SELECT school_code, staff_no, account_key, max(id_no_key) AS id_no_key,
    min(row_id) AS first_row, max(row_id) AS last_row, sum(amount) AS amount
  FROM payroll
  WHERE amount > 0
  GROUP BY school_code, staff_no, account_key
),
known AS (
  SELECT p.school_code, p.staff_no, p.account_key, p.first_row, p.last_row, p.amount,
    coalesce(p.id_no_key, r.id_no_key) AS id_no_key,
    coalesce(CAST(coalesce(p.id_no_key, r.id_no_key) AS VARCHAR), p.school_code || '|' || p.staff_no) AS person
  FROM paid AS p
  LEFT JOIN staff_register AS r ON r.school_code = p.school_code AND r.staff_no = p.staff_no
),
common AS ( -- Accounts on which several people are paid ...
  SELECT account_key, count(DISTINCT person) AS people, min(id_no_key) AS one, max(id_no_key) AS other,
    count(DISTINCT id_no_key) AS numbers
  FROM known
  WHERE account_key IS NOT NULL
  GROUP BY account_key
  HAVING count(DISTINCT person) > 1
),
married AS (
  SELECT r.id_no_key AS one, s.relative_id_key AS other
  FROM staff_register AS r
  JOIN staff_relations AS s ON s.school_code = r.school_code AND s.staff_no = r.staff_no
  WHERE s.relation = 'spouse' AND s.relative_id_key <> r.id_no_key
),
couples AS ( -- ... other than a married couple's, where one gave the other's account.
  SELECT DISTINCT account_key
  FROM (
    SELECT c.account_key, c.people, c.numbers
    FROM common AS c
    JOIN married AS m ON m.one = c.one AND m.other = c.other
    UNION ALL
    SELECT c.account_key, c.people, c.numbers
    FROM common AS c
    JOIN married AS m ON m.one = c.other AND m.other = c.one
  ) AS either_way
  WHERE people - 1 = 1 AND numbers = people
),
by_account AS (
  SELECT k.school_code, k.staff_no, c.people AS observed, k.first_row, k.last_row, k.amount
  FROM known AS k
  JOIN common AS c ON c.account_key = k.account_key
  LEFT JOIN couples AS m ON m.account_key = c.account_key
  WHERE m.account_key IS NULL
),
moving AS (
  SELECT id_no_key
  FROM payroll
  WHERE id_no_key IS NOT NULL
  GROUP BY id_no_key
  HAVING min(school_code) <> max(school_code)
),
wages AS ( -- A wage in two schools in one month; allowances for teaching at a second school are none.
  SELECT p.id_no_key, p.ym, p.school_code, p.staff_no,
    min(p.row_id) AS first_row, max(p.row_id) AS last_row, sum(p.amount) AS amount
  FROM payroll AS p
  JOIN moving AS m ON m.id_no_key = p.id_no_key
  WHERE p.item IN ('basic', 'performance_base') AND p.amount > 0
  GROUP BY p.id_no_key, p.ym, p.school_code, p.staff_no
),
twice AS (
  SELECT id_no_key, ym, count(DISTINCT school_code) AS schools
  FROM wages
  GROUP BY id_no_key, ym
  HAVING count(DISTINCT school_code) > 1
),
doubled AS (
  SELECT id_no_key, max(schools) AS schools
  FROM twice
  GROUP BY id_no_key
  HAVING count(*) >= $double_pay_months
),
by_school AS (
  SELECT w.school_code, w.staff_no, d.schools AS observed, w.first_row, w.last_row, w.amount
  FROM wages AS w
  JOIN doubled AS d ON d.id_no_key = w.id_no_key
  JOIN twice AS t ON t.id_no_key = w.id_no_key AND t.ym = w.ym
),
found AS (
  SELECT school_code, staff_no, observed, first_row, last_row, amount, 1 AS way FROM by_account
  UNION ALL
  SELECT school_code, staff_no, observed, first_row, last_row, amount, 0 AS way FROM by_school
),
counted AS ( -- Money is counted once when both ways find the same person.
  SELECT school_code, staff_no, max(observed) AS observed,
    greatest(sum(CASE WHEN way = 1 THEN amount ELSE 0 END), sum(CASE WHEN way = 0 THEN amount ELSE 0 END)) AS amount
  FROM found
  GROUP BY school_code, staff_no
),
evidence AS (
  SELECT school_code, staff_no, first_row AS row_id FROM found
  UNION ALL
  SELECT school_code, staff_no, last_row AS row_id FROM found
)
SELECT
  e.school_code,
  e.staff_no AS subject,
  '' AS period,
  CAST(c.observed AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(c.amount AS BIGINT) AS amount,
  'payroll' AS source,
  e.row_id
FROM evidence AS e
JOIN counted AS c ON c.school_code = e.school_code AND c.staff_no = e.staff_no
