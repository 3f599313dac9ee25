"""Plain text and comma-separated tables, in the encodings that county offices write."""

import csv
import io
import re
from collections.abc import Iterator

from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.opening import Opened
from lianjing.engines.privacy.written import WORDS

_ENCODINGS = ("utf-8-sig", "gb18030")
# Words written in code: base64 over lines, quoted-printable, entities, signs by their numbers. Nobody reads them.
_CODED = re.compile(
    r"(?:[A-Za-z0-9+/=]{66,}\s+){2}|(?:=[0-9A-F]{2}){3}|(?:&#x?[0-9A-Fa-f]+;){2}|(?:\\(?:'[0-9a-f]{2}|u[0-9a-f]{4})){2}"
)
_FIGURE = re.compile(rf"(?=.*[0-9])[{WORDS['figure_signs']}]*")
_HEAD_SIGNS = 40


def decoded(data: bytes) -> str:
    """Return the text. Raises ValueError where no encoding fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("no encoding fits")


def opened(data: bytes, name: str) -> Opened:
    """Return a text file piece by piece: cells of a table with their column's name, else the whole text."""
    try:
        text = decoded(data)
    except ValueError:
        text = ""
    if not text or _CODED.search(text):
        return Opened("txt", carried=[Finding("not_readable", {"file": name})])
    rows = table_of(text)
    if rows is None:
        return Opened("txt", pieces=[Piece(text, {"file": name})])
    return Opened("csv", pieces=list(cells(rows, {"file": name})))


def table_of(text: str) -> list[list[str]] | None:
    """Return the rows of a comma- or tab-separated table, None for running text."""
    lines = [line for line in text.splitlines() if line.strip()]
    mark = next((one for one in (",", "\t", ";") if lines and all(one in line for line in lines[:5])), None)
    if mark is None or len(lines) < 2:
        return None
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    widths = {len(row) for row in rows if row}
    return rows if len(widths) <= 3 else None


def cells(rows: list[list[str]], place: dict[str, str | int]) -> Iterator[Piece]:
    """Yield the cells of a table with the name of their column: the nearest row above that names columns."""
    header = header_of(rows)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if text:
                named = header[1].get(column, "") if number > header[0] else ""
                yield Piece(text, {**place, "row": number, "column": column + 1}, header=named)


def header_of(rows: list[list[str]]) -> tuple[int, dict[int, str]]:
    """Return (number of the row that names the columns, their names): of the first rows with words only, the fullest.

    A line above a table with its unit and its day has fewer cells than the row below it.
    """
    heads = [(number, row) for number, row in enumerate(rows[:8], 1) if _names_columns(row)]
    if not heads:
        return 0, {}
    number, row = max(heads, key=lambda one: sum(bool(cell.strip()) for cell in one[1]))
    return number, {column: cell for column, cell in enumerate(row) if cell.strip()}


def _names_columns(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) >= 2 and all(len(cell) <= _HEAD_SIGNS and not _FIGURE.fullmatch(cell) for cell in filled)
