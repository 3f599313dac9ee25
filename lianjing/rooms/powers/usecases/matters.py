"""Matters: opened, moved step by step by the people who take the steps, closed. A deviation is written, not blocked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from lianjing.access import holders, powers, states, work
from lianjing.access.acts import act
from lianjing.access.capacities import post_of
from lianjing.access.matters import acting_posts, events_of, seats_asked, settle_amount
from lianjing.access.rulebook import due_day, library
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.matter import HANDLER, MATTER
from lianjing.domain.power.courses import Happened
from lianjing.domain.power.deviations import Finding
from lianjing.domain.power.holders import seatables
from lianjing.domain.power.item import Item
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Matter, MatterEvent, MatterHand, Org
from lianjing.rooms.powers import running

LONGEST = 80
_CALLED = 3  # people asked at once for one step: more would each think that another does it


@dataclass(frozen=True)
class Taken:
    """One step as somebody writes it down.

    colleagues: ids of people who took it too, and confirm it themselves. papers: [{paper, name, sha256, revision}].
    outside: the post code of somebody outside the network who took it. until: the day its notice comes down.
    """

    step: str
    happened_at: datetime
    colleagues: tuple[int, ...] = ()
    papers: tuple[Mapping[str, Any], ...] = ()
    outside: str = ""
    until: date | None = None
    remark: str = ""


@act(Action.MATTER_ACT, on="unit", facts=lambda result, **_: {"matter": result.pk, "item": result.version.item})
def open_matter(
    *, post: Seat, unit: Org, item: str, title: str, amount: int | None, days: Mapping[str, date], now: datetime
) -> Matter:
    """Begin an exercise of a power at a unit, by the version in force there today.

    Raises RuleBroken: power_not_in_force, matter_without_title, matter_title_long, power_day_unknown (day).
    """
    version = powers.in_force(item, unit, now.date())
    if version is None:
        raise RuleBroken("power_not_in_force", power=item)
    known = powers.compiled(version).item.days or {}
    for name in days:
        if name not in known:
            raise RuleBroken("power_day_unknown", day=name, power=item)
    _refuse_title(title.strip())
    matter = Matter(
        version=version,
        org=unit,
        title=title.strip(),
        amount=amount,
        days={name: day.isoformat() for name, day in days.items()},
        opened_at=now,
        opened_by_id=post.person_id,
    )
    matter.save()
    _call_next(matter, post, now)
    return matter


@act(
    Action.MATTER_ACT,
    on="matter",
    facts=lambda result, **_: {"step": result.step, "version": result.matter.version.number},
)
def take(
    *, post: Seat, matter: Matter, taken: Taken, now: datetime, told: Collection[str] | None = None
) -> MatterEvent:
    """Write down a step that was taken. Nothing that the chart forbids is refused here: it is found and said.

    A first step of an earlier day takes the matter to the version that was in force then.
    told: which findings the person has been shown would stand in their name, by `signs`; None: nobody is there to ask.

    Raises RuleBroken: matter_closed, step_in_future, step_too_old, step_unknown (what the chart does not know is
    written in words, at most 40 signs), colleague_unknown, paper_unknown, step_otherwise (more is found
    than they were told).
    """
    if matter.state != MATTER.start:
        raise RuleBroken("matter_closed")
    _refuse_moment(taken.happened_at, now)
    item = powers.compiled(matter.version).item
    _refuse_words(item, taken)
    here = {holder.person_id for holder in _holders(item, matter, taken.step, now.date())}
    if set(taken.colleagues) - here:
        raise RuleBroken("colleague_unknown", field="colleagues")
    _refuse_untold(told, post, matter, taken)
    _judge_by_the_day(matter, taken)
    event = MatterEvent(
        matter=matter,
        step=taken.step,
        happened_at=taken.happened_at,
        recorded_at=now,
        recorded_by_id=post.person_id,
        post_code="" if taken.outside else running.code_of(post, matter, taken.step),
        outside=taken.outside,
        papers=[dict(paper) for paper in taken.papers],
        notice_until=taken.until,
        remark=taken.remark.strip(),
    )
    event.save()
    if not taken.outside:
        MatterHand(event=event, person_id=post.person_id, post_code=event.post_code, confirmed_at=now).save()
    _name_colleagues(event, post, taken.colleagues, now)
    _call_next(matter, post, now)
    return event


def would_find(post: Seat, matter: Matter, taken: Taken) -> tuple[Finding, ...]:
    """Return what would be found if a step were written down as well. Keeps nothing."""
    people = tuple(map(str, (post.person_id, *taken.colleagues)))
    extra = Happened(
        step=taken.step,
        at=taken.happened_at,
        people=(running.OUTSIDE + taken.outside,) if taken.outside else people,
        post=taken.outside or running.code_of(post, matter, taken.step),
        papers=frozenset(paper["paper"] for paper in taken.papers),
        until=taken.until,
    )
    return running.what_if(matter, events_of(matter), extra, post.on)


def signs(found: Iterable[Finding]) -> set[str]:
    """Return by what a page says which findings it showed: kind and step of each."""
    return {f"{one.kind}:{one.step}" for one in found}


@act(Action.MATTER_ACT, on="matter", facts=lambda result, **_: {"amount": result.amount})
def tell_amount(*, post: Seat, matter: Matter, amount: int, now: datetime) -> Matter:
    """Say the amount (fen) of a matter that was begun before anybody knew it, once.

    Raises RuleBroken: matter_closed, amount_told.
    """
    if matter.state != MATTER.start:
        raise RuleBroken("matter_closed")
    if not settle_amount(matter, amount):
        raise RuleBroken("amount_told", field="amount")
    matter.amount = amount
    _call_next(matter, post, now)
    return matter


@act(Action.MATTER_ACT, on="hand")
def confirm(*, post: Seat, hand: MatterHand, there: bool, now: datetime) -> MatterHand:
    """Say that one took the step too, or that one did not. Raises RuleBroken: hand_not_yours, hand_settled."""
    if hand.person_id != post.person_id:
        raise RuleBroken("hand_not_yours")
    if hand.confirmed_at is not None or hand.denied_at is not None:
        raise RuleBroken("hand_settled")
    setattr(hand, "confirmed_at" if there else "denied_at", now)
    hand.save(update_fields=["confirmed_at", "denied_at"])
    work.overtake(about=hand, now=now)
    return hand


@act(Action.MATTER_ACT, on="matter", facts=lambda result, **_: {"state": result.state})
def close(*, post: Seat, matter: Matter, name: str, reason: str, now: datetime) -> Matter:
    """End a matter: `name` is complete, complete_otherwise or stop. Raises RuleBroken("step_refused")."""
    facts = {"reason"} if reason.strip() else set()
    compiled = powers.compiled(matter.version)
    course = running.course_of(matter, events_of(matter), now.date())
    if course.events and compiled.judge.next_steps(course)[1]:
        facts.add("chart_complete")
    step = MATTER.take(matter.state, name, Hand.of(post.person_id, HANDLER), facts=facts)
    was, matter.state = matter.state, step.dst
    matter.closed_at, matter.closed_reason = now, reason.strip()
    states.swap(matter, was)
    work.overtake(about=matter, now=now)
    return matter


def _refuse_title(title: str) -> None:
    if not title:
        raise RuleBroken("matter_without_title", field="title")
    if len(title) > LONGEST:
        raise RuleBroken("matter_title_long", field="title", length=len(title), limit=LONGEST)


def _refuse_moment(happened_at: datetime, now: datetime) -> None:
    if happened_at > now:
        raise RuleBroken("step_in_future", field="happened_at")
    first = library().calendar.covered.first
    if china_day(happened_at) < first:
        raise RuleBroken("step_too_old", field="day", first=first)


def _judge_by_the_day(matter: Matter, taken: Taken) -> None:
    version = running.version_from(matter, events_of(matter), china_day(taken.happened_at))
    if version != matter.version:
        matter.version = version
        matter.save(update_fields=["version"])


def _refuse_untold(told: Collection[str] | None, post: Seat, matter: Matter, taken: Taken) -> None:
    """Let nobody write in their own name what they have not been shown; shown, it is written as it was."""
    found = would_find(post, matter, taken) if told is not None else ()
    if signs(found) - set(told or ()):
        raise RuleBroken("step_otherwise", found=found)


def _refuse_words(item: Item, taken: Taken) -> None:
    known = {step.no: step for step in item.steps}
    if not taken.step.strip() or len(taken.step) > 40:
        raise RuleBroken("step_unknown", field="step")
    gives = known[taken.step].gives if taken.step in known else ()
    for paper in taken.papers:
        if paper["paper"] not in gives:
            raise RuleBroken("paper_unknown", paper=str(paper["paper"]))


def _holders(item: Item, matter: Matter, no: str, on: date) -> list[holders.Holder]:
    """Return everybody who may be named for a step: who holds a post here, and in the offices it names."""
    found = holders.holders_at(matter.org, on)
    step = next((step for step in item.steps if step.no == no), None)
    for seat in seatables(step, (), rulebook_powers().codes, matter.amount) if step else ():
        found += holders.holders_of_office(seat.office, on) if seat.office else []
    return found


def _name_colleagues(event: MatterEvent, post: Seat, colleagues: Iterable[int], now: datetime) -> None:
    """Put each named colleague's confirmation on their own list."""
    for person_id in dict.fromkeys(colleagues):
        if person_id == post.person_id:
            continue
        seat = next(iter(acting_posts([person_id], now.date(), event.matter.org)), None)
        until = due_day("matter.settle", now) if seat is not None else None
        hand = MatterHand(event=event, person_id=person_id, post_code=event.post_code, due_on=until)
        hand.save()
        if seat is not None:
            address = reverse("powers:matter", args=[event.matter_id])
            facts = {"matter": event.matter.title, "step": event.step}
            asked = {"post": seat, "person": person_id, "url": address, "due_on": until, "facts": facts}
            work.assign(code="matter_confirm", about=hand, now=now, **asked)


def _call_next(matter: Matter, post: Seat, now: datetime) -> None:
    """Put the matter on the list of whoever can take what is due next, and off the list of whoever has done so."""
    work.overtake(about=matter, now=now)
    read = running.read(matter, now.date())
    for due in read.due:
        able = [holder for holder in due.can if holder.acts and holder.person_id != post.person_id]
        for seat, person in seats_asked(able[:_CALLED], now.date()):
            facts = {"matter": matter.title, "step": due.step.name.zh, "step_en": due.step.name.en}
            work.assign(
                code="matter_step",
                about=matter,
                post=seat,
                person=person,
                url=reverse("powers:matter", args=[matter.pk]),
                now=now,
                due_on=due.days.last,
                facts=facts,
                raised_by=post_of(post),
            )
