"""A workbook or a text file as sheets of plain cells, row by row."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import python_calamine

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import extent
from lianjing.engines.intake.outcome import Limits

Cells = list[Any]
Span = tuple[int, int, int, int]
_DELIMITERS = ",\t;|\uff0c"
_FIELD_LIMIT = 1 << 20
_SAMPLE = 65536  # characters that decide which sign parts the cells
_PIECE = 1 << 20
_ZERO_LOST = re.compile(r"(?:19|20)\d\d\.1")


@dataclass
class Sheet:
    """One sheet: rows[0] is the row 1 of the paper; merged spans are (top, left, bottom, right).

    parted: the sign between the cells of a text file, "" in a workbook. more: the rows after `rows` where only the
    first were asked for; to be walked once, before the next sheet.
    """

    name: str
    hidden: bool = False
    rows: list[Cells] = field(default_factory=list)
    more: Iterable[Cells] = ()
    merged: tuple[Span, ...] = ()
    errors: frozenset[tuple[int, int]] = frozenset()
    parted: str = ""


def sheets(data: bytes, kind: str, limits: Limits, first: int | None = None) -> Iterator[Sheet]:
    """Yield the sheets of a file of this kind, one at a time; with `first` only so many rows of each, the rest in more.

    Cells: str, int, float, bool, date, datetime, time, timedelta; "" for nothing. Raises RuleBroken, also while the
    rows in `more` are walked: file_not_readable, file_encrypted, file_too_many_rows, file_too_many_cells,
    file_too_many_sheets, cell_far_away.
    """
    if kind == "csv":
        encoding = encoding_of(data)
        with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as head:
            sign = delimiter(head.read(_SAMPLE))
        yield _begun(Sheet("", parted=sign), _text_rows(data, encoding, sign, limits), first)
        return
    errors = extent.survey(data, limits) if kind == "xlsx" else {}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as locked:
        raise RuleBroken("file_encrypted") from locked
    except MemoryError:
        raise
    except Exception as broken:
        raise RuleBroken("file_not_readable", found=kind) from broken
    pages = [page for page in book.sheets_metadata if page.typ is python_calamine.SheetTypeEnum.WorkSheet]
    if len(pages) > limits.sheets:
        raise RuleBroken("file_too_many_sheets", sheets=len(pages), limit=limits.sheets)
    left = limits.cells
    for page in pages:
        sheet, rows, cells = _worksheet(book, page, limits, left)
        left -= cells
        sheet.errors = errors.get(sheet.name, frozenset())
        yield _begun(sheet, rows, first)


def _begun(sheet: Sheet, rows: Iterator[Cells], first: int | None) -> Sheet:
    sheet.rows = list(islice(rows, first))
    sheet.more = rows
    return sheet


def _worksheet(book: Any, page: Any, limits: Limits, left: int) -> tuple[Sheet, Iterator[Cells], int]:
    hidden = page.visible is not python_calamine.SheetVisibleEnum.Visible
    try:
        grid = book.get_sheet_by_name(page.name)
        if grid.start is None:
            return Sheet(page.name, hidden), iter(()), 0
        height, width = grid.total_height + 1, grid.total_width + 1
        _fits(page.name, height, width, limits, left)
        spans = tuple((t, lft, b, r) for (t, lft), (b, r) in grid.merged_cell_ranges or ())
    except (RuleBroken, MemoryError):
        raise
    except Exception as broken:
        raise RuleBroken("file_not_readable", found="sheet") from broken
    return Sheet(page.name, hidden, merged=spans), _grid_rows(grid), height * width


def _grid_rows(grid: Any) -> Iterator[Cells]:
    """Yield the rows from the first of the paper; the parser leaves out empty columns on the left, not rows above."""
    before = [""] * grid.start[1]
    try:
        for row in grid.iter_rows():
            yield [*before, *row] if before else row
    except MemoryError:
        raise
    except Exception as broken:
        raise RuleBroken("file_not_readable", found="sheet") from broken


def _fits(name: str, height: int, width: int, limits: Limits, left: int) -> None:
    if height > limits.rows:
        raise RuleBroken("file_too_many_rows", sheet=name, rows=height, limit=limits.rows)
    if height * width > left:
        raise RuleBroken("file_too_many_cells", sheet=name, cells=height * width, limit=limits.cells)


def _text_rows(data: bytes, encoding: str, sign: str, limits: Limits) -> Iterator[Cells]:
    """Yield the lines of a text file; 2025.1 as the number that it may have been: October, its zero lost."""
    csv.field_size_limit(_FIELD_LIMIT)
    cells = width = count = 0
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding, newline=""), delimiter=sign, strict=True)
    try:
        for row in lines:
            count += 1
            cells += len(row)
            if any("\n" in cell and cell.count(sign) >= width - 1 > 1 for cell in row):
                raise csv.Error("a cell holds line ends and as many separators as a whole row")
            width = max(width, len(row))
            if count > limits.rows:
                raise RuleBroken("file_too_many_rows", sheet="", rows=f"> {limits.rows}", limit=limits.rows)
            if cells > limits.cells or len(row) > limits.cells // 100:
                raise RuleBroken("file_too_many_cells", sheet="", cells=cells, limit=limits.cells)
            yield (
                [float(cell) if _ZERO_LOST.fullmatch(cell) else cell for cell in row] if ".1" in sign.join(row) else row
            )
    except csv.Error as broken:  # a lost quotation mark would swallow the rows after it
        raise RuleBroken("file_not_readable", found=f"csv, {count}+") from broken


def encoding_of(data: bytes) -> str:
    """Return the encoding the whole text keeps to: a byte order mark decides, then strict UTF-8, then GB18030.

    Raises RuleBroken("file_not_readable"). The text is tried piece by piece, never held.
    """
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = next((encoding for mark, encoding in marks if data.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        if _is_in(data, encoding):
            return encoding
    raise RuleBroken("file_not_readable", found="text")


def _is_in(data: bytes, encoding: str) -> bool:
    decoder, view = codecs.getincrementaldecoder(encoding)(), memoryview(data)
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(view[at : at + _PIECE], at + _PIECE >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def delimiter(text: str) -> str:
    """Return the sign between cells: the one that splits most of the first lines into the same number of parts."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:50]
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        counts = [_outside_quotes(line, sign) for line in lines]
        steady = sum(a == b > 0 for a, b in pairwise(counts)) + sum(count > 0 for count in counts)
        if steady > most:
            best, most = sign, steady
    return best


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
