"""How ledger rows show the steps of a power: one mapping an item, read from its `ledgers.yaml`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Choice, Flow, Guard, Part, Repeat, Together
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step


@dataclass(frozen=True)
class Through:
    """The row of `table` with the same value in `on` gives the case in `take`."""

    table: str
    on: str
    take: str


@dataclass(frozen=True)
class LedgerEvent:
    """Rows of `table` that show `step`. case: columns; with `through`, one column looked up there.

    people: columns; `everybody`: they name all who took it.
    only: column -> values that count. last: of several rows of a case the last one counts, else the first.
    """

    step: str
    table: str
    case: tuple[str, ...]
    at: str
    people: tuple[str, ...] = ()
    everybody: bool = False
    through: Through | None = None
    only: Mapping[str, tuple[str, ...]] | None = None
    last: bool = True
    guard: Guard | None = None


@dataclass(frozen=True)
class LedgerMap:
    """All of one item. amount: (table, case columns, column) or None."""

    item: str
    case: Words
    why: Words
    events: tuple[LedgerEvent, ...]
    amount: tuple[str, tuple[str, ...], str] | None = None

    @property
    def seen(self) -> frozenset[str]:
        """Return the steps that rows can show."""
        return frozenset(event.step for event in self.events)

    @property
    def counted(self) -> frozenset[str]:
        """Return the steps whose people can be counted."""
        return frozenset(event.step for event in self.events if event.everybody)

    @property
    def tables(self) -> frozenset[str]:
        """Return the tables that are read."""
        through = {event.through.table for event in self.events if event.through}
        amount = {self.amount[0]} if self.amount else set()
        return frozenset({event.table for event in self.events} | through | amount)


def projected(item: Item, of: LedgerMap) -> Item:
    """Return an item as rows can show it: limits that refer to what nobody sees are left out, papers and posts too.

    The order of the unseen steps is not asked; a limit without a reference would count from the wrong step.
    """
    seen, counted = of.seen, of.counted

    def plain(step: Step) -> Step:
        limits = tuple(one for one in step.limits if one.of in seen)
        people = step.people if step.no in counted else 1
        return replace(step, limits=limits, people=people, gives=(), decisions=(), notice=None)

    return replace(item, flow=_mapped(item.flow, plain))


def _mapped(flow: Flow, change: Callable[[Step], Step]) -> Flow:
    return tuple(_part(part, change) for part in flow)


def _part(part: Part, change: Callable[[Step], Step]) -> Part:
    match part:
        case Step():
            return change(part)
        case Choice():
            return Choice(tuple(replace(one, parts=_mapped(one.parts, change)) for one in part.branches))
        case Together():
            return Together(tuple(_mapped(lane, change) for lane in part.lanes))
        case Repeat():
            return replace(part, parts=_mapped(part.parts, change), between=_mapped(part.between, change))
