"""A workbook or a text file as sheets of plain cells, row by row."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import python_calamine

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import extent
from lianjing.engines.intake.outcome import Limits

Cells = list[Any]
Span = tuple[int, int, int, int]
_DELIMITERS = ",\t;|\uff0c"
_FIELD_LIMIT = 1 << 20


@dataclass
class Sheet:
    """One sheet: rows[0] is the row 1 of the paper; merged spans are (top, left, bottom, right)."""

    name: str
    hidden: bool = False
    rows: list[Cells] = field(default_factory=list)
    merged: tuple[Span, ...] = ()
    errors: frozenset[tuple[int, int]] = frozenset()


def sheets(data: bytes, kind: str, limits: Limits) -> Iterator[Sheet]:
    """Yield the sheets of a file of this kind, one at a time.

    Cells: str, int, float, bool, date, datetime, time, timedelta; "" for nothing. Raises RuleBroken:
    file_not_readable, file_encrypted, file_too_many_rows, file_too_many_cells, file_too_many_sheets, cell_far_away.
    """
    if kind == "csv":
        yield _text_sheet(data, limits)
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
        sheet = _worksheet(book, page, limits, left)
        sheet.errors = errors.get(sheet.name, frozenset())
        left -= sum(map(len, sheet.rows[:1])) * len(sheet.rows)
        yield sheet


def _worksheet(book: Any, page: Any, limits: Limits, left: int) -> Sheet:
    hidden = page.visible is not python_calamine.SheetVisibleEnum.Visible
    try:
        grid = book.get_sheet_by_name(page.name)
        height, width = grid.total_height + 1, grid.total_width + 1
        if grid.start is None:
            return Sheet(page.name, hidden)
        _fits(page.name, height, width, limits, left)
        rows = grid.to_python(skip_empty_area=False)
        spans = tuple((t, lft, b, r) for (t, lft), (b, r) in grid.merged_cell_ranges or ())
    except (RuleBroken, MemoryError):
        raise
    except Exception as broken:
        raise RuleBroken("file_not_readable", found="sheet") from broken
    return Sheet(page.name, hidden, rows, spans)


def _fits(name: str, height: int, width: int, limits: Limits, left: int) -> None:
    if height > limits.rows:
        raise RuleBroken("file_too_many_rows", sheet=name, rows=height, limit=limits.rows)
    if height * width > left:
        raise RuleBroken("file_too_many_cells", sheet=name, cells=height * width, limit=limits.cells)


def _text_sheet(data: bytes, limits: Limits) -> Sheet:
    text = decode(data)
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[Cells] = []
    cells = width = 0
    sign = delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for row in lines:
            rows.append(row)
            cells += len(row)
            if any("\n" in cell and cell.count(sign) >= width - 1 > 1 for cell in row):
                raise csv.Error("a cell holds line ends and as many separators as a whole row")
            width = max(width, len(row))
            if len(rows) > limits.rows:
                raise RuleBroken("file_too_many_rows", sheet="", rows=f"> {limits.rows}", limit=limits.rows)
            if cells > limits.cells or len(row) > limits.cells // 100:
                raise RuleBroken("file_too_many_cells", sheet="", cells=cells, limit=limits.cells)
    except csv.Error as broken:  # a lost quotation mark would swallow the rows after it
        raise RuleBroken("file_not_readable", found=f"csv, {len(rows)}+") from broken
    return Sheet("", False, rows)


def decode(data: bytes) -> str:
    """Return the text: a byte order mark decides, then strict UTF-8, then GB18030; RuleBroken("file_not_readable")."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise RuleBroken("file_not_readable", found="text") from broken


def delimiter(text: str) -> str:
    """Return the sign between cells: the one that splits most of the first lines into the same number of parts."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:50]
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        counts = [_outside_quotes(line, sign) for line in lines]
        steady = sum(a == b > 0 for a, b in pairwise(counts)) + sum(count > 0 for count in counts)
        if steady > most:
            best, most = sign, steady
    return best


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
