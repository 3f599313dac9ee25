"""Turn one sheet into rows and problems: which rows are rows, what each cell says, what is passed over and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from lianjing.engines.intake import cells, headers
from lianjing.engines.intake.extent import column_letter
from lianjing.engines.intake.formats import Column, Format, Words, spoken
from lianjing.engines.intake.naming import SURE
from lianjing.engines.intake.outcome import Limits, Lookups, Problem, Row, SheetSeen, Skipped
from lianjing.engines.intake.plain import empty, key, keys, shown
from lianjing.engines.intake.readers import Cells, Sheet
from lianjing.engines.intake.refused import CellRefused

_FIRST_CELLS = 3
_OTHER_TABLE = 2  # a sheet that lacks or half-guesses so many required columns is another table of the workbook
_LOOKED_UP = ("unit_unknown", "post_unknown")


@dataclass(slots=True)
class Draft:
    """A row as read, the header it was read by, and whether it is right so far."""

    row: Row
    header: headers.Header
    right: bool


@dataclass
class Desk:
    """Everything that reading one file needs and collects.

    drafts: every row, right or wrong. elsewhere: sheets that look like another table.
    `problems` stops at the limit, `more` counts the rest.
    """

    table: Format
    lookups: Lookups
    words: Words
    limits: Limits
    on: date | None = None
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    elsewhere: list[tuple[str, headers.Header]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    sheets: list[SheetSeen] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    more: int = 0

    def __post_init__(self) -> None:
        self._readers: dict[tuple[str, str, str], cells.Reader] = {}
        self.blank: Row = dict.fromkeys(column.name for column in self.table.columns)
        self.unit_column = next((column.name for column in self.table.columns if column.type == "unit"), "")
        self.posts = cells.posts_reader(self.lookups)
        self.known = {name: keys(found) for name, found in self.words.items()}

    def reader(self, column: Column, header: headers.Header) -> cells.Reader:
        """Return the reader of the column's cells below its header, which may name the unit they are written in."""
        said = (column.name, header.names[header.places[column.name]], header.unit)
        if said not in self._readers:
            self._readers[said] = cells.reader(column, self.lookups, self.words, self.on, *said[1:])
        return self._readers[said]

    def unit_names(self) -> list[str]:
        """Return every name and code that the county already knows a unit by."""
        return [*self.lookups.units, *self.lookups.units.values()]

    def complain(self, problem: Problem) -> None:
        """Keep the problem, up to the limit."""
        if len(self.problems) < self.limits.problems:
            self.problems.append(problem)
        else:
            self.more += 1

    def skip(self, sheet: str, row: int, reason: str, label: str = "", **facts: Any) -> None:
        """Note that `row` was passed over; neighbours passed over for the same reason become one entry."""
        last = self.skipped[-1] if self.skipped else None
        if last and not facts and (last.sheet, last.reason, last.last, last.label) == (sheet, reason, row - 1, label):
            self.skipped[-1] = Skipped(sheet, last.first, row, reason, label, last.facts)
        else:
            self.skipped.append(Skipped(sheet, row, row, reason, label, facts))


def read(sheet: Sheet, desk: Desk) -> None:
    """Read one sheet into the desk."""
    header = begin(sheet, desk)
    if header is None:
        return
    before, name = len(desk.drafts), shown(sheet.name, sensitive=False)
    _body(sheet, name, header, desk)
    end(name, header, len(desk.drafts) - before, desk)


def begin(sheet: Sheet, desk: Desk) -> headers.Header | None:
    """Return the header below which the sheet's rows stand, or None when it is not read; the desk then knows why."""
    name = shown(sheet.name, sensitive=False)
    if sheet.hidden or not any(not empty(cell) for row in chain(sheet.rows, sheet.more) for cell in row):
        desk.sheets.append(SheetSeen(name, "hidden" if sheet.hidden and sheet.rows else "empty"))
        return None
    header = headers.find(sheet, desk.table, desk.remembered)
    if header is None:
        desk.sheets.append(SheetSeen(name, "no_header"))
        return None
    lacking = missing(desk.table, header)
    if not lacking:
        return header
    if len(lacking) + _weak(desk.table, header) >= _OTHER_TABLE:
        desk.elsewhere.append((name, header))
        _saw(name, "other_table", header, 0, desk)
    else:
        complain_of_missing(name, header, desk)
        _saw(name, "incomplete", header, 0, desk)
    return None


