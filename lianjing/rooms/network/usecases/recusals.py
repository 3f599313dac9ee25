"""Recusal (SM14): asked for oneself, asked of another, detected; decided one level up or by silence."""

from datetime import datetime

from lianjing.access import detecting, pausing, recusals, rulebook, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.journal import is_sealed
from lianjing.access.posts import current_holders
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Hand
from lianjing.domain.machines.recusal import RECUSAL, UPPER, may_ask_again
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.models import Person, Post, Recusal

GROUNDS = ("kin", "same_post", "handled_it", "held_before", "interest", "fairness")
WORK, REPLACE = detecting.WORK, "recusal_to_replace"


@act(Action.RECUSAL_REQUEST, on="person")
def ask_for_oneself(*, post: Seat, person: Person, record: Table, ground: str, reason: str, now: datetime) -> Recusal:
    """Keep oneself away from a record: granted at once, nobody weighs it."""
    recusal = _raise(person, record, ground, reason, "own", now, requested_by=person.pk)
    _move(recusal, RECUSAL.take(recusal.state, "grant_own", THE_SYSTEM, facts={"own_request"}).dst, now)
    if not _find_successor(recusal, now):
        pausing.hold(record, now)
    return recusal


@act(Action.RECUSAL_REQUEST, on="person")
def ask_of_another(
    *, post: Seat, person: Person, record: Table, other: Post, ground: str, reason: str, now: datetime
) -> list[Recusal]:
    """Ask that the holders of another post be kept away from a record (`person` asks); one level up decides."""
    holders = [held for held in current_holders(other, now.date()) if held != person.pk]
    if not holders:
        raise RuleBroken("recusal_nobody_there", post=other.title, unit=other.org.name)
    raised = []
    for held in holders:
        found = Person(pk=held)
        recusal = _raise(found, record, ground, reason, "request", now, requested_by=person.pk)
        detecting.call_up(recusal, WORK, now, recusal.due_at)
        pausing.hold(record, now)
        raised.append(recusal)
    return raised


def detect(*, record: Table, now: datetime) -> list[Recusal]:
    """Raise a recusal for everybody who can see or decide the record and has a declared tie with those it is about.

    Called inside the act that makes the record, and by the one that declares a tie later. Of a sealed record nobody
    is told: whoever is tied to whom it is about is taken off it in silence.
    """
    if is_sealed(record):
        return []
    tied = recusals.tied_people(record, now.date())
    raised = []
    for held in sorted(recusals.within_reach(tied, record, now.date())):
        if not recusals.earlier(held, record).exists():
            raised.append(detecting.detected(person=Person(pk=held), record=record, ground=tied[held], now=now))
    return raised


@act(Action.RECUSAL_DECIDE, on="recusal")
def decide(*, post: Seat, recusal: Recusal, step: str, reason: str, now: datetime) -> Recusal:
    """Recuse, or keep with a reason (`step`: recuse, keep): one level up, by neither of the two concerned."""
    recusal = recusals.locked(recusal)
    facts = {"ground"} | ({"reason"} if reason.strip() else set())
    taken = RECUSAL.take(recusal.state, step, _hand(post, recusal), facts=facts, people=_people(recusal))
    recusal.decided_by_id, recusal.decided_reason = post.person_id, reason.strip()
    _move(recusal, taken.dst, now)
    if taken.dst == "recused":
        _find_successor(recusal, now)
    return recusal


@act(Action.RECUSAL_DECIDE, on="recusal")
def replace_by_hand(*, post: Seat, recusal: Recusal, successor: Post, reason: str, now: datetime) -> Recusal:
    """Choose who does the work of the recused, when the coverage proof names nobody."""
    recusal = recusals.locked(recusal)
    away = {*recusals.earlier_recused(recusal.table, recusal.record_id), recusal.person_id}
    away |= set(recusals.tied_people(recusals.record_of(recusal), now.date()))
    free = [held for held in current_holders(successor, now.date()) if held not in away]
    facts = {"reason"} if reason.strip() else set()
    facts |= {"successor", "successor_clear"} if free else {"successor"}
    people = {**_people(recusal), "recused": {recusal.person_id}}
    taken = RECUSAL.take(recusal.state, "replace_by_hand", _hand(post, recusal), facts=facts, people=people)
    _hand_on(recusal, successor, free[0], taken.dst, now)
    return recusal


