"""The cells of one column of a ledger, many at a time: each different cell is read once, the rest are looked up."""

import re
from collections.abc import Sequence
from typing import Any

from lianjing.engines.intake import cells
from lianjing.engines.intake.dates import last_of_month
from lianjing.engines.intake.formats import SCHOOL, Column, Words
from lianjing.engines.intake.plain import empty, figures_of, number_of
from lianjing.engines.intake.refused import CellRefused

ERROR = object()  # stands for a cell that shows an Excel error
MERGED = object()  # stands for an amount or weight that is merged over several rows: each row's, or all of them?
PACKED = object()  # stands for a bare figure beside the size of a pack: kilograms or packs?
_NOTHING = re.compile(r"[-\u2010-\u2015\u2212\uff0d/\uff0f\\]{1,4}")  # what people write where there is nothing
_WORDED = ("choice", "boolean")  # their own words may say the same: no, none
_KEPT = 32_768  # different cells of a column that are remembered: words and days repeat, numbers do not


class Answers(dict[Any, Any]):
    """Cell → its value as the lake keeps it, or the CellRefused that says why it has none. Fills itself.

    `refused` is set as soon as any cell was.
    """

    def __init__(self, column: Column, reader: cells.Reader, words: Words) -> None:
        super().__init__()
        self._column, self._reader, self.refused = column, reader, False
        self._words, self._names = words, "\n".join((column.zh, *column.aliases))

    def __missing__(self, cell: Any) -> Any:
        answer = self[cell] = self.one(cell)
        return answer

    def one(self, cell: Any) -> Any:
        """Return the answer for one cell, asked for the first time."""
        try:
            return self._value(cell)
        except CellRefused as refused:
            self.refused = True
            return refused

    def many(self, asked: Sequence[Any]) -> list[Any]:
        """Return the answers for cells of one column, in order."""
        if len(self) > _KEPT:
            self.clear()
            self.refused = False
        if bool in set(map(type, asked)):  # True is 1 as a key, and another word in a cell
            return [self.one(cell) for cell in asked]
        return list(map(self.__getitem__, asked))

    def _value(self, cell: Any) -> Any:
        if cell is ERROR or (isinstance(cell, str) and cell in cells.ERRORS):
            raise CellRefused("cell_is_error")
        if cell is MERGED:
            raise CellRefused("figure_merged")
        if cell is PACKED:
            raise CellRefused("weight_unit_unknown")
        if empty(cell) or (isinstance(cell, str) and _NOTHING.fullmatch(cell.strip())):
            return self._nothing()
        if self._says_nothing(cell) and self._column.type not in _WORDED:
            return self._nothing()
        value = self._read(cell)
        if self._column.type == "date":
            day, exact = value
            if exact != "day" and not self._column.rough:
                raise CellRefused("date_month_only")
            return last_of_month(day) if exact != "day" and self._column.late else day
        if self._column.type == "text" and self._column.name != SCHOOL:
            digits = self._column.digits
            value = tuple(number_of(one, digits) for one in value) if self._column.many else number_of(value, digits)
        if self._column.many:
            return f"|{'|'.join(value)}|" if value else self._nothing()
        return value if value != "" else self._nothing()

    def _read(self, cell: Any) -> Any:
        """Return what the reader says; of a word for nothing that the column's own words do not have, nothing."""
        try:
            return self._reader(cell)
        except CellRefused:
            if self._says_nothing(cell):
                return ""
            raise

    def _says_nothing(self, cell: Any) -> bool:
        """Return whether a word for nothing is all that stands there, alone or before the column's own name."""
        if not isinstance(cell, str):
            return False
        said = figures_of(cell).strip(" ().\u3002").lower()
        return said in self._words["nothing"] or any(
            said.startswith(word) and said.removeprefix(word) in self._names for word in self._words["lacking"]
        )

    def _nothing(self) -> None:
        if self._column.required:
            raise CellRefused("required_empty")
