-- One row per line of a delivery with fewer acceptors than are needed, at schools large enough to have them.
WITH named AS (
  SELECT
    f.school_code, f.bill_no, f.on_date, f.amount, f.row_id, f.acceptors,
    '|' || substr(f.acceptors, 2, greatest(strpos(substr(f.acceptors, 2), '|') - 1, 0)) || '|' AS first_one
  FROM food_in AS f
  LEFT JOIN schools AS s ON s.school_code = f.school_code
  WHERE f.acceptors IS NOT NULL AND coalesce(s.size_class, '') <> 'C'
),
signed AS (
  SELECT
    school_code, bill_no, on_date, amount, row_id,
    CASE
      WHEN replace(replace(acceptors, '|', '||'), first_one, '') = '||' THEN 1
      ELSE length(acceptors) - length(replace(acceptors, '|', '')) - 1
    END AS people
  FROM named
),
bills AS (
  SELECT school_code, bill_no, on_date, max(people) AS people, sum(amount) AS amount
  FROM signed
  GROUP BY school_code, bill_no, on_date
  HAVING max(people) < $least
)
SELECT
  b.school_code,
  b.bill_no AS subject,
  CAST(b.on_date AS VARCHAR) AS period,
  CAST(b.people AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($least AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(b.amount AS BIGINT) AS amount,
  'food_in' AS source,
  s.row_id
FROM bills AS b
JOIN signed AS s ON s.school_code = b.school_code AND s.bill_no = b.bill_no AND s.on_date = b.on_date
