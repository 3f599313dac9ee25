"""A verification file is asked for, agreed to by somebody else, looked by, and closed; the clock ends what is left."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lianjing.access import bulk, rulebook, states, verifications, work
from lianjing.access.acts import act, act_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, Hand, Step
from lianjing.domain.machines.verification import HANDLER, UPPER, VERIFICATION
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Org, Verification
from lianjing.rooms.verification import ways

NUMBER = "V"
RESULTS = ("nothing_found", "flag_answered", "problem_begun", "transferred")


def _told(result: Verification, **_: Any) -> dict[str, Any]:
    return {"number": result.number, "power": result.power, "state": result.state}


@act(Action.VERIFICATION_ASK, on="unit", facts=_told, sealed=True)  # it names the school
def ask(*, post: Seat, unit: Org, power: str, reason: str, now: datetime) -> Verification:
    """Ask for a file about a school's dealings in one power.

    Raises RuleBroken: verification_reason, verification_tied (the asker works there, is kin to somebody who does, or
    has an interest in one of its suppliers).
    """
    if len(reason.strip()) < ways.LEAST_REASON:
        raise RuleBroken("verification_reason", least=ways.LEAST_REASON)
    if verifications.tied(post.person_id, unit, now.date()):
        raise RuleBroken("verification_tied")
    record = Verification(
        number=verifications.next_number(NUMBER, now.year),
        org=unit,
        power=power,
        reason=reason.strip(),
        asker_id=post.person_id,
        asked_in_id=post.post_id,
        asked_at=now,
        entered_at=now,
        due_on=rulebook.due_day("verification.agree", now),
    )
    record.save()
    bulk.link(
        Verification.handlers.through,
        [Verification.handlers.through(verification_id=record.pk, person_id=post.person_id)],
    )
    for one in verifications.who_agree(record, now.date()):
        facts = {"number": record.number}
        work.assign(
            code="verification_to_agree", about=record, post=one, url=ways.page_of(record), now=now, facts=facts
        )
    return record


@act(Action.VERIFICATION_AGREE, on="record", facts=_told)
def agree(*, post: Seat, record: Verification, now: datetime) -> Verification:
    """Agree to a file: from now on its people may look, for the county's days."""
    step = _take(record, "agree", Hand.of(post.person_id, UPPER), _no_tie(post, record, now))
    record.agreed_by_id = post.person_id
    record.due_on = rulebook.due_day("verification.open", now)
    return _moved(record, step, now)


@act(Action.VERIFICATION_AGREE, on="record", facts=_told)
def refuse(*, post: Seat, record: Verification, reason: str, now: datetime) -> Verification:
    """Refuse a file, saying why: for nobody who is tied to the school either."""
    facts = _no_tie(post, record, now) | ({"reason"} if reason.strip() else set())
    step = _take(record, "refuse", Hand.of(post.person_id, UPPER), facts)
    record.words = reason.strip()
    return _moved(record, step, now)


@act(Action.VERIFICATION_READ, on="record", facts=lambda result, **more: {"kind": more["kind"], "rows": result.rows})
def look(*, post: Seat, record: Verification, kind: str, key: str, now: datetime) -> ways.Seen:
    """Look one hop further than the file has led so far, and write down that one did.

    kind: school, supplier, person. Raises RuleBroken: verification_not_open, verification_not_led.
    """
    if record.state != "open" or now.date() > record.due_on:
        raise RuleBroken("verification_not_open", number=record.number)
    seen = ways.seen(record, kind, key, now.date())
    verifications.write_look(record, post.person_id, kind, seen.name, seen.rows, now)
    return seen


@act(Action.VERIFICATION_READ, on="record", facts=_told)
def close(*, post: Seat, record: Verification, outcome: str, words: str, now: datetime) -> Verification:
    """Close a file with what came of it; nobody can look by it any more."""
    step = _take(record, "close", Hand.of(post.person_id, HANDLER), {"result"} if outcome in RESULTS else set())
    record.result, record.words = outcome, words.strip()
    return _moved(record, step, now)


def run_out(now: datetime) -> int:
    """End the files that nobody agreed to in time, and those whose days are over; return how many."""
    found = ((name, one) for name in _RUN_OUT for one in verifications.due(name, now.date()))
    return states.each(found, lambda due: _RUN_OUT[due[0]](record=due[1], now=now))


@act_of("clock", on="record")
def lapse_file(*, record: Verification, now: datetime) -> Verification:
    """End a file that nobody agreed to in time."""
    return _moved(record, VERIFICATION.take(record.state, "lapse", THE_CLOCK), now)


@act_of("clock", on="record")
def expire_file(*, record: Verification, now: datetime) -> Verification:
    """Close a file whose days are over."""
    return _moved(record, VERIFICATION.take(record.state, "expire", THE_CLOCK), now)


_RUN_OUT: dict[str, Callable[..., Verification]] = {"asked": lapse_file, "open": expire_file}


def _take(record: Verification, name: str, hand: Hand, facts: set[str]) -> Step:
    return VERIFICATION.take(record.state, name, hand, facts=facts, people={"asker": {record.asker_id}})


def _no_tie(post: Seat, record: Verification, now: datetime) -> set[str]:
    return set() if verifications.tied(post.person_id, record.org, now.date()) else {"no_tie"}


def _moved(record: Verification, step: Step, now: datetime) -> Verification:
    was, record.state, record.entered_at = record.state, step.dst, now
    record.closed_at = now if step.dst in VERIFICATION.ends else None
    states.swap(record, was)
    work.overtake(about=record, now=now)
    return record
