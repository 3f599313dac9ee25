"""Turn a sheet of a ledger into typed columns, a few thousand rows at a time, in the child process.

What decides whether a row is a row, and what a cell says, is the same as for the tables of the network; only the
work goes down the columns, and what is done is let go.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from lianjing.engines.intake import figures, table
from lianjing.engines.intake.columns import ERROR, MERGED, PACKED, Answers
from lianjing.engines.intake.extent import column_letter
from lianjing.engines.intake.formats import SCHOOL, Column, Format, spoken
from lianjing.engines.intake.headers import Header
from lianjing.engines.intake.outcome import Problem
from lianjing.engines.intake.plain import empty, key, shown
from lianjing.engines.intake.readers import Cells, Sheet
from lianjing.engines.intake.refused import CellRefused

CHUNK = 4_096
_COMMAS = ",\uff0c"
_THOUSANDS = re.compile(rf"(?:^|[{_COMMAS}])[-\u00a5\uffe5]?\d{{1,3}}[{_COMMAS}]\d{{3}}(?!\d)")  # 1,200 as two cells
_ROWS = 1 << 21  # more than a sheet can have: a place is sheet * _ROWS + row
Chunk = tuple[str, list[int], dict[str, list[Any]]]


@dataclass
class Book:
    """What reading one ledger file collects besides its desk: whole chunks of right rows, keys seen, digests of rows.

    chunks: (sheet, row numbers from 1, column → values). key: the columns that name a row within the file.
    rows: the right ones; looked_at: all below the headers, so far.
    """

    table: Format
    chunks: list[Chunk] = field(default_factory=list)
    rows: int = 0
    looked_at: int = 0
    seen: dict[int, int] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = [column.name for column in self.table.columns]
        school = [SCHOOL] if self.table.holder == "school" else []
        self.key = [*school, *self.table.key]
        self.needed = [name for name in self.table.key if self.table.column(name).required]

    def take(self) -> list[Chunk]:
        """Return the chunks that are ready, once."""
        ready, self.chunks = self.chunks, []
        return ready

    def digest(self) -> str:
        """Return one SHA-256 for the right rows' values, the same for any order and any place in the file."""
        names = ",".join(self.names)
        return hashlib.sha256(names.encode() + b"".join(sorted(self.digests))).hexdigest()


@dataclass(frozen=True)
class _Place:
    """One column of the format, where it stands in the sheet, what its cells were answered.

    packing: where each row says how it is packed, if the column's figures are weighed and nothing says by what.
    """

    column: Column
    at: int
    answers: Answers
    packing: int | None = None


@dataclass
class _Spot:
    """Where in the file one works: the sheet, its header, its columns."""

    sheet: Sheet
    name: str
    header: Header
    places: list[_Place]


def body(sheet: Sheet, name: str, header: Header, desk: table.Desk, book: Book) -> Iterator[int]:
    """Read the rows below the header into the book; yield how many rows of the sheet were right after each chunk."""
    if name not in book.sheets:
        book.sheets.append(name)
    places = [
        _Place(
            column,
            at,
            Answers(column, desk.reader(column, header), desk.words),
            _packing(column, at, header, desk) if column.weighed else None,
        )
        for column, at in ((desk.table.column(column), at) for column, at in header.places.items())
    ]
    spot = _Spot(sheet, name, header, places)
    begun = book.rows
    below = _filled(chain(sheet.rows[header.last + 1 :], sheet.more), sheet, header, places)
    selected = table.Selection(sheet, name, header, desk)
    while rows := list(islice(below, CHUNK)):
        kept = [(number, row) for number, row in rows if selected.is_row(number - 1, row)]
        if kept:
            _chunk([number for number, _ in kept], [row for _, row in kept], spot, desk, book)
        book.looked_at += len(rows)
        yield book.rows - begun


def _packing(column: Column, at: int, header: Header, desk: table.Desk) -> int | None:
    if header.measure is not None or figures.names_unit(column, header.names[at], header.unit):
        return None
    free = [(place, said) for place, said in header.names.items() if place not in header.places.values()]
    return next((place for place, said in free if key(said.split("/")[-1]) in desk.known["packing"]), None)


def _measured(asked: list[Any], rows: Sequence[Cells], place: _Place, spot: _Spot) -> list[Any]:
    """Return bare weights or prices with the unit that their row gives, PACKED where it gives the size of a pack."""
    column, beside = place.column, spot.header.measure if place.packing is None else place.packing
    if beside is None:
        return asked
    said = [row[beside] if beside < len(row) else "" for row in rows]
    if place.packing is None:
        return [figures.with_unit(cell, unit, column) for cell, unit in zip(asked, said, strict=True)]
    return [PACKED if figures.counted(cell, packing) else cell for cell, packing in zip(asked, said, strict=True)]


