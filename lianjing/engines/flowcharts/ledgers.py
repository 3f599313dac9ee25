"""Ledger rows as courses of a power: one query a mapping, rows stay where they are, cases by school.

Each event names the row that shows it, so that whoever asks is shown the rows and not our word for them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from lianjing.domain.power.ledgers import LedgerEvent, LedgerMap
from lianjing.engines.flowcharts.events import UNKNOWN, EventTable, Ints

Files = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class LedgerCases:
    """Courses read from rows. keys: (school code, case) by case. tables, rows: the row that shows each event."""

    table: EventTable
    keys: list[tuple[str, str]]
    tables: list[str]
    rows: Ints


def read_cases(
    of: LedgerMap, files: Files, size_class: Callable[[str], str] = lambda school: "", school: str | None = None
) -> LedgerCases:
    """Return the cases that rows show, in order of school and case; of one school when `school` says which.

    files: table -> Parquet files of a pinned version; a table without files shows nothing. A case is open: what rows
    do not show may still come.
    """
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute("SET TimeZone = 'Asia/Shanghai'")
        found = [event for event in of.events if files.get(event.table)]
        if not found:
            return _cases(of, pa.table({name: pa.array([], kind) for name, kind in _SCHEMA}), [], size_class)
        for table in of.tables:
            if files.get(table):
                _view(engine, table, files[table], _columns(of, table))
        seats = list(dict.fromkeys(event.step for event in of.events))
        asked = " UNION ALL ".join(_event(event, seats.index(event.step), files) for event in found)
        where = "school_code = $school" if school else "true"
        amounts = _amounts(of, files)
        query = f"""
            WITH shown AS ({asked}), sums AS ({amounts})
            SELECT school_code, case_key, step, moment, people, source, row_id, amount FROM shown
            LEFT JOIN sums USING (school_code, case_key)
            WHERE {where} AND case_key IS NOT NULL AND moment IS NOT NULL AND guarded(step, amount)
            ORDER BY school_code, case_key, moment, step, row_id
        """
        engine.execute(f"CREATE MACRO guarded(step, amount) AS {_guards(of, seats)}")
        rows = engine.sql(query, params={"school": school} if school else None).to_arrow_table()
    return _cases(of, rows, seats, size_class)


def _columns(of: LedgerMap, table: str) -> set[str]:
    """Return the columns of a table that a mapping names."""
    events = [event for event in of.events if event.table == table]
    named = {name for event in events for name in (event.at, *event.case, *event.people, *(event.only or {}))}
    named |= {
        name for e in of.events if e.through and e.through.table == table for name in (e.through.on, e.through.take)
    }
    return named | ({*of.amount[1], of.amount[2]} if of.amount and of.amount[0] == table else set())


def _view(engine: duckdb.DuckDBPyConnection, table: str, files: Sequence[str], named: set[str]) -> None:
    """Make a table's rows readable by its name; a column that older files do not have is empty."""
    rows = engine.read_parquet(list(files), union_by_name=True)
    absent = sorted(named - set(rows.columns))
    rows.project("*" + "".join(f", NULL AS {_name(column)}" for column in absent)).create_view(table)


_SCHEMA = [
    ("school_code", pa.string()),
    ("case_key", pa.string()),
    ("step", pa.int32()),
    ("moment", pa.int64()),
    ("people", pa.string()),
    ("source", pa.string()),
    ("row_id", pa.int64()),
    ("amount", pa.int64()),
]