def lapse_recusals(*, now: datetime) -> int:
    """Recuse by silence wherever nobody decided in time; look again for successors; return how many rows moved."""
    parts = ((recusals.overdue(now), _lapse), (recusals.waiting_for_successor(), _succeed))
    found = ((one, step) for rows, step in parts for one in rows)
    return states.each(found, lambda due: due[1](recusal=due[0], now=now))


@act_of("clock", on="recusal")
def _lapse(*, recusal: Recusal, now: datetime) -> None:
    recusal = recusals.locked(recusal)
    if recusal.state != RECUSAL.start:
        raise RuleBroken("somebody_was_faster")
    _move(recusal, RECUSAL.take(recusal.state, "recuse_by_silence", THE_CLOCK).dst, now)
    _find_successor(recusal, now)


@act_of("clock", on="recusal")
def _succeed(*, recusal: Recusal, now: datetime) -> None:
    if not _find_successor(recusals.locked(recusal), now):
        raise RuleBroken("somebody_was_faster")


def _find_successor(recusal: Recusal, now: datetime) -> bool:
    """Hand the work to the next supervisor of the coverage proof, if there is one; return whether there was."""
    if recusal.state != "recused":
        return False
    found = _next(recusal, now)
    if found is None:
        detecting.call_up(recusal, REPLACE, now, rulebook.due("recusal.replace", now))
        return False
    taken = RECUSAL.take(recusal.state, "replace", THE_SYSTEM, facts={"successor", "successor_clear"})
    _hand_on(recusal, *found, taken.dst, now)
    return True


def _next(recusal: Recusal, now: datetime) -> tuple[Post, int] | None:
    found = recusals.successors(recusal, [recusal.path], now.date())
    return found[0] if found else None


def _hand_on(recusal: Recusal, successor: Post, person_id: int, state: str, now: datetime) -> None:
    """Move the open work that only the recused could have done to the successor's post."""
    recusal.replacement_id = person_id
    _move(recusal, state, now)
    alone = recusals.posts_held_alone(recusal.person_id, now.date())
    for item in recusals.work_about(recusal, alone):
        if item.post_id != successor.pk:
            item.post, item.path = successor, successor.org.path
            item.save(update_fields=["post", "path"])
            work.move(item, "replaced", now, to=successor)


def _raise(
    person: Person, record: Table, ground: str, reason: str, by: str, now: datetime, requested_by: int | None = None
) -> Recusal:
    if ground not in GROUNDS:
        raise RuleBroken("recusal_ground_unknown", ground=ground, field="ground")
    before = list(recusals.earlier(person.pk, record))
    kept = sum(row.state == "kept" for row in before)
    if any(row.state != "kept" for row in before):
        raise RuleBroken("recusal_already_raised")
    if kept and not may_ask_again(kept, rulebook.whole("recusal.requests", now)):
        raise RuleBroken("recusal_asked_too_often", asked=kept)
    return detecting.raised(person, record, ground, reason, by, now, requested_by)


def _move(recusal: Recusal, state: str, now: datetime) -> None:
    recusal.state = state
    recusal.settled_at = now if state in RECUSAL.ends else None
    recusal.save()
    work.overtake(about=recusal, now=now)


def _hand(post: Seat, recusal: Recusal) -> Hand:
    above = recusals.is_above(post, recusal.path, recusal.person.home.path)
    return Hand.of(post.person_id, *((UPPER,) if above else ()))


def _people(recusal: Recusal) -> dict[str, set[int]]:
    return {
        "subject": {recusal.person_id},
        "requester": {recusal.requested_by_id} if recusal.requested_by_id else set(),
        "recused": {recusal.person_id},
    }
