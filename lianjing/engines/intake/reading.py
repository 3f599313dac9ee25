"""Read one file inside the child: bytes in, frames out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import across, formats, headers, ledger, readers, sniff, table, wire
from lianjing.engines.intake.outcome import Limits, Lookups, Problem
from lianjing.engines.intake.plain import shown

ROWS_A_FRAME = 2_000


def answer(request: dict[str, Any], data: bytes) -> Iterator[bytes]:
    """Yield the frames of rows (lists, in the order of the format's columns), then all the rest with "done"."""
    desk, kind = _desk(request, data)
    for sheet in readers.sheets(data, kind, desk.limits):
        table.read(sheet, desk)
    return _frames(desk, kind)


def answer_in_columns(request: dict[str, Any], data: bytes) -> Iterator[bytes]:
    """Yield frames of Arrow streams, each a few thousand rows of a ledger, then all the rest with "done"."""
    from lianjing.engines.intake import arrow  # noqa: PLC0415 - rosters and marked workbooks do without it

    desk, kind = _desk(request, data)
    book, wanted = ledger.Book(desk.table), arrow.schema(desk.table)
    for sheet in readers.sheets(data, kind, desk.limits, headers.LOOKED_AT + headers.DEEPEST):
        if (header := table.begin(sheet, desk)) is None:
            continue
        name, rows = shown(sheet.name, sensitive=False), 0
        for rows in ledger.body(sheet, name, header, desk, book):  # noqa: B007 - the last one counts
            for chunk in book.take():
                yield wire.pack(wire.RAW, arrow.pack(*chunk, wanted))
            yield wire.count(book.looked_at)
        table.end(name, header, rows, desk)
    _not_empty(desk)
    _whole_file(desk, book.rows)
    yield wire.pack(wire.JSON, wire.dumps({**_rest(desk, kind), "rows_sha256": book.digest()}))


def _desk(request: dict[str, Any], data: bytes) -> tuple[table.Desk, str]:
    """Return the desk that the request asks for, and the kind of the file."""
    limits = Limits(**request["limits"])
    kind = sniff.kind_of(data, limits)
    desk = table.Desk(
        formats.parse(request["format"]),
        Lookups(**request["lookups"]),
        {name: tuple(found) for name, found in request["words"].items()},
        limits,
        date.fromisoformat(request["on"]) if request["on"] else None,
        request["mapping"] or {},
    )
    return desk, kind


def _not_empty(desk: table.Desk) -> None:
    if not any(seen.state != "empty" for seen in desk.sheets):
        raise RuleBroken("file_empty")


def _frames(desk: table.Desk, kind: str) -> Iterator[bytes]:
    _not_empty(desk)
    twice = across.repeats(desk.drafts, desk.table)
    for problem in [*twice, *across.strangers(desk.drafts, desk.unit_names(), desk.table)]:
        desk.complain(problem)
    rows = [draft.row for draft in desk.drafts if draft.right]
    _whole_file(desk, len(rows))
    names = [*(column.name for column in desk.table.columns), "_sheet", "_row", "_precision"]
    for start in range(0, len(rows), ROWS_A_FRAME):
        batch = [[row[name] for name in names] for row in rows[start : start + ROWS_A_FRAME]]
        yield wire.pack(wire.JSON, wire.dumps({"rows": batch}))
    yield wire.pack(wire.JSON, wire.dumps({**_rest(desk, kind), "rows_sha256": across.rows_hash(rows, desk.table)}))


def _whole_file(desk: table.Desk, right: int) -> None:
    """Add what is wrong with the file as a whole: no header at all, too few rows, more problems than are kept."""
    if desk.elsewhere and not any(seen.state in ("read", "incomplete") for seen in desk.sheets):
        table.complain_of_missing(*max(desk.elsewhere, key=lambda found: len(found[1].matches)), desk)
    elif not any(seen.state in ("read", "incomplete") for seen in desk.sheets):
        wanted = formats.spoken(column for column in desk.table.columns if column.required)
        desk.complain(Problem("header_not_found", facts={"columns": wanted}))
    elif not desk.problems and right < desk.table.at_least:
        desk.complain(Problem("too_few_rows", facts={"rows": right, "at_least": desk.table.at_least}))
    if desk.more:
        desk.problems.append(Problem("too_many_problems", facts={"shown": len(desk.problems), "more": desk.more}))


def _rest(desk: table.Desk, kind: str) -> dict[str, Any]:
    desk.problems.sort(key=_place)
    return {
        "done": True,
        "kind": kind,
        "problems": [problem.as_dict() for problem in desk.problems],
        "skipped": [vars(skipped) for skipped in desk.skipped],
        "sheets": [{**vars(seen), "matches": [vars(match) for match in seen.matches]} for seen in desk.sheets],
        "mapping": {name: None for name, header in desk.remembered.items() if header is None} | desk.mapping,
    }


def _place(problem: Problem) -> tuple[bool, str, int, int, str]:
    letters = problem.column or ""
    return problem.code == "too_many_problems", problem.sheet, problem.row or 0, len(letters), letters
