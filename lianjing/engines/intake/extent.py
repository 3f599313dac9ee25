"""Look into the packed sheets of an xlsx before parsing: how far its cells reach, and which show an Excel error.

A parser reserves the whole rectangle between the outermost cells, so one stray cell in the last corner of a
5 KB file asks for 17 thousand million cells. Only cells that hold something count; formatted nothing does not.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.outcome import Limits

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*?>(?=<(?:\w+:)?(?:v|is|f)\b)')
_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*?t="e")[^>]*?r="([A-Z]{1,3})(\d{1,7})"')
# A formula whose value was not saved, as programs write it that do not reckon; an empty t="str" is a value.
_UNRECKONED = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*?t="str")[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SUSPECT = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{6})')  # begins with plain signs, so that it is found fast
_BLOCK = 1 << 20
_OVERLAP = 4096
_ERRORS_KEPT = 500


def survey(data: bytes, limits: Limits) -> dict[str, frozenset[tuple[int, int]]]:
    """Return per sheet the cells (row, column from 0) that hold an Excel error such as #N/A, or an unsaved formula.

    Raises RuleBroken: cell_far_away (sheet, cell), file_too_many_rows, file_too_hungry (more is unpacked than was
    declared), file_not_readable.
    """
    found: dict[str, frozenset[tuple[int, int]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name, path in _paths(archive):
                found[name] = _one(archive, name, path, limits)
    except (RuleBroken, MemoryError):
        raise
    except Exception as broken:  # any fault of the container: the parser would not fare better
        raise RuleBroken("file_not_readable", found="xlsx") from broken
    return found


def _paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield sheet name and part name, by the workbook's own list; an unreadable list yields nothing."""
    inside = {name.lstrip("/").replace("\\", "/").lower(): name for name in archive.namelist()}
    try:
        book = ElementTree.fromstring(archive.read(inside["xl/workbook.xml"]))
        links = ElementTree.fromstring(archive.read(inside["xl/_rels/workbook.xml.rels"]))
    except (KeyError, ParseError, DefusedXmlException, ValueError):
        return
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if sheet.tag.rsplit("}", 1)[-1] != "sheet":
            continue
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(key, "").lstrip("/").removeprefix("xl/").lower()
        if (path := inside.get(f"xl/{target}")) is not None:
            yield sheet.get("name", ""), path


def _one(archive: zipfile.ZipFile, name: str, path: str, limits: Limits) -> frozenset[tuple[int, int]]:
    errors: set[tuple[int, int]] = set()
    bottom, right, far = 0, 0, ""
    for block in _blocks(archive, path, limits):
        if b't="e"' in block and len(errors) < _ERRORS_KEPT:
            errors.update((int(row) - 1, column_index(letters.decode())) for letters, row in _ERROR.findall(block))
        if b"<f" in block or b":f" in block:
            errors.update((int(row) - 1, column_index(letters.decode())) for letters, row in _UNRECKONED.findall(block))
        if not bottom and not _SUSPECT.search(block):
            continue
        for letters, digits in _CELL.findall(block):
            row, column = int(digits), column_index(letters.decode())
            if row > bottom or column > right:
                far = f"{letters.decode()}{row}"
            bottom, right = max(bottom, row), max(right, column)
    if bottom and far:
        _reach(name, far, bottom, right + 1, limits)
    return frozenset(errors)


def _reach(name: str, far: str, height: int, width: int, limits: Limits) -> None:
    if width > limits.columns and height * width > limits.cells:
        raise RuleBroken("cell_far_away", sheet=name, cell=far, limit=limits.cells)
    if height > limits.rows:
        raise RuleBroken("file_too_many_rows", sheet=name, rows=height, limit=limits.rows)


def _blocks(archive: zipfile.ZipFile, path: str, limits: Limits) -> Iterator[bytes]:
    """Yield the part piece by piece, each with the end of the one before it, so that no cell is cut in two."""
    unpacked, tail = 0, b""
    with archive.open(path) as part:
        while piece := part.read(_BLOCK):
            unpacked += len(piece)
            if unpacked > limits.unpacked_bytes:
                raise RuleBroken("file_too_hungry", what="unpacked_bytes", limit=f"{limits.unpacked_bytes // 2**20} MB")
            yield tail + piece
            tail = piece[-_OVERLAP:]


def column_index(letters: str) -> int:
    """Return the column's place from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def column_letter(place: int) -> str:
    """Return the letters of the column at `place` from 0."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(65 + left) + letters
    return letters
