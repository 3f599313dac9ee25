"""The portable profile: every forbidden construct is caught by its own check, and a check that is away lets it pass."""

import pytest

from lianjing.engines.screening import profile
from lianjing.engines.screening.profile import faults

pytestmark = pytest.mark.once

READS = {"food_in": [], "schools": []}
PARAMETERS = {"most": "x.most"}
GOOD = """-- One row per delivery above the most.
WITH big AS (
  SELECT f.school_code, f.item_code, f.row_id, f.qty, f.amount, c.day_no, c.month
  FROM food_in AS f
  JOIN calendar AS c ON c.d = f.on_date
  LEFT JOIN schools AS s ON s.school_code = f.school_code
  WHERE f.qty > $most{where}
)
SELECT school_code, item_code AS subject, month AS period, CAST(qty AS DOUBLE) AS observed,
  CAST(NULL AS DOUBLE) AS baseline, CAST($most AS DOUBLE) AS threshold, CAST(NULL AS BIGINT) AS peers, amount,
  'food_in' AS source, row_id{select}
FROM big{tail}"""


def text(where="", select="", tail=""):
    return GOOD.format(where=where, select=select, tail=tail)


def codes(sql):
    return {fault.code for fault in faults(sql, READS, PARAMETERS)}


def swapped(old, new):
    assert old in text()
    return text().replace(old, new)


def test_a_query_inside_the_profile_has_no_fault():
    assert faults(text(), READS, PARAMETERS) == []


def test_a_fault_names_its_line_however_many_figures_stand_before_it():
    sql = text(tail="\nWHERE qty > 7")
    (fault,) = faults(sql, READS, PARAMETERS)
    assert (fault.code, sql.splitlines()[fault.line - 1]) == ("bare_number", "WHERE qty > 7")


