-- One row per bid of a procurement in which different bidders named the same price. OCP red flag R028, as in Cardinal.
WITH process AS (
  SELECT school_code, proc_no, max(currency) AS currency, max(coalesce(method, method_details)) AS way
  FROM procurements
  GROUP BY school_code, proc_no
  HAVING max(CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) = 0
),
asked AS (
  SELECT p.school_code, p.proc_no, p.currency
  FROM process AS p
  LEFT JOIN parameters AS left_out
    ON left_out.name IN ('excluded_' || p.way, 'unpriced_' || p.way)
    AND left_out.value > 0
    AND $today BETWEEN left_out.first_on AND left_out.last_on
  WHERE left_out.name IS NULL
),
offered AS ( -- One row per bidder of a bid; the members of a joint bid share its number.
  SELECT DISTINCT
    b.school_code, b.proc_no, b.bidder_code, b.price,
    coalesce(b.currency, a.currency, 'CNY') AS currency,
    CASE WHEN b.joint THEN b.bid_no ELSE b.bidder_code || '/' || b.bid_no END AS bid
  FROM bids AS b
  JOIN asked AS a ON a.school_code = b.school_code AND a.proc_no = b.proc_no
  WHERE b.status IN ('valid', 'disqualified', 'pending') AND b.price IS NOT NULL AND b.bidder_code IS NOT NULL
),
sized AS (
  SELECT school_code, proc_no, currency, price, bid, count(*) AS members
  FROM offered
  GROUP BY school_code, proc_no, currency, price, bid
),
met AS ( -- How many bidders two bids of one price have in common.
  SELECT x.school_code, x.proc_no, x.currency, x.price, x.bid, y.bid AS other, count(*) AS common
  FROM offered AS x
  JOIN offered AS y
    ON y.school_code = x.school_code
    AND y.proc_no = x.proc_no
    AND y.currency = x.currency
    AND y.price = x.price
    AND y.bidder_code = x.bidder_code
  GROUP BY x.school_code, x.proc_no, x.currency, x.price, x.bid, y.bid
),
alike AS (
  SELECT DISTINCT x.school_code, x.proc_no, x.currency, x.price
  FROM sized AS x
  JOIN sized AS y
    ON y.school_code = x.school_code AND y.proc_no = x.proc_no AND y.currency = x.currency AND y.price = x.price
  LEFT JOIN met AS m
    ON m.school_code = x.school_code
    AND m.proc_no = x.proc_no
    AND m.currency = x.currency
    AND m.price = x.price
    AND m.bid = x.bid
    AND m.other = y.bid
  WHERE x.bid <> y.bid AND (x.members <> y.members OR coalesce(m.common, 0) < x.members)
),
found AS (
  SELECT o.school_code, o.proc_no, o.currency, o.price, o.bidder_code
  FROM offered AS o
  JOIN alike AS l
    ON l.school_code = o.school_code AND l.proc_no = o.proc_no AND l.currency = o.currency AND l.price = o.price
),
told AS (
  SELECT
    school_code, proc_no,
    count(DISTINCT bidder_code) AS bidders,
    min(CASE WHEN currency = 'CNY' THEN price END) AS price
  FROM found
  GROUP BY school_code, proc_no
)
SELECT DISTINCT
  t.school_code,
  t.proc_no AS subject,
  '' AS period,
  CAST(t.bidders AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(1 AS DOUBLE) AS threshold,
  CAST(NULL AS BIGINT) AS peers,
  CAST(t.price AS BIGINT) AS amount,
  'bids' AS source,
  b.row_id
FROM told AS t
JOIN found AS f ON f.school_code = t.school_code AND f.proc_no = t.proc_no
JOIN asked AS a ON a.school_code = t.school_code AND a.proc_no = t.proc_no
JOIN bids AS b
  ON b.school_code = f.school_code AND b.proc_no = f.proc_no AND b.bidder_code = f.bidder_code AND b.price = f.price
WHERE b.status IN ('valid', 'disqualified', 'pending') AND coalesce(b.currency, a.currency, 'CNY') = f.currency