def end(name: str, header: headers.Header, rows: int, desk: Desk) -> None:
    """Note that the sheet was read with so many rows, and which header was taken for which column."""
    desk.mapping |= {match.name: match.header for match in header.matches if match.name not in desk.mapping}
    _saw(name, "read", header, rows, desk)


def _saw(name: str, state: str, header: headers.Header, rows: int, desk: Desk) -> None:
    spot = (header.first + 1, header.last + 1)
    desk.sheets.append(SheetSeen(name, state, spot, rows, header.matches, header.unused))


def missing(table: Format, header: headers.Header) -> list[Column]:
    """Return the required columns that the header does not name."""
    return [column for column in table.columns if column.required and column.name not in header.places]


def _weak(table: Format, header: headers.Header) -> int:
    """Return how many required columns were taken by a likeness that deserves a look."""
    return sum(match.score < SURE and table.column(match.name).required for match in header.matches)


def complain_of_missing(sheet: str, header: headers.Header, desk: Desk) -> None:
    """Name each required column that the header lacks, beside the row of the header."""
    for column in missing(desk.table, header):
        facts = {"columns": spoken([column]), "name": column.name}
        desk.complain(Problem("column_missing", sheet, header.last + 1, facts=facts))


class Selection:
    """Tells the rows of a table from what stands between and below them; what is passed over goes to the desk."""

    def __init__(self, sheet: Sheet, name: str, header: headers.Header, desk: Desk) -> None:
        self._wide = {top for top, left, _, right in sheet.merged if right - left >= 2}
        self._titles = {place: key(text.split("/")[-1]) for place, text in header.names.items()}
        self._mapped = frozenset(header.places.values())
        self._keys = [place for column, place in header.places.items() if column in desk.table.key]
        self._name, self._desk = name, desk
        words = [*(word for known in desk.known.values() for word in known), *self._titles.values()]
        self._begins = frozenset(word[:1] for word in words)

    def is_row(self, index: int, row: Cells) -> bool:
        """Return whether the row at `index` (from 0) is one of the table's."""
        if index not in self._wide and self._plainly_is(row):
            return True
        reason, label = self._passed_over(index, row)
        if reason:
            self._desk.skip(self._name, index + 1, reason, label)
        return not reason

    def _plainly_is(self, row: Cells) -> bool:
        """Return whether the long way can be spared: a key is there, and no cell begins as the words beside rows do."""
        if not any(place < len(row) and not empty(row[place]) for place in self._keys):
            return False
        looked = 0
        for cell in row:
            if empty(cell):
                continue
            if isinstance(cell, str):
                sign = cell[0].lower()
                if (
                    sign in self._begins or not sign.isalnum() or sign >= "\uf900"
                ):  # a wide or odd sign may be one of them
                    return False
            looked += 1
            if looked == _FIRST_CELLS:
                break
        return True

    def _passed_over(self, index: int, row: Cells) -> tuple[str, str]:
        """Return why the row is no row of the table, and the word that says so; ("", "") when it is one."""
        filled = [place for place, cell in enumerate(row) if not (cell == "" or empty(cell))]
        if not filled:
            return "blank", ""
        identified = any(place < len(row) and not empty(row[place]) for place in self._keys)
        first = [row[place] for place in filled[:_FIRST_CELLS] if isinstance(row[place], str)]
        for text in first:  # whatever else is filled: nothing of a table is called "total"
            if key(text) in self._desk.known["totals"]:
                return "total", text.strip()[:8]
        if not identified or len(filled) <= len(self._mapped) // 2:
            for text in first[:1] if identified else first:
                if word := _said(text, self._desk):
                    return word, text.strip()[:8] if word == "total" else ""
        if len(filled) == 1 and index in self._wide:
            return "section_title", ""
        if self._mapped.isdisjoint(filled):
            return "no_values", ""
        titles = self._titles
        if len(filled) >= 2 and all(place in titles and key(str(row[place])) == titles[place] for place in filled):
            return "repeated_header", ""
        return "", ""


