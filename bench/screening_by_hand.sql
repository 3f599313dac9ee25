-- The twelve questions of bench.screening as somebody writes them for DuckDB alone, each straight from the Parquet files.
-- {table} stands for read_parquet of that table's files; the figures are bound by name.

-- M-CW-01 one need cut into purchases
WITH bought AS (
  SELECT school_code, row_id, kind, method, award_amount, awarded_on, winner_code, coalesce(budget_item, '') AS item,
    substr(category, 1, $digits) AS category, year(awarded_on) AS year
  FROM {procurements}
  WHERE award_amount > 0 AND coalesce(exempt_doc, '') = '' AND method <> 'open' AND awarded_on IS NOT NULL
    AND coalesce(status, '') NOT IN ('planned', 'active', 'cancelled', 'unsuccessful', 'withdrawn')
),
yearly AS (
  SELECT b.school_code, b.category, b.year, b.row_id, b.award_amount, l.value AS top
  FROM bought AS b
  JOIN {limits} AS l ON l.model = 'M-CW-01' AND l.name = 'open_tender' AND b.awarded_on BETWEEN l.first_on AND l.last_on
  WHERE b.kind IN ('goods', 'services') AND b.category <> '' AND l.value IS NOT NULL
  WINDOW w AS (PARTITION BY b.school_code, b.year, b.category, b.item)
  QUALIFY count(*) OVER w > 1 AND sum(b.award_amount) OVER w > l.value
),
near AS (
  SELECT b.school_code, b.row_id, b.category, b.winner_code, b.award_amount, b.awarded_on, l.name AS tier, l.value AS top
  FROM bought AS b
  JOIN {limits} AS l ON l.model = 'M-CW-01' AND b.awarded_on BETWEEN l.first_on AND l.last_on
    AND (l.name IN ('two_people', 'three_quotes') OR l.name = 'county_goods' AND b.kind IN ('goods', 'services')
      OR l.name = 'county_works' AND b.kind = 'works')
  WHERE b.method NOT IN ('invited', 'framework', 'mall') AND b.award_amount < l.value
    AND round(b.award_amount - l.value * $near, 6) >= 0
),
grouped AS (
  SELECT * EXCLUDE winner_code, 'category' AS kin, category AS what FROM near WHERE category <> ''
  UNION ALL
  SELECT * EXCLUDE winner_code, 'supplier', winner_code FROM near WHERE winner_code <> ''
),
rolled AS (
  SELECT *, count(*) OVER w > 1 AND sum(award_amount) OVER w >= top AS reached
  FROM grouped
  WINDOW w AS (PARTITION BY school_code, kin, what, tier ORDER BY awarded_on
    RANGE BETWEEN INTERVAL ($days) DAYS PRECEDING AND CURRENT ROW)
),
members AS (
  SELECT * FROM rolled
  QUALIFY bool_or(reached) OVER (PARTITION BY school_code, kin, what, tier ORDER BY awarded_on
    RANGE BETWEEN CURRENT ROW AND INTERVAL ($days) DAYS FOLLOWING)
),
islands AS (
  SELECT *, sum(begins) OVER (PARTITION BY school_code, kin, what, tier ORDER BY awarded_on, row_id) AS island
  FROM (
    SELECT *, CASE WHEN awarded_on - lag(awarded_on) OVER (PARTITION BY school_code, kin, what, tier
      ORDER BY awarded_on, row_id) <= $days THEN 0 ELSE 1 END AS begins
    FROM members
  )
),
runs AS (
  SELECT school_code, kin, what, tier, island, min(awarded_on) AS first_on, sum(award_amount) AS total,
    count(*) AS times, max(top) AS top
  FROM islands
  GROUP BY school_code, kin, what, tier, island
  HAVING kin = 'category' OR count(DISTINCT category) > 1 OR count(category) < count(*)
  QUALIFY max(top) = max(max(top)) OVER (PARTITION BY school_code, kin, what, min(awarded_on))
)
SELECT school_code, category AS subject, CAST(year AS VARCHAR) AS period,
  CAST(sum(award_amount) OVER w AS DOUBLE) AS observed, max(top) OVER w AS threshold,
  CAST(sum(award_amount) OVER w AS BIGINT) AS amount, 'procurements' AS source, row_id
