"""The questions behind public figures, for every school at once: the newest period, numbers of batches at the end.

Only sums leave the lake. `FEES["charges"]`: school, term, name, code, payers, fen a pupil at most, received.
"""

_TERMS = "regexp_full_match(term, '[0-9]{4}-[0-9]{4}-[12]')"

NOTHING = {
    "fee_charges": (
        "'' AS school_code, 0::BIGINT AS batch_id, '' AS fee_name, '' AS term, '' AS fee_code, 0::BIGINT AS payers,"
        " 0::BIGINT AS due_amount, 0::BIGINT AS received, 0::BIGINT AS waived, 0::BIGINT AS refunded"
    ),
    "fee_catalogue": (
        "0::BIGINT AS batch_id, '' AS fee_code, '' AS fee_name, 0::BIGINT AS std_amount, '' AS unit, '' AS doc_no,"
        " NULL::DATE AS start_on, NULL::DATE AS end_on"
    ),
    "pupils": "'' AS school_code, '' AS name",
    "aid_payments": (
        "'' AS school_code, 0::BIGINT AS batch_id, 0::HUGEINT AS pupil_no_key, '' AS program, '' AS term,"
        " 0::BIGINT AS paid_amount, '' AS status"
    ),
    "material_orders": (
        "'' AS school_code, 0::BIGINT AS batch_id, '' AS term, '' AS isbn, 0::BIGINT AS ordered,"
        " 0::BIGINT AS cancelled, 0::BIGINT AS price, 0::BIGINT AS consents, false AS free"
    ),
    "material_catalogue": (
        "0::BIGINT AS batch_id, '' AS isbn, '' AS title, 0::BIGINT AS list_price, '' AS catalogue_term"
    ),
    "enrolments": (
        "'' AS school_code, 0::BIGINT AS batch_id, '' AS stage, '' AS basis_type, '' AS result, '' AS seed_hash,"
        " NULL::TIMESTAMP AS seed_at, NULL::TIMESTAMP AS list_published_at, NULL::DATE AS admitted_on"
    ),
    "classes": (
        "'' AS school_code, 0::BIGINT AS batch_id, '' AS stage, '' AS built, '' AS kind, 0::BIGINT AS std_size"
    ),
}

FEES = {
    "catalogue": """
SELECT coalesce(fee_code, ''), fee_name, std_amount, coalesce(unit, ''), coalesce(doc_no, ''), start_on, end_on,
  list(DISTINCT batch_id)
FROM fee_catalogue
WHERE std_amount IS NOT NULL
GROUP BY ALL
ORDER BY ALL
""",
    "charges": f"""
WITH newest AS (
  SELECT school_code, max(term) AS term FROM fee_charges WHERE payers > 0 AND {_TERMS} GROUP BY school_code
),
classes AS (
  SELECT *, coalesce(due_amount, received + coalesce(waived, 0)) AS asked
  FROM fee_charges JOIN newest USING (school_code, term)
  WHERE payers > 0
)
SELECT school_code, term, fee_name, coalesce(fee_code, '') AS code, CAST(sum(payers) AS BIGINT),
  CAST(max((asked + payers // 2) // payers) AS BIGINT), CAST(sum(asked) AS BIGINT),
  CAST(sum(received - coalesce(refunded, 0)) AS BIGINT), list(DISTINCT batch_id)
FROM classes
GROUP BY school_code, term, fee_name, code
ORDER BY school_code, fee_name, code
""",
}

PUPILS = "SELECT DISTINCT school_code, name FROM pupils WHERE name IS NOT NULL"

# The four newest terms of each school, pupils counted once a programme and term; what came back was not paid.
AID = f"""
WITH paid AS (
  SELECT school_code, term, program, pupil_no_key, paid_amount, batch_id,
    dense_rank() OVER (PARTITION BY school_code ORDER BY term DESC) AS back
  FROM aid_payments
  WHERE paid_amount > 0 AND coalesce(status, 'paid') = 'paid' AND {_TERMS} AND program IS NOT NULL
)
SELECT school_code, term, program, count(DISTINCT pupil_no_key), CAST(sum(paid_amount) AS BIGINT),
  list(DISTINCT batch_id)
FROM paid
WHERE back <= 4
GROUP BY school_code, term, program
ORDER BY school_code, term, program
"""

MATERIALS = f"""
WITH newest AS (
  SELECT school_code, max(term) AS term FROM material_orders WHERE ordered > 0 AND {_TERMS} GROUP BY school_code
),
listed AS (
  SELECT isbn, catalogue_term AS term, min(title) AS title, max(list_price) AS list_price,
    list(DISTINCT batch_id) AS batches
  FROM material_catalogue
  GROUP BY isbn, catalogue_term
),
ordered AS (
  SELECT school_code, term, isbn, max(price) AS price, bool_and(coalesce(free, false)) AS free,
    CAST(sum(ordered - coalesce(cancelled, 0)) AS BIGINT) AS copies, CAST(sum(consents) AS BIGINT) AS consents,
    list(DISTINCT batch_id) AS batches
  FROM material_orders JOIN newest USING (school_code, term)
  GROUP BY school_code, term, isbn
)
SELECT o.school_code, o.term, o.isbn, l.title, l.list_price, o.price, o.free, o.copies, o.consents,
  list_concat(o.batches, coalesce(l.batches, []))
FROM ordered AS o LEFT JOIN listed AS l USING (isbn, term)
WHERE o.copies > 0
ORDER BY o.school_code, l.title IS NOT NULL, l.title, o.isbn
"""

# An application without a day is of the year of the others in its batch.
_DATED = """
dated AS (
  SELECT *, year(coalesce(admitted_on, CAST(list_published_at AS DATE), CAST(seed_at AS DATE))) AS own FROM enrolments
),
years AS (
  SELECT *, coalesce(own, max(own) OVER (PARTITION BY school_code, batch_id)) AS year FROM dated
),
newest AS (SELECT school_code, max(year) AS year FROM years GROUP BY school_code)
"""
ENROLMENT = f"""
WITH {_DATED}
SELECT school_code, CAST(year AS INTEGER), coalesce(stage, ''), coalesce(basis_type, 'other'), result, count(*),
  list(DISTINCT batch_id)
FROM years JOIN newest USING (school_code, year)
WHERE result IS NOT NULL
GROUP BY ALL
ORDER BY ALL
"""
SEEDS = f"""
WITH {_DATED}
SELECT school_code, seed_hash, CAST(min(seed_at) AS DATE) AS on_day
FROM years JOIN newest USING (school_code, year)
WHERE regexp_full_match(seed_hash, '[0-9a-fA-F]{{32,128}}')
GROUP BY school_code, seed_hash
ORDER BY school_code, on_day, seed_hash
"""
PLACES = """
SELECT school_code, CAST(left(built, 4) AS INTEGER), coalesce(stage, ''), CAST(sum(std_size) AS BIGINT),
  list(DISTINCT batch_id)
FROM classes
WHERE regexp_full_match(built, '[0-9]{4}-[0-9]{2}') AND std_size IS NOT NULL AND coalesce(kind, 'ordinary') = 'ordinary'
GROUP BY ALL
"""
