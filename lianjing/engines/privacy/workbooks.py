"""Workbooks: every cell of every sheet, hidden ones too; comments, hidden rows and columns, what caches keep."""

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened, carried_parts, core_properties, parts_of
from lianjing.engines.privacy.parts import everything, roots_of
from lianjing.engines.privacy.texts import header_of
from lianjing.engines.privacy.unseen import is_white
from lianjing.engines.privacy.written import WORDS

_SHOWS_NOTHING = re.compile(rf";+|{WORDS['white_formats']}", re.IGNORECASE)  # ways of writing a figure
_WHITES = (1, 9)  # of the old palette


def opened(data: bytes, name: str, drawn: frozenset[str]) -> Opened:
    """Return a workbook piece by piece, with everything it hides or carries. Raises what openpyxl and zipfile raise."""
    import openpyxl

    warnings.simplefilter("ignore")
    parts = parts_of(data)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    found = Opened("xlsx")
    found.carried += carried_parts(name, parts, drawn)
    found.carried += core_properties(name, parts)
    found.pieces += [Piece(text, {"file": name, "part": part}) for part, text in _loose(book)]
    for sheet in book.worksheets:
        found.carried += _hidden(sheet, name)
        found.pieces += _cells(sheet, name)
    for sheet in shown.worksheets:  # what a formula shows, besides what it says
        found.pieces += _cells(sheet, name, only_other_than=book[sheet.title])
    roots, broken = roots_of(name, parts)
    found.carried += broken
    found.pieces += list(everything(name, parts, roots, {piece.text for piece in found.pieces}))
    return found


def _loose(book: Any) -> Iterator[tuple[str, str]]:
    """Yield text that stands in no cell: names of sheets and ranges, page headers and footers."""
    for sheet in book.worksheets:
        yield "sheet name", sheet.title
        for part in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter, sheet.firstHeader):
            for side in (part.left, part.center, part.right) if part else ():
                if side.text:
                    yield "header or footer", str(side.text)
        for rule in sheet.data_validations.dataValidation if sheet.data_validations else ():
            for text in (rule.formula1, rule.prompt, rule.error):
                if text:
                    yield "input rule", str(text)
    for named in book.defined_names.values():
        yield "named range", f"{named.name} {named.value or ''}"


def hidden_rows(sheet: Any) -> set[int]:
    """Return the numbers of rows that are not shown, by themselves or as the sheet says of all."""
    said = sheet.row_dimensions
    hidden = {number for number, one in said.items() if one.hidden or one.height == 0}
    if sheet.sheet_format.zeroHeight:
        hidden |= {number for number in range(1, sheet.max_row + 1) if number not in said or not said[number].height}
    return hidden


def hidden_columns(sheet: Any) -> set[int]:
    """Return the numbers of columns that are not shown; one line of the file may speak of many."""
    last = sheet.max_column
    hidden = (one for one in sheet.column_dimensions.values() if one.hidden or one.width == 0)
    return {at for one in hidden for at in range(one.min, min(one.max, last) + 1)}


def is_concealed(cell: Any) -> bool:
    """Return whether a cell says something that nobody sees: white on white, or written in a way that shows nothing."""
    if cell.value in (None, ""):
        return False
    return _SHOWS_NOTHING.fullmatch(cell.number_format) is not None or _is_white(cell)


def _hidden(sheet: Any, name: str) -> Iterator[Finding]:
    from openpyxl.utils import get_column_letter

    place = {"file": name, "sheet": sheet.title}
    rows, columns = hidden_rows(sheet), hidden_columns(sheet)
    filled: dict[str, set[int]] = {"row": set(), "column": set()}
    if sheet.sheet_state != "visible":
        yield Finding("hidden_sheet", place)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None:
                yield Finding("comment", {**place, "cell": cell.coordinate})
            if is_concealed(cell):
                yield Finding("hidden_text", {**place, "cell": cell.coordinate})
            if cell.value not in (None, ""):
                filled["row"].add(cell.row)
                filled["column"].add(cell.column)
    yield from (Finding("hidden_row", {**place, "row": number}) for number in sorted(rows & filled["row"]))
    for at in sorted(columns & filled["column"]):
        yield Finding("hidden_column", {**place, "column": get_column_letter(at)})


def _is_white(cell: Any) -> bool:
    fill = cell.fill
    bare = fill is None or fill.fill_type is None or (fill.fill_type == "solid" and _white(fill.fgColor))
    return bare and _white(cell.font.color)


def _white(colour: Any) -> bool:
    """Return whether a colour of a workbook is white: by its digits, by the theme's ground, or by the old palette."""
    if colour is None:
        return False
    match colour.type:
        case "rgb":
            return is_white(str(colour.rgb))
        case "theme":
            return colour.theme == 0 and not colour.tint
        case _:
            return colour.indexed in _WHITES


def _cells(sheet: Any, name: str, only_other_than: Any = None) -> Iterator[Piece]:
    head = [[_text(cell.value) for cell in row] for row in sheet.iter_rows(max_row=8)]
    number, names = header_of(head)
    for row in sheet.iter_rows():
        for cell in row:
            text = _text(cell.value)
            if not text or (only_other_than is not None and text == _text(only_other_than[cell.coordinate].value)):
                continue
            named = names.get(cell.column - 1, "") if cell.row > number else ""
            yield Piece(text, {"file": name, "sheet": sheet.title, "cell": cell.coordinate}, header=named)
            if cell.hyperlink is not None and cell.hyperlink.target:
                yield Piece(str(cell.hyperlink.target), {"file": name, "sheet": sheet.title, "cell": cell.coordinate})


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
