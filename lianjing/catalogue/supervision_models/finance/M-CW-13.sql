-- One row per class of a fee whose takings and waivers do not add up to payers times the standard over the school.
WITH terms AS (
  SELECT DISTINCT term, term_first, term_last
  FROM calendar
  WHERE term IS NOT NULL
),
charged AS (
  SELECT f.school_code, f.fee_name, f.fee_code, f.term, f.row_id, f.payers, t.term_first, t.term_last,
    f.received + coalesce(f.waived, 0) AS settled, coalesce(f.refunded, 0) AS refunded
  FROM fee_charges AS f
  JOIN terms AS t ON t.term = f.term
  WHERE f.payers > 0 AND f.received IS NOT NULL
),
listed AS ( -- Only where the list knows one standard a term.
  SELECT c.school_code, c.row_id, max(k.std_amount) AS std
  FROM charged AS c
  JOIN fee_catalogue AS k
    ON (k.fee_code = c.fee_code OR coalesce(c.fee_code, '') = '' AND k.fee_name = c.fee_name)
    AND (k.start_on IS NULL OR k.start_on <= c.term_last)
    AND (k.end_on IS NULL OR k.end_on >= c.term_first)
  GROUP BY c.school_code, c.row_id
  HAVING min(k.std_amount) = max(k.std_amount) AND max(k.std_amount) > 0
    AND min(CASE WHEN k.unit IS NULL OR k.unit LIKE '%学期%' THEN 1 ELSE 0 END) = 1
),
classes AS ( -- Some write what was taken before refunds and some after them; and a refund may undo what was too much.
  SELECT c.school_code, c.fee_name, c.term, c.row_id, l.std * c.payers AS due, c.settled, c.refunded
  FROM charged AS c
  JOIN listed AS l ON l.school_code = c.school_code AND l.row_id = c.row_id
),
sums AS (
  SELECT school_code, fee_name, term, sum(due) AS due,
    least(abs(sum(settled) - sum(due)), abs(sum(settled) + sum(refunded) - sum(due)),
      abs(sum(settled) - sum(refunded) - sum(due))) AS gap
  FROM classes
  GROUP BY school_code, fee_name, term
),
asked AS (
  SELECT school_code, fee_name, term, due, gap, ROUND(CAST(gap AS DOUBLE) / NULLIF(due, 0), 6) AS share
  FROM sums
)
SELECT
  c.school_code,
  c.fee_name AS subject,
  c.term AS period,
  CAST(a.share AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST($gap AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(a.gap AS BIGINT) AS amount,
  'fee_charges' AS source,
  c.row_id
FROM asked AS a
JOIN classes AS c ON c.school_code = a.school_code AND c.fee_name = a.fee_name AND c.term = a.term
WHERE a.share > $gap AND c.settled <> c.due