FROM yearly
WINDOW w AS (PARTITION BY school_code, year, category)
UNION ALL
SELECT i.school_code, i.what, CAST(r.first_on AS VARCHAR), CAST(r.total AS DOUBLE), r.top, CAST(r.total AS BIGINT),
  'procurements', i.row_id
FROM islands AS i JOIN runs AS r USING (school_code, kin, what, tier, island);

-- M-ST-01 a price that stays away from the county's
WITH priced AS (
  SELECT f.school_code, f.item_code, c.xun, sum(f.amount) AS amount, sum(f.qty) AS qty
  FROM {food_in} AS f JOIN {calendar} AS c ON c.d = f.on_date
  WHERE f.qty > 0 AND f.amount > 0
  GROUP BY ALL
),
comparable AS (
  SELECT p.*, 1 + $per_km * coalesce(s.km, 0) AS freight,
    round(round(1000 * p.amount / p.qty, 6) / (1 + $per_km * coalesce(s.km, 0)), 6) AS level
  FROM priced AS p
  LEFT JOIN {schools} AS s USING (school_code)
),
usual AS (
  SELECT item_code, xun, median(level) AS middle, count(*) AS peers
  FROM comparable GROUP BY ALL HAVING count(*) >= $least_peers
),
spread AS (
  SELECT item_code, xun, any_value(middle) AS middle, any_value(peers) AS peers,
    1.4826 * median(abs(level - middle)) AS sigma
  FROM comparable JOIN usual USING (item_code, xun)
  GROUP BY ALL
),
judged AS (
  SELECT c.*, u.peers, c.amount - c.qty * u.middle * c.freight / 1000 AS beyond,
    CASE WHEN round($robust * u.sigma - abs(c.level - u.middle), 6) > 0 THEN 'usual'
      WHEN round(c.level - $high * u.middle, 6) > 0 THEN 'high'
      WHEN round($low * u.middle - c.level, 6) > 0 THEN 'low' ELSE 'usual' END AS side
  FROM comparable AS c JOIN spread AS u USING (item_code, xun)
),
runs AS (
  SELECT school_code, item_code, side, min(xun) AS first_xun, max(xun) AS last_xun, sum(amount) AS amount,
    sum(qty) AS qty, sum(beyond) AS beyond
  FROM (
    SELECT *, row_number() OVER (PARTITION BY school_code, item_code ORDER BY xun)
      - row_number() OVER (PARTITION BY school_code, item_code, side ORDER BY xun) AS run
    FROM judged
    SEMI JOIN (
      SELECT school_code, item_code FROM judged WHERE side <> 'usual' GROUP BY ALL HAVING count(*) >= $runs
    ) USING (school_code, item_code)
  )
  WHERE side <> 'usual'
  GROUP BY school_code, item_code, side, run
  HAVING count(*) >= $runs
)
SELECT r.school_code, r.item_code AS subject, r.first_xun AS period, round(1000 * r.amount / r.qty, 2) AS observed,
  round(1000 * (r.amount - r.beyond) / r.qty * CASE WHEN side = 'high' THEN $high ELSE $low END, 2) AS threshold,
  CAST(round(greatest(r.beyond, 0)) AS BIGINT) AS amount, 'food_in' AS source, f.row_id
FROM runs AS r
JOIN {food_in} AS f USING (school_code, item_code)
JOIN {calendar} AS c ON c.d = f.on_date AND c.xun BETWEEN r.first_xun AND r.last_xun
WHERE f.qty > 0 AND f.amount > 0;