def _body(sheet: Sheet, name: str, header: headers.Header, desk: Desk) -> None:
    _fill_down(sheet, header)
    selected = Selection(sheet, name, header, desk)
    places = [(desk.table.column(column), place) for column, place in header.places.items()]
    places.sort(key=lambda found: found[0].type == "post")  # a post is looked up in its row's unit
    for index in range(header.last + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if selected.is_row(index, row):
            _row(row, index, name, places, header, sheet, desk)
            sheet.rows[index] = []  # read once: a large sheet and its rows need not both be kept


def _fill_down(sheet: Sheet, header: headers.Header) -> None:
    """Give every row under a merged cell its value: one unit's name often spans all rows of its people."""
    for top, left, bottom, right in sheet.merged:
        if top > header.last and bottom > top and left == right and top < len(sheet.rows):
            value = sheet.rows[top][left] if left < len(sheet.rows[top]) else ""
            for row in sheet.rows[top + 1 : bottom + 1]:
                if left < len(row) and empty(row[left]):
                    row[left] = value


def _said(text: str, desk: Desk) -> str:
    """Return total, signature, remark or sample when the cell begins so: the word alone, or the word and a colon."""
    word = key(text.replace("\uff1a", ":").split(":")[0])
    has_colon = ":" in text or "\uff1a" in text
    if word in desk.known["totals"] or (
        len(word) <= 8 and any(word.startswith(total) for total in desk.known["totals"])
    ):
        return "total"
    if word in desk.known["signatures_alone"] or (word in desk.known["signatures"] and has_colon):
        return "signature"
    if word in desk.known["remarks"] and has_colon:
        return "remark"
    return "sample" if word in desk.known["samples"] else ""


def _row(
    row: Cells,
    index: int,
    sheet_name: str,
    places: list[tuple[Column, int]],
    header: headers.Header,
    sheet: Sheet,
    desk: Desk,
) -> None:
    """Read one row; it is kept only when every cell of it is right."""
    found: Row = {**desk.blank, "_sheet": sheet_name, "_row": index + 1, "_precision": {}}
    wrong: list[Problem] = []
    vacant = False
    for column, place in places:
        cell = row[place] if place < len(row) else ""
        if column.name == desk.table.vacancy and not empty(cell) and key(str(cell)) in desk.known["vacant"]:
            vacant = True
            continue
        try:
            _put(found, column, cell, desk, header, (index, place) in sheet.errors)
        except CellRefused as refused:
            said = shown(cell, sensitive=column.sensitive)
            spot = (sheet_name, index + 1, column_letter(place), header.names[place])
            wrong.append(Problem(refused.code, *spot, said, refused.facts))
    if vacant:
        known = {column.name: found[column.name] for column, _ in places if column.type in ("unit", "post")}
        wrong = [problem for problem in wrong if problem.code.startswith(_LOOKED_UP)]
        desk.skip(sheet_name, index + 1, "vacant_post", "", **known)
    else:
        desk.drafts.append(Draft(found, header, not wrong))
    if any(problem.code.startswith("unit_unknown") for problem in wrong):  # then its posts could not be looked up
        wrong = [problem for problem in wrong if not problem.code.startswith("post_unknown")]
    for problem in wrong:
        desk.complain(problem)


def _put(found: Row, column: Column, cell: Any, desk: Desk, header: headers.Header, is_error: bool) -> None:
    if is_error or (isinstance(cell, str) and cell in cells.ERRORS):
        raise CellRefused("cell_is_error")
    if empty(cell):
        if column.required:
            raise CellRefused("required_empty")
        return
    value = desk.reader(column, header)(cell)
    if column.type == "date":
        value, exact = value
        if exact != "day":
            found["_precision"] = {**found["_precision"], column.name: exact}
    if column.type == "post":
        value = desk.posts(value if column.many else (value,), found.get(desk.unit_column))
        value = value if column.many else value[0]
    found[column.name] = value
