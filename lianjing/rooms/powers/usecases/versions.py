"""Versions of powers on their way (SM12): drafted, written, checked, consulted about, approved by two bodies.

A version in force is never changed: it is replaced by the next one (`taking_effect.py`).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from lianjing.access import power_drafts, powers, rulebook
from lianjing.access.acts import act
from lianjing.access.power_exams import Exam
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.power_version import APPROVER, DRAFTER, POWER_VERSION
from lianjing.domain.power.item import Item
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.engines.content.power_writing import text_of
from lianjing.records.models import Org, PowerVersion
from lianjing.rooms.powers.calling import call

LONGEST = 300_000  # signs of a file; the longest of the catalogue has 25,000
LONGEST_WORDS = 2_000
BACK = ("amend", "take_back", "drop")  # a hearing begins with its last day, never by this way
FIRST_DAY = timedelta(days=30)  # proposed for a new draft; the drafter chooses


def _told(result: PowerVersion, **_: Any) -> dict[str, Any]:
    return {"item": result.item, "number": result.number, "state": result.state, "sha256": result.sha256}


@act(Action.POWER_EDIT, on="unit", facts=_told)
def start(*, post: Seat, unit: Org, item: str, now: datetime) -> PowerVersion:
    """Begin the next version of a power at a unit, from the one in force there.

    Raises RuleBroken: power_not_in_force, power_draft_open (number), somebody_was_faster.
    """
    held = powers.in_force(item, unit, now.date())
    if held is None:
        raise RuleBroken("power_not_in_force", power=item)
    if (other := power_drafts.under_way(item, unit)) is not None:
        raise RuleBroken("power_draft_open", power=item, number=other.number)
    number = power_drafts.next_number(item, unit)
    first = now.date() + FIRST_DAY
    text = text_of(replace(powers.compiled(held).item, version=number, first=first))
    version = PowerVersion(
        item=item,
        org=unit,
        number=number,
        text=text,
        sha256=powers.digest(text),
        based_on=held,
        first_day=first,
        drafted_by_id=post.person_id,
        drafted_at=now,
    )
    return power_drafts.insert(version)


@act(Action.POWER_EDIT, on="version", facts=_told)
def save(
    *, post: Seat, version: PowerVersion, item: Item, seen: str, now: datetime, why: str | None = None
) -> PowerVersion:
    """Write a draft. seen: the hash of the text that the writer had before them.

    Raises RuleBroken: power_not_draft, draft_changed_meanwhile, power_text_long, power_why_long, content_wrong.
    """
    held = power_drafts.locked(version)
    if held.state != POWER_VERSION.start:
        raise RuleBroken("power_not_draft")
    if held.sha256 != seen:
        raise RuleBroken("draft_changed_meanwhile")
    text = text_of(replace(item, id=held.item, area=held.item[:2], version=held.number))
    _refuse_long(text, why or "")
    powers.item_of(text, held.item)
    held.text, held.sha256, held.first_day, held.drafted_at = text, powers.digest(text), item.first, now
    held.why = held.why if why is None else why.strip()
    held.save(update_fields=["text", "sha256", "first_day", "drafted_at", "why"])
    return held


def _refuse_long(text: str, why: str) -> None:
    if len(text) > LONGEST:
        raise RuleBroken("power_text_long", length=len(text), limit=LONGEST)
    if len(why) > LONGEST_WORDS:
        raise RuleBroken("power_words_long", field="why", length=len(why), limit=LONGEST_WORDS)


@act(Action.POWER_EDIT, on="version", facts=_told)
def check(*, post: Seat, version: PowerVersion, exam: Exam, now: datetime) -> PowerVersion:
    """Take a draft for checked, on the answers about this very text; its chart's fingerprint is kept.

    Raises RuleBroken: draft_changed_meanwhile, step_refused.
    """
    held = power_drafts.locked(version)
    if held.sha256 != exam.sha256:
        raise RuleBroken("draft_changed_meanwhile")
    step = POWER_VERSION.take(held.state, "check", _drafter(post), facts=exam.facts())
    held.automaton = powers.compiled(held).judge.machine.fingerprint
    held.drafted_at = now
    return power_drafts.move(held, step.dst, now)


@act(Action.POWER_EDIT, on="version", facts=_told)
def consult(*, post: Seat, version: PowerVersion, until: date, now: datetime) -> PowerVersion:
    """Ask the staff until the end of a day.

    Raises RuleBroken: power_heard_short (least, days), power_first_day_early (first), step_refused.
    """
    held = power_drafts.locked(version)
    step = POWER_VERSION.take(held.state, "consult", _drafter(post))
    least = rulebook.due_day("power.consult_days", now)
    if until < least:
        days = rulebook.whole("power.consult_days", now)
        raise RuleBroken("power_heard_short", field="until", least=least, days=days)
    if held.first_day is None or held.first_day <= until:
        raise RuleBroken("power_first_day_early", field="until", first=held.first_day)
    held.consulted_from, held.heard_until = now, until
    return power_drafts.move(held, step.dst, now)


@act(Action.POWER_EDIT, on="version", facts=_told)
def draft_step(*, post: Seat, version: PowerVersion, name: str, reason: str, now: datetime) -> PowerVersion:
    """Take a draft back or drop it: `name` is amend, take_back or drop.

    Raises RuleBroken: power_words_long, step_refused.
    """
    held = power_drafts.locked(version)
    _refuse_long("", reason)
    facts = {"reason"} if reason.strip() else set()
    step = POWER_VERSION.take(held.state, name if name in BACK else "", _drafter(post), facts=facts)
    held.closed_reason = reason.strip()
    return power_drafts.move(held, step.dst, now)


@act(Action.POWER_APPROVE, on="version", facts=_told)
def approve(*, post: Seat, version: PowerVersion, now: datetime) -> PowerVersion:
    """Approve for one of the two bodies once everybody was heard and answered. Raises RuleBroken("step_refused")."""
    held = power_drafts.locked(version)
    facts = set()
    if held.heard_until is not None and now.date() > held.heard_until:
        facts.add("days_heard")
    if not power_drafts.unanswered(held):
        facts.add("opinions_answered")
    step = POWER_VERSION.take(held.state, "approve", _approver(post), facts=facts)
    held.first_approver_id, held.first_approved_at = post.person_id, now
    power_drafts.move(held, step.dst, now)
    mine = power_drafts.BODIES[post.role]
    for body, other in power_drafts.approvers(now).items():
        if body != mine:
            call(held, "power_to_approve", [other.pk], now, raised_by=post)
    return held


@act(Action.POWER_APPROVE, on="version", facts=_told)
def countersign(*, post: Seat, version: PowerVersion, now: datetime) -> PowerVersion:
    """Approve for the other body: another person, of another body. Raises RuleBroken("step_refused")."""
    held = power_drafts.locked(version)
    first, facts = held.first_approver_id, set()
    if first is not None and held.first_approved_at is not None:
        theirs = power_drafts.bodies_of(first, china_day(held.first_approved_at))
        facts = {"other_body"} if theirs and power_drafts.BODIES[post.role] not in theirs else set()
    people = {"first_approver": {first} if first else set()}
    step = POWER_VERSION.take(held.state, "countersign", _approver(post), facts=facts, people=people)
    held.second_approver_id, held.approved_at = post.person_id, now
    return power_drafts.move(held, step.dst, now)


@act(Action.POWER_APPROVE, on="version", facts=_told)
def refuse(*, post: Seat, version: PowerVersion, name: str, reason: str, now: datetime) -> PowerVersion:
    """Give a version back to its drafter with a reason: `name` is send_back or withdraw.

    Raises RuleBroken: power_words_long, step_refused.
    """
    held = power_drafts.locked(version)
    _refuse_long("", reason)
    facts = {"reason"} if reason.strip() else set()
    step = POWER_VERSION.take(held.state, name, _approver(post), facts=facts)
    held.closed_reason = reason.strip()
    power_drafts.move(held, step.dst, now)
    call(held, "power_to_mend", power_drafts.drafters(held, now.date()), now, raised_by=post)
    return held


def _drafter(post: Seat) -> Hand:
    return Hand.of(post.person_id, DRAFTER)


def _approver(post: Seat) -> Hand:
    return Hand.of(post.person_id, APPROVER)
