"""A matter as the rules read it: its course so far, what is due, who can take it, and what went otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lianjing.access import holders, powers
from lianjing.access.capacities import post_of
from lianjing.access.holders import Holder
from lianjing.access.matters import events_of
from lianjing.access.rulebook import library
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.authority import Seat
from lianjing.domain.power.courses import Course, Happened
from lianjing.domain.power.deviations import Finding
from lianjing.domain.power.holders import Seatable, code_for, seatables
from lianjing.domain.power.item import Item
from lianjing.domain.power.spans import Window, window
from lianjing.domain.power.steps import Step
from lianjing.domain.worktime import china_day
from lianjing.records.models import Matter, MatterEvent, MatterHand, PowerVersion

OUTSIDE = "outside:"  # of people outside the network, one each post code


@dataclass(frozen=True)
class Due:
    """One step that may come next: its days, who can take it, and who can not because of a step they took.

    barred: holder -> number of the step that keeps them from this one.
    """

    step: Step
    days: Window
    seats: list[Seatable]
    can: list[Holder]
    barred: list[tuple[Holder, str]]

    @property
    def outsiders(self) -> list[str]:
        """Return the codes of those outside the network who may take it."""
        return [seat.code for seat in self.seats if seat.outside]

    @property
    def outside(self) -> bool:
        """Return whether nobody inside the network takes it."""
        return all(seat.outside for seat in self.seats)


@dataclass(frozen=True)
class Running:
    """A matter read once for a page."""

    matter: Matter
    item: Item
    events: list[MatterEvent]
    course: Course
    findings: tuple[Finding, ...]
    due: list[Due]
    may_end: bool


def course_of(matter: Matter, events: Iterable[MatterEvent], on: date, *, is_open: bool | None = None) -> Course:
    """Return a matter's events as a course, as it is known on a day.

    A hand that is named and has not confirmed does not count; while it is asked, nothing is held against its absence.
    A matter that was given up is held to what was done, not to what was still to come.
    """
    return Course(
        events=tuple(_happened(event, on) for event in events),
        amount=matter.amount,
        size_class=matter.org.size_class,
        days={name: date.fromisoformat(day) for name, day in matter.days.items()},
        open=matter.state != "complete" if is_open is None else is_open,
    )


def _happened(event: MatterEvent, on: date) -> Happened:
    people = [str(hand.person_id) for hand in event.hands.all() if hand.confirmed_at is not None]
    if event.outside:
        people.append(OUTSIDE + event.outside)
    return Happened(
        step=event.step,
        at=event.happened_at,
        people=tuple(people),
        post=event.outside or event.post_code,
        papers=frozenset(paper["paper"] for paper in event.papers),
        until=event.notice_until,
        recorded=event.recorded_at,
        awaited=sum(_awaited(hand, on) for hand in event.hands.all()),
    )


def _awaited(hand: MatterHand, on: date) -> bool:
    """Return whether it is still to be heard from somebody; whoever could not be asked is never taken for absent."""
    settled = hand.confirmed_at is not None or hand.denied_at is not None
    return not settled and (hand.due_on is None or on <= hand.due_on)


def read(matter: Matter, on: date) -> Running:
    """Return a matter with what is due next, who can take it, and what went otherwise so far."""
    compiled = powers.compiled(matter.version)
    events = events_of(matter)
    course = course_of(matter, events, on)
    findings = compiled.judge.courses([course])[0]
    if matter.state != "running":
        return Running(matter, compiled.item, events, course, findings, [], False)
    following, may_end = compiled.judge.next_steps(course)
    here = holders.holders_at(matter.org, on)
    due = [_due(compiled.item, compiled.item.step(no), course, here, on) for no in following]
    order = [step.no for step in compiled.item.steps]
    due.sort(key=lambda one: order.index(one.step.no))
    return Running(matter, compiled.item, events, course, findings, due, may_end)


def any_step(read: Running, no: str, on: date) -> Due | None:
    """Return a step of the item that is not due, for whoever took it all the same; None for an unknown step."""
    step = next((step for step in read.item.steps if step.no == no), None)
    return step and _due(read.item, step, read.course, holders.holders_at(read.matter.org, on), on)


def version_from(matter: Matter, events: Iterable[MatterEvent], day: date) -> PowerVersion:
    """Return the version by which a matter is judged once something is known to have happened on `day` (K4).

    It is the one in force when the matter began: when it was opened here, or on the day of its first step, which may be
    written down later. Where none was in force that day it stays as it is.
    """
    begun = min([china_day(matter.opened_at), *(china_day(event.happened_at) for event in events)])
    earlier = powers.in_force(matter.version.item, matter.org, day) if day < begun else None
    return earlier or matter.version


def what_if(matter: Matter, events: list[MatterEvent], extra: Happened, on: date) -> tuple[Finding, ...]:
    """Return what would be found if `extra` were written down as well, beyond what is found already. Keeps nothing."""
    judge = powers.compiled(version_from(matter, events, china_day(extra.at))).judge
    course = course_of(matter, events, on, is_open=True)
    with_it = replace(course, events=tuple(sorted((*course.events, extra), key=lambda event: event.at)))
    before, after = judge.courses([course, with_it])
    known = [(one.kind, one.step) for one in before]
    return tuple(one for one in after if (one.kind, one.step) not in known)


def _due(item: Item, step: Step, course: Course, here: list[Holder], on: date) -> Due:
    book = library()
    seats = seatables(step, {holder.code for holder in here}, rulebook_powers().codes, course.amount)
    able = [holder for seat in seats for holder in _filling(seat, here, on)]
    taken = _takers(item, step.no, course)
    barred = [(holder, taken[str(holder.person_id)]) for holder in able if str(holder.person_id) in taken]
    can = [holder for holder in able if str(holder.person_id) not in taken]
    return Due(step, window(step, course, book.calendar, book.parameters), seats, _once(can), barred)


def _filling(seat: Seatable, here: list[Holder], on: date) -> list[Holder]:
    if seat.office:
        return holders.holders_of_office(seat.office, on)
    return [holder for holder in here if holder.code in seat.held]


def _takers(item: Item, no: str, course: Course) -> dict[str, str]:
    """Return who took a step that is kept apart from step `no`, with that step."""
    apart = {one if other == no else other for one, other in item.apart(course.size_class) if no in (one, other)}
    return {person: event.step for event in course.events if event.step in apart for person in event.people}


def _once(able: list[Holder]) -> list[Holder]:
    return list({holder.person_id: holder for holder in able}.values())


def code_of(post: Seat, matter: Matter, no: str) -> str:
    """Return the code under which the person takes the step; their own post's where none of the step's is theirs."""
    mine, office = holders.codes_of(post, matter.org)
    step = next((step for step in powers.compiled(matter.version).item.steps if step.no == no), None)
    if step is not None:
        held = {holder.code for holder in holders.holders_at(matter.org, post.on)}
        seats = seatables(step, held, rulebook_powers().codes, matter.amount)
        if found := code_for(mine, office, seats):
            return found
    return post_of(post).code
