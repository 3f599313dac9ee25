"""The portable profile: the part of DuckDB's SQL that means the same on Spark, enforced on the syntax tree.

What is not on the list is refused, so that nothing can differ in silence between engines. Source: screening 4.1 to
4.3 (of 12 realistic models 5 differed on Spark outside the profile, two of them without an error; inside it none).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from lianjing.engines.screening.profile_lists import COMPARISONS, CONDITIONS, FUNCTIONS, HINTS, NODES, ORDERED, OUTPUT

SHARED = frozenset({"calendar", "parameters", "links"})
TODAY = "today"


@dataclass(frozen=True, order=True)
class Fault:
    """One place where a model's SQL leaves the profile. `instead` says what to write."""

    line: int
    code: str
    got: str
    instead: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.code}: {self.got}. {self.instead}"


def parse(sql: str) -> exp.Query:
    """Return the syntax tree of one query. Raises ValueError naming what is wrong with the text."""
    try:
        statements = sqlglot.parse(sql, read="duckdb")
    except sqlglot.errors.SqlglotError as wrong:
        raise ValueError(str(wrong).splitlines()[0]) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ValueError("not one SELECT")
    for node in statements[0].walk():
        if "start" in node.meta:  # the tokenizer counts lines twice where two `$` might have been a quoted text
            node.meta["line"] = sql.count("\n", 0, node.meta["start"]) + 1
    return statements[0]


def faults(sql: str, reads: Mapping[str, object], parameters: Mapping[str, object]) -> list[Fault]:
    """Return every place where `sql` leaves the profile, in the order of its lines; empty when it keeps to it.

    reads: the ledger tables it may read. parameters: the placeholders it may use besides `$today`.
    """
    if not sql.lstrip().startswith("--"):
        return [Fault(1, "no_sentence", "the file begins without a comment", "Say in one `--` line what it returns")]
    try:
        tree = parse(sql)
    except ValueError as wrong:
        return [Fault(1, "not_one_select", str(wrong), "Write one SELECT, without a semicolon")]
    found = [fault for check in _CHECKS for fault in check(tree)]
    found += [*_tables(tree, reads), *_placeholders(tree, parameters), *_output(tree)]
    return sorted(set(found))


def _line(node: exp.Expr) -> int:
    for part in node.walk():
        if "line" in part.meta:
            return int(part.meta["line"])
    return _line(node.parent) if node.parent else 1


def _fault(node: exp.Expr, code: str, got: str = "") -> Fault:
    return Fault(_line(node), code, got or node.sql("duckdb")[:80], HINTS[code])


def _nodes(tree: exp.Query) -> Iterator[Fault]:
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            yield _fault(node, "function", str(node.this))
        elif isinstance(node, exp.Func) and not isinstance(node, FUNCTIONS):
            yield _fault(node, "function", node.sql_name())
        elif not isinstance(node, (*NODES, *FUNCTIONS)):
            yield _fault(node, "construct", type(node).__name__)


def _stars(tree: exp.Query) -> Iterator[Fault]:
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            yield _fault(star.parent or star, "star")


def _joins(tree: exp.Query) -> Iterator[Fault]:
    for join in tree.find_all(exp.Join):
        kind = " ".join(filter(None, (join.method, join.side, join.kind))).upper()
        if kind not in ("", "INNER", "LEFT", "CROSS", "LEFT OUTER"):
            yield _fault(join, "join", kind)
        elif kind != "CROSS" and not (join.args.get("on") or join.args.get("using")):
            yield _fault(join, "join", "tables joined by a comma")
    for part in tree.find_all(exp.Subquery):
        if isinstance(part.parent, (exp.From, exp.Join)) and not part.alias:
            yield _fault(part, "alias")


def _ends(tree: exp.Query) -> Iterator[Fault]:
    for query in tree.find_all(exp.Query):
        for clause in ("order", "limit", "offset", "qualify", "windows"):
            if query.args.get(clause):
                yield _fault(query, "clause", clause.upper())
        if (group := query.args.get("group")) and (group.args.get("all") or not group.expressions):
            yield _fault(group, "clause", "GROUP BY ALL")
        if (distinct := query.args.get("distinct")) and isinstance(distinct, exp.Distinct) and distinct.args.get("on"):
            yield _fault(distinct, "clause", "DISTINCT ON")
    for union in tree.find_all(exp.SetOperation):
        if not isinstance(union, exp.Union) or union.args.get("distinct"):
            yield _fault(union, "clause", f"{type(union).__name__.upper()} without ALL")
    for tied in tree.find_all(exp.With):
        if tied.args.get("recursive"):
            yield _fault(tied, "clause", "WITH RECURSIVE")


