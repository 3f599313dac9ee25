"""Write the marked rows into a new workbook: values only, every text as text."""

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from lianjing.engines.intake.headers import LOOKED_AT
from lianjing.engines.intake.plain import empty
from lianjing.engines.intake.readers import Sheet

WHOLE_UP_TO = 300_000  # cells; above it only the wrong rows are worth the sender's time and ours
_TEXT_LONGEST = 32_000
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS = (14, 8, 8, 18, 26, 90)


def write(
    sheets: Sequence[Sheet], spots: Mapping[str, Mapping[tuple[int, int], str]], request: Mapping[str, Any]
) -> bytes:
    """Return an xlsx: the list of problems, then each sheet with its wrong cells red and commented."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    looks = {
        "red": book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "bold": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "red_day": book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#FFC7CE", "font_color": "#9C0006"}),
    }
    labels = request["labels"]
    titles = [free_title(labels["sheet"], [])]
    _list(book.add_worksheet(titles[0]), request["notes"], labels, looks)
    whole = sum(len(row) for sheet in sheets for row in sheet.rows) <= WHOLE_UP_TO
    for sheet in sheets:
        titles.append(free_title(sheet.name or labels["rows"], titles))
        page = book.add_worksheet(titles[-1])
        _page(page, sheet, spots[sheet.name], labels, looks, whole=whole)
    book.close()
    return out.getvalue()


def free_title(wanted: str, taken: Iterable[str]) -> str:
    """Return a sheet title that Excel accepts and that is not taken yet."""
    plain = _NOT_IN_TITLES.sub(" ", wanted).strip(" '")[:28] or "Sheet"
    used = {title.casefold() for title in taken}
    number, title = 1, plain
    while title.casefold() in used:
        number += 1
        title = f"{plain[:25]} {number}"
    return title


def list_rows(notes: Sequence[Mapping[str, Any]], labels: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the list's header and one row per problem: sheet, row, column, header, what stands there, sentence."""
    yield tuple(labels["heads"])
    for note in notes:
        row = "" if note["row"] is None else str(note["row"])
        yield note["sheet"], row, note["column"] or "", note["header"] or "", note["value"] or "", note["text"]


def _list(page: Any, notes: Sequence[Mapping[str, Any]], labels: Mapping[str, Any], looks: Mapping[str, Any]) -> None:
    for number, row in enumerate(list_rows(notes, labels)):
        for column, text in enumerate(row):
            page.write_string(number, column, text[:_TEXT_LONGEST], looks["wrap" if number else "bold"])
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)


def _page(
    page: Any,
    sheet: Sheet,
    spots: Mapping[tuple[int, int], str],
    labels: Mapping[str, Any],
    looks: Mapping[str, Any],
    *,
    whole: bool,
) -> None:
    """Write the sheet: whole with every row in its place, or its top and the wrong rows, old numbers in front."""
    wrong = {row for row, _ in spots}
    shift = 0 if whole else 1
    kept = [n for n in range(len(sheet.rows)) if whole or n in wrong or (n < LOOKED_AT and n <= min(wrong, default=0))]
    for line, number in enumerate(kept):
        target = number if whole else line
        if not whole:
            page.write_string(target, 0, labels["old_row"] % {"row": number + 1}, looks["bold"])
        for column, cell in enumerate(sheet.rows[number]):
            _cell(page, target, column + shift, cell, looks, marked=(number, column) in spots)
        for (row, column), text in spots.items() if number in wrong else ():
            if row == number:
                page.write_comment(target, column + shift, text[:_TEXT_LONGEST], {"x_scale": 2.5, "y_scale": 1.5})


def _cell(page: Any, row: int, column: int, cell: Any, looks: Mapping[str, Any], *, marked: bool) -> None:
    """Write one value as what it is; never a formula, never a link."""
    red = looks["red"] if marked else None
    if isinstance(cell, bool) or (isinstance(cell, str) and cell):
        page.write_string(row, column, str(cell)[:_TEXT_LONGEST], red)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        page.write_number(row, column, cell, red)
    elif isinstance(cell, date | datetime) and cell.year >= 1900:
        page.write_datetime(row, column, cell, looks["red_day" if marked else "day"])
    elif isinstance(cell, date | time | timedelta | float):
        page.write_string(row, column, str(cell), red)
    elif marked and empty(cell):
        page.write_blank(row, column, None, red)