-- M-ST-05 a supplier tied to who buys or accepts
WITH tied AS (
  SELECT left_id AS staff_no, right_id AS supplier_code, school_code AS at_school
  FROM {links} AS l
  WHERE kind = 'staff_supplier' AND (decided OR decided IS NULL AND likeness >= $sure AND (
    NOT EXISTS (FROM {staff_relations} AS r WHERE r.school_code = l.school_code AND r.staff_no = l.left_id
      AND r.company_credit_code = l.right_id AND r.company_role = 'employee')
    OR EXISTS (FROM {staff_relations} AS r JOIN {supplier_people} AS p ON p.id_no_key = r.relative_id_key
      WHERE r.school_code = l.school_code AND r.staff_no = l.left_id AND p.credit_code = l.right_id
        AND p.role IN ('legal', 'shareholder', 'director', 'supervisor', 'manager'))))
  UNION ALL
  SELECT staff_no, company_credit_code, school_code FROM {staff_relations}
  WHERE company_role IN ('legal', 'shareholder', 'director')
),
lendable AS (
  SELECT staff_no, any_value(school_code) AS school_code FROM {staff_register}
  GROUP BY staff_no HAVING count(DISTINCT school_code) = 1
),
handled AS (
  SELECT DISTINCT f.school_code, f.supplier_code, f.row_id, f.amount
  FROM {food_in} AS f JOIN tied AS t USING (supplier_code)
  WHERE (t.at_school = f.school_code OR (t.staff_no, t.at_school) IN (SELECT (staff_no, school_code) FROM lendable)
      AND f.school_code IN (SELECT school_code FROM {staff_register}))
    AND (f.purchaser_no = t.staff_no OR contains(f.acceptors, '|' || t.staff_no || '|'))
)
SELECT school_code, supplier_code AS subject, '' AS period, CAST(count(*) OVER w AS DOUBLE) AS observed,
  0.0 AS threshold, CAST(sum(amount) OVER w AS BIGINT) AS amount, 'food_in' AS source, row_id
FROM handled
WINDOW w AS (PARTITION BY school_code, supplier_code);

