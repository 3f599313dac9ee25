"""One matter as a page shows it: steps due with their forms, steps done with what was found in them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianjing.domain.authority import Seat
from lianjing.domain.power.deviations import Finding
from lianjing.domain.power.flow import conditions
from lianjing.domain.power.item import Item
from lianjing.domain.worktime import china_day
from lianjing.records.models import MatterEvent
from lianjing.rooms.powers.forms import TakeForm
from lianjing.rooms.powers.queries import language
from lianjing.rooms.powers.running import Due, Running, any_step
from lianjing.ui.wording import deviations

Told = tuple[Any, str, Any, str]  # kind, sentence, remedy, what the rule rests on


@dataclass(frozen=True)
class NextStep:
    """A step that may come next. mine: this person can take it, or write it down for somebody outside."""

    no: str
    name: str
    due: Due
    form: TakeForm
    mine: bool
    barred_by: str  # the step this person took that keeps them from this one, "" for none
    needs: list[str]
    why_watched: list[str]
    open: bool
    when: str  # what must be so for it to be taken, "" where it simply comes next


@dataclass(frozen=True)
class DoneStep:
    """A step that was taken. later: days between doing it and writing it down, when it was back-filled."""

    event: MatterEvent
    name: str
    people: list[tuple[str, str]]  # name, and yes / waiting / no
    papers: list[tuple[str, str, str]]  # paper, its number, the first signs of its fingerprint
    found: list[Told]
    later: int


@dataclass(frozen=True)
class MatterSheet:
    """A matter for one reader."""

    read: Running
    item_name: str
    next: list[NextStep]
    others: list[tuple[str, str]]  # steps that are not due
    done: list[DoneStep]
    missing: list[Told]  # findings of no event: steps that were left out
    may_end: bool
    asks_amount: bool  # the amount is not known yet, and levels or ways depend on it


def sheet(post: Seat, read: Running, failed: tuple[str, TakeForm] | None = None, also: str = "") -> MatterSheet:
    """Return a matter as `post` reads it.

    failed: the form of a step that was just tried. also: a step that is not due, for whoever took it all the same.
    """
    by_event: dict[int, list[Finding]] = {}
    for finding in read.findings:
        by_event.setdefault(finding.at[0] if finding.at else -1, []).append(finding)
    named = failed[0] if failed else also
    other = any_step(read, named, post.on) if named not in {due.step.no for due in read.due} else None
    steps = [_next(post, read, due, failed, also) for due in (*read.due, *([other] if other else []))]
    return MatterSheet(
        read=read,
        item_name=read.item.name.say(language()),
        next=sorted(steps, key=lambda step: (step.no != named, not step.mine)),
        others=_not_due(read),
        done=[_done(read.item, event, by_event.get(at, []), post.on) for at, event in enumerate(read.events)],
        missing=[told(finding, read.item, post.on) for finding in by_event.get(-1, [])],
        may_end=read.may_end,
        asks_amount=read.matter.amount is None and read.item.asks_amount() and read.matter.state == "running",
    )


def told(finding: Finding, item: Item, on: date) -> Told:
    """Return a finding in words."""
    said, remedy = deviations.sentence(finding, item, on), deviations.REMEDIES[finding.kind]
    return deviations.KINDS[finding.kind], said, remedy, deviations.basis(finding, item)


def _not_due(read: Running) -> list[tuple[str, str]]:
    """Return number and name of the steps that are not due now."""
    due = {one.step.no for one in read.due}
    return [(step.no, step.name.say(language())) for step in read.item.steps if step.no not in due]


def _next(post: Seat, read: Running, due: Due, failed: tuple[str, TakeForm] | None, also: str) -> NextStep:
    no = due.step.no
    tried = failed is not None and failed[0] == no
    form = failed[1] if failed and tried else TakeForm(due, read.item, post.person_id, auto_id=f"step_{no}_%s")
    mine = due.outside or any(holder.person_id == post.person_id for holder in due.can)
    barred = next((by for holder, by in due.barred if holder.person_id == post.person_id), "")
    papers, when = read.item.papers or {}, conditions(read.item.flow).get(no)
    return NextStep(
        no=no,
        name=due.step.name.say(language()),
        due=due,
        form=form,
        mine=mine,
        barred_by=deviations.step_name(read.item, barred) if barred else "",
        needs=[papers[paper].say(language()) for paper in due.step.gives],
        why_watched=[watch.how.say(language()) for watch in due.step.watches],
        open=tried or mine or no == also,
        when=when.say(language()) if when else "",
    )


def _done(item: Item, event: MatterEvent, findings: list[Finding], on: date) -> DoneStep:
    papers = item.papers or {}
    return DoneStep(
        event=event,
        name=deviations.step_name(item, event.step),
        people=[(hand.person.name, _stands(hand)) for hand in event.hands.all()],
        papers=[
            (papers[one["paper"]].say(language()), one["name"], one["sha256"][:12])
            for one in event.papers
            if one["paper"] in papers
        ],
        found=[told(finding, item, on) for finding in findings],
        later=_days(china_day(event.happened_at), china_day(event.recorded_at)),
    )


def _stands(hand: Any) -> str:
    return "yes" if hand.confirmed_at else "no" if hand.denied_at else "waiting"


def _days(happened: date, recorded: date) -> int:
    return max((recorded - happened).days, 0)
