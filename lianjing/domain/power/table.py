"""A power item as a table: one row a line, depth as indentation, for people who draw no charts.

A choice holds cases, a block side by side holds lanes, what repeats holds its parts and last what comes before each
repetition. From item to rows and back nothing is lost; rows that cannot stand where they stand are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Branch, Choice, Flow, Guard, Part, Repeat, Together
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken


class Kind(StrEnum):
    """What a row is."""

    STEP = "step"
    CHOICE = "choice"
    CASE = "case"
    TOGETHER = "together"
    LANE = "lane"
    REPEAT = "repeat"
    BETWEEN = "between"


PARTS = frozenset({Kind.STEP, Kind.CHOICE, Kind.TOGETHER, Kind.REPEAT})  # what may stand in a sequence
HOLDS = {Kind.CHOICE: Kind.CASE, Kind.TOGETHER: Kind.LANE}  # what these hold, and nothing else


@dataclass(frozen=True)
class Row:
    """One line. step: of a step. said: for which case it is meant, or when it is done again. ends: what the matter
    comes to, if the case ends it. apart: earlier steps that nobody may take who takes this one.
    """

    kind: Kind
    depth: int
    step: Step | None = None
    said: Words | None = None
    guard: Guard | None = None
    ends: Words | None = None
    apart: tuple[str, ...] = ()

    @property
    def no(self) -> str:
        """Return the number of the row's step, "" where it is none."""
        return self.step.no if self.step else ""


Rows = tuple[Row, ...]


def rows_of(item: Item) -> Rows:
    """Return the rows of an item's flow in the order they are written."""
    order = [step.no for step in item.steps]
    pairs = {frozenset(pair) for pair in item.apart()}
    return tuple(_with_apart(row, order, pairs) for row in _rows(item.flow, 0))


def _with_apart(row: Row, order: list[str], pairs: set[frozenset[str]]) -> Row:
    if row.step is None:
        return row
    earlier = order[: order.index(row.no)]
    return replace(row, apart=tuple(no for no in earlier if frozenset((no, row.no)) in pairs))


def _rows(flow: Flow, depth: int) -> Iterator[Row]:
    for part in flow:
        match part:
            case Step():
                yield Row(Kind.STEP, depth, part)
            case Choice():
                yield Row(Kind.CHOICE, depth)
                for one in part.branches:
                    yield Row(Kind.CASE, depth + 1, said=one.when, guard=one.guard, ends=one.ends)
                    yield from _rows(one.parts, depth + 2)
            case Together():
                yield Row(Kind.TOGETHER, depth)
                for lane in part.lanes:
                    yield Row(Kind.LANE, depth + 1)
                    yield from _rows(lane, depth + 2)
            case Repeat():
                yield Row(Kind.REPEAT, depth, said=part.again)
                yield from _rows(part.parts, depth + 1)
                if part.between:
                    yield Row(Kind.BETWEEN, depth + 1)
                    yield from _rows(part.between, depth + 2)


def item_of(head: Item, rows: Sequence[Row]) -> Item:
    """Return `head` with the flow, and the steps kept apart, that the rows say.

    Raises RuleBroken("table_row_misplaced", row): the place of the first row, from 0, that cannot stand where it does.
    """
    return replace(head, flow=flow_of(rows), separate=_groups(head, rows))


def flow_of(rows: Sequence[Row]) -> Flow:
    """Return the flow that the rows say. Raises RuleBroken("table_row_misplaced", row)."""
    reader = _Reader(rows)
    flow = reader.parts(0)
    reader.nothing_left()
    return flow


def _groups(head: Item, rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Return the groups as they were, where they still say the same pairs; else one group a pair."""
    told = [(other, row.no) for row in rows if row.step for other in row.apart]
    if {frozenset(pair) for pair in told} == {frozenset(pair) for pair in head.apart()}:
        return head.separate
    return tuple(dict.fromkeys(told))


class _Reader:
    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows, self.at = rows, 0

    def parts(self, depth: int) -> Flow:
        """Read the parts at a depth, up to what stands further out."""
        found: list[Part] = []
        while (row := self._here(depth)) and row.kind in PARTS:
            self.at += 1
            found.append(self._part(row))
        return tuple(found)

    def nothing_left(self) -> None:
        if self.at < len(self.rows):
            raise RuleBroken("table_row_misplaced", row=self.at)

    def _here(self, depth: int) -> Row | None:
        row = self.rows[self.at] if self.at < len(self.rows) else None
        return row if row and row.depth == depth else None

    def _part(self, row: Row) -> Part:
        match row.kind:
            case Kind.CHOICE:
                return Choice(tuple(self._branches(row.depth + 1)))
            case Kind.TOGETHER:
                return Together(tuple(self._lanes(row.depth + 1)))
            case Kind.REPEAT:
                parts = self.parts(row.depth + 1)
                return Repeat(parts, row.said or Words("", ""), self._between(row.depth + 1))
            case _:
                if row.step is None:
                    raise RuleBroken("table_row_misplaced", row=self.at - 1)
                return row.step

    def _branches(self, depth: int) -> Iterator[Branch]:
        while (row := self._here(depth)) and row.kind is Kind.CASE:
            self.at += 1
            yield Branch(row.said or Words("", ""), self.parts(depth + 1), row.guard, row.ends)

    def _lanes(self, depth: int) -> Iterator[Flow]:
        while (row := self._here(depth)) and row.kind is Kind.LANE:
            self.at += 1
            yield self.parts(depth + 1)

    def _between(self, depth: int) -> Flow:
        row = self._here(depth)
        if row is None or row.kind is not Kind.BETWEEN:
            return ()
        self.at += 1
        return self.parts(depth + 1)
