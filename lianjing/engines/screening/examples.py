"""A model run on its own rows: it must flag exactly what it says, or it is not loaded (design decision 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa

from lianjing.domain.parameters import Parameters
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Example, Expected, Flag, SupervisionModel
from lianjing.engines.screening.duck import RESULT, duck
from lianjing.engines.screening.figures import Bound, bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.sources import LINKS, Layout, Sources

_NEAR = 1e-4


@dataclass(frozen=True)
class Missed:
    """One way in which an example did not come out: what it says and what the model did."""

    model: str
    example: str
    got: str


class Engine(Protocol):
    """What an engine can do for a model; DuckDB and Spark both do."""

    name: str

    def ask(self, model: SupervisionModel, bound: Bound, today: Any) -> pa.Table:
        """Return the evidence rows of one model, columns of duck.RESULT."""


def try_examples(
    model: SupervisionModel, layouts: Mapping[str, Layout], parameters: Parameters, calendar: pa.Table
) -> list[Missed]:
    """Return what the model got wrong on its own rows; empty when every example came out.

    Only the columns that the model says it reads exist, so that an undeclared one fails. Raises nothing: a query that
    cannot run is a miss of its first example.
    """
    missed: list[Missed] = []
    for example in model.examples:
        try:
            sources = sources_of(model, example, layouts)
            with duck(sources, calendar, threads=1) as engine:
                found = engine.ask(model, bind(model, parameters, example.today), example.today)
            flags = flags_of(model, found.cast(RESULT))
        except (RuleBroken, KeyError, ValueError, pa.ArrowException) as wrong:
            missed.append(Missed(model.id, example.name.en, str(wrong)))
            continue
        missed += [Missed(model.id, example.name.en, got) for got in compare(example, flags)]
    return missed


def sources_of(model: SupervisionModel, example: Example, layouts: Mapping[str, Layout]) -> Sources:
    """Return the example's rows as tables; row_id counts from 1 over all given rows in their order.

    Raises KeyError for a table or column that does not exist, ArrowException or ValueError for a value of the wrong
    type.
    """
    unread = sorted(set(example.given) - set(model.reads))
    if unread:
        raise KeyError(f"rows of {', '.join(unread)}, which the model does not read")
    numbers = iter(range(1, 1_000_000))
    tables = {}
    for table, columns in model.reads.items():
        layout = Layout(LINKS, "county") if table == "links" else layouts[table]
        schema = layout.schema(columns)
        rows = [{"batch_id": 1, "row_id": next(numbers), **_timed(row, schema)} for row in example.given.get(table, ())]
        strange = sorted({column for row in rows for column in row} - set(schema.names))
        if strange:
            raise KeyError(f"{table}.{', '.join(strange)} is given and not read")
        tables[table] = pa.Table.from_pylist(rows, schema=schema)
    return Sources(layouts, arrow=tables)


def _timed(row: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    """Return a row whose times are times: files write `2026-05-15 08:30`, or a day for its midnight."""
    timed = {name for name in row if name in schema.names and pa.types.is_timestamp(schema.field(name).type)}
    return {name: datetime.fromisoformat(str(cell)) if name in timed and cell else cell for name, cell in row.items()}


def compare(example: Example, flags: list[Flag]) -> list[str]:
    """Return every difference between what an example expects and the flags, in words for the model's author."""
    wanted = {(one.school_code, one.subject, one.period): one for one in example.expect}
    raised = {(one.school_code, one.subject, one.period): one for one in flags}
    said = [f"did not raise {'/'.join(key)}" for key in sorted(set(wanted) - set(raised))]
    said += [f"raised {'/'.join(key)} without being asked to" for key in sorted(set(raised) - set(wanted))]
    for key in sorted(set(wanted) & set(raised)):
        said += [f"{'/'.join(key)}: {fault}" for fault in _figures(wanted[key], raised[key])]
    return said


def _figures(wanted: Expected, flag: Flag) -> list[str]:
    said = []
    rows = tuple(sorted(row.row_id for row in flag.evidence))
    if wanted.rows is not None and wanted.rows != rows:
        said.append(f"rows {rows} instead of {wanted.rows}")
    for name in ("observed", "threshold", "amount"):
        expected, got = getattr(wanted, name), getattr(flag.figures, name)
        if expected is not None and (got is None or abs(got - expected) > _NEAR * max(1.0, abs(expected))):
            said.append(f"{name} {got} instead of {expected}")
    return said