def _filled(
    rows: Iterable[Cells], sheet: Sheet, header: Header, places: Iterable[_Place]
) -> Iterator[tuple[int, Cells]]:
    """Yield (number from 1, row); rows under a cell merged downwards get its value, MERGED where they add it up."""
    adding = {place.at for place in places if place.column.adds_up}
    spans: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in sheet.merged:
        if top > header.last and bottom > top and left == right:
            spans.setdefault(top, []).append((left, bottom))
    if not spans:
        yield from enumerate(rows, header.last + 2)
        return
    lent: dict[int, tuple[int, Any]] = {}
    for index, row in enumerate(rows, header.last + 1):
        for left, (bottom, value) in list(lent.items()):
            if index > bottom:
                del lent[left]
            elif left < len(row) and empty(row[left]):
                row[left] = value
        for left, bottom in spans.get(index, ()):
            if left in adding and left < len(row) and not empty(row[left]):
                row[left] = MERGED
            lent[left] = (bottom, row[left] if left < len(row) else "")
        yield index + 1, row


def _chunk(numbers: list[int], rows: list[Cells], spot: _Spot, desk: table.Desk, book: Book) -> None:
    values: dict[str, list[Any]] = {name: [None] * len(rows) for name in book.names}
    wrong: dict[int, list[Problem]] = {}
    width = max(place.at for place in spot.places) + 1
    short = min(map(len, rows)) < width
    for place in spot.places:
        asked = _asked(numbers, rows, place.at, spot.sheet, short=short)
        if place.column.weighed:
            asked = _measured(asked, rows, place, spot)
        answers = place.answers.many(asked)
        if place.answers.refused:
            for at, answer in enumerate(answers):
                if isinstance(answer, CellRefused):
                    wrong.setdefault(at, []).append(_problem(answer, numbers[at], asked[at], place, spot))
                    answers[at] = None
        values[place.column.name] = answers
    _fallen_apart(numbers, rows, wrong, spot)
    _repeats(numbers, values, wrong, spot, book)
    for at in sorted(wrong):
        for problem in wrong[at]:
            desk.complain(problem)
    if wrong:
        right = [at for at in range(len(rows)) if at not in wrong]
        numbers = [numbers[at] for at in right]
        values = {name: [column[at] for at in right] for name, column in values.items()}
    if numbers:
        book.chunks.append((spot.name, numbers, values))
        book.rows += len(numbers)
        book.digests += [hashlib.sha256(repr(row).encode()).digest() for row in zip(*values.values(), strict=True)]


def _fallen_apart(numbers: Sequence[int], rows: Sequence[Cells], wrong: dict[int, list[Problem]], spot: _Spot) -> None:
    """Complain of each line of a text file that is longer than its header and holds more, or 1,200 as two cells."""
    header, sheet = spot.header, spot.sheet
    width = max(map(len, sheet.rows[header.first : header.last + 1]))
    if not sheet.parted or sheet.parted not in _COMMAS or max(map(len, rows)) <= width:
        return
    for at, row in enumerate(rows):
        more = not all(map(empty, row[width:]))
        if more or (len(row) > width and _THOUSANDS.search(sheet.parted.join(map(str, row)))):
            facts = {"cells": len(row), "named": width}
            wrong.setdefault(at, []).append(Problem("line_too_long", spot.name, numbers[at], facts=facts))


def _asked(numbers: Sequence[int], rows: Sequence[Cells], at: int, sheet: Sheet, *, short: bool) -> list[Any]:
    """Return the cells of one column of the chunk, "" where a row ends before it, ERROR where Excel shows one."""
    asked = [row[at] if at < len(row) else "" for row in rows] if short else [row[at] for row in rows]
    if sheet.errors:
        asked = [
            ERROR if (number - 1, at) in sheet.errors else cell for number, cell in zip(numbers, asked, strict=True)
        ]
    return asked


def _problem(refused: CellRefused, number: int, cell: Any, place: _Place, spot: _Spot) -> Problem:
    said = "" if cell in (ERROR, MERGED, PACKED) else shown(cell, sensitive=place.column.sensitive)
    where = (spot.name, number, column_letter(place.at), spot.header.names[place.at])
    return Problem(refused.code, *where, said, refused.facts)


def _repeats(
    numbers: Sequence[int],
    values: dict[str, list[Any]],
    wrong: dict[int, list[Problem]],
    spot: _Spot,
    book: Book,
) -> None:
    """Complain of each row whose key stood in the file before, in a right row or a wrong one; it names that row.

    Rows are told apart by 64 bits of their key, hashed anew in every process: of a million rows two unlike ones meet
    in one file of 10**7, and then a person is asked in vain; nothing is lost.
    """
    if not book.needed:
        return
    sheet = book.sheets.index(spot.name) * _ROWS
    needed = [values[name] for name in book.needed]
    for at, named in enumerate(zip(*(values[name] for name in book.key), strict=True)):
        if any(column[at] is None for column in needed):
            continue
        here = sheet + numbers[at]
        earlier = book.seen.setdefault(hash(named), here)
        if earlier != here:
            wrong.setdefault(at, []).append(_twice(at, numbers[at], values, earlier, spot, book))


def _twice(at: int, number: int, values: dict[str, list[Any]], earlier: int, spot: _Spot, book: Book) -> Problem:
    first_sheet, first_row = divmod(earlier, _ROWS)
    columns = [book.table.column(name) for name in book.key if name in spot.header.places]
    place = spot.header.places[columns[-1].name]
    facts = {"first_sheet": book.sheets[first_sheet], "first_row": first_row, "columns": spoken(columns)}
    said = shown(str(values[columns[-1].name][at]), sensitive=columns[-1].sensitive)
    return Problem("key_twice", spot.name, number, column_letter(place), spot.header.names[place], said, facts)