-- M-ZZ-03 one pupil aided twice
WITH people AS (
  SELECT pupil_no_key, min(id_no_key) AS id_no_key FROM {pupils} GROUP BY ALL
),
named AS (
  SELECT p.school_code, p.pupil_no_key, p.program, p.term, p.paid_amount, p.due_amount, p.paid_on, p.status, p.row_id,
    coalesce(p.tier, '') AS tier, coalesce(p.boarding, false) AS boarding,
    coalesce(-1 - n.id_no_key, p.pupil_no_key) AS person,
    CASE WHEN p.program = 'living' THEN 'compulsory' WHEN p.program LIKE 'senior%' THEN 'senior'
      WHEN p.program LIKE 'vocational%' THEN 'vocational' ELSE 'preschool' END AS stage
  FROM {aid_payments} AS p LEFT JOIN people AS n USING (pupil_no_key)
  WHERE p.program NOT IN ('school', 'social')
),
standard AS (
  SELECT school_code, program, term, tier, boarding, max(due_amount) AS due
  FROM named WHERE status = 'paid' GROUP BY ALL
),
paid AS (
  SELECT n.*, s.due FROM named AS n JOIN standard AS s USING (school_code, program, term, tier, boarding)
  WHERE n.status = 'paid' AND n.paid_amount > 0
),
gross AS (
  SELECT school_code, person, program, stage, term, count(*) AS times, sum(paid_amount) AS amount, max(due) AS due,
    min(paid_on) AS first_on
  FROM paid GROUP BY ALL
),
back AS (
  SELECT n.school_code, n.person, n.program, n.term, count(*) AS times, sum(abs(n.paid_amount)) AS amount
  FROM named AS n JOIN gross AS f USING (school_code, person, program, term)
  WHERE (n.status = 'returned' OR n.status = 'paid' AND n.paid_amount < 0)
    AND (n.paid_on IS NULL OR f.first_on IS NULL OR n.paid_on >= f.first_on)
  GROUP BY ALL
),
net AS (
  SELECT g.school_code, g.person, g.program, g.stage, g.term, g.due, g.times - coalesce(b.times, 0) AS times,
    g.amount - coalesce(b.amount, 0) AS amount
  FROM gross AS g LEFT JOIN back AS b USING (school_code, person, program, term)
  WHERE g.amount > coalesce(b.amount, 0)
),
usual AS (
  SELECT school_code, program, term,
    CASE WHEN count(*) >= $peers_least THEN greatest($payments_term, median(times)) ELSE $payments_term END AS allowed
  FROM net GROUP BY ALL
),
ways AS (
  SELECT person, term, program, times AS drawn, allowed, amount - due AS excess
  FROM net JOIN usual USING (school_code, program, term) WHERE times > allowed AND amount > due
  UNION ALL
  SELECT person, term, program, sum(times), 1, sum(amount) - max(due)
  FROM net GROUP BY person, term, program HAVING count(*) > 1 AND sum(amount) > max(due)
  UNION ALL
  SELECT person, term, unnest(list(DISTINCT program)), count(DISTINCT stage), 1, sum(amount) - max(amount)
  FROM net GROUP BY person, term HAVING count(DISTINCT stage) > 1
),
asked AS (
  SELECT person, term, max(drawn) AS drawn, min(allowed) AS allowed, max(excess) AS excess FROM ways GROUP BY ALL
)
SELECT p.school_code, CAST(p.pupil_no_key AS VARCHAR) AS subject, p.term AS period, CAST(a.drawn AS DOUBLE) AS observed,
  CAST(a.allowed AS DOUBLE) AS threshold, CAST(a.excess AS BIGINT) AS amount, 'aid_payments' AS source, p.row_id
FROM paid AS p JOIN asked AS a USING (person, term)
SEMI JOIN ways AS w ON w.person = p.person AND w.term = p.term AND w.program = p.program;

-- M-ZZ-04 aid paid after the pupil had left
WITH terms AS (
  SELECT DISTINCT term, term_first, term_last FROM {calendar} WHERE term IS NOT NULL
),
changes AS (
  SELECT school_code, pupil_no_key, row_id, change_date, change_type IN ('out', 'drop', 'death', 'abroad') AS leaves,
    change_type IN ('in', 'resume') AS returns
  FROM {pupil_changes}
),
judged AS (
  SELECT p.school_code, p.pupil_no_key, p.term, p.paid_amount, p.row_id, max(c.change_date) AS left_on,
    p.paid_on - max(c.change_date) AS days, p.paid_on, p.due_amount
  FROM {aid_payments} AS p JOIN changes AS c USING (school_code, pupil_no_key)
  WHERE p.status = 'paid' AND c.leaves AND c.change_date < p.paid_on
  GROUP BY p.school_code, p.pupil_no_key, p.term, p.paid_amount, p.row_id, p.paid_on, p.due_amount
),
undue AS (
  SELECT j.*, j.paid_amount > 0 AND j.days > $days AND NOT coalesce(j.left_on >= t.term_last, false)
    AND NOT coalesce(j.left_on >= t.term_first AND j.paid_amount < j.due_amount, false) AS undue
  FROM judged AS j LEFT JOIN terms AS t USING (term)
  WHERE NOT EXISTS (FROM changes AS b WHERE b.school_code = j.school_code AND b.pupil_no_key = j.pupil_no_key
    AND b.returns AND b.change_date BETWEEN j.left_on AND j.paid_on)
),
asked AS (
  SELECT school_code, pupil_no_key, term, max(days) FILTER (undue) AS days,
    sum(paid_amount) FILTER (undue OR paid_amount < 0) AS amount
  FROM undue
  GROUP BY ALL
  HAVING bool_or(undue) AND sum(paid_amount) FILTER (undue OR paid_amount < 0) > 0
),
pupil AS (
  SELECT school_code, pupil_no_key, max(days) AS days, sum(amount) AS amount FROM asked GROUP BY ALL
),
proven AS (
  SELECT u.* FROM undue AS u SEMI JOIN asked AS a USING (school_code, pupil_no_key, term) WHERE u.undue
)
SELECT DISTINCT school_code, CAST(pupil_no_key AS VARCHAR) AS subject, '' AS period, CAST(days AS DOUBLE) AS observed,
  CAST($days AS DOUBLE) AS threshold, CAST(amount AS BIGINT) AS amount, source, row_id
