"""A school's version of a power may only be stricter than the county's (product K5): what is looser, one code each.

Here stand the rules of steps: limits no higher, controls no fewer, no amount in weaker hands. Whether every course that
the school's chart accepts is accepted by the county's is asked of the automata (`engines/flowcharts/including.py`).
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

from lianjing.domain.parameters import Parameters, Unit
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Level, Publication, Span, Step, StepLimit

_HEAVY = {Level.LOW: 1, Level.MIDDLE: 2, Level.HIGH: 3}
_OFTEN = ("week", "month", "term", "year", "")  # from often to once


@dataclass(frozen=True, order=True)
class Looser:
    """One point in which the school's version is looser. code: grade_lower, fewer_people, more_posts, paper_dropped,
    limit_dropped, limit_longer, limit_restarted, level_dropped, risk_lower, watch_dropped, notice_dropped,
    notice_shorter, notice_rarer, notice_more, apart_dropped, waiver_wider, waiver_by.
    """

    code: str
    step: str
    other: str = ""


def looser(own: Item, county: Item, figures: Parameters, day: date, before: Mapping[str, Set[str]]) -> list[Looser]:
    """Return every point in which `own` is looser than `county`, sorted; steps that `own` leaves out are not asked.

    Leaving a step out is a matter of the flow, adding one is stricter unless the flow says otherwise.
    before: for each step of `own`, those that may be the last one taken before it.
    """
    theirs = {step.no: step for step in county.steps}
    found: list[Looser] = []
    if _HEAVY[own.risk_level] < _HEAVY[county.risk_level]:
        found.append(Looser("grade_lower", ""))
    for step in own.steps:
        if step.no in theirs:
            found.extend(_of_step(step, theirs[step.no], figures, day))
            found.extend(_of_added(theirs[step.no], sorted(before.get(step.no, set()) - set(theirs))))
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
    yield from _of_levels(own, county)
    if county.risk and (own.risk is None or _HEAVY[own.risk.level] < _HEAVY[county.risk.level]):
        yield Looser("risk_lower", no)
    for watch in county.watches:
        if not any((one.who, one.model) == (watch.who, watch.model) for one in own.watches):
            yield Looser("watch_dropped", no, watch.who or watch.model)
    if county.notice:
        yield from _of_notice(no, own.notice, county.notice, figures, day)


def _of_limit(
    no: str, limit: StepLimit, own: tuple[StepLimit, ...], figures: Parameters, day: date
) -> Iterator[Looser]:
    theirs = _length(limit.span, figures, day)
    same = [_length(one.span, figures, day) for one in own if (one.bound, one.of) == (limit.bound, limit.of)]
    if not same:
        yield Looser("limit_dropped", no, limit.of)
    elif not any(_no_longer(*((mine, theirs) if limit.bound is Bound.WITHIN else (theirs, mine))) for mine in same):
        yield Looser("limit_longer", no, limit.of)


def _of_added(county: Step, added: list[str]) -> Iterator[Looser]:
    """Yield the step of the school's own from which a limit would count that counts from the step before."""
    if added and any(not limit.of and limit.bound is not Bound.WAIT for limit in county.limits):
        yield Looser("limit_restarted", county.no, added[0])


def _of_levels(own: Step, county: Step) -> Iterator[Looser]:
    """Yield each amount from which on somebody decides whom the county lets decide neither it nor a larger one."""
    for fen in sorted({one.from_fen for one in (*own.decisions, *county.decisions)}):
        reached, mine = county.level_for(fen), own.level_for(fen)
        allowed = {post for one in county.decisions if one.from_fen >= fen for post in one.posts}
        allowed.update(reached.posts if reached else county.posts)
        for post in sorted(set(mine.posts if mine else own.posts) - allowed):
            yield Looser("level_dropped", own.no, str(fen)) if reached else Looser("more_posts", own.no, post)


def _of_notice(
    no: str, own: Publication | None, county: Publication, figures: Parameters, day: date
) -> Iterator[Looser]:
    if own is None or own.kind is not county.kind:
        yield Looser("notice_dropped", no)
        return
    for missing in sorted({*county.where, *county.fields} - {*own.where, *own.fields}):
        yield Looser("notice_dropped", no, missing)
    for shown in sorted(set(own.fields) - set(county.fields)):
        yield Looser("notice_more", no, shown)
    if _OFTEN.index(own.every) > _OFTEN.index(county.every):
        yield Looser("notice_rarer", no)
    if county.days:
        mine = _length(own.days, figures, day) if own.days else (0, Unit.DAYS)
        if not _no_longer(_length(county.days, figures, day), mine):
            yield Looser("notice_shorter", no)


def _of_people(own: Item, county: Item) -> Iterator[Looser]:
    """Yield what one person may do here and not there, in schools of any size."""
    here = {step.no for step in own.steps}
    always = _pairs(own)
    for pair in sorted(county.apart()):
        if {*pair} <= here and {*pair} not in always:
            yield Looser("apart_dropped", *pair)
    for size_class in own.waiver.classes if own.waiver else ():
        if (_pairs(county, size_class) & always) - _pairs(own, size_class):
            yield Looser("waiver_wider", "", size_class)
    if own.waiver and county.waiver and own.waiver.by != county.waiver.by:
        yield Looser("waiver_by", "", county.waiver.by)


def _pairs(item: Item, size_class: str = "") -> set[frozenset[str]]:
    return {frozenset(pair) for pair in item.apart(size_class)}


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
