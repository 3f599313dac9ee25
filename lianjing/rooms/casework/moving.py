"""Writing one step of a rectification: the state and its day, the line of history, the work of whoever is next."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from lianjing.access import rectifying, states, work
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Seat
from lianjing.domain.machine import Hand, Step
from lianjing.domain.machines.rectification import ACCEPTOR, ISSUER, RECTIFICATION, RESPONSIBLE
from lianjing.records.models import Post, Rectification, RectificationMove

PARAMETERS = {
    "opened": "rectification.plan",
    "planned": "rectification.agree",
    "submitted": "rectification.accept",
    "observing": "rectification.observe",
}
WHOSE = {  # what a work is called -> whose it is
    "rectification_to_plan": RESPONSIBLE,
    "rectification_to_agree": ISSUER,
    "rectification_to_do": RESPONSIBLE,
    "rectification_to_accept": ACCEPTOR,
    "rectification_to_look_back": ACCEPTOR,
    "rectification_to_void": ACCEPTOR,
    "rectification_to_end": ISSUER,
    "rectification_to_agree_end": ACCEPTOR,
}
_NEXT = {
    "opened": "rectification_to_plan",
    "planned": "rectification_to_agree",
    "doing": "rectification_to_do",
    "submitted": "rectification_to_accept",
}
LATER = ("rectification_hands_missing",)  # nobody is free today: asked again the next time


def capacities(post: Seat, record: Rectification) -> frozenset[str]:
    """Return what a post is to a rectification: by the post, and for nobody whom it is about."""
    if post.person_id in facts_of(record).about:
        return frozenset()
    named = {RESPONSIBLE: record.responsible_id, ISSUER: record.issuer_id, ACCEPTOR: record.acceptor_id}
    return frozenset(name for name, key in named.items() if key == post.post_id)


def take(record: Rectification, name: str, *hands: Hand, facts: Collection[str] = (), on: date, taken: int = 0) -> Step:
    """Return the step, or refuse it: people are those who hold the posts today."""
    people = {
        "responsible": set(current_holders(record.responsible, on)),
        "issuer": set(current_holders(record.issuer, on)),
        "about": set(facts_of(record).about),
    }
    return RECTIFICATION.take(record.state, name, *hands, facts=facts, people=people, taken=taken)


def hand(post: Seat, record: Rectification) -> Hand:
    """Return the person acting with what the post is to the rectification."""
    return Hand.of(post.person_id, *capacities(post, record))


def settle(
    record: Rectification, step: Step, now: datetime, *, by: Seat | None = None, lines: Sequence[Any] = ()
) -> Rectification:
    """Write the next state, unless somebody was faster, its line of history, and the work of whoever is next."""
    was, record.state = record.state, step.dst
    record.entered_at, record.told_level, record.voiding = now, 0, {}
    record.due_on = due_of(record, now)
    record.closed_at = now if step.dst in RECTIFICATION.ends else None
    states.swap(record, was)
    note(record, step.name, now, by=by, lines=lines)
    work.overtake(about=record, now=now)
    ask_next(record, now)
    return record


def due_of(record: Rectification, now: datetime) -> date | None:
    """Return the last day in time of the state a rectification is in."""
    if record.state == "doing":
        return record.finish_on
    if record.state not in PARAMETERS:
        return None
    urgent = {"opened": "rectification.urgent_plan", "observing": PARAMETERS["observing"]}
    name = urgent.get(record.state, "rectification.urgent") if record.urgent else PARAMETERS[record.state]
    return due_day(name, now)


def note(record: Rectification, step: str, now: datetime, *, by: Seat | None = None, lines: Sequence[Any] = ()) -> None:
    """Add one line to the history."""
    who = {"by_id": by.person_id, "post_id": by.post_id} if by else {}
    RectificationMove(rectification=record, step=step, lines=list(lines), at=now, **who).save()


def ask_next(record: Rectification, now: datetime) -> None:
    """Put the rectification on the list of whoever acts next; while it is observed nobody has to, but for a look."""
    if record.state in _NEXT:
        put_on_list(record, _NEXT[record.state], now)
    if record.state == "opened" and record.voiding:
        put_on_list(record, "rectification_to_void", now)
    if to_look_back(record):
        put_on_list(record, "rectification_to_look_back", now)
    if to_end(record):
        put_on_list(record, "rectification_to_agree_end" if record.voiding else "rectification_to_end", now)


def to_look_back(record: Rectification) -> bool:
    """Return whether the look-back sample waits to be looked at."""
    return record.state == "observing" and "seed" in record.look_back and "passed" not in record.look_back


def to_end(record: Rectification) -> bool:
    """Return whether the clock said that it can be asked no more."""
    return record.state == "observing" and "unknown" in record.look_back


def put_on_list(record: Rectification, code: str, now: datetime, *, post: Post | None = None) -> None:
    """Put one item on a list: which unit, nothing of what happened there.

    post: who is told of it; None: whose work it is, and then it has a day.
    """
    due_on = None if post else record.due_on
    post = post or getattr(record, WHOSE[code])
    url = reverse("casework:rectification", args=[record.pk])
    facts = {"subject": record.org.name}
    work.assign(code=code, about=record, post=post, url=url, now=now, due_on=due_on, facts=facts)


def name_anew(record: Rectification, hands: rectifying.Hands) -> None:
    """Name the hands of a rectification on it."""
    record.responsible, record.issuer, record.acceptor = hands.responsible, hands.issuer, hands.acceptor
