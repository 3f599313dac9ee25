"""An event log as a text table: a row for each event, whatever its system calls case, activity and time."""

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import headers, readers
from lianjing.engines.intake.formats import spoken
from lianjing.engines.intake.outcome import Limits
from lianjing.engines.intake.standards.gathered import Gathered
from lianjing.engines.intake.standards.xes import add_event

STANDARD = "CSV"
_KEYS = {
    "activity": "concept:name",
    "at": "time:timestamp",
    "resource": "org:resource",
    "lifecycle": "lifecycle:transition",
}
_NEEDED = ("case_id", "activity", "at")


def read(
    data: bytes, log: str, mapping: Mapping[str, str | None], limits: Limits, into: Gathered
) -> Generator[bytes, None, int]:
    """Yield frames of events as they are read; return how many cases there were.

    log: what the rows call the log where the table has no column that says so. mapping: column → header that a person
    chose (None: no such column). Events without a case, a name or a time are counted and left out.
    Raises RuleBroken: standard_not_readable, standard_not_found (no column for case, activity or time, or no event),
    file_too_many_rows, file_too_many_cells.
    """
    table = into.tables["events"]
    sheet = next(readers.sheets(data, "csv", limits, headers.LOOKED_AT + headers.DEEPEST))
    header = headers.find(sheet, table, mapping)
    lacking = [name for name in _NEEDED if header is None or name not in header.places]
    if header is None or lacking:
        wanted = spoken(table.column(name) for name in lacking)
        raise RuleBroken("standard_not_found", standard=STANDARD, wanted=wanted)
    cases: set[str] = set()
    for number, row in enumerate(_below(sheet, header.last), header.last + 2):
        cell = {name: row[place] if place < len(row) else "" for name, place in header.places.items()}
        if not any(cell.values()):
            continue
        case_id = into.id(cell["case_id"])
        if case_id is None:
            into.left_out["event_without_case"] += 1
            continue
        event: dict[str, Any] = {key: cell.get(name) for name, key in _KEYS.items()}
        if add_event(into, number, into.text(cell.get("log"), 100) or log or STANDARD, case_id, event):
            cases.add(case_id)
        yield from into.full()
    if not cases:
        wanted = spoken(table.column(name) for name in _NEEDED)
        raise RuleBroken("standard_not_found", standard=STANDARD, wanted=wanted)
    return len(cases)


def _below(sheet: readers.Sheet, last: int) -> Iterator[readers.Cells]:
    yield from sheet.rows[last + 1 :]
    yield from sheet.more
