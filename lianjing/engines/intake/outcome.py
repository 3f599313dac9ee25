"""What comes back from reading a file: rows, problems that name the cell, and an account of what was passed over."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Value = str | int | date | tuple[str, ...] | None
Row = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How much one file may cost. Every figure is a county default; its source stands beside it.

    The parent's clock and the child's own limits both hold: a file that is too hungry is refused, never half-read.
    """

    file_bytes: int = 20 * 2**20  # product C1: a county's largest table is under 7 MB
    memory_bytes: int = 2**30  # security 4.10
    cpu_seconds: int = 10  # security 4.10
    wall_seconds: float = 15.0  # security 4.10
    output_bytes: int = 160 * 2**20
    open_files: int = 32
    scratch_bytes: int = 64 * 2**20  # one temporary file while a workbook is marked
    unpacked_bytes: int = 200 * 2**20  # security 4.10
    ratio: int = 100  # security 4.10; asked only above RATIO_FREE_BYTES
    entries: int = 2_000
    sheets: int = 300  # one sheet per school, with room
    rows: int = 200_000
    cells: int = 2_000_000  # security 4.10
    columns: int = 300
    problems: int = 2_000

    def times(self, factor: int) -> "Limits":
        """Return limits with `factor` times the time and memory, for a command at the server's own console."""
        return Limits(
            **{
                **asdict(self),
                "memory_bytes": self.memory_bytes * factor,
                "cpu_seconds": self.cpu_seconds * factor,
                "wall_seconds": self.wall_seconds * factor,
            }
        )


# For a command at the server's own console: a million rows of text come through, one file at a time. The memory is the
# same, for rows are read as they come; a million rows take about a minute of a processor.
LARGE = Limits(
    file_bytes=1 << 30,
    cpu_seconds=600,
    wall_seconds=900.0,
    output_bytes=1 << 30,
    unpacked_bytes=1 << 31,
    rows=2_000_000,
    cells=60_000_000,
)


@dataclass(frozen=True)
class Lookups:
    """The names that a cell may use for what the county already knows.

    units: name or alias → unit code. posts: title or code → what to store (a title's own code).
    posts_at: unit code → {title: post code}, asked before `posts` once the row's unit is known.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    posts_at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """One thing wrong, at one place. `value` is what stands there, masked when it could be a person's number.

    row counts from 1 as the spreadsheet shows it; column is its letter; both None when the whole sheet is meant.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def placeholders(self) -> dict[str, Any]:
        """Return what a sentence about this problem may print."""
        own = {"sheet": self.sheet, "row": self.row, "column": self.column, "header": self.header, "value": self.value}
        return {**{name: "" if value is None else value for name, value in own.items()}, **self.facts}

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for storing; `Problem(**these)` is the same problem."""
        return {**vars(self), "facts": dict(self.facts)}


@dataclass(frozen=True)
class MarkLabels:
    """The words of a marked workbook, in the reader's language.

    heads: sheet, row, column, header, what stands there, problem. old_row has the placeholder %(row)s.
    """

    sheet: str = "Problems"
    heads: tuple[str, str, str, str, str, str] = ("Sheet", "Row", "Column", "Header", "What stands there", "Problem")
    rows: str = "Rows"
    old_row: str = "row %(row)s"
    author: str = "Lianjing"


@dataclass(frozen=True)
class Skipped:
    """Rows first..last of a sheet that were passed over, and why (total, signature, vacant_post, blank, …)."""

    sheet: str
    first: int
    last: int
    reason: str
    label: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A column of the format and the header taken for it; score 1 is the very name, below 0.9 deserves a look."""

    name: str
    header: str
    letter: str
    score: float


@dataclass(frozen=True)
class SheetSeen:
    """One sheet: how it was read. state: read | incomplete | other_table | hidden | empty | no_header."""

    name: str
    state: str
    header_rows: tuple[int, ...] = ()
    rows: int = 0
    matches: tuple[Match, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """Everything one file gave.

    rows: plain dicts, one key per column of the format, plus `_sheet`, `_row` and `_precision` ({column: "month"}
    where only the month was written and the first of it recorded). mapping: column → header (None: a person said
    that the file has no such column), ready to be handed back as a remembered mapping. sha256 is the file's;
    rows_sha256 is equal for equal rows in any order.
    """

    rows: list[Row]
    problems: list[Problem]
    skipped: list[Skipped]
    sheets: list[SheetSeen]
    mapping: dict[str, str | None]
    sha256: str
    rows_sha256: str
    kind: str = ""


@dataclass(frozen=True)
class TableResult:
    """Everything one file of a ledger gave.

    table: the right rows in plain types, ready to be sealed: school_code, the format's columns (money in fen, weights
    in grams, lists "|a|b|", empty cells null), `_sheet` and `_row` (from 1). school_code is null where the file has no
    such column: then whoever hands the file in says whose rows they are; "" in tables of the county.
    The rest is as in `Result`.
    """

    table: "pa.Table"
    problems: list[Problem]
    skipped: list[Skipped]
    sheets: list[SheetSeen]
    mapping: dict[str, str | None]
    sha256: str
    rows_sha256: str
    kind: str = ""
