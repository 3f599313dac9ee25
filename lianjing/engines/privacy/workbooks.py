"""Workbooks: every cell of every sheet, hidden ones too; comments, hidden rows and columns, what caches keep."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened, carried_parts, core_properties, parts_of
from lianjing.engines.privacy.texts import header_of


def opened(data: bytes, name: str, drawn: frozenset[str]) -> Opened:
    """Return a workbook piece by piece, with everything it hides or carries. Raises what openpyxl and zipfile raise."""
    import openpyxl

    warnings.simplefilter("ignore")
    parts = dict(parts_of(data))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    found = Opened("xlsx")
    found.carried += carried_parts(name, parts, drawn)
    found.carried += core_properties(name, parts)
    found.carried += [
        Finding("cached_data", {"file": name, "part": part}) for part in parts if "pivotcache" in part.lower()
    ]
    found.pieces += [Piece(text, {"file": name, "part": part}) for part, text in _loose(book)]
    for sheet in book.worksheets:
        found.carried += _hidden(sheet, name)
        found.pieces += _cells(sheet, name)
    for sheet in shown.worksheets:  # what a formula shows, besides what it says
        found.pieces += _cells(sheet, name, only_other_than=book[sheet.title])
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


def _hidden(sheet: Any, name: str) -> Iterator[Finding]:
    place = {"file": name, "sheet": sheet.title}
    if sheet.sheet_state != "visible":
        yield Finding("hidden_sheet", place)
    for number, row in sheet.row_dimensions.items():
        if (row.hidden or row.height == 0) and number <= sheet.max_row:
            yield Finding("hidden_row", {**place, "row": number})
    for letter, column in sheet.column_dimensions.items():
        if column.hidden or column.width == 0:
            yield Finding("hidden_column", {**place, "column": letter})
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None:
                yield Finding("comment", {**place, "cell": cell.coordinate})
            if cell.value not in (None, "") and (cell.number_format == ";;;" or _is_white(cell)):
                yield Finding("hidden_text", {**place, "cell": cell.coordinate})


def _is_white(cell: Any) -> bool:
    colour = cell.font.color
    filled = cell.fill is not None and cell.fill.fill_type is not None
    return (
        colour is not None
        and colour.type == "rgb"
        and str(colour.rgb).upper() in ("FFFFFFFF", "00FFFFFF")
        and not filled
    )


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
