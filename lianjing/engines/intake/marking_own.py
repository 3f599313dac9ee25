"""Mark the sender's own xlsx: looks, widths and rows stay; formulas, macros, links and rules do not."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedNameDict
from openpyxl.worksheet.datavalidation import DataValidationList

from lianjing.engines.intake.marking_fresh import free_title, list_rows

RED = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_WIDTHS = (14, 8, 8, 18, 26, 90)


def mark(
    source: BytesIO,
    spots: Callable[[str], Mapping[tuple[int, int], str]],
    notes: Sequence[Mapping[str, Any]],
    labels: Mapping[str, Any],
) -> bytes:
    """Return the workbook in `source` with the places `spots(sheet name)` red and commented, and the list in front."""
    book = openpyxl.load_workbook(source, data_only=True, keep_vba=False, keep_links=False)
    book.defined_names = DefinedNameDict()
    book.calculation.fullCalcOnLoad = False
    for sheet in book.worksheets:
        _disarm(sheet)
        for (row, column), text in spots(sheet.title).items():
            _mark_cell(sheet, row + 1, column + 1, text, labels["author"])
    _list(book, notes, labels)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _disarm(sheet: Any) -> None:
    """Take everything away that calculates, points outside or runs; text that looks like a formula stays text."""
    sheet.data_validations = DataValidationList()
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.defined_names = DefinedNameDict()
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            cell.hyperlink = None
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith(_DANGEROUS)):
                cell.data_type = "s"
                cell.value, cell.data_type = str(cell.value), "s"
                cell.quotePrefix = True


def _mark_cell(sheet: Any, row: int, column: int, text: str, author: str) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        span = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
        cell = sheet.cell(span.min_row, span.min_col)
    cell.fill = RED
    said = f"{cell.comment.text}\n{text}" if cell.comment else text
    cell.comment = Comment(_clean(said), author, height=110, width=320)


def _list(book: Any, notes: Sequence[Mapping[str, Any]], labels: Mapping[str, Any]) -> None:
    sheet = book.create_sheet(free_title(labels["sheet"], book.sheetnames), 0)
    for number, row in enumerate(list_rows(notes, labels), start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = _clean(text)
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=column == len(_WIDTHS))
            if number == 1:
                cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
