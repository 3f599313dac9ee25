"""Figures that a school's public page makes from accepted rows: charges held against the catalogue, small cells merged.

Pure rules. Sources: product K11, K12 (cells under five are merged), B12; domain 1G, 9.1: nothing about one pupil.
Amounts are fen. A number of people or copies under `least` is None: "fewer than `least`".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lianjing.domain.notices import slot_of
from lianjing.domain.values import SchoolYear

_TERM = "\u5b66\u671f"  # "term" as a catalogue's unit says it


@dataclass(frozen=True)
class Allowed:
    """One line of the county's fee catalogue: what may be charged, by which unit, by which document."""

    code: str
    name: str
    standard: int
    unit: str = ""
    document: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def by_term(self) -> bool:
        """Return whether its standard counts for one pupil and one term, as charges are counted."""
        return not self.unit or _TERM in self.unit


@dataclass(frozen=True)
class Charge:
    """What one school charged under one name in one term. each: fen a pupil, in the class that was charged most.

    asked: fen that all classes together were to pay. received: fen that came in and stayed.
    """

    name: str
    code: str
    payers: int
    each: int
    asked: int
    received: int


@dataclass(frozen=True)
class FeeLine:
    """A charge beside the catalogue. allowed: None where the catalogue has no such line.

    payers, asked, received: None together where so few paid that they could be recognised. over: fen a pupil above the
    standard, 0 for none; None where the two cannot be held against each other.
    """

    name: str
    allowed: Allowed | None
    each: int
    payers: int | None
    asked: int | None
    received: int | None

    @property
    def over(self) -> int | None:
        """Return by how much the class charged most paid above the standard."""
        if self.allowed is None or not self.allowed.by_term:
            return None
        return max(0, self.each - self.allowed.standard)


def fee_lines(charges: Iterable[Charge], catalogue: Sequence[Allowed], term: str, least: int) -> list[FeeLine]:
    """Return every charge of a term beside the line of the catalogue in force, those outside the catalogue first.

    A charge with a code is looked up by it, else by its name. Of several lines the highest standard counts, in the
    school's favour. Nobody's payment is told: under `least` payers neither number nor sums.
    """
    first, last = term_days(term)
    lines = []
    for one in charges:
        allowed = max(_matching(one, catalogue, first, last), key=lambda line: line.standard, default=None)
        many = one.payers >= least
        name = allowed.name if allowed else one.name
        told = (one.payers, one.asked, one.received) if many else (None, None, None)
        lines.append(FeeLine(name, allowed, one.each, *told))
    return sorted(lines, key=lambda line: (line.allowed is not None, -(line.over or 0), line.name))


def _matching(one: Charge, catalogue: Sequence[Allowed], first: date, last: date) -> Iterable[Allowed]:
    for line in catalogue:
        same = line.code == one.code if one.code else line.name == one.name
        if same and (line.first is None or line.first <= last) and (line.last is None or line.last >= first):
            yield line


def term_days(term: str) -> tuple[date, date]:
    """Return the days that a term's catalogue is asked for: 2026-2027-1 from 1 September to 31 January.

    Raises RuleBroken("school_year_unreadable").
    """
    years, _, half = term.rpartition("-")
    start = SchoolYear.parse(years).start
    slot = slot_of("term", date(start, 9, 1) if half == "1" else date(start + 1, 2, 1))
    return slot.first, slot.last


@dataclass(frozen=True)
class Cell:
    """One cell of a count: what it counts ("" for several kinds together), how many people, how much money.

    people, fen: None together where even all small cells together are too few.
    """

    what: str
    people: int | None
    fen: int | None = None


def merged(cells: Iterable[Cell], least: int, *, apart: bool = True) -> list[Cell]:
    """Return cells of which each counts `least` people or more, the smaller ones as one cell named "".

    apart: nobody is in two cells; else small cells may be the same few people, and a cell of enough joins them.
    Where the small ones together are still too few, the next larger joins them, so that no difference to a total tells
    them; alone they are told without figures. Cells of nobody are left out: nobody is recognised by them.
    """
    held = sorted((cell for cell in cells if cell.people), key=lambda cell: (-(cell.people or 0), cell.what))
    small: list[Cell] = []
    while held and ((held[-1].people or 0) < least or 0 < _surely(small, apart) < least):
        small.append(held.pop())
    if not small:
        return held
    if _surely(small, apart) < least:
        return [*held, Cell("", None)]
    return [*held, Cell("", sum(cell.people or 0 for cell in small), sum(cell.fen or 0 for cell in small))]


def _surely(cells: Iterable[Cell], apart: bool) -> int:
    """Return how many different people are in the cells at least."""
    counts = [cell.people or 0 for cell in cells]
    return sum(counts) if apart else max(counts, default=0)


def enough(number: int, least: int) -> int | None:
    """Return a number of people or copies as it may be shown: None where they are few enough to be recognised."""
    return number if number >= least or number == 0 else None