def _event(event: LedgerEvent, step: int, files: Files) -> str:
    """Return the query of one event: one row a case, the last or the first of its day."""
    pick = "arg_max" if event.last else "arg_min"
    case, source = _key("t", event.case), f"{_name(event.table)} AS t"
    if event.through and files.get(event.through.table):
        on, take = _name(event.through.on), _name(event.through.take)
        source += (
            f" JOIN (SELECT DISTINCT school_code, {on} AS by_key, {take} AS case_key FROM {_name(event.through.table)})"
            f" AS o ON o.school_code = t.school_code AND o.by_key = {case}"
        )
        case = "o.case_key"
    people = " || '|' || ".join(f"coalesce(t.{_name(column)}, '')" for column in event.people) or "''"
    only = " AND ".join(
        f"t.{_name(column)} IN ({', '.join(_text(value) for value in values)})"
        for column, values in (event.only or {}).items()
    )
    at = f"epoch_us(t.{_name(event.at)}::TIMESTAMP)"
    return (
        f"SELECT t.school_code, {case} AS case_key, {step} AS step, {'max' if event.last else 'min'}({at}) AS moment,"
        f" {pick}({people}, {at}) AS people, {_text(event.table)} AS source, {pick}(t.row_id, {at}) AS row_id"
        f" FROM {source} WHERE t.{_name(event.at)} IS NOT NULL{' AND ' + only if only else ''} GROUP BY ALL"
    )


def _amounts(of: LedgerMap, files: Files) -> str:
    if of.amount is None or not files.get(of.amount[0]):
        return "SELECT NULL::VARCHAR AS school_code, NULL::VARCHAR AS case_key, NULL::BIGINT AS amount WHERE false"
    table, case, column = of.amount
    return (
        f"SELECT school_code, {_key('t', case)} AS case_key, max({_name(column)})::BIGINT AS amount"
        f" FROM {_name(table)} AS t GROUP BY ALL"
    )


def _guards(of: LedgerMap, seats: list[str]) -> str:
    """Return the condition that keeps an event whose amounts are not those of its case; unknown amounts keep all."""
    said = []
    for event in of.events:
        if event.guard is None:
            continue
        bounds = [f"amount >= {event.guard.at_least}"] if event.guard.at_least is not None else []
        bounds += [f"amount < {event.guard.below}"] if event.guard.below is not None else []
        said.append(f"WHEN step = {seats.index(event.step)} AND amount IS NOT NULL THEN {' AND '.join(bounds)}")
    return f"CASE {' '.join(said)} ELSE true END" if said else "true"


def _cases(of: LedgerMap, rows: pa.Table, seats: list[str], size_class: Callable[[str], str]) -> LedgerCases:
    schools, cases = rows["school_code"].to_pylist(), rows["case_key"].to_pylist()
    numbers: dict[tuple[str, str], int] = {}
    case = np.fromiter((numbers.setdefault(key, len(numbers)) for key in zip(schools, cases, strict=True)), np.int64)
    people, people_from = _people(rows["people"].to_pylist())
    amount = np.full(len(numbers), UNKNOWN)
    amount[case] = rows["amount"].fill_null(UNKNOWN).to_numpy()
    count = len(case)
    unknown = np.full(count, UNKNOWN)
    table = EventTable(
        case=case,
        step=rows["step"].to_numpy().astype(np.int64),
        at=rows["moment"].to_numpy().astype(np.int64) - _ZONE,
        post=unknown,
        papers=unknown,
        until=unknown,
        people=people,
        people_from=people_from,
        awaited=np.zeros(count, np.int64),
        steps=tuple(seats),
        posts=(),
        cases=len(numbers),
        amount=amount,
        size_class=tuple(size_class(school) for school, _ in numbers),
        open=np.full(len(numbers), True),
    )
    return LedgerCases(table, list(numbers), rows["source"].to_pylist(), rows["row_id"].to_numpy())


_ZONE = 8 * 3_600_000_000  # rows bear China's clock


def _people(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return flat codes of people and where each event's begin; a cell of several is written |a|b|."""
    codes: dict[str, int] = {}
    flat: list[int] = []
    starts = [0]
    for text in texts:
        flat.extend(codes.setdefault(one, len(codes)) for one in dict.fromkeys(filter(None, text.split("|"))))
        starts.append(len(flat))
    return np.asarray(flat, np.int64), np.asarray(starts, np.int64)


def _key(alias: str, columns: Sequence[str]) -> str:
    return " || '/' || ".join(f"{alias}.{_name(column)}::VARCHAR" for column in columns)


def _name(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
