"""A course of events: what really happened in one matter, in the form that every rule reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from lianjing.domain.parameters import Words
from lianjing.domain.power.deviations import Deviation


@dataclass(frozen=True)
class Happened:
    """One event: a step taken. `at` is the time it really happened, `recorded` when it was written down (back-filled).

    people: who took it, by any id. papers: what it gave; None = not known, so no rule about papers is asked.
    until: the day its notice came down; None = it still hangs, or it had none. awaited: how many more were named and
    may still say that they took it: until then it is not known how many did.
    """

    step: str
    at: datetime
    people: tuple[str, ...] = ()
    post: str = ""
    papers: frozenset[str] | None = None
    until: date | None = None
    recorded: datetime | None = None
    awaited: int = 0


@dataclass(frozen=True)
class Course:
    """The events of one matter in the order of their times, and the facts its rules need.

    amount: fen, None when not known. days: the named days that limits refer to. open: it is still running.
    """

    events: tuple[Happened, ...]
    amount: int | None = None
    size_class: str = ""
    days: Mapping[str, date] = field(default_factory=dict)
    open: bool = False


@dataclass(frozen=True)
class Trace:
    """A labelled course of an item: what must be found, written by hand (kind and step, any order)."""

    id: str
    what: Words
    course: Course
    finds: tuple[tuple[Deviation, str], ...] = ()
