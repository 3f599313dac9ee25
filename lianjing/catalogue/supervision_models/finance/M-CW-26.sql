-- One row per payment just below a limit, in a year in which payments crowd below it and hardly any lie above.
WITH limits AS (
  SELECT name, first_on, last_on, value
  FROM parameters
  WHERE value IS NOT NULL
),
spent AS (
  SELECT p.school_code, p.row_id, p.amount, p.paid_on, c.year, coalesce(p.payee_code, p.payee_name, '') AS payee,
    s.size_class
  FROM payments AS p
  JOIN calendar AS c ON c.d = p.paid_on
  LEFT JOIN schools AS s ON s.school_code = p.school_code
  WHERE p.amount > 0
    AND coalesce(p.contract_no, '') = ''
    AND (p.purpose IS NULL OR p.purpose NOT IN ('wage', 'aid', 'refund'))
),
near AS (
  SELECT s.school_code, s.year, s.row_id, s.payee, s.amount, l.value AS top,
    CASE WHEN s.amount < l.value THEN 1 ELSE 0 END AS is_below
  FROM spent AS s
  JOIN limits AS l ON s.paid_on BETWEEN l.first_on AND l.last_on
    AND (l.name IN ('two_people', 'three_quotes', 'no_contract')
      OR l.name = 'large_a' AND s.size_class = 'A'
      OR l.name = 'large_b' AND s.size_class = 'B'
      OR l.name = 'large_c' AND s.size_class = 'C')
  WHERE ROUND(abs(s.amount - l.value) - l.value * $band, 6) <= 0
),
once AS ( -- Two rules may set one limit; and a fixed sum for one payee, month after month, counts once.
  SELECT DISTINCT school_code, year, top, payee, amount, is_below
  FROM near
),
counted AS (
  SELECT school_code, year, top, sum(is_below) AS below, count(*) - sum(is_below) AS above
  FROM once
  GROUP BY school_code, year, top
),
crowded AS (
  SELECT school_code, year, top, below, above
  FROM counted
  WHERE below >= $least AND ROUND(below - above * $times, 6) >= 0
),
placed AS (
  SELECT school_code, year, top, below, above,
    row_number() OVER (PARTITION BY school_code, year ORDER BY below DESC, top DESC) AS place
  FROM (SELECT school_code, year, top, max(below) AS below, max(above) AS above
    FROM crowded
    GROUP BY school_code, year, top) AS one
),
rows_below AS (
  SELECT DISTINCT n.school_code, n.year, n.row_id, n.amount, p.below, p.above
  FROM placed AS p
  JOIN near AS n ON n.school_code = p.school_code AND n.year = p.year AND n.top = p.top
  WHERE p.place = 1 AND n.is_below > 0
)
SELECT
  school_code,
  school_code AS subject,
  CAST(year AS VARCHAR) AS period,
  CAST(below AS DOUBLE) AS observed,
  CAST(above AS DOUBLE) AS baseline,
  CAST(greatest($least, above * $times) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(amount) OVER (PARTITION BY school_code, year) AS BIGINT) AS amount,
  'payments' AS source,
  row_id
FROM rows_below