def _divisions(tree: exp.Query) -> Iterator[Fault]:
    for fraction in tree.find_all(exp.Div, exp.Avg, exp.StddevSamp, exp.Ln, exp.Sqrt):
        if isinstance(fraction, exp.Div) and not _never_zero(fraction.expression):
            yield _fault(fraction, "divisor")
        above: exp.Expr | None = fraction.parent
        while above is not None and not isinstance(above, (exp.Round, exp.Floor, exp.Ceil, exp.Query, *COMPARISONS)):
            above = above.parent
        if isinstance(above, COMPARISONS):
            yield _fault(fraction, "unrounded")


def _never_zero(divisor: exp.Expr) -> bool:
    while isinstance(divisor, (exp.Paren, exp.Cast)):
        divisor = divisor.this
    if isinstance(divisor, exp.Literal):
        return divisor.is_number and float(divisor.name) != 0
    return isinstance(divisor, (exp.Nullif, exp.Placeholder))


def _bare_numbers(tree: exp.Query) -> Iterator[Fault]:
    for number in tree.find_all(exp.Literal):
        if number.is_number and number.name not in ("0", "1") and _decides(number):
            yield _fault(number, "bare_number", number.name)


def _decides(number: exp.Expr) -> bool:
    """Return whether a figure takes part in a condition, and not merely as a place in a text or digits."""
    node: exp.Expr = number
    while (above := node.parent) is not None:
        if isinstance(above, (exp.Round, exp.Substring, exp.Left, exp.Right)) and above.this is not node:
            return False
        if isinstance(above, exp.If) and above.args.get("this") is node:
            return True
        if isinstance(above, CONDITIONS) or (isinstance(above, exp.Join) and node.arg_key == "on"):
            return True
        if isinstance(above, COMPARISONS):
            return True
        if isinstance(above, exp.Query):
            return False
        node = above
    return False


def _casts(tree: exp.Query) -> Iterator[Fault]:
    for cast in tree.find_all(exp.Cast):
        to, inner = cast.to.sql("duckdb"), cast.this
        if isinstance(cast, exp.TryCast):
            yield _fault(cast, "function", "TRY_CAST")
        if to not in ("TEXT", "VARCHAR", "DOUBLE", "BIGINT", "DATE"):
            yield _fault(cast, "cast", f"CAST AS {to}")
        fraction = any(inner.find_all(exp.Div, exp.Avg, exp.Median, exp.Stddev, exp.StddevSamp))
        if to in ("TEXT", "VARCHAR") and fraction:
            yield _fault(cast, "cast", "a fraction as text")
        if to == "BIGINT" and fraction and not isinstance(inner, (exp.Round, exp.Floor, exp.Ceil)):
            yield _fault(cast, "cast", "a fraction as a whole number")


def _figures(tree: exp.Query) -> Iterator[Fault]:
    for number in tree.find_all(exp.Literal):
        if number.is_number and not number.is_int and not isinstance(number.parent, exp.Cast):
            yield _fault(number, "decimal", number.name)
    for rounded in tree.find_all(exp.Round):
        if not _whole(rounded.args.get("decimals"), 0):
            yield _fault(rounded, "places")


def _texts(tree: exp.Query) -> Iterator[Fault]:
    for part in tree.find_all(exp.Left, exp.Right, exp.Substring):
        start, length = part.args.get("start"), part.args.get("length") or part.args.get("expression")
        if not _whole(start, 1) or not (_whole(length, 0) or isinstance(length, (exp.Greatest, exp.Placeholder))):
            yield _fault(part, "part")
    for like in tree.find_all(exp.Like):
        if not (isinstance(like.expression, exp.Literal) and like.expression.is_string) or "\\" in like.expression.name:
            yield _fault(like, "pattern")
    for between in tree.find_all(exp.DateDiff):
        if between.args["unit"].name.lower() not in ("day", "second"):
            yield _fault(between, "unit")


def _whole(number: exp.Expr | None, least: int) -> bool:
    """Return whether a number is left out, or written out and not below `least`."""
    if number is None:
        return True
    return isinstance(number, exp.Literal) and number.is_int and int(number.name) >= least


