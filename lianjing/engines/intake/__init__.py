"""A file becomes typed rows and problems that name the cell, in a child process that cannot harm anybody.

Three entries: `read_file` for the tables of the network, `read_table` for those of the lake, `mark_file` for what
goes back. All refuse by RuleBroken and never give half an answer.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import fence, formats, sniff, wire
from lianjing.engines.intake.outcome import (
    LARGE,
    Limits,
    Lookups,
    MarkLabels,
    Match,
    Problem,
    Result,
    Row,
    SheetSeen,
    Skipped,
    TableResult,
)

__all__ = [
    "LARGE",
    "Limits",
    "Lookups",
    "MarkLabels",
    "Match",
    "Problem",
    "Result",
    "SheetSeen",
    "Skipped",
    "TableResult",
    "mark_file",
    "read_file",
    "read_table",
]


def read_file(
    data: bytes,
    filename: str,
    format_id: str,
    limits: Limits | None = None,
    mapping: Mapping[str, str | None] | None = None,
    lookups: Lookups | None = None,
    on: date | None = None,
) -> Result:
    """Return the rows of a file of the format `format_id`, and everything wrong with it.

    filename is not believed: the content decides the type. mapping: column → header that a person chose earlier
    (None: no such column). on: the day of the import; later dates are then refused where the format says so.
    A row is in `rows` only if every cell of it is right; a file is clean when `problems` is empty.
    Raises RuleBroken: file_empty, file_too_large, file_wrong_type, file_encrypted, file_has_macros,
    file_is_web_page, file_not_readable, file_too_hungry, file_too_many_rows, file_too_many_cells,
    file_too_many_sheets, cell_far_away, format_unknown.
    """
    limits = limits or Limits()
    table = formats.load(format_id)
    _size(data, limits)
    payloads, rest = fence.ask(_request("read", table, limits, mapping, lookups, on), data, limits)
    names = [*(column.name for column in table.columns), "_sheet", "_row", "_precision"]
    return Result(rows=_rows(payloads, names, table), **_account(rest, data))


def read_table(
    data: bytes,
    filename: str,
    format_id: str,
    limits: Limits | None = None,
    mapping: Mapping[str, str | None] | None = None,
    lookups: Lookups | None = None,
    on: date | None = None,
    told: Callable[[int], None] | None = None,
) -> TableResult:
    """Return the rows of a file of a ledger (a format with a `holder`) as typed columns, and everything wrong with it.

    told: hears how many rows were looked at so far, every few thousand.
    Everything is as in `read_file`, and refused as there. Two rows with the same key are a problem within one school.
    Nothing of the file is ever written to a disk: the columns come through the child's pipe.
    """
    from lianjing.engines.intake import arrow  # noqa: PLC0415 - rosters and marked workbooks do without it

    limits = limits or Limits()
    table = formats.load(format_id)
    wanted = arrow.schema(table)
    _size(data, limits)
    payloads, rest = fence.ask(_request("table", table, limits, mapping, lookups, on), data, limits, told)
    return TableResult(table=arrow.unpack(payloads, wanted), **_account(rest, data))


OWN_COPY_BYTES = 1 << 20  # an xlsx of 1 MB takes about 8 s to open with its looks; larger ones are written anew


def mark_file(
    data: bytes,
    filename: str,
    notes: Sequence[tuple[Problem, str]],
    labels: MarkLabels | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Return an xlsx: the file with each problem's cell red and its sentence beside it, and a list of all in front.

    notes: problems of `read_file` on the same bytes, each with the sentence to print. filename is not believed.
    Values only: no formula, macro, link or rule of the sender's survives. Refuses as `read_file` does.
    """
    limits = limits or Limits()
    _size(data, limits)
    said = [{**problem.as_dict(), "facts": {}, "text": sentence} for problem, sentence in notes]
    request = {"act": "mark", "notes": said, "labels": asdict(labels or MarkLabels()), "limits": asdict(limits)}
    if len(data) <= OWN_COPY_BYTES:
        try:
            return bytes(fence.ask({**request, "own": True}, data, limits)[0][0])
        except RuleBroken as refused:
            if refused.code not in ("file_too_hungry", "file_not_readable"):
                raise  # else keeping its looks cost too much, and it is written anew
    return bytes(fence.ask({**request, "own": False}, data, limits)[0][0])


def _request(
    act: str,
    table: formats.Format,
    limits: Limits,
    mapping: Mapping[str, str | None] | None,
    lookups: Lookups | None,
    on: date | None,
) -> dict[str, Any]:
    return {
        **{"act": act, "format": formats.spell(table), "words": formats.words(), "limits": asdict(limits)},
        **{"lookups": _plain(lookups or Lookups()), "mapping": dict(mapping) if mapping else None},
        "on": on.isoformat() if on else None,
    }


def _account(rest: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return what a result says besides its rows."""
    return {
        "problems": [Problem(**problem) for problem in rest["problems"]],
        "skipped": [Skipped(**skipped) for skipped in rest["skipped"]],
        "sheets": [_seen(seen) for seen in rest["sheets"]],
        "mapping": rest["mapping"],
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows_sha256": rest["rows_sha256"],
        "kind": rest["kind"],
    }


def _size(data: bytes, limits: Limits) -> None:
    """Refuse before anything is started: an empty file, or one over the limit."""
    if not data:
        raise RuleBroken("file_empty")
    if len(data) > limits.file_bytes:
        raise RuleBroken("file_too_large", **sniff.too_large(len(data), limits))


def _plain(lookups: Lookups) -> dict[str, Any]:
    return {
        "units": dict(lookups.units),
        "posts": dict(lookups.posts),
        "posts_at": {unit: dict(posts) for unit, posts in lookups.posts_at.items()},
    }


def _rows(batches: Sequence[memoryview], names: Sequence[str], table: formats.Format) -> list[Row]:
    """Return the rows as dicts; days come over the wire as ISO text, lists as lists."""
    days = [place for place, column in enumerate(table.columns) if column.type == "date"]
    lists = [place for place, column in enumerate(table.columns) if column.many]
    rows: list[Row] = []
    for batch in batches:
        for values in wire.loads(batch)["rows"]:
            for place in days:
                values[place] = date.fromisoformat(values[place]) if values[place] else None
            for place in lists:
                values[place] = tuple(values[place] or ())
            rows.append(dict(zip(names, values, strict=True)))
    return rows


def _seen(seen: dict[str, Any]) -> SheetSeen:
    matches = tuple(Match(**match) for match in seen["matches"])
    return SheetSeen(
        **{**seen, "header_rows": tuple(seen["header_rows"]), "matches": matches, "unused": tuple(seen["unused"])}
    )
