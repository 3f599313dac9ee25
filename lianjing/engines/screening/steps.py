"""A model's text cut into steps: what it reads more than once is computed once, and kept while the model is asked.

Spark puts the text of a `WITH` query wherever its name stands. Of a model with a dozen such queries built upon each
other it so made 102 readings of two tables; planning them took longer than everything else, and a table of a
province would be read again and again. DuckDB keeps them by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

# Two readings of a plain cut of a table cost less than keeping its rows.
WORTH_KEEPING = 2


@dataclass(frozen=True)
class Step:
    """One query. name: the view under which later steps read it; the last step has none, it is the answer."""

    name: str
    query: exp.Query


def steps(query: exp.Query) -> list[Step]:
    """Return the queries that together answer `query`, in their order; one when nothing is worth keeping.

    Only the query's own WITH is cut. Names of views are `step_` and the name in the text, so that a WITH query named
    like a table of the lake does not hide it from the others.
    """
    parts = list(_parts(query))
    if len(list(query.find_all(exp.With))) != 1:
        return [Step("", query)]
    read = _times_read(parts)
    kept: set[str] = set()
    inlined: dict[str, exp.Query] = {}
    weight: dict[str, int] = {}
    found = []
    for name, part in parts:
        cost = sum(weight.get(table.name, 1) for table in part.find_all(exp.Table))
        whole = _named(part, kept)
        if not name or (read[name] > 1 and cost >= WORTH_KEEPING):
            found.append(Step(f"step_{name}" if name else "", _with(whole, inlined)))
            kept.add(name)
            weight[name] = 1
        else:
            inlined[name] = whole
            weight[name] = cost
    return found


def _parts(query: exp.Query) -> Iterator[tuple[str, exp.Query]]:
    """Return the named queries in their order, then the one that answers, without them."""
    answer = query.copy()
    tied = answer.args.get("with_")
    if tied is not None:
        tied.pop()
        for cte in tied.expressions:
            yield cte.alias, cte.this
    yield "", answer


def _times_read(parts: list[tuple[str, exp.Query]]) -> dict[str, int]:
    read = dict.fromkeys((name for name, _ in parts), 0)
    known: set[str] = set()
    for name, part in parts:
        for table in part.find_all(exp.Table):
            if table.name in known:
                read[table.name] += 1
        known.add(name)
    return read


def _named(part: exp.Query, kept: set[str]) -> exp.Query:
    """Return the part, reading kept steps under their views' names; what columns are called by stays as it was."""
    part = part.copy()
    for table in list(part.find_all(exp.Table)):
        if table.name in kept:
            table.replace(exp.alias_(exp.to_table(f"step_{table.name}"), table.alias or table.name, table=True))
    return part


def _with(part: exp.Query, inlined: dict[str, exp.Query]) -> exp.Query:
    """Return the part with those of the queries that it needs before it, in their order."""
    needed: set[str] = set()
    waiting = [part]
    while waiting:
        for table in waiting.pop().find_all(exp.Table):
            if table.name in inlined and table.name not in needed:
                needed.add(table.name)
                waiting.append(inlined[table.name])
    for name in inlined:
        if name in needed:
            part = part.with_(name, as_=inlined[name].copy())
    return part
