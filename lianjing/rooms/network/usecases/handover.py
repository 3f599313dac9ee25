"""A post changes hands: what is in flight moves as one set, with a list that both sides sign (D7).

Work belongs to the post, so nothing is copied: the list says what the new holder finds, and from the second
signature on the new holder holds the post. A list that changed in between is made anew, and signed anew.
"""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from lianjing.access import handing, network, posts, rulebook, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.capacities import post_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_SYSTEM, Hand
from lianjing.domain.machines.handover import HANDOVER, INCOMING, OUTGOING, UPPER
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Handover, Holding, Org, Person, Post, WorkItem
from lianjing.rooms.network.staleness import mark_stale

_DAY = timedelta(days=1)


@act(Action.HANDOVER_OPEN, on="unit", facts=lambda result, **_: {"handover": result.pk, "items": len(result.items)})
def open_handover(
    *, post: Seat, unit: Org, of: Post, leaving: Person | None, coming: Person, now: datetime
) -> Handover:
    """Open the hand-over of a post of `unit`, list what is in flight, and ask both sides to sign.

    leaving: None for a post nobody holds. Raises RuleBroken: handover_running, handover_not_holder,
    handover_same_person, handover_holds_already, handover_no_desk, post_by_own_hand.
    """
    if coming.pk == post.person_id:
        raise RuleBroken("post_by_own_hand", post=of.title, field="coming")
    _refuse(of, unit, leaving, coming, now.date())
    handover = Handover(
        post=of,
        leaving=leaving,
        coming=coming,
        state=HANDOVER.start,
        opened_by=post_of(post),
        opened_at=now,
        due_at=rulebook.due("handover.yellow", now),
    )
    handover.save()
    _list(handover, "list", now)
    _ask(handover, now)
    return handover


@act(
    Action.HANDOVER_SIGN, on="handover", facts=lambda result, **_: {"state": result.state, "list": result.items_sha256}
)
def sign(*, post: Seat, handover: Handover, shown: str, now: datetime) -> Handover:
    """Sign out or sign in, whichever is due and is this person's part; `shown` is the hash of the list they read.

    A list that has changed is made anew instead, for both to read again: the answer then stands at "listed".
    """
    if _changed(handover, shown):
        return _list(handover, "relist", now)
    name = "sign_in" if handover.state == "signed_out" else "sign_out"
    held = [OUTGOING] if handover.leaving_id == post.person_id else []
    held += [INCOMING] if handover.coming_id == post.person_id else []
    return _signed(handover, name, Hand.of(post.person_id, *held), {"list_unchanged"}, now)


@act(Action.HANDOVER_OPEN, on="unit", facts=lambda result, **_: {"handover": result.pk, "list": result.items_sha256})
def sign_out_for(*, post: Seat, unit: Org, handover: Handover, shown: str, reason: str, now: datetime) -> Handover:
    """Sign out for somebody who cannot: gone, ill, or a post that nobody held."""
    _same_unit(handover, unit)
    if _changed(handover, shown):
        return _list(handover, "relist", now)
    facts = {"list_unchanged"} | ({"reason"} if reason.strip() else set())
    handover.note = reason.strip()
    return _signed(handover, "sign_out_for", Hand.of(post.person_id, UPPER), facts, now)


@act(Action.HANDOVER_OPEN, on="unit", facts=lambda result, **_: {"handover": result.pk})
def cancel(*, post: Seat, unit: Org, handover: Handover, reason: str, now: datetime) -> Handover:
    """Give up a hand-over; the post stays with whoever holds it."""
    _same_unit(handover, unit)
    step = HANDOVER.take(
        handover.state, "cancel", Hand.of(post.person_id, UPPER), facts={"reason"} if reason.strip() else set()
    )
    was, handover.state, handover.note = handover.state, step.dst, reason.strip()
    states.swap(handover, was)
    work.overtake(about=handover, now=now)
    return handover


def call_upper(now: datetime) -> int:
    """Tell whoever opened a hand-over that has waited too long: a duty without a person is yellow. Return how many."""
    found = [handover for handover in handing.late(now) if handover.opened_by is not None]
    for handover in found:
        call(handover=handover, now=now)
    return len(found)


@act_of("clock", on="handover")
def call(*, handover: Handover, now: datetime) -> Handover:
    """Put a late hand-over on the list of whoever opened it."""
    if handover.opened_by is not None:
        _assign("vacancy", handover, handover.opened_by, {"post": handover.post.title}, now)
    return handover


def _list_of(handover: Handover) -> list[dict[str, Any]]:
    """Return what is in flight at the post now: plain values; of a sealed matter nothing but that there is one."""
    return [_line(item) for item in handing.open_work(handover.post, besides=handover, coming=handover.coming_id)]


