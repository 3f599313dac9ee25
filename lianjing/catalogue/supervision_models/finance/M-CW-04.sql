-- One row per invoice that failed its check, was claimed twice, lies in a row too long, names another buyer or came from a seller that did not exist.
WITH bills AS (
  SELECT i.school_code, i.row_id, i.inv_no, coalesce(i.inv_code, '') AS inv_code, i.seller_code, i.amount, i.issued_on,
    i.verified, i.buyer_name, c.year
  FROM invoices AS i
  JOIN calendar AS c ON c.d = i.issued_on
),
claims AS (
  SELECT school_code, row_id, inv_no, inv_code, seller_code, amount, issued_on, verified, buyer_name, year,
    row_number() OVER (PARTITION BY school_code, seller_code, amount, verified ORDER BY issued_on, row_id) AS turn
  FROM bills
  WHERE amount > 0
),
red_letters AS (
  SELECT school_code, seller_code, 0 - amount AS amount, count(*) AS times
  FROM bills
  WHERE amount < 0
  GROUP BY school_code, seller_code, amount
),
failed AS ( -- A reversed invoice whose red letter is in the books as well cancels out, one invoice for each letter.
  SELECT b.school_code, b.row_id
  FROM claims AS b
  LEFT JOIN red_letters AS r
    ON r.school_code = b.school_code AND r.seller_code = b.seller_code AND r.amount = b.amount
  WHERE b.verified IN ('void', 'unknown') OR b.verified = 'reversed' AND b.turn > coalesce(r.times, 0)
),
twice AS (
  SELECT inv_no, inv_code, seller_code
  FROM bills
  WHERE length(inv_no) >= $digits
  GROUP BY inv_no, inv_code, seller_code
  HAVING sum(CASE WHEN amount > 0 THEN 1 WHEN amount < 0 THEN -1 ELSE 0 END) > 1
),
numbered AS (
  SELECT school_code, row_id, seller_code, inv_code, left(inv_no, greatest(length(inv_no) - 8, 0)) AS stem, issued_on,
    CASE WHEN trim(right(inv_no, 8), '0123456789') = '' THEN CAST(right(inv_no, 8) AS BIGINT) END AS last_digits
  FROM claims
  WHERE length(inv_no) >= $digits
),
placed AS (
  SELECT school_code, row_id, seller_code, inv_code, stem, issued_on, last_digits,
    last_digits - dense_rank() OVER (PARTITION BY school_code, seller_code, inv_code, stem ORDER BY last_digits)
      AS island
  FROM numbered
  WHERE last_digits IS NOT NULL
),
rows_of_numbers AS ( -- Numbers of an island follow one another, however often each stands there.
  SELECT school_code, seller_code, inv_code, stem, island
  FROM placed
  GROUP BY school_code, seller_code, inv_code, stem, island
  HAVING max(last_digits) - min(last_digits) + 1 >= $least AND date_diff('day', min(issued_on), max(issued_on)) > $days
),
named AS (
  SELECT b.school_code, b.row_id, s.alias,
    replace(replace(replace(b.buyer_name, ' ', ''), '（', '('), '）', ')') AS buyer,
    replace(replace(replace(s.name, ' ', ''), '（', '('), '）', ')') AS name
  FROM claims AS b
  JOIN schools AS s ON s.school_code = b.school_code
  WHERE b.buyer_name <> '' AND s.name <> ''
),
faults AS (
  SELECT school_code, row_id FROM failed
  UNION ALL
  SELECT b.school_code, b.row_id
  FROM claims AS b
  JOIN twice AS t ON t.inv_no = b.inv_no AND t.inv_code = b.inv_code AND t.seller_code = b.seller_code
  UNION ALL
  SELECT r.school_code, r.row_id
  FROM placed AS r
  JOIN rows_of_numbers AS n
    ON n.school_code = r.school_code AND n.seller_code = r.seller_code AND n.inv_code = r.inv_code
    AND n.stem = r.stem AND n.island = r.island
  UNION ALL
  SELECT school_code, row_id
  FROM named
  WHERE strpos(buyer, name) = 0 AND strpos(name, buyer) = 0 AND coalesce(strpos(buyer, NULLIF(alias, '')), 0) = 0
  UNION ALL
  SELECT b.school_code, b.row_id
  FROM claims AS b
  JOIN suppliers AS s ON s.credit_code = b.seller_code
  WHERE b.issued_on < s.founded_on OR b.issued_on > s.closed_on
),
faulty AS (
  SELECT school_code, row_id
  FROM faults
  GROUP BY school_code, row_id
)
SELECT
  b.school_code,
  b.seller_code AS subject,
  CAST(b.year AS VARCHAR) AS period,
  CAST(count(*) OVER (PARTITION BY b.school_code, b.seller_code, b.year) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(b.amount) OVER (PARTITION BY b.school_code, b.seller_code, b.year) AS BIGINT) AS amount,
  'invoices' AS source,
  b.row_id
FROM faulty AS f
JOIN claims AS b ON b.school_code = f.school_code AND b.row_id = f.row_id