FROM pupil JOIN (
  SELECT school_code, pupil_no_key, 'aid_payments' AS source, row_id FROM proven
  UNION ALL
  SELECT p.school_code, p.pupil_no_key, 'pupil_changes', c.row_id
  FROM proven AS p JOIN changes AS c USING (school_code, pupil_no_key)
  WHERE c.leaves AND c.change_date = p.left_on
) USING (school_code, pupil_no_key);

-- M-CW-24 first digits
WITH entries AS (
  SELECT v.school_code, c.school_year, v.row_id, v.debit, CAST(CAST(v.debit AS VARCHAR)[1] AS INTEGER) AS digit,
    coalesce(v.counterparty, '') AS counterparty, v.account_code
  FROM {vouchers} AS v JOIN {calendar} AS c ON c.d = v.on_date
  WHERE v.debit >= $smallest
),
found AS (
  SELECT school_code, school_year, digit, count(*) AS times
  FROM (SELECT DISTINCT school_code, school_year, counterparty, account_code, debit, digit FROM entries)
  GROUP BY ALL
),
totals AS (
  SELECT school_code, school_year, sum(times) AS total FROM found GROUP BY ALL HAVING sum(times) >= $least
),
compared AS (
  SELECT t.school_code, t.school_year, t.total, d.digit, round(log10(1 + 1 / d.digit), 6) AS expected,
    round(coalesce(f.times, 0) / t.total, 6) - round(log10(1 + 1 / d.digit), 6) AS apart
  FROM totals AS t, range(1, 10) AS d(digit)
  LEFT JOIN found AS f ON f.school_code = t.school_code AND f.school_year = t.school_year AND f.digit = d.digit
),
asked AS (
  SELECT school_code, school_year, round(avg(abs(apart)), 6) AS mean_apart,
    min(digit) FILTER (round(apart, 6) = most) AS digit
  FROM (SELECT *, round(max(apart) OVER (PARTITION BY school_code, school_year), 6) AS most FROM compared)
  GROUP BY ALL
  HAVING round(avg(abs(apart)), 6) > $apart AND round(max(total) * sum(apart * apart / expected), 4) > $chi
)
SELECT school_code, school_code AS subject, school_year AS period, mean_apart AS observed,
  CAST($apart AS DOUBLE) AS threshold,
  CAST(sum(debit) OVER (PARTITION BY school_code, school_year) AS BIGINT) AS amount, 'vouchers' AS source, row_id
FROM entries JOIN asked USING (school_code, school_year, digit);

