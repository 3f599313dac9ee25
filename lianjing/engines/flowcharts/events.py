"""Events of many matters as columns, in the order of case, time and place: what every rule reads at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from lianjing.domain.power.courses import Course

Ints = NDArray[np.int64]
UNKNOWN = -1
EPOCH = date(1970, 1, 1)
_ZONE = 8 * 3_600_000_000  # China's clock, microseconds ahead of UTC; days are China's


_BY_EVENT = ("case", "step", "at", "post", "papers", "until", "awaited")


@dataclass(frozen=True)
class EventTable:
    """Columns of equal length, one entry an event, sorted by case, then time, then the order they came in.

    case: 0 … cases-1. step: place in `steps`. at: microseconds since 1970 (UTC), `day`: China's day since 1970.
    post: place in `posts`, UNKNOWN where not known. papers: bits of the item's papers in the order of their ids,
    UNKNOWN where not known. until: the day its notice came down, UNKNOWN where it hangs or is none.
    people: flat codes of persons of event i at people_from[i] … people_from[i+1]-1; none = not known. awaited: how many
    more may still say that they took it.
    amount: fen by case, UNKNOWN where not known. days: named day -> day by case. size_class: by case. open: by case.
    """

    case: Ints
    step: Ints
    at: Ints
    post: Ints
    papers: Ints
    until: Ints
    people: Ints
    people_from: Ints
    awaited: Ints
    steps: tuple[str, ...]
    posts: tuple[str, ...]
    cases: int
    amount: Ints
    size_class: tuple[str, ...]
    open: NDArray[np.bool_]
    days: Mapping[str, Ints] = field(default_factory=dict)

    @property
    def day(self) -> Ints:
        """Return the day in China on which each event happened, counted from 1970."""
        return self.clock // 86_400_000_000

    @property
    def clock(self) -> Ints:
        """Return what China's clock showed at each event, in microseconds since 1970."""
        return self.at + _ZONE

    @property
    def first(self) -> Ints:
        """Return, for each event, the place of the first event of its case."""
        starts = np.flatnonzero(np.diff(self.case, prepend=UNKNOWN))
        return np.repeat(starts, np.diff(starts, append=len(self.case)))

    def of_cases(self, cases: Sequence[int]) -> "EventTable":
        """Return the events of some cases only; cases keep their numbers."""
        return self.rows(np.flatnonzero(np.isin(self.case, cases)))

    def rows(self, places: Ints) -> "EventTable":
        """Return the events at these places, in the order of the places."""
        lengths = np.diff(self.people_from)[places]
        people_from = np.concatenate(([0], np.cumsum(lengths)))
        inside = np.arange(people_from[-1]) - np.repeat(people_from[:-1], lengths)
        taken = {name: getattr(self, name)[places] for name in _BY_EVENT}
        people = self.people[np.repeat(self.people_from[places], lengths) + inside]
        return replace(self, **taken, people=people, people_from=people_from)


def events_of(courses: Sequence[Course], papers: Sequence[str]) -> EventTable:
    """Return the columns of courses, case i being courses[i]; `papers` are the item's ids, at most 62."""
    happened = [(no, event) for no, course in enumerate(courses) for event in course.events]
    steps, posts, people = _Codes(), _Codes(), _Codes()
    bits = {paper: 1 << place for place, paper in enumerate(papers)}
    named = sorted({name for course in courses for name in course.days})
    return EventTable(
        case=_ints(no for no, _ in happened),
        step=_ints(steps.of(event.step) for _, event in happened),
        at=_ints(microseconds(event.at) for _, event in happened),
        post=_ints(posts.of(event.post) if event.post else UNKNOWN for _, event in happened),
        papers=_ints(_bits(event.papers, bits) for _, event in happened),
        until=_ints(day_number(event.until) for _, event in happened),
        people=_ints(people.of(person) for _, event in happened for person in event.people),
        people_from=_ints(np.cumsum([0, *(len(event.people) for _, event in happened)])),
        awaited=_ints(event.awaited for _, event in happened),
        steps=tuple(steps.known),
        posts=tuple(posts.known),
        cases=len(courses),
        amount=_ints(UNKNOWN if course.amount is None else course.amount for course in courses),
        size_class=tuple(course.size_class for course in courses),
        open=np.fromiter((course.open for course in courses), np.bool_, len(courses)),
        days={name: _ints(day_number(course.days.get(name)) for course in courses) for name in named},
    )


def microseconds(moment: datetime) -> int:
    """Return microseconds since 1970, exactly; the moment must bear its zone."""
    passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def day_number(day: date | None) -> int:
    """Return days since 1970, UNKNOWN for None."""
    return UNKNOWN if day is None else (day - EPOCH).days


class _Codes:
    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, word: str) -> int:
        return self.known.setdefault(word, len(self.known))


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _bits(papers: frozenset[str] | None, bits: Mapping[str, int]) -> int:
    return UNKNOWN if papers is None else sum(bits[paper] for paper in papers if paper in bits)
