"""A school's version of a power may only be stricter than the county's (product K5): what is looser, one code each.

Here stand the rules of steps: limits no higher, controls no fewer. Whether every course that the school's chart
accepts is accepted by the county's is asked of the automata (`engines/flowcharts/including.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lianjing.domain.parameters import Parameters, Unit
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Level, Span, Step, StepLimit

_HEAVY = {Level.LOW: 1, Level.MIDDLE: 2, Level.HIGH: 3}


@dataclass(frozen=True, order=True)
class Looser:
    """One point in which the school's version is looser. code: fewer_people, more_posts, paper_dropped,
    limit_dropped, limit_longer, level_dropped, risk_lower, watch_dropped, notice_dropped, notice_shorter,
    notice_more, apart_dropped, waiver_wider.
    """

    code: str
    step: str
    other: str = ""


def looser(own: Item, county: Item, figures: Parameters, day: date) -> list[Looser]:
    """Return every point in which `own` is looser than `county`, sorted; steps that `own` leaves out are not asked.

    Leaving a step out is a matter of the flow, adding one is stricter unless the flow says otherwise.
    """
    theirs = {step.no: step for step in county.steps}
    found: list[Looser] = []
    for step in own.steps:
        if step.no in theirs:
            found.extend(_of_step(step, theirs[step.no], figures, day))
    return sorted({*found, *_of_people(own, county)})


def _of_step(own: Step, county: Step, figures: Parameters, day: date) -> Iterator[Looser]:
    no = own.no
    if own.people < county.people:
        yield Looser("fewer_people", no, str(county.people))
    for post in sorted(set(own.posts) - set(county.posts)):
        yield Looser("more_posts", no, post)
    for paper in sorted(set(county.gives) - set(own.gives)):
        yield Looser("paper_dropped", no, paper)
    for limit in county.limits:
        yield from _of_limit(no, limit, own.limits, figures, day)
    for decision in county.decisions:
        held = [one for one in own.decisions if one.from_fen <= decision.from_fen]
        if not any(set(one.posts) <= set(decision.posts) for one in held):
            yield Looser("level_dropped", no, str(decision.from_fen))
    if county.risk and (own.risk is None or _HEAVY[own.risk.level] < _HEAVY[county.risk.level]):
        yield Looser("risk_lower", no)
    for watch in county.watches:
        if not any((one.who, one.model) == (watch.who, watch.model) for one in own.watches):
            yield Looser("watch_dropped", no, watch.who or watch.model)
    yield from _of_notice(own, county, figures, day)


def _of_limit(
    no: str, limit: StepLimit, own: tuple[StepLimit, ...], figures: Parameters, day: date
) -> Iterator[Looser]:
    same = [one for one in own if (one.bound, one.of) == (limit.bound, limit.of)]
    if not same:
        yield Looser("limit_dropped", no, limit.of)
        return
    mine, theirs = _length(same[0].span, figures, day), _length(limit.span, figures, day)
    if not (_no_longer(mine, theirs) if limit.bound is Bound.WITHIN else _no_longer(theirs, mine)):
        yield Looser("limit_longer", no, limit.of)


def _of_notice(own: Step, county: Step, figures: Parameters, day: date) -> Iterator[Looser]:
    if county.notice is None:
        return
    if own.notice is None or own.notice.kind is not county.notice.kind:
        yield Looser("notice_dropped", own.no)
        return
    for place in sorted(set(county.notice.where) - set(own.notice.where)):
        yield Looser("notice_dropped", own.no, place)
    for shown in sorted(set(own.notice.fields) - set(county.notice.fields)):
        yield Looser("notice_more", own.no, shown)
    if county.notice.days and own.notice.days:
        mine, theirs = _length(own.notice.days, figures, day), _length(county.notice.days, figures, day)
        if not _no_longer(theirs, mine):
            yield Looser("notice_shorter", own.no)


def _of_people(own: Item, county: Item) -> Iterator[Looser]:
    numbers = {step.no for step in own.steps}
    for one, other in county.apart():
        if {one, other} <= numbers and (one, other) not in own.apart() and (other, one) not in own.apart():
            yield Looser("apart_dropped", one, other)
    waived = set(county.waiver.classes) if county.waiver else set()
    for size_class in own.waiver.classes if own.waiver else ():
        if size_class not in waived:
            yield Looser("waiver_wider", "", size_class)


def _length(span: Span, figures: Parameters, day: date) -> tuple[int, Unit]:
    """Return count and unit, those of the legal figure on `day` where the span is one."""
    if not span.figure:
        return span.count, span.unit
    limit = figures.limit(span.figure, day)
    return limit.count, limit.unit


def _no_longer(one: tuple[int, Unit], other: tuple[int, Unit]) -> bool:
    """Return whether the first length never ends after the second, whatever the calendar.

    n days end no later than n working days, and 24n hours no later than n days; what only a calendar could decide is
    taken to be longer, so that a school writes the unit that the county wrote.
    """
    (count, unit), (most, theirs) = one, other
    if unit is theirs:
        return count <= most
    if theirs in (Unit.DAYS, Unit.WORKING_DAYS) and unit is Unit.HOURS:
        return count <= most * 24
    if theirs is Unit.WORKING_DAYS and unit is Unit.DAYS:
        return count <= most
    return (unit, theirs) == (Unit.MONTHS, Unit.YEARS) and count <= most * 12
