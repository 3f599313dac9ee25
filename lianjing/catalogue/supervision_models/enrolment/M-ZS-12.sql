-- One row per application of a lottery whose seed came after its list or was not one and the same.
WITH batches AS (
  SELECT
    school_code, lottery_batch,
    count(DISTINCT seed_hash) AS seeds,
    sum(CASE WHEN seed_at > list_published_at THEN 1 ELSE 0 END) AS late
  FROM enrolments
  WHERE coalesce(lottery_batch, '') <> ''
  GROUP BY school_code, lottery_batch
)
SELECT
  b.school_code,
  b.lottery_batch AS subject,
  '' AS period,
  CAST(b.late + greatest(b.seeds - 1, 0) AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(0 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'enrolments' AS source,
  e.row_id
FROM batches AS b
JOIN enrolments AS e ON e.school_code = b.school_code AND e.lottery_batch = b.lottery_batch
WHERE b.late > 0 OR b.seeds > 1
