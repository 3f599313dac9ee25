-- One row per delivery of a supplier with an expired licence, closed, or with a large first order when just founded.
WITH firm AS (
  SELECT
    credit_code,
    max(license_to) AS license_to,
    max(closed_on) AS closed_on,
    max(founded_on) AS founded_on,
    bool_or(biz_status = 'revoked') AS revoked
  FROM suppliers
  GROUP BY credit_code
),
first_bill AS (
  SELECT school_code, supplier_code, min(on_date) AS on_date
  FROM food_in
  GROUP BY school_code, supplier_code
),
opening AS (
  SELECT f.school_code, f.supplier_code, f.on_date, sum(f.amount) AS amount
  FROM food_in AS f
  JOIN first_bill AS b ON b.school_code = f.school_code AND b.supplier_code = f.supplier_code AND b.on_date = f.on_date
  GROUP BY f.school_code, f.supplier_code, f.on_date
),
odd AS (
  SELECT f.school_code, f.supplier_code, f.on_date, f.amount, f.row_id
  FROM food_in AS f
  JOIN firm AS s ON s.credit_code = f.supplier_code
  LEFT JOIN opening AS o
    ON o.school_code = f.school_code AND o.supplier_code = f.supplier_code AND o.on_date = f.on_date
  WHERE date_diff('day', s.license_to, f.on_date) > $grace
    OR s.closed_on < f.on_date
    OR s.revoked AND s.closed_on IS NULL
    OR date_diff('day', s.founded_on, f.on_date) < $new_days AND o.amount > $new_amount
),
asked AS (
  SELECT school_code, supplier_code, min(on_date) AS first_on, count(*) AS lines, sum(amount) AS amount
  FROM odd
  GROUP BY school_code, supplier_code
)
SELECT
  o.school_code,
  o.supplier_code AS subject,
  substr(CAST(a.first_on AS VARCHAR), 1, 7) AS period,
  CAST(a.lines AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.amount AS BIGINT) AS amount,
  'food_in' AS source,
  o.row_id
FROM odd AS o
JOIN asked AS a ON a.school_code = o.school_code AND a.supplier_code = o.supplier_code