QTY = "CAST(qty AS DOUBLE) AS observed"
FORBIDDEN = {
    # functions that differ between engines, or that nobody measured
    **{
        name: ("function", swapped(QTY, f"{call} AS observed"))
        for name, call in {
            "dayofweek": "dayofweek(month)",
            "isodow": "isodow(month)",
            "date_part": "date_part('dow', month)",
            "extract": "extract(dow FROM month)",
            "levenshtein": "levenshtein(item_code, month)",
            "damerau": "damerau_levenshtein(item_code, month)",
            "hamming": "hamming(item_code, month)",
            "jaro_winkler": "jaro_winkler_similarity(item_code, month)",
            "quantile_cont": "quantile_cont(qty, 0.5)",
            "percentile_cont": "percentile_cont(0.5) WITHIN GROUP (ORDER BY qty)",
            "percentile_disc": "percentile_disc(0.5) WITHIN GROUP (ORDER BY qty)",
            "mode": "mode(qty)",
            "skewness": "skewness(qty)",
            "kurtosis": "kurtosis(qty)",
            "log": "log(qty)",
            "log10": "log10(qty)",
            "try_cast": "TRY_CAST(item_code AS BIGINT)",
            "random": "random()",
            "now": "now()",
            "current_date": "current_date",
            "current_timestamp": "current_timestamp",
            "date_trunc": "date_trunc('month', DATE '2026-01-01')",
            "date_add": "date_add(DATE '2026-01-01', 3)",
            "strftime": "strftime(DATE '2026-01-01', '%Y')",
            "strptime": "strptime(month, '%Y-%m')",
            "list literal": "[qty]",
            "list_agg": "list(qty)",
            "string_agg": "string_agg(item_code, ',')",
            "array_agg": "array_agg(qty)",
            "any_value": "any_value(qty)",
            "first": "first(qty)",
            "last": "last(qty)",
            "arg_max": "arg_max(qty, amount)",
            "approx_quantile": "approx_quantile(qty, 0.5)",
            "approx_count_distinct": "approx_count_distinct(qty)",
            "regexp_matches": "regexp_matches(item_code, 'a')",
            "regexp_extract": "regexp_extract(item_code, 'a')",
            "split_part": "split_part(item_code, '-', 1)",
            "hash": "hash(item_code)",
            "md5": "md5(item_code)",
            "concat": "concat(item_code, month)",
            "concat_ws": "concat_ws('-', item_code, month)",
            "to_json": "to_json(item_code)",
            "json_extract": "json_extract(item_code, '$.a')",
            "read_csv": "read_csv('x')",
            "getenv": "getenv('HOME')",
            "upper": "upper(item_code)",
            "variance": "variance(qty)",
            "stddev_pop": "stddev_pop(qty)",
            "corr": "corr(qty, amount)",
            "ntile": "ntile(4) OVER (ORDER BY row_id)",
            "percent_rank": "percent_rank() OVER (ORDER BY row_id)",
            "nth_value": "nth_value(qty, 2) OVER (ORDER BY row_id)",
            "last_value": "last_value(qty) OVER (ORDER BY row_id)",
        }.items()
    },
    **{
        name: ("construct", swapped(QTY, f"{call} AS observed"))
        for name, call in {
            "interval": "qty + INTERVAL 3 DAYS",
            "modulo": "qty % 7",
            "integer division": "qty // 7",
            "bit and": "qty & 1",
            "struct literal": "{'a': qty}",
            "subscript": "item_code[1]",
            "ilike": "CASE WHEN item_code ILIKE 'a' THEN qty END",
            "similar to": "CASE WHEN item_code SIMILAR TO 'a' THEN qty END",
        }.items()
    },
    "star": ("star", swapped("FROM big", "FROM (SELECT * FROM big) AS big")),
    "star exclude": ("star", swapped("FROM big", "FROM (SELECT * EXCLUDE (qty), qty FROM big) AS big")),
    "natural join": ("join", swapped("JOIN calendar AS c ON c.d = f.on_date", "NATURAL JOIN calendar AS c")),
    "right join": ("join", swapped("LEFT JOIN schools", "RIGHT JOIN schools")),
    "full join": ("join", swapped("LEFT JOIN schools", "FULL JOIN schools")),
    "asof join": ("join", swapped("LEFT JOIN schools", "ASOF JOIN schools")),
    "semi join": ("join", swapped("LEFT JOIN schools", "SEMI JOIN schools")),
    "anti join": ("join", swapped("LEFT JOIN schools", "ANTI JOIN schools")),
    "positional join": ("join", swapped("LEFT JOIN schools", "POSITIONAL JOIN schools")),
    "comma join": ("join", swapped("FROM big", "FROM big, calendar AS other")),
    "nameless subquery": ("alias", swapped("FROM big", "FROM (SELECT school_code FROM big)")),
    "order by": ("clause", text(tail=" ORDER BY row_id")),
    "limit": ("clause", text(tail=" LIMIT 5")),
    "offset": ("clause", text(tail=" OFFSET 5")),
    "qualify": ("clause", text(tail=" QUALIFY row_number() OVER (ORDER BY row_id) = 1")),
    "named window": ("clause", text(tail=" WINDOW w AS (ORDER BY row_id)")),
    "group by all": ("clause", swapped("FROM big", "FROM (SELECT school_code FROM big GROUP BY ALL) AS big")),
    "distinct on": ("clause", swapped("FROM big", "FROM (SELECT DISTINCT ON (qty) qty FROM big) AS big")),
    "union": ("clause", swapped("FROM big", "FROM (SELECT qty FROM big UNION SELECT qty FROM big) AS big")),
    "intersect": ("clause", swapped("FROM big", "FROM (SELECT qty FROM big INTERSECT SELECT qty FROM big) AS big")),
    "except": ("clause", swapped("FROM big", "FROM (SELECT qty FROM big EXCEPT SELECT qty FROM big) AS big")),
    "recursive": ("clause", swapped("WITH big", "WITH RECURSIVE big")),
    "divisor zero": ("divisor", swapped(QTY, "ROUND(CAST(qty AS DOUBLE) / amount, 6) AS observed")),
    "unrounded": ("unrounded", text(where=" AND CAST(f.qty AS DOUBLE) / NULLIF(f.amount, 0) > $most")),
    "unrounded mean": (
        "unrounded",
        swapped("FROM big", "FROM (SELECT qty FROM big GROUP BY qty HAVING avg(amount) > $most) AS big"),
    ),
    "bare number": ("bare_number", text(where=" AND f.amount > 5000")),
    "bare number in case": ("bare_number", swapped(QTY, "CASE WHEN qty = 7 THEN 1.0 ELSE 0.0 END AS observed")),
    "cast integer": ("cast", swapped(QTY, "CAST(qty AS INTEGER) AS observed")),
    "cast decimal": ("cast", swapped(QTY, "CAST(qty AS DECIMAL(10, 2)) AS observed")),
    "cast timestamp": ("cast", swapped(QTY, "CAST(month AS TIMESTAMP) AS observed")),
    "fraction as whole": (
        "cast",
        swapped("amount,", "CAST(CAST(qty AS DOUBLE) / NULLIF(amount, 0) AS BIGINT) AS amount,"),
    ),
    "fraction as text": ("cast", swapped("item_code AS subject", "CAST(avg(qty) AS VARCHAR) AS subject")),
    "exact decimal": ("decimal", swapped(QTY, "qty * 0.5 AS observed")),
    "places of a column": ("places", swapped(QTY, "ROUND(CAST(qty AS DOUBLE), amount) AS observed")),
    "places to the left": ("places", swapped(QTY, "ROUND(CAST(qty AS DOUBLE), -2) AS observed")),
    "left of less": ("part", swapped("item_code AS subject", "left(item_code, -1) AS subject")),
    "right of a column": ("part", swapped("item_code AS subject", "right(item_code, amount) AS subject")),
    "text from 0": ("part", swapped("item_code AS subject", "substr(item_code, 0, 2) AS subject")),
    "text from the end": ("part", swapped("item_code AS subject", "substr(item_code, -2) AS subject")),
    "text up to a sign that may not be there": (
        "part",
        swapped("item_code AS subject", "substr(item_code, 1, strpos(item_code, '-') - 1) AS subject"),
    ),
    "escape": ("pattern", text(where=" AND f.item_code LIKE '50\\%'")),
    "pattern of a column": ("pattern", text(where=" AND f.item_code LIKE s.school_code")),
    "months between": ("unit", swapped(QTY, "date_diff('month', DATE '2026-01-31', DATE '2026-02-01') AS observed")),
    "weeks between": ("unit", swapped(QTY, "date_diff('week', DATE '2026-01-31', DATE '2026-02-01') AS observed")),
    "tied row_number": ("order", swapped(QTY, "row_number() OVER (ORDER BY qty) AS observed")),
    "tied lag": ("order", swapped(QTY, "lag(qty) OVER (PARTITION BY item_code ORDER BY day_no) AS observed")),
    "tied rows frame": (
        "order",
        swapped(QTY, "sum(qty) OVER (ORDER BY day_no ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS observed"),
    ),
    "interval frame": (
        "frame",
        swapped(
            QTY, "sum(qty) OVER (ORDER BY row_id RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND CURRENT ROW) AS observed"
        ),
    ),
    "excluded row": (
        "frame",
        swapped(
            QTY,
            "sum(qty) OVER (ORDER BY row_id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW) AS observed",
        ),
    ),
    "strange table": ("table", swapped("FROM big", "FROM staff_register")),
    "file as table": ("table", swapped("FROM big", "FROM 'rows.parquet'")),
    "schema table": ("table", swapped("FROM big", "FROM information_schema.tables")),
    "unread table": ("unread", swapped("  LEFT JOIN schools AS s ON s.school_code = f.school_code\n", "")),
    "strange placeholder": ("placeholder", text(where=" AND f.amount > $least")),
    "unused parameter": ("unused", text().replace("$most", "0")),
    "missing column": ("output", swapped(", row_id\nFROM big", "\nFROM big")),
    "column too many": ("output", text(select=", qty")),
    "no sentence": ("no_sentence", text().split("\n", 1)[1]),
    "two statements": ("not_one_select", text() + "; SELECT 1"),
    "delete": ("not_one_select", "-- Away.\nDELETE FROM food_in"),
    "broken": ("not_one_select", "-- Broken.\nSELECT FROM WHERE"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_every_forbidden_construct_is_caught(name):
    code, sql = FORBIDDEN[name]
    assert code in codes(sql), codes(sql)


def test_there_are_as_many_mutants_as_the_field_has_traps():
    assert len(FORBIDDEN) >= 80


@pytest.mark.parametrize("check", profile._CHECKS, ids=lambda check: check.__name__)
def test_no_check_is_idle(check, monkeypatch):
    """Without the check, something forbidden passes."""
    monkeypatch.setattr(profile, "_CHECKS", tuple(one for one in profile._CHECKS if one is not check))
    assert [name for name, (code, sql) in FORBIDDEN.items() if code not in codes(sql)]
