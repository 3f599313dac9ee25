"""What a model's answer names: each way to fill some of its columns, followed through its SQL to columns of tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from sqlglot import exp

Way = dict[str, exp.Expr]
_FIRST_OR_LAST = (exp.Min, exp.Max)


def ways(query: exp.Query, names: Sequence[str], tables: Mapping[str, Collection[str]]) -> list[Way]:
    """Return every way in which `query` fills the columns `names`: name → what stands there, over columns of tables.

    tables: table → its columns. What only chooses between values (CASE, coalesce, casts to text) is taken apart into
    ways of its own; of a smallest or largest value the word stays. Each way stands once.
    """
    known = {cte.alias: cte.this for cte in query.find_all(exp.CTE)}
    return _ways(query, names, known, tables)


def _ways(query: exp.Query, names: Sequence[str], known: Mapping[str, exp.Query], tables: Mapping) -> list[Way]:
    found: dict[str, Way] = {}
    for select in _selects(query):
        places = [query.named_selects.index(name) for name in names]
        nodes = [select.selects[place].unalias() for place in places]
        for filled in product(*(list(_values(node)) for node in nodes)):
            for way in _one(dict(zip(names, filled, strict=True)), select, known, tables):
                found.setdefault(str([way[name].sql("duckdb") for name in names]), way)
    return list(found.values())


def _selects(query: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(query, exp.Union):
        yield from _selects(query.left)
        yield from _selects(query.right)
    elif isinstance(query, exp.Subquery):
        yield from _selects(query.this)
    elif isinstance(query, exp.Select):
        yield query


def _one(way: Way, select: exp.Select, known: Mapping[str, exp.Query], tables: Mapping) -> Iterator[Way]:
    """Yield the ways that one SELECT's sources fill the columns that `way` names."""
    sources = _sources(select, known)
    wanted: dict[str, list[str]] = {}
    for column in _columns(way):
        wanted.setdefault(_alias_of(column, sources, tables), []).append(column.name)
    choices = [
        [
            {(alias, name): node for name, node in filled.items()}
            for filled in _fill(sources[alias], names, known, tables)
        ]
        for alias, names in wanted.items()
    ]
    for chosen in product(*choices):
        stands = {place: node for part in chosen for place, node in part.items()}
        yield from _settled({name: _replaced(node, stands, sources, tables) for name, node in way.items()})


def _fill(source: str | exp.Query, names: Sequence[str], known: Mapping, tables: Mapping) -> list[Way]:
    if isinstance(source, str):
        return [{name: exp.column(name, table=source) for name in names}]
    return _ways(source, list(dict.fromkeys(names)), known, tables)


def _settled(way: Way) -> Iterator[Way]:
    """Yield the ways without what is null in them: nothing is named there."""
    for filled in product(*(list(_values(node)) for node in way.values())):
        yield dict(zip(way, filled, strict=True))


def _sources(select: exp.Select, known: Mapping[str, exp.Query]) -> dict[str, str | exp.Query]:
    parts = [part.this for part in (select.args.get("from_"), *(select.args.get("joins") or ())) if part]
    return {
        part.alias_or_name: part.this if isinstance(part, exp.Subquery) else known.get(part.name, part.name)
        for part in parts
    }


def _columns(way: Way) -> list[exp.Column]:
    return [column for node in way.values() for column in node.find_all(exp.Column)]


def _alias_of(column: exp.Column, sources: Mapping[str, str | exp.Query], tables: Mapping) -> str:
    if column.table:
        return column.table
    having = [
        alias
        for alias, source in sources.items()
        if column.name in (tables.get(source, ()) if isinstance(source, str) else source.named_selects)
    ]
    return having[0] if having else next(iter(sources))


def _replaced(
    node: exp.Expr, stands: Mapping[tuple[str, str], exp.Expr], sources: Mapping, tables: Mapping
) -> exp.Expr:
    whole = exp.Paren(this=node.copy())
    for column in list(whole.find_all(exp.Column)):
        column.replace(stands[_alias_of(column, sources, tables), column.name].copy())
    return whole.this


def _values(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what a cell may say: the values between which an expression chooses."""
    if isinstance(node, exp.Case):
        parts = [branch.args["true"] for branch in node.args["ifs"]] + [node.args.get("default")]
    elif isinstance(node, exp.Coalesce):
        parts = [node.this, *node.expressions]
    elif isinstance(node, (exp.Cast, exp.Nullif, exp.Paren, exp.FirstValue, exp.Window)):
        parts = [node.this]
    elif isinstance(node, _FIRST_OR_LAST):
        kind = type(node)
        yield from (value if isinstance(value, _FIRST_OR_LAST) else kind(this=value) for value in _values(node.this))
        return
    else:
        if not isinstance(node, exp.Null):
            yield node
        return
    for part in filter(None, parts):
        yield from _values(part)
