-- One row per bid of a bidder who bids more than most and wins far less than usual. OCP red flag R025, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.winner_code
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name = 'excluded_' || p.way
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL
),
settled AS ( -- Every award is final, one is in force, and it went to one supplier.
  SELECT school_code, proc_no, max(CASE WHEN status = 'active' THEN supplier_code END) AS winner
  FROM awards
  GROUP BY school_code, proc_no
  HAVING count(DISTINCT CASE WHEN status = 'active' THEN award_no END) = 1
    AND count(DISTINCT CASE WHEN status = 'active' THEN coalesce(supplier_code, '') END) = 1
    AND count(*) = sum(CASE WHEN status IN ('active', 'cancelled', 'unsuccessful') THEN 1 ELSE 0 END)
),
recorded AS (
  SELECT DISTINCT school_code, proc_no
  FROM awards
),
won AS ( -- Where no award was recorded, the winner that the procurement names.
  SELECT
    a.school_code, a.proc_no,
    coalesce(s.winner, CASE WHEN r.proc_no IS NULL THEN a.winner_code END) AS winner
  FROM asked AS a
  LEFT JOIN settled AS s ON s.school_code = a.school_code AND s.proc_no = a.proc_no
  LEFT JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
),
valid_ones AS (
  SELECT b.school_code, b.proc_no, b.bidder_code, b.row_id, w.winner
  FROM won AS w
  JOIN bids AS b ON b.school_code = w.school_code AND b.proc_no = w.proc_no
  WHERE w.winner IS NOT NULL
    AND b.status = 'valid'
    AND b.bidder_code IS NOT NULL
    AND (b.joint IS NULL OR NOT b.joint)
),
taken_part AS ( -- Once per procurement, however many bids.
  SELECT school_code, proc_no, bidder_code, max(CASE WHEN bidder_code = winner THEN 1 ELSE 0 END) AS wins
  FROM valid_ones
  GROUP BY school_code, proc_no, bidder_code
),
tallied AS (
  SELECT
    bidder_code,
    count(*) AS bids,
    ROUND(CAST(sum(wins) AS DOUBLE) / NULLIF(count(*), 0), 6) AS ratio
  FROM taken_part
  GROUP BY bidder_code
),
numbered AS (
  SELECT
    ratio, bids,
    row_number() OVER (ORDER BY ratio, bidder_code) AS place,
    row_number() OVER (ORDER BY bids, bidder_code) AS bids_place,
    count(*) OVER () AS n
  FROM tallied
),
placed AS ( -- Where the quarters lie: statistical definition 8, as Cardinal uses it.
  SELECT
    ratio, bids, place, bids_place, n,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.25 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS low,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.75 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS high,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * $part + CAST(1 AS DOUBLE) / 3)) AS many
  FROM numbered
),
quarters AS (
  SELECT
    max(n) AS n,
    sum(CASE
      WHEN place = FLOOR(low) THEN ratio * (1 - (low - FLOOR(low)))
      WHEN place = FLOOR(low) + 1 THEN ratio * (low - FLOOR(low))
      ELSE 0
    END) AS q1,
    sum(CASE
      WHEN place = FLOOR(high) THEN ratio * (1 - (high - FLOOR(high)))
      WHEN place = FLOOR(high) + 1 THEN ratio * (high - FLOOR(high))
      ELSE 0
    END) AS q3,
    sum(CASE
      WHEN bids_place = FLOOR(many) THEN bids * (1 - (many - FLOOR(many)))
      WHEN bids_place = FLOOR(many) + 1 THEN bids * (many - FLOOR(many))
      ELSE 0
    END) AS often
  FROM placed
),
fenced AS (
  SELECT n, ROUND(q1, 6) AS q1, ROUND(q1 - $width * (q3 - q1), 6) AS fence, ROUND(often, 6) AS often
  FROM quarters
),
found AS (
  SELECT t.bidder_code, t.ratio, q.n, q.fence, q.q1
  FROM tallied AS t
  CROSS JOIN fenced AS q
  WHERE q.q1 > 0 AND q.fence > 0 AND q.n >= $least AND t.bids >= q.often AND t.ratio <= q.fence
    AND t.ratio < q.q1 -- Where half are alike, none of them is.
)
SELECT
  v.school_code,
  f.bidder_code AS subject,
  '' AS period,
  f.ratio AS observed,
  f.q1 AS baseline,
  f.fence AS threshold,
  CAST(f.n AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS amount,
  'bids' AS source,
  v.row_id
FROM found AS f
JOIN valid_ones AS v ON v.bidder_code = f.bidder_code
