"""A model's text in Spark's words: sqlglot writes it, and what it would get wrong in silence is written here.

Each difference was found by running both engines on awkward values: tests/engines/test_screening_spark_words.py.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlglot
from sqlglot import exp

from lianjing.engines.screening.profile import parse
from lianjing.engines.screening.steps import steps

# What DuckDB's trim takes for a space; Spark's takes the first of them only.
SPACES = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Rounding v to 1/p as DuckDB does it. v is cut into two halves whose products with p have no rest, because bits that a
# double of the product does not hold decide whether v lies at, below or above the middle of two places.
_HIGH = "(ABS(v) * 134217729D - (ABS(v) * 134217729D - ABS(v)))"
_NEAR = "CAST(FLOOR(ABS(v) * {p}D + 0.5D) AS DOUBLE)"
_BEYOND = f"({_HIGH} * {{p}}D - ({_NEAR} + %s)) + (ABS(v) - {_HIGH}) * {{p}}D"  # by how much v * p is beyond
_STEP = f"CASE WHEN {_BEYOND % '-0.5D'} < 0D THEN -1D WHEN {_BEYOND % '0.5D'} >= 0D THEN 1D ELSE 0D END"
_WHOLE = "4503599627370496D"  # from here on a double has no places left
_ROUNDED = (
    f"CASE WHEN ABS(v) * {{p}}D < {_WHOLE} THEN SIGN(v) * ({_NEAR} + {_STEP}) / {{p}}D ELSE v * {{p}}D / {{p}}D END"
)


def written_for_spark(sql: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a model's text in Spark's words, its placeholders filled in as literals: (view, query), the answer last.

    Raises SqlglotError for what Spark cannot say (`unsupported_level`), never leaves it out.
    """
    tree = parse(sql)
    for mark in list(tree.find_all(exp.Placeholder)):
        mark.replace(_literal(values[str(mark.this)]))
    for node in reversed([*tree.find_all(*_OTHERWISE)]):  # what stands inside others first
        node.replace(_OTHERWISE[type(node)](node))
    return [(step.name, step.query.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)) for step in steps(tree)]


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    # A bare 1.5 is a decimal in Spark and a double in DuckDB's parameters.
    return (
        exp.cast(exp.Literal.number(repr(value)), "double") if isinstance(value, float) else exp.Literal.number(value)
    )


def _round(node: exp.Expr) -> exp.Expr:
    """DuckDB rounds the number that a double is, Spark the one as which it is printed.

    2.675 is a little less than what it is printed as: 2.67 on the one, 2.68 on the other.
    """
    digits = node.args.get("decimals")
    if digits is None:
        return node
    if not isinstance(digits, exp.Literal) or not digits.is_int:
        raise sqlglot.errors.UnsupportedError(f"ROUND to {digits.sql()} places")
    return _of(node.this, _ROUNDED.format(p=10 ** int(digits.name))) if int(digits.name) else node


def _date_diff(node: exp.Expr) -> exp.Expr:
    """DuckDB counts how often a day or a second began between two moments, Spark how many whole ones passed."""
    unit = str(node.args["unit"].name).upper()
    if unit == "DAY":
        later, earlier = (exp.cast(part.copy(), "date") for part in (node.this, node.expression))
        return exp.Anonymous(this="DATEDIFF", expressions=[later, earlier])
    parts = (node.expression.copy(), node.this.copy())
    begun = [exp.Anonymous(this="DATE_TRUNC", expressions=[exp.Literal.string(unit), part]) for part in parts]
    return exp.Anonymous(this="TIMESTAMPDIFF", expressions=[exp.var(unit), *begun])


def _trim(node: exp.Expr) -> exp.Expr:
    return node if node.expression else exp.Trim(this=node.this.copy(), expression=exp.Literal.string(SPACES))


def _lower(node: exp.Expr) -> exp.Expr:
    """Two letters have a small form of two signs, or one that depends on its place, in Spark only."""
    text = node.this.copy()
    for large, small in (("\u0130", "i"), ("\u03a3", "\u03c3")):
        text = exp.Anonymous(this="REPLACE", expressions=[text, exp.Literal.string(large), exp.Literal.string(small)])
    return exp.Lower(this=text)


def _ln(node: exp.Expr) -> exp.Expr:
    """Of 0 and less Spark answers null: a row that DuckDB compares would be missing."""
    below = "WHEN v = 0 THEN -CAST('Infinity' AS DOUBLE) WHEN v < 0 THEN CAST('NaN' AS DOUBLE)"
    return _of(node.this, f"CASE WHEN v > 0 THEN LN(v) {below} END")


def _of(value: exp.Expr, text: str) -> exp.Expr:
    """Return `text`, an expression in v, of a figure that is computed once."""
    held = sqlglot.parse_one(f"ELEMENT_AT(TRANSFORM(ARRAY(CAST(figure AS DOUBLE)), v -> {text}), 1)", read="spark")
    next(column for column in held.find_all(exp.Column) if column.name == "figure").replace(value.copy())
    return held


_OTHERWISE: Mapping[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    exp.DateDiff: _date_diff,
    exp.Ln: _ln,
    exp.Lower: _lower,
    exp.Round: _round,
    exp.Trim: _trim,
}
