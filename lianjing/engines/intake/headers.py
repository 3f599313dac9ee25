"""Find the header of a sheet and propose which column of it is which column of the format."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lianjing.engines.intake.extent import column_letter
from lianjing.engines.intake.formats import Format
from lianjing.engines.intake.naming import SURE, Names
from lianjing.engines.intake.outcome import Match
from lianjing.engines.intake.plain import empty, key, keys, shown, text_of
from lianjing.engines.intake.readers import Cells, Sheet, Span
from lianjing.engines.intake.units_of_measure import said_above

LOOKED_AT = 30  # rows: titles, remarks and seals above a header fit into them
DEEPEST = 3
REMEMBERED = 1.0
ACCEPTED = 0.6


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, both ends counted) and what its columns were taken for.

    measure: the place where each row says what its weights are counted in, if the format knows of such. unit: what a
    line above the header says that the table's figures stand in, e.g. ten thousand yuan.
    """

    first: int
    last: int
    places: Mapping[str, int]
    matches: tuple[Match, ...]
    unused: tuple[str, ...]
    names: Mapping[int, str]
    measure: int | None = None
    unit: str = ""


def find(sheet: Sheet, table: Format, remembered: Mapping[str, str | None] | None = None) -> Header | None:
    """Return the header of the sheet, or None when fewer than two of the format's columns are named anywhere.

    remembered: column → header as corrected by a person earlier (None: this file has no such column); it goes
    before any proposal. Of several candidates the one that names most columns wins, the lower one of equals.
    """
    best: tuple[float, Header] | None = None
    known = Names(table)
    for first in range(min(LOOKED_AT, len(sheet.rows))):
        for depth in range(1, DEEPEST + 1):
            if first + depth > len(sheet.rows) or (depth > 1 and not _is_deeper(sheet, first, depth)):
                break
            header = _read(sheet, table, known, first, first + depth - 1, remembered or {})
            worth = sum(match.score for match in header.matches) - 0.05 * depth
            if len(header.matches) >= min(2, len(table.columns)) and (best is None or worth > best[0]):
                best = (worth, header)
    return best[1] if best else None


def _is_deeper(sheet: Sheet, first: int, depth: int) -> bool:
    """Return whether row first+depth-1 can belong to the header above it: no figures, no dates, text only."""
    row = sheet.rows[first + depth - 1]
    return all(isinstance(cell, str) and len(cell) <= 40 for cell in row if not empty(cell))


def _read(
    sheet: Sheet, table: Format, known: Names, first: int, last: int, remembered: Mapping[str, str | None]
) -> Header:
    names = header_names(sheet.rows[first : last + 1], sheet.merged, first)
    places, scores = _assign(names, table, known, remembered)
    matches = tuple(
        Match(name, _said(names[place]), column_letter(place), round(scores[name], 2)) for name, place in places.items()
    )
    taken = {*places.values(), *measures(names, table)}
    unused = tuple(_said(parts) for place, parts in names.items() if place not in taken)
    measure = next((place for place in measures(names, table) if place not in places.values()), None)
    said = {place: _said(parts) for place, parts in names.items()}
    return Header(first, last, places, matches, unused, said, measure, said_above(sheet.rows[:first]))


def measures(names: Mapping[int, tuple[str, ...]], table: Format) -> list[int]:
    """Return the places whose lowest header says that each row gives its unit of measure there."""
    wanted = keys(table.measure)
    return [place for place, parts in names.items() if key(parts[-1]) in wanted]


def _said(parts: Sequence[str]) -> str:
    return shown("/".join(parts), sensitive=False)


def header_names(rows: Sequence[Cells], merged: Iterable[Span], first: int) -> dict[int, tuple[str, ...]]:
    """Return per column place what its header cells say from top to bottom, a merged cell counting in each column.

    A file that keeps no record of merged cells (csv, ods) lends an upper cell to the empty ones right of it as long
    as something stands below them.
    """
    grid = [[text_of(cell) if not empty(cell) else "" for cell in row] for row in rows]
    for top, left, _, right in merged:
        if first <= top < first + len(rows) and left < len(grid[top - first]):
            line = grid[top - first]
            for place in range(left, min(right + 1, len(line))):
                line[place] = line[left]
    for line, below in pairwise(grid):
        for place in range(1, min(len(line), len(below))):
            if not line[place] and below[place] and below[place - 1]:
                line[place] = line[place - 1]
    width = max(map(len, grid), default=0)
    names: dict[int, tuple[str, ...]] = {}
    for place in range(width):
        said = [line[place] for line in grid if place < len(line) and line[place]]
        if said:
            names[place] = tuple(dict.fromkeys(said))
    return names


def _assign(
    names: Mapping[int, tuple[str, ...]], table: Format, known: Names, remembered: Mapping[str, str | None]
) -> tuple[dict[str, int], dict[str, float]]:
    """Give each column of the format at most one place, best scores first; a place is given once.

    A likeness is enough for a column that must be there: somebody looks at it. A column that may be absent is taken by
    its name alone; what is only like it is left for a person to choose.
    """
    offers = []
    scored = {place: known.likeness(parts) for place, parts in names.items()}
    for order, column in enumerate(table.columns):
        if column.name in remembered:
            wanted = remembered[column.name]
            chosen = [place for place, parts in names.items() if wanted and key(_said(parts)) == key(wanted)]
            offers += [(-REMEMBERED - 1, order, place, column.name) for place in chosen]
            if chosen or wanted is None:
                continue  # a header that this file does not have leaves the column open to proposals
        offers += [
            (-found[column.name], order, place, column.name)
            for place, found in scored.items()
            if found.get(column.name, 0.0) >= (ACCEPTED if column.required else SURE)
        ]
    places: dict[str, int] = {}
    scores: dict[str, float] = {}
    for negative, _, place, name in sorted(offers):
        if name not in places and place not in places.values():
            places[name], scores[name] = place, min(1.0, -negative)
    return dict(sorted(places.items(), key=lambda item: item[1])), scores
