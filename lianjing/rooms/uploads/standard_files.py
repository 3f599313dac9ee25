"""A file of an open standard as its owner sees it before anything is kept: its tables, what is left out or wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, formats
from lianjing.engines.intake.standards import StandardResult, read_events, read_ocds
from lianjing.records.models import Org
from lianjing.rooms.uploads.ledger_rows import Ledger, holds_county_rows

STANDARDS = ("ocds", "events")
_BESIDE = ("_sheet", "_row")


@dataclass(frozen=True)
class StandardReading:
    """What one file of a standard says. school: the code of the school whose rows they are to be."""

    org: Org
    school: str
    filename: str
    found: StandardResult

    @property
    def filled(self) -> list[str]:
        """Return the tables for which the file has rows."""
        return [name for name, rows in self.found.tables.items() if rows.num_rows]

    @property
    def kept(self) -> list[str]:
        """Return those that come in from this unit."""
        return [name for name in self.filled if formats.load(name).holder == "school" or holds_county_rows(self.org)]

    def ledgers(self) -> Iterator[Ledger]:
        """Yield each table that the file fills, on its way to the lake; a file of the same name replaces it.

        Tables that the county keeps, such as suppliers, come in only from a unit above schools.
        """
        for name in self.kept:
            rows, table = self.found.tables[name], formats.load(name)
            yield Ledger(
                table=name,
                rows=rows.drop_columns([column for column in _BESIDE if column in rows.column_names]),
                slot=PurePath(self.filename).name.split(".")[0],
                sha256=self.found.sha256,
                school=self.school if table.holder == "school" else "",
                filename=self.filename,
                sensitive={column: person for column, _, person in formats.lake_columns(table) if person},
            )


def read(
    org: Org, school: str, data: bytes, filename: str, standard: str, limits: Limits | None = None
) -> StandardReading:
    """Read a file as rows of `school`; nothing stays anywhere.

    Raises RuleBroken: standard_unknown, and what reading the standard refuses.
    """
    if standard not in STANDARDS:
        raise RuleBroken("standard_unknown", standard=standard[:40], known=", ".join(STANDARDS))
    if standard == "ocds":
        return StandardReading(org, school, filename, read_ocds(data, filename, limits))
    return StandardReading(org, school, filename, read_events(data, filename, limits=limits))
