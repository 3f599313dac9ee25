"""The ledgers as the files that a county's systems export: headers and words in Chinese, yuan and kilograms."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from lianjing.county.ledgers.book import Ledger
from lianjing.engines.intake import formats

IN_EXCEL = 4_000  # rows up to which an office would send a workbook; longer tables come as csv from a system
_OLD_CODE = 3  # every so many csv files is in the old Chinese code, as accounting programs still write it
_MADE = datetime(2026, 9, 1)
_BETWEEN = "\u3001"
_YES, _NO = "\u662f", "\u5426"


def write_table(ledger: Ledger, folder: Path, index: int) -> Path:
    """Write one ledger into `folder`/<format>/ as its system would export it and return the file.

    A short table is a workbook, a long one csv; index: its place among the tables, which decides the csv's encoding.
    The same rows give the same bytes.
    """
    table = formats.load(ledger.name)
    heads, columns = zip(*_shown(ledger, table), strict=True)
    home = folder / ledger.name
    home.mkdir(parents=True)
    if ledger.length <= IN_EXCEL:
        path = home / f"{table.zh}.xlsx"
        _workbook(path, table.zh, heads, columns)
    else:
        path = home / f"{table.zh}.csv"
        path.write_bytes(_csv(heads, columns, "gb18030" if index % _OLD_CODE == 0 else "utf-8-sig"))
    return path


def _shown(ledger: Ledger, table: formats.Format) -> Iterator[tuple[str, list[str | None]]]:
    """Yield each column that has any cell: its header and its cells as text."""
    plain = ledger.arrow()
    for column in table.columns:
        cells = plain[column.name].combine_chunks()
        if cells.null_count == len(cells) and not column.required:
            continue
        yield _head(column), _text(column, cells).to_pylist()


def _head(column: formats.Column) -> str:
    unit = {"money": "\u5143", "weight": "\u516c\u65a4"}.get(column.type, "")
    return f"{column.zh}({unit})" if unit and not column.per else column.zh


def _text(column: formats.Column, cells: pa.Array) -> pa.Array:
    if column.type == "choice":
        return _words(column, cells)
    if column.type == "money":
        return _scaled(cells, 2)
    if column.type == "weight":
        return _scaled(cells, 3)
    if column.share:
        return _percent(cells)
    if column.type == "boolean":
        return pc.if_else(cells, _YES, _NO)
    if column.type == "time":
        return pc.strftime(cells.cast(pa.timestamp("s")), "%Y-%m-%d %H:%M:%S")
    text = cells.cast(pa.string())
    return _listed(text) if column.many else text


def _scaled(cells: pa.Array, places: int) -> pa.Array:
    """Return whole small units as large ones: 1234 fen are 12.34 yuan, exactly."""
    unit = pa.scalar("0." + "0" * (places - 1) + "1").cast(pa.decimal128(places + 1, places))
    return pc.multiply(cells.cast(pa.decimal128(20, 0)), unit).cast(pa.string())


def _percent(cells: pa.Array) -> pa.Array:
    """Return parts of a whole as percentages: 0.85 is 85%."""
    hundredths = pc.round(pc.multiply(cells, 100.0), 4).to_pylist()
    return pa.array([None if one is None else f"{one:g}%" for one in hundredths], pa.string())


def _listed(text: pa.Array) -> pa.Array:
    return pc.replace_substring(pc.utf8_trim(text, "|"), "|", _BETWEEN)


def _words(column: formats.Column, cells: pa.Array) -> pa.Array:
    """Return the Chinese word of each code; a list of codes becomes a list of words."""
    word = {choice.code: choice.zh for choice in column.choices}
    coded = cells.dictionary_encode()
    said = [_BETWEEN.join(word[one] for one in text.strip("|").split("|")) for text in coded.dictionary.to_pylist()]
    return pa.array(said, pa.string()).take(coded.indices)


def _csv(heads: tuple[str, ...], columns: tuple[list[str | None], ...], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode(encoding)


def _workbook(path: Path, title: str, heads: tuple[str, ...], columns: tuple[list[str | None], ...]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [title], bold)
        sheet.write_row(1, 0, heads, bold)
        sheet.freeze_panes(2, 0)
        for row, cells in enumerate(zip(*columns, strict=True), start=2):
            sheet.write_row(row, 0, [cell or "" for cell in cells])
