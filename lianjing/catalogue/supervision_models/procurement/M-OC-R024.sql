-- One row per bid of the winner and of the next, where both lay closer than usual. OCP red flag R024, as in Cardinal.
WITH process AS (
  SELECT
    school_code, proc_no,
    max(currency) AS currency,
    max(winner_code) AS winner_code,
    max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.currency, p.winner_code
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name IN ('excluded_' || p.way, 'unpriced_' || p.way)
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
    a.school_code, a.proc_no, a.currency,
    coalesce(s.winner, CASE WHEN r.proc_no IS NULL THEN a.winner_code END) AS winner
  FROM asked AS a
  LEFT JOIN settled AS s ON s.school_code = a.school_code AND s.proc_no = a.proc_no
  LEFT JOIN recorded AS r ON r.school_code = a.school_code AND r.proc_no = a.proc_no
),
offered AS ( -- Valid bids of one bidder each; a joint bid cannot be set against an award to one.
  SELECT b.school_code, b.proc_no, b.bidder_code, b.price, b.row_id, w.winner,
    coalesce(b.currency, w.currency, 'CNY') AS currency
  FROM won AS w
  JOIN bids AS b ON b.school_code = w.school_code AND b.proc_no = w.proc_no
  WHERE b.status = 'valid'
    AND b.price > 0
    AND b.bidder_code IS NOT NULL
    AND (b.joint IS NULL OR NOT b.joint)
    AND coalesce(b.currency, w.currency, 'CNY') = coalesce(w.currency, 'CNY')
),
compared AS (
  SELECT
    school_code, proc_no,
    max(currency) AS currency,
    min(CASE WHEN bidder_code = winner THEN price END) AS won_at,
    min(CASE WHEN bidder_code <> winner THEN price END) AS next_at,
    ROUND(
      CAST(min(CASE WHEN bidder_code <> winner THEN price END) AS DOUBLE)
        / NULLIF(min(CASE WHEN bidder_code = winner THEN price END), 0) - 1, 6
    ) AS ratio
  FROM offered
  GROUP BY school_code, proc_no
  HAVING min(CASE WHEN bidder_code <> winner THEN price END) >= min(CASE WHEN bidder_code = winner THEN price END)
),
numbered AS (
  SELECT
    ratio,
    row_number() OVER (ORDER BY ratio, school_code, proc_no) AS place,
    count(*) OVER () AS n
  FROM compared
),
placed AS ( -- Where the quarters lie: statistical definition 8, as Cardinal uses it.
  SELECT
    ratio, place, n,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.25 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS low,
    greatest(1, least(n, (n + CAST(1 AS DOUBLE) / 3) * CAST(0.75 AS DOUBLE) + CAST(1 AS DOUBLE) / 3)) AS high
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
    END) AS q3
  FROM placed
),
fenced AS (
  SELECT n, ROUND(q1, 6) AS q1, ROUND(q1 - $width * (q3 - q1), 6) AS fence
  FROM quarters
),
found AS (
  SELECT
    c.school_code, c.proc_no, c.currency, c.won_at, c.next_at, c.ratio,
    q.n, q.fence, q.q1 AS middle
  FROM compared AS c
  CROSS JOIN fenced AS q
  WHERE q.q1 > 0 AND q.fence > 0 AND q.n >= $least AND c.ratio <= q.fence
    AND c.ratio < q.q1 -- Where half are alike, none of them is.
)
SELECT
  f.school_code,
  f.proc_no AS subject,
  '' AS period,
  f.ratio AS observed,
  f.middle AS baseline,
  f.fence AS threshold,
  CAST(f.n AS BIGINT) AS peers,
  CAST(CASE WHEN f.currency = 'CNY' THEN f.won_at END AS BIGINT) AS amount,
  'bids' AS source,
  o.row_id
FROM found AS f
JOIN offered AS o ON o.school_code = f.school_code AND o.proc_no = f.proc_no
WHERE o.bidder_code = o.winner AND o.price = f.won_at OR o.bidder_code <> o.winner AND o.price = f.next_at
