"""Give the file back with its wrong cells red, each with its sentence, and a first sheet that lists them all.

A small xlsx comes back as the sender's own workbook, its formulas replaced by what they showed; everything else is
written anew, every cell in its old place (of very large files only the wrong rows, each with its old number).
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import marking_fresh, marking_own, readers, sniff, wire
from lianjing.engines.intake.extent import column_index
from lianjing.engines.intake.outcome import Limits
from lianjing.engines.intake.plain import shown

Spots = dict[tuple[int, int], str]
Sheets = dict[str, Spots]


def answer(request: Mapping[str, Any], data: bytes) -> Iterator[bytes]:
    """Yield one frame of xlsx bytes, then "done". request: notes, labels, limits, own (mark the sender's own copy)."""
    limits = Limits(**request["limits"])
    kind = sniff.kind_of(data, limits)
    sheets = list(readers.sheets(data, kind, limits))
    spots = _spots(request["notes"])
    book = None
    if kind == "xlsx" and request["own"]:
        book = _own(data, spots, request)
    if book is None:
        book = marking_fresh.write(sheets, {sheet.name: _of(sheet.name, spots) for sheet in sheets}, request)
    return iter([wire.pack(wire.RAW, book), wire.pack(wire.JSON, wire.dumps({"done": True}))])


def _own(data: bytes, spots: Sheets, request: Mapping[str, Any]) -> bytes | None:
    """Return the sender's workbook marked, or None when the library that keeps its looks cannot open it."""
    try:
        return marking_own.mark(io.BytesIO(data), lambda name: _of(name, spots), request["notes"], request["labels"])
    except (MemoryError, RuleBroken):
        raise
    except Exception:  # the reader could read it, so it is written anew instead
        return None


def _of(name: str, spots: Sheets) -> Spots:
    """Return the wrong places of a sheet; problems know sheets by the name that may be shown."""
    return spots.get(shown(name, sensitive=False), {})


def _spots(notes: Sequence[Mapping[str, Any]]) -> Sheets:
    """Return sheet → (row, column) from 0 → sentences; a problem of a whole row sits in its first cell."""
    spots: Sheets = {}
    for note in notes:
        if note["row"] is None:
            continue
        place = (note["row"] - 1, column_index(note["column"]) if note["column"] else 0)
        here = spots.setdefault(note["sheet"], {})
        here[place] = f"{here[place]}\n{note['text']}" if place in here else note["text"]
    return spots
