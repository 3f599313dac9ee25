"""Rows for several tables of the lake at once, and what was left out or left empty while they were gathered."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import arrow, dates, periods, wire
from lianjing.engines.intake.formats import SCHOOL, Format
from lianjing.engines.intake.outcome import Limits
from lianjing.engines.intake.plain import number_of, text_of, word
from lianjing.engines.intake.refused import CellRefused

CHUNK = 4_096
LONGEST_ID = 200
_MOST_FEN = 1 << 62
_CHINA = timezone(timedelta(hours=8))
_DAY = 10  # signs of 2026-09-01


class Gathered:
    """Rows by table, in plain Python values of the formats' columns; columns that a row does not name are null.

    left_out: reason → how often, for everything that the file says and the rows do not.
    """

    def __init__(self, tables: dict[str, Format], limits: Limits) -> None:
        self.tables = tables
        self.left_out: Counter[str] = Counter()
        self.given: list[str] = []  # the table of each frame so far, in order
        self._limits = limits
        self._rows: dict[str, list[tuple[int, dict[str, Any]]]] = {name: [] for name in tables}
        self._schemas: dict[str, pa.Schema] = {name: arrow.schema(table) for name, table in tables.items()}
        self._count: Counter[str] = Counter()
        self._words = {
            (name, column.name): {
                word(said): choice.code
                for choice in column.choices
                for said in (choice.code, choice.zh, choice.en, *choice.aliases)
            }
            for name, table in tables.items()
            for column in table.columns
        }

    def add(self, table: str, number: int, /, **cells: Any) -> None:
        """Add a row that stood in document `number` of the file. Raises RuleBroken("file_too_many_rows")."""
        self._count[table] += 1
        self.fits(table, self._count[table])
        self._rows[table].append((number, cells))

    def fits(self, table: str, rows: int) -> None:
        """Refuse more rows than a table may have. Raises RuleBroken("file_too_many_rows")."""
        if rows > self._limits.rows:
            said = f"> {self._limits.rows}"
            raise RuleBroken("file_too_many_rows", sheet=table, rows=said, limit=self._limits.rows)

    def full(self) -> Iterator[bytes]:
        """Yield a frame for each table that has a whole chunk of rows."""
        for name, rows in self._rows.items():
            if len(rows) >= CHUNK:
                yield self._frame(name)

    def rest(self) -> Iterator[bytes]:
        """Yield frames of all rows that are left."""
        for name, rows in self._rows.items():
            while rows:
                yield self._frame(name)

    def _frame(self, name: str) -> bytes:
        rows = self._rows[name][:CHUNK]
        del self._rows[name][:CHUNK]
        self.given.append(name)
        columns = [column.name for column in self.tables[name].columns]
        values: dict[str, list[Any]] = {column: [row.get(column) for _, row in rows] for column in columns}
        if self.tables[name].holder == "school":
            values.setdefault(SCHOOL, [None] * len(rows))
        packed = arrow.pack("", [number for number, _ in rows], values, self._schemas[name])
        return wire.pack(wire.RAW, packed)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows each table has been given."""
        return {name: self._count[name] for name in self.tables}

    def text(self, value: Any, longest: int) -> str | None:
        """Return a text of at most `longest` signs; None for nothing, for objects and for lists."""
        if value is None or isinstance(value, (dict, list)):
            return None
        said = " ".join(text_of(value).split())
        if len(said) > longest:
            self.left_out["text_cut"] += 1
        return said[:longest].rstrip() or None

    def id(self, value: Any) -> str | None:
        """Return an identifier as text; one too long to be any is nothing, for a cut one would be another's."""
        said = None if isinstance(value, (bool, dict, list)) or value is None else number_of(text_of(value), 1)
        if said and len(said) > LONGEST_ID:
            self.left_out["id_too_long"] += 1
            return None
        return said or None

    def choice(self, table: str, column: str, value: Any) -> str | None:
        """Return the code of the word `value` in the format; None for nothing, and for a word it does not have."""
        said = self.text(value, LONGEST_ID) if isinstance(value, str) else None
        found = self._words[table, column].get(word(said)) if said else None
        if said and found is None:
            self.left_out["word_unknown"] += 1
        return found

    def moment(self, value: Any) -> datetime | None:
        """Return a moment as the clocks of China showed it; a day alone is its midnight."""
        if not isinstance(value, str) or not value.strip():
            return None
        try:
            return _exact(value) or periods.moment(value, rough=True)
        except (CellRefused, OverflowError):
            self.left_out["value_unreadable"] += 1
            return None

    def day(self, value: Any) -> date | None:
        """Return the day of a moment in China."""
        found = self.moment(value)
        return found.date() if found else None

    def figure(self, value: Any) -> Decimal | None:
        """Return a number, also one that was written as text; None for nothing and for what is no number."""
        if value is None or value == "" or isinstance(value, (dict, list)):
            return None
        try:
            found = Decimal(str(value).strip()) if not isinstance(value, bool) else None
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or abs(found.adjusted()) > 30:
            self.left_out["value_unreadable"] += 1
            return None
        return found

    def fen(self, value: Any) -> int | None:
        """Return an amount in hundredths of its currency; finer ones are rounded half up and counted."""
        found = self.figure(value)
        if found is None:
            return None
        exact = found * 100
        fen = int(exact.to_integral_value(ROUND_HALF_UP))
        if abs(fen) > _MOST_FEN:
            self.left_out["value_unreadable"] += 1
            return None
        if fen != exact:
            self.left_out["amount_rounded"] += 1
        return fen


def _exact(text: str) -> datetime | None:
    """Return a moment that is written as ISO 8601 has it, with its day: the many of a log; None for other writings."""
    if len(text) <= _DAY or text[_DAY] not in "T ":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    dates.day_of(found.date())
    return found.astimezone(_CHINA).replace(tzinfo=None) if found.tzinfo else found
