"""Sheets of cells, written as xlsx, ods or GB18030 text, the same bytes every time."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from lianjing.county.shape import MARKING

Cell = str | int | float | date | None
_DAY = datetime(2026, 9, 10, 8, 0, 0)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass
class Sheet:
    """Rows of cells; `merged` holds the row numbers (from 0) whose first cell spans all columns.

    `listed` counts the people written so far, for the total row.
    """

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    listed: int = 0

    @property
    def width(self) -> int:
        """Return the number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=1)

    def add(self, *cells: Cell) -> int:
        """Append a row and return its number, counted from 1 as Excel shows it."""
        self.rows.append(list(cells))
        return len(self.rows)

    def add_merged(self, text: str) -> int:
        """Append a row that is one cell across the sheet and return its number."""
        self.merged.add(len(self.rows))
        return self.add(text)


def write_xlsx(path: Path, sheets: list[Sheet]) -> None:
    """Write a workbook row by row; properties and entries carry a fixed day."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": _DAY, "comments": MARKING, "author": "演示"})
    title = book.add_format({"bold": True, "align": "center"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for number, row in enumerate(sheet.rows):
            if number in sheet.merged and sheet.width > 1:
                page.merge_range(number, 0, number, sheet.width - 1, row[0], title)
                continue
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, int | float):
                    page.write_number(number, column, cell)
                elif cell is not None:
                    page.write_string(number, column, cell)
    book.close()
    _rewrite(path, buffer)


def _rewrite(path: Path, buffer: io.BytesIO) -> None:
    """Copy a zip archive with fixed days and rights: the writer takes them from temporary files."""
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(_entry(name), source.read(name))


def _entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DAY)
    entry.compress_type = how
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    return entry


def write_text(path: Path, sheets: list[Sheet], delimiter: str = ",") -> None:
    """Write the sheets one below the other as GB18030 text with CRLF, as old export programs do."""
    buffer = io.StringIO()
    out = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for sheet in sheets:
        out.writerows([_text(cell) for cell in row] for row in sheet.rows)
    path.write_bytes(buffer.getvalue().encode("gb18030"))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):  # what a spreadsheet saves of a long number
        return f"{cell:.5E}"
    return f"{cell.year}/{cell.month}/{cell.day}" if isinstance(cell, date) else str(cell)


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(path: Path, sheets: list[Sheet]) -> None:
    """Write an OpenDocument spreadsheet (ISO/IEC 26300): mimetype first and stored, then the content."""
    parts = [_ODS_HEAD]
    for sheet in sheets:
        parts.append(f'<table:table table:name="{escape(sheet.name)}">')
        for number, row in enumerate(sheet.rows):
            span = sheet.width if number in sheet.merged else 1
            parts.append(f"<table:table-row>{''.join(_ods_cell(cell, span) for cell in row)}</table:table-row>")
        parts.append("</table:table>")
    parts.append("</office:spreadsheet></office:body></office:document-content>")
    with zipfile.ZipFile(path, "w") as target:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        target.writestr(_entry("mimetype", zipfile.ZIP_STORED), kind)
        target.writestr(_entry("META-INF/manifest.xml"), _ODS_MANIFEST)
        target.writestr(_entry("content.xml"), "".join(parts))


def _ods_cell(cell: Cell, span: int) -> str:
    wide = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell!r}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}{wide}><text:p>{escape(_text(cell))}</text:p></table:table-cell>"
