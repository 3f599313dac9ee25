-- One row per class that was charged a fee outside the catalogue, one forbidden there, or more than its standard.
WITH terms AS (
  SELECT DISTINCT term, term_first, term_last
  FROM calendar
  WHERE term IS NOT NULL
),
charged AS (
  SELECT f.school_code, f.fee_name, f.fee_code, f.term, f.row_id, f.payers, t.term_first, t.term_last,
    f.received - coalesce(f.refunded, 0) AS net,
    CASE WHEN s.school_type IN ('primary', 'middle', 'nine_year')
      AND (f.fee_name LIKE '%学费%' OR f.fee_name LIKE '%杂费%'
        OR f.fee_name LIKE '%择校%' OR f.fee_name LIKE '%赞助%') THEN 1 ELSE 0 END AS is_banned
  FROM fee_charges AS f
  JOIN terms AS t ON t.term = f.term
  LEFT JOIN schools AS s ON s.school_code = f.school_code
  WHERE f.received - coalesce(f.refunded, 0) > 0
),
listed AS ( -- By code, and by name only where no code was written; a standard by the day or month says nothing on a term.
  SELECT c.school_code, c.row_id, max(k.std_amount) AS std,
    max(CASE WHEN k.unit IS NULL OR k.unit LIKE '%学期%' OR k.unit LIKE '%学年%' THEN 0 ELSE 1 END) AS other_unit
  FROM charged AS c
  JOIN fee_catalogue AS k
    ON (k.fee_code = c.fee_code OR coalesce(c.fee_code, '') = '' AND k.fee_name = c.fee_name)
    AND (k.start_on IS NULL OR k.start_on <= c.term_last)
    AND (k.end_on IS NULL OR k.end_on >= c.term_first)
  GROUP BY c.school_code, c.row_id
),
judged AS (
  SELECT c.school_code, c.fee_name, c.term, c.row_id, c.net,
    CASE WHEN c.is_banned > 0 OR l.row_id IS NULL THEN 0 ELSE l.std END AS std,
    CASE WHEN c.is_banned > 0 OR l.row_id IS NULL THEN c.net
      WHEN l.other_unit = 0 AND c.payers > 0 THEN greatest(c.net - l.std * c.payers, 0) ELSE 0 END AS excess,
    ROUND(CAST(c.net AS DOUBLE) / NULLIF(greatest(coalesce(c.payers, 1), 1), 0), 2) AS each
  FROM charged AS c
  LEFT JOIN listed AS l ON l.school_code = c.school_code AND l.row_id = c.row_id
)
SELECT
  school_code,
  fee_name AS subject,
  term AS period,
  CAST(max(each) OVER (PARTITION BY school_code, fee_name, term) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(min(std) OVER (PARTITION BY school_code, fee_name, term) AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(sum(excess) OVER (PARTITION BY school_code, fee_name, term) AS BIGINT) AS amount,
  'fee_charges' AS source,
  row_id
FROM judged
WHERE excess > 0