-- M-CW-04 invoices that cannot be right
WITH bills AS (
  SELECT school_code, row_id, inv_no, coalesce(inv_code, '') AS inv_code, seller_code, amount, issued_on, verified,
    buyer_name, year(issued_on) AS year
  FROM {invoices} WHERE issued_on IS NOT NULL
),
claims AS (
  SELECT *, row_number() OVER (PARTITION BY school_code, seller_code, amount, verified ORDER BY issued_on, row_id) AS turn
  FROM bills WHERE amount > 0
),
twice AS (
  SELECT inv_no, inv_code, seller_code FROM bills WHERE length(inv_no) >= $digits
  GROUP BY ALL HAVING sum(sign(amount)) > 1
),
placed AS (
  SELECT *, last_digits - dense_rank() OVER (PARTITION BY school_code, seller_code, inv_code, stem
    ORDER BY last_digits) AS island
  FROM (
    SELECT *, left(inv_no, length(inv_no) - 8) AS stem, try_cast(right(inv_no, 8) AS BIGINT) AS last_digits
    FROM claims WHERE length(inv_no) >= $digits AND regexp_full_match(right(inv_no, 8), '[0-9]*')
  )
),
in_a_row AS (
  SELECT school_code, seller_code, inv_code, stem, island FROM placed
  GROUP BY ALL HAVING max(last_digits) - min(last_digits) + 1 >= $least AND max(issued_on) - min(issued_on) > $days
),
named AS (
  SELECT b.school_code, b.row_id, s.alias, translate(replace(b.buyer_name, ' ', ''), '（）', '()') AS buyer,
    translate(replace(s.name, ' ', ''), '（）', '()') AS name
  FROM claims AS b JOIN {schools} AS s USING (school_code)
  WHERE b.buyer_name <> '' AND s.name <> ''
),
faulty AS (
  SELECT school_code, row_id FROM claims AS b
  WHERE verified IN ('void', 'unknown') OR verified = 'reversed' AND turn > (SELECT count(*) FROM bills AS r
    WHERE r.school_code = b.school_code AND r.seller_code = b.seller_code AND r.amount = 0 - b.amount)
  UNION
  SELECT school_code, row_id FROM claims SEMI JOIN twice USING (inv_no, inv_code, seller_code)
  UNION
  SELECT school_code, row_id FROM placed SEMI JOIN in_a_row USING (school_code, seller_code, inv_code, stem, island)
  UNION
  SELECT school_code, row_id FROM named
  WHERE NOT contains(buyer, name) AND NOT contains(name, buyer) AND NOT coalesce(contains(buyer, nullif(alias, '')), false)
  UNION
  SELECT b.school_code, b.row_id FROM claims AS b JOIN {suppliers} AS s ON s.credit_code = b.seller_code
  WHERE b.issued_on < s.founded_on OR b.issued_on > s.closed_on
)
SELECT school_code, seller_code AS subject, CAST(year AS VARCHAR) AS period, CAST(count(*) OVER w AS DOUBLE) AS observed,
  0.0 AS threshold, CAST(sum(amount) OVER w AS BIGINT) AS amount, 'invoices' AS source, row_id
FROM claims JOIN faulty USING (school_code, row_id)
WINDOW w AS (PARTITION BY school_code, seller_code, year);

-- M-GK-02 a public notice cut short
SELECT n.school_code, n.notice_no AS subject, '' AS period,
  CAST(down.workday_no - coalesce(changed.workday_no, up.workday_no) AS DOUBLE) AS observed,
  CAST(coalesce(n.workdays, $days) AS DOUBLE) AS threshold, CAST(NULL AS BIGINT) AS amount, 'notices' AS source, n.row_id
FROM {notices} AS n
JOIN {calendar} AS up ON up.d = n.published_on
JOIN {calendar} AS down ON down.d = n.off_on
LEFT JOIN {calendar} AS changed ON changed.d = n.changed_on
  AND n.changed_on > n.published_on AND n.changed_on <= n.off_on
WHERE n.kind = 'notice' AND observed < threshold;

-- M-ST-03 one supplier for years
WITH monthly AS (
  SELECT f.school_code, f.supplier_code, c.school_year, c.month, sum(f.amount) AS amount, min(f.on_date) AS first_on,
    min(f.row_id) AS row_id
  FROM {food_in} AS f JOIN {calendar} AS c ON c.d = f.on_date
  WHERE f.amount > 0
  GROUP BY ALL
),
asked AS (
  SELECT school_code, supplier_code, sum(amount) AS amount, min(first_on) AS first_on,
    round(sum(amount) / sum(sum(amount)) OVER s, 6) AS share, min(school_year) AS since
  FROM monthly
  GROUP BY school_code, supplier_code
  WINDOW s AS (PARTITION BY school_code)
  QUALIFY count(DISTINCT school_year) >= $years AND share > $share
)
SELECT school_code, supplier_code AS subject, since AS period, share AS observed, CAST($share AS DOUBLE) AS threshold,
  CAST(a.amount AS BIGINT) AS amount, 'food_in' AS source, m.row_id