def _windows(tree: exp.Query) -> Iterator[Fault]:
    for window in tree.find_all(exp.Window):
        spec, order = window.args.get("spec"), window.args.get("order")
        rows = spec is not None and spec.args.get("kind") == "ROWS"
        function = window.this.this if isinstance(window.this, exp.Filter) else window.this
        if (isinstance(function, ORDERED) or rows) and not _total(window, order):
            yield _fault(window, "order")
        if spec is not None:
            yield from _frame(window, spec)


def _total(window: exp.Window, order: exp.Expr | None) -> bool:
    """Return whether no two rows of a partition can tie: by row_id, or by all keys the windowed rows are grouped by."""
    if order is None:
        return False
    used = {column.name for column in order.find_all(exp.Column)}
    used |= {column.name for part in window.args.get("partition_by") or () for column in part.find_all(exp.Column)}
    if "row_id" in used:
        return True
    query = window.find_ancestor(exp.Select)
    keys = _keys(query) if query is not None else set()
    return bool(keys) and keys <= used


def _keys(query: exp.Select) -> set[str]:
    """Return the names by which the rows of a query's first source are unique: its GROUP BY, or DISTINCT columns."""
    source = query.args["from_"].this if query.args.get("from_") else None
    if query.args.get("group"):
        inner: exp.Expr | None = query
    elif isinstance(source, exp.Subquery):
        inner = source.this
    else:
        ctes = {cte.alias: cte.this for cte in query.root().find_all(exp.CTE)}
        inner = ctes.get(source.name) if isinstance(source, exp.Table) else None
    if not isinstance(inner, exp.Select) or (inner is not query and query.args.get("joins")):
        return set()
    if inner.args.get("distinct"):
        return set(inner.named_selects)
    group = inner.args.get("group")
    return {part.name for part in group.expressions} if group else set()


def _frame(window: exp.Window, spec: exp.Expr) -> Iterator[Fault]:
    for side in ("start", "end"):
        bound = spec.args.get(side)
        if isinstance(bound, exp.Expr) and not isinstance(bound, (exp.Literal, exp.Placeholder)):
            yield _fault(window, "frame", bound.sql("duckdb"))
    if spec.args.get("exclude"):
        yield _fault(window, "frame", "EXCLUDE")


def _tables(tree: exp.Query, reads: Mapping[str, object]) -> Iterator[Fault]:
    known = {*reads, *SHARED, *(cte.alias for cte in tree.find_all(exp.CTE))}
    named = {table.name for table in tree.find_all(exp.Table)}
    for table in tree.find_all(exp.Table):
        if table.name not in known or table.db:
            yield _fault(table, "table", table.sql("duckdb"))
    for table_name in sorted(set(reads) - named):
        yield Fault(1, "unread", table_name, HINTS["unread"])


def _placeholders(tree: exp.Query, parameters: Mapping[str, object]) -> Iterator[Fault]:
    used = {str(mark.this or "?") for mark in tree.find_all(exp.Placeholder)}
    for mark in tree.find_all(exp.Placeholder):
        if str(mark.this) not in {*parameters, TODAY}:
            yield _fault(mark, "placeholder", f"${mark.this or '?'}")
    dated = {literal.name for literal in tree.find_all(exp.Literal) if literal.is_string}
    begun = tuple(joined.left.name for joined in tree.find_all(exp.DPipe) if _is_text(joined.left))
    for name in sorted(set(parameters) - used - dated):
        if not (begun and name.startswith(begun)):  # a figure for each method: 'days_' || method
            yield Fault(1, "unused", name, HINTS["unused"])


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and bool(node.name)


def _output(tree: exp.Query) -> Iterator[Fault]:
    names = tree.named_selects
    lacking, strange = sorted(set(OUTPUT) - set(names)), sorted(set(names) - set(OUTPUT))
    if lacking or strange or len(names) != len(OUTPUT):
        got = f"lacks {', '.join(lacking) or 'nothing'}; has besides {', '.join(strange) or 'one twice'}"
        yield Fault(1, "output", got, HINTS["output"])


_CHECKS: tuple[Callable[[exp.Query], Iterator[Fault]], ...] = (
    _nodes,
    _stars,
    _joins,
    _ends,
    _divisions,
    _bare_numbers,
    _casts,
    _figures,
    _texts,
    _windows,
)
