-- One row per delivery of a term accepted by the people who accepted nearly all of that term, at schools not too small.
WITH named AS (
  SELECT
    f.school_code, c.term, f.bill_no, f.on_date, f.row_id, f.acceptors,
    substr(f.acceptors, 2, greatest(strpos(substr(f.acceptors, 2), '|') - 1, 0)) AS first_one
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  LEFT JOIN schools AS s ON s.school_code = f.school_code
  WHERE coalesce(f.acceptors, '') <> '' AND c.term IS NOT NULL AND coalesce(s.size_class, '') <> 'C'
),
seconded AS (
  SELECT school_code, term, bill_no, on_date, row_id, acceptors, first_one,
    replace(acceptors, '|' || first_one || '|', '|') AS others
  FROM named
),
paired AS ( -- Two people are the same two whoever signed first.
  SELECT school_code, term, bill_no, on_date, row_id,
    CASE WHEN others = '|' || replace(others, '|', '') || '|'
      THEN '|' || least(first_one, replace(others, '|', '')) || '|' || greatest(first_one, replace(others, '|', '')) || '|'
      ELSE acceptors END AS hands
  FROM seconded
),
bills AS (
  SELECT school_code, term, bill_no, on_date, min(hands) AS hands
  FROM paired
  GROUP BY school_code, term, bill_no, on_date
),
counted AS (
  SELECT school_code, term, hands, count(*) AS accepted
  FROM bills
  GROUP BY school_code, term, hands
),
terms AS (
  SELECT school_code, term, count(*) AS bills
  FROM bills
  GROUP BY school_code, term
  HAVING count(*) >= $least
),
asked AS (
  SELECT c.school_code, c.term, c.hands, t.bills, ROUND(CAST(c.accepted AS DOUBLE) / NULLIF(t.bills, 0), 6) AS share
  FROM counted AS c
  JOIN terms AS t ON t.school_code = c.school_code AND t.term = c.term
  WHERE ROUND(CAST(c.accepted AS DOUBLE) / NULLIF(t.bills, 0), 6) > $share
)
SELECT
  a.school_code,
  a.school_code AS subject,
  a.term AS period,
  a.share AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($share AS DOUBLE) AS threshold,
  CAST(a.bills AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'food_in' AS source,
  p.row_id
FROM asked AS a
JOIN paired AS p ON p.school_code = a.school_code AND p.term = a.term AND p.hands = a.hands