FROM asked AS a JOIN monthly AS m USING (school_code, supplier_code)
WHERE NOT EXISTS (FROM {procurements} AS p
  WHERE p.winner_code = a.supplier_code AND a.first_on - p.awarded_on <= $fresh
    AND (p.method = 'framework' OR p.school_code = a.school_code AND (p.exempt_doc IS NOT NULL OR p.method IN ('open',
      'invited', 'negotiation', 'consultation', 'inquiry', 'mall', 'school_select', 'three_quotes'))));

-- M-CW-25 vouchers on days off
WITH days AS (
  SELECT d, school_year, NOT is_workday AND d <> max(d) OVER (PARTITION BY month) AS off FROM {calendar}
),
papers AS (
  SELECT v.school_code, v.voucher_no, v.on_date, c.school_year, max(v.handler_no) AS handler_no,
    sum(coalesce(v.debit, 0)) AS amount, bool_or(c.off) AS off, list(v.row_id) AS row_ids
  FROM {vouchers} AS v JOIN days AS c ON c.d = v.on_date
  GROUP BY ALL
),
hands AS (
  SELECT school_code, school_year, handler_no, count(*) AS papers, count_if(off) AS days_off,
    sum(amount) FILTER (off) AS amount, round(count_if(off) / count(*), 6) AS share,
    coalesce(round((sum(count_if(off)) OVER s - count_if(off)) / nullif(sum(count(*)) OVER s - count(*), 0), 6), 0) AS others
  FROM papers
  WHERE handler_no <> ''
  GROUP BY school_code, school_year, handler_no
  WINDOW s AS (PARTITION BY school_code, school_year)
  QUALIFY days_off >= $least AND share >= $share AND share >= others * $times
)
SELECT school_code, handler_no AS subject, school_year AS period, h.share AS observed,
  CAST($share AS DOUBLE) AS threshold, CAST(h.amount AS BIGINT) AS amount, 'vouchers' AS source, unnest(p.row_ids) AS row_id
FROM hands AS h JOIN papers AS p USING (school_code, school_year, handler_no)
WHERE p.off;

-- M-CW-26 sums just below a limit
WITH near AS (
  SELECT p.school_code, year(p.paid_on) AS year, p.row_id, coalesce(p.payee_code, p.payee_name, '') AS payee, p.amount,
    l.value AS top, p.amount < l.value AS is_below
  FROM {payments} AS p
  LEFT JOIN {schools} AS s USING (school_code)
  JOIN {limits} AS l ON l.model = 'M-CW-26' AND p.paid_on BETWEEN l.first_on AND l.last_on
    AND (l.name IN ('two_people', 'three_quotes', 'no_contract') OR l.name = 'large_' || lower(s.size_class))
  WHERE p.amount > 0 AND coalesce(p.contract_no, '') = '' AND coalesce(p.purpose, '') NOT IN ('wage', 'aid', 'refund')
    AND round(abs(p.amount - l.value) - l.value * $band, 6) <= 0
),
crowded AS (
  SELECT school_code, year, top, count_if(is_below) AS below, count_if(NOT is_below) AS above
  FROM (SELECT DISTINCT school_code, year, top, payee, amount, is_below FROM near)
  GROUP BY school_code, year, top
  HAVING below >= $least AND round(below - above * $times, 6) >= 0
  QUALIFY row_number() OVER (PARTITION BY school_code, year ORDER BY below DESC, top DESC) = 1
)
SELECT school_code, school_code AS subject, CAST(year AS VARCHAR) AS period, CAST(below AS DOUBLE) AS observed,
  CAST(greatest($least, above * $times) AS DOUBLE) AS threshold,
  CAST(sum(amount) OVER (PARTITION BY school_code, year) AS BIGINT) AS amount, 'payments' AS source, row_id
