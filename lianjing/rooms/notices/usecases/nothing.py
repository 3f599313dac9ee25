"""“Nothing this period”: one tap, held against matters and rows; what is found later corrects it by itself (B3)."""

from datetime import datetime

from lianjing.access import notice_slots, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Hand
from lianjing.domain.machines.disclosure import DISCLOSURE, HANDLER, PREPARER, UPPER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Disclosure
from lianjing.rooms.notices import contents, placing
from lianjing.rooms.notices.usecases.preparing import LATELY


@act(Action.NOTICE_PREPARE, on="disclosure")
def declare(*, post: Seat, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Say that nothing of the kind happened; when the day has passed, one level up confirms it.

    Raises RuleBroken: nothing_is_untrue (a matter or a ledger row of the kind exists), nothing_asked_already,
    step_refused.
    """
    if contents.exists(disclosure):
        raise RuleBroken("nothing_is_untrue")
    if disclosure.state == "overdue":
        return _ask_above(disclosure, post, now)
    step = DISCLOSURE.take(
        disclosure.state, "declare_nothing", Hand.of(post.person_id, HANDLER), facts={"no_such_matter"}
    )
    disclosure.nothing_by_id, disclosure.nothing_at = post.person_id, now
    return _moved(disclosure, step.dst, now)


def _ask_above(slot: Disclosure, post: Seat, now: datetime) -> Disclosure:
    if slot.nothing_at is not None:
        raise RuleBroken("nothing_asked_already")
    slot.nothing_by_id, slot.nothing_at = post.person_id, now
    slot.save(update_fields=["nothing_by", "nothing_at"])
    if slot.org.parent is not None:
        placing.call(slot, Role.GROUP_LEADER, slot.org.parent, "nothing_to_confirm", now)
    return slot


@act(Action.NOTICE_OVERSEE, on="disclosure")
def confirm(*, post: Seat, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Confirm a late “nothing this period” as one level up. Raises RuleBroken: nothing_is_untrue, step_refused."""
    facts = {"asked_for"} if disclosure.nothing_at else set()
    if contents.exists(disclosure):
        raise RuleBroken("nothing_is_untrue")
    people = {PREPARER: {disclosure.nothing_by_id} if disclosure.nothing_by_id else set()}
    hand = Hand.of(post.person_id, UPPER)
    step = DISCLOSURE.take(disclosure.state, "declare_nothing", hand, facts={*facts, "no_such_matter"}, people=people)
    return _moved(disclosure, step.dst, now)


def find_forgotten(now: datetime) -> int:
    """Correct every “nothing” of which a matter or a row was found since; return how many."""
    schools, moved = notice_slots.fresh(now - LATELY)
    touched = (
        slot
        for slot in notice_slots.in_state("nothing")
        if slot.org.code in schools or (slot.org_id, slot.item) in moved
    )
    untrue = [slot for slot in touched if contents.exists(slot)]
    return states.each(untrue, lambda slot: correct_itself(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def correct_itself(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Owe it again, say in public that “nothing” was wrong, and warn clerk and principal."""
    step = DISCLOSURE.take(disclosure.state, "find_without_content", THE_SYSTEM, facts={"matter_found"})
    disclosure.corrected_nothing = True
    _moved(disclosure, step.dst, now)
    placing.call_clerk(disclosure, "nothing_was_wrong", now)
    placing.call_principal(disclosure, "nothing_was_wrong", now)
    return disclosure


def settle_old(now: datetime) -> int:
    """Put every “nothing” that nobody can correct any more into the archive; return how many."""
    old = [slot for slot in notice_slots.in_state("nothing") if now >= due("disclosure.nothing", slot.since)]
    return states.each(old, lambda slot: settle(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def settle(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Archive a “nothing this period” that stayed true."""
    facts = set() if contents.exists(disclosure) else {"no_such_matter"}
    return _moved(disclosure, DISCLOSURE.take(disclosure.state, "settle", THE_CLOCK, facts=facts).dst, now)


def _moved(slot: Disclosure, state: str, now: datetime) -> Disclosure:
    was, slot.state, slot.since = slot.state, state, now
    states.swap(slot, was)
    work.overtake(about=slot, now=now)
    return slot