def _line(item: WorkItem) -> dict[str, Any]:
    said = {"code": "", "facts": {}} if item.sealed else {"code": item.code, "facts": item.facts}
    due = item.due_on.isoformat() if item.due_on else None
    return {"item": item.pk, **said, "opened": china_day(item.opened_at).isoformat(), "due": due}


def _sha256(items: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(items, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _changed(handover: Handover, shown: str) -> bool:
    listed = handover.state in ("listed", "signed_out")
    return listed and not (handover.items_sha256 == shown == _sha256(_list_of(handover)))


def _list(handover: Handover, name: str, now: datetime) -> Handover:
    facts = {"items_listed"} | ({"list_changed"} if name == "relist" else set())
    step = HANDOVER.take(handover.state, name, THE_SYSTEM, facts=facts)
    was, handover.state = handover.state, step.dst
    handover.items = _list_of(handover)
    handover.items_sha256 = _sha256(handover.items)
    handover.signed_out_at = None
    states.swap(handover, was)
    return handover


def _signed(handover: Handover, name: str, hand: Hand, facts: set[str], now: datetime) -> Handover:
    people = {"outgoing": {handover.leaving_id} - {None}, "incoming": {handover.coming_id} - {None}}
    step = HANDOVER.take(handover.state, name, hand, facts=facts, people=people)
    was, handover.state = handover.state, step.dst
    if step.dst == "signed_in":
        handover.signed_in_at = now
        _pass(handover, now)
    else:
        handover.signed_out_at = now
    states.swap(handover, was)
    if step.dst in HANDOVER.ends:
        work.overtake(about=handover, now=now)
    return handover


def _pass(handover: Handover, now: datetime) -> None:
    """End the leaving person's holding and begin the coming person's, today.

    Where the leaving person's own first day is today, it is theirs and the coming one begins tomorrow: no day of one
    seat has two holders. Raises RuleBroken: handover_not_holder, and what the network refuses.
    """
    of, since = handover.post, now.date()
    with network.tried(since):
        if handover.leaving is not None:
            old = handing.holding_of(of, handover.leaving.pk, since)
            if old is None:
                raise RuleBroken("handover_not_holder", post=of.title, who=handover.leaving.name)
            since = max(since, old.valid_from + _DAY)
            old.valid_to = since - _DAY
            old.save(update_fields=["valid_to"])
        coming = handing.planned(of, handover.coming_id, since)
        coming = coming or Holding(post=of, person_id=handover.coming_id, valid_to=of.valid_to)
        coming.valid_from = since
        coming.save()
    mark_stale(now=now)


def _refuse(of: Post, unit: Org, leaving: Person | None, coming: Person, on: date) -> None:
    if of.org_id != unit.pk:
        raise RuleBroken("not_yours")
    if handing.running(of) is not None:
        raise RuleBroken("handover_running", post=of.title)
    if leaving is not None and handing.holding_of(of, leaving.pk, on) is None:
        raise RuleBroken("handover_not_holder", post=of.title, who=leaving.name)
    if leaving is not None and leaving.pk == coming.pk:
        raise RuleBroken("handover_same_person", who=coming.name)
    if handing.holding_of(of, coming.pk, on) is not None:
        raise RuleBroken("handover_holds_already", post=of.title, who=coming.name)
    if leaving is None and of.seats is not None and len(posts.current_holders(of, on)) >= of.seats:
        raise RuleBroken("handover_who_leaves", post=of.title)
    if not posts.holdings_of(coming.pk, on).exists():
        raise RuleBroken("handover_no_desk", who=coming.name)


def _same_unit(handover: Handover, unit: Org) -> None:
    if handover.post.org_id != unit.pk:
        raise RuleBroken("not_yours")


def _ask(handover: Handover, now: datetime) -> None:
    facts = {"post": handover.post.title}
    if handover.leaving_id is not None and handover.post.role:
        _assign("handover_to_sign_out", handover, handover.post, facts, now)
    first = posts.holdings_of(handover.coming_id or 0, now.date()).first()
    if first is not None:
        _assign("handover_to_sign_in", handover, first.post, facts, now)


def _assign(code: str, handover: Handover, to: Post, facts: dict[str, Any], now: datetime) -> None:
    work.assign(
        code=code,
        about=handover,
        post=to,
        url=reverse("network:handover", args=[handover.pk]),
        now=now,
        due_on=rulebook.due_day("handover.yellow", now),
        facts=facts,
        raised_by=handover.opened_by,
    )