FROM (
  SELECT DISTINCT n.school_code, n.year, n.row_id, n.amount, c.below, c.above
  FROM near AS n JOIN crowded AS c USING (school_code, year, top)
  WHERE n.is_below
);

-- M-RS-11 one account for several people, one person on two payrolls
WITH paid AS (
  SELECT school_code, staff_no, account_key, max(id_no_key) AS id_no_key, min(row_id) AS first_row,
    max(row_id) AS last_row, sum(amount) AS amount
  FROM {payroll} WHERE amount > 0
  GROUP BY ALL
),
known AS (
  SELECT p.* EXCLUDE id_no_key, coalesce(p.id_no_key, r.id_no_key) AS id_no_key,
    coalesce(CAST(coalesce(p.id_no_key, r.id_no_key) AS VARCHAR), p.school_code || '|' || p.staff_no) AS person
  FROM paid AS p LEFT JOIN {staff_register} AS r USING (school_code, staff_no)
),
common AS (
  SELECT account_key, count(DISTINCT person) AS people, min(id_no_key) AS one, max(id_no_key) AS other
  FROM known WHERE account_key IS NOT NULL
  GROUP BY ALL HAVING count(DISTINCT person) > 1
),
couples AS (
  SELECT c.account_key
  FROM common AS c
  JOIN {staff_register} AS r ON r.id_no_key IN (c.one, c.other)
  JOIN {staff_relations} AS s USING (school_code, staff_no)
  WHERE c.people = 2 AND c.one <> c.other AND s.relation = 'spouse' AND s.relative_id_key IN (c.one, c.other)
    AND s.relative_id_key <> r.id_no_key
),
moving AS (
  SELECT id_no_key FROM {payroll} WHERE id_no_key IS NOT NULL
  GROUP BY ALL HAVING min(school_code) <> max(school_code)
),
wages AS (
  SELECT id_no_key, ym, school_code, staff_no, min(row_id) AS first_row, max(row_id) AS last_row, sum(amount) AS amount
  FROM {payroll} SEMI JOIN moving USING (id_no_key)
  WHERE item IN ('basic', 'performance_base') AND amount > 0
  GROUP BY ALL
),
twice AS (
  SELECT id_no_key, ym, count(DISTINCT school_code) AS schools FROM wages GROUP BY ALL HAVING schools > 1
),
doubled AS (
  SELECT id_no_key, max(schools) AS schools FROM twice GROUP BY ALL HAVING count(*) >= $double_pay_months
),
found AS (
  SELECT k.school_code, k.staff_no, c.people AS observed, k.first_row, k.last_row, k.amount AS by_account, 0 AS by_school
  FROM known AS k JOIN common AS c USING (account_key) ANTI JOIN couples USING (account_key)
  UNION ALL
  SELECT w.school_code, w.staff_no, d.schools, w.first_row, w.last_row, 0, w.amount
  FROM wages AS w JOIN doubled AS d USING (id_no_key) SEMI JOIN twice USING (id_no_key, ym)
),
counted AS (
  SELECT school_code, staff_no, max(observed) AS observed, greatest(sum(by_account), sum(by_school)) AS amount
  FROM found GROUP BY ALL
)
SELECT school_code, staff_no AS subject, '' AS period, CAST(c.observed AS DOUBLE) AS observed, 1.0 AS threshold,
  CAST(c.amount AS BIGINT) AS amount, 'payroll' AS source, unnest([f.first_row, f.last_row]) AS row_id
FROM found AS f JOIN counted AS c USING (school_code, staff_no);
