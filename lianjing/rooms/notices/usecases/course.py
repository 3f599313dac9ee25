"""The course of a notice that hangs: paused, resumed, ended after its days, withdrawn with a reason, archived."""

from datetime import datetime

from lianjing.access import notice_slots, notices, pausing, public_entries, question_clock, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, Hand, Step
from lianjing.domain.machines.disclosure import APPROVER, DISCLOSURE, UPPER
from lianjing.domain.notices import days_over, owed_again
from lianjing.domain.worktime import china_day
from lianjing.records.models import Disclosure, NoticeVersion
from lianjing.rooms.notices import gate, placing


@act(Action.NOTICE_APPROVE, on="disclosure")
def pause(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Let a notice stand still: it stays readable, its days do not count, and everybody reads the reason.

    Raises RuleBroken: notice_words_not_passed (found), step_refused.
    """
    return _paused(disclosure, Hand.of(post.person_id, APPROVER), reason, now)


@act(Action.NOTICE_APPROVE, on="disclosure")
def resume(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Let a notice run on, longer by every working day it stood still; not while an objection is open.

    Raises RuleBroken("step_refused").
    """
    notice_slots.hold(disclosure)
    facts = _facts(disclosure, now) | _reason(reason)
    step = DISCLOSURE.take(disclosure.state, "resume", Hand.of(post.person_id, APPROVER), facts=facts)
    notices.lengthen(disclosure, now.date())
    _move(disclosure, step, now)
    return disclosure


@act(Action.NOTICE_APPROVE, on="disclosure")
def end(*, post: Seat, disclosure: Disclosure, now: datetime) -> Disclosure:
    """End a notice whose days are over. Before that nobody ends one. Raises RuleBroken("step_refused")."""
    notice_slots.hold(disclosure)
    step = DISCLOSURE.take(disclosure.state, "end", Hand.of(post.person_id, APPROVER), facts=_ends(disclosure, now))
    return _taken_down(disclosure, step, now)


@act(Action.NOTICE_APPROVE, on="disclosure")
def withdraw(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Take a notice down with a reason that everybody reads; a tombstone stays, and the unit owes it again.

    Raises RuleBroken: notice_words_not_passed (found), step_refused.
    """
    return _withdrawn(disclosure, post, Hand.of(post.person_id, APPROVER), reason, now)


@act(Action.NOTICE_OVERSEE, on="disclosure")
def withdraw_from_above(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Take a unit's notice down from one level up. Raises RuleBroken: notice_words_not_passed (found), step_refused."""
    return _withdrawn(disclosure, post, Hand.of(post.person_id, UPPER), reason, now)


def expire_due(now: datetime) -> int:
    """End every notice whose days are over and to which no objection is open; return how many."""
    ready = [slot for slot in notice_slots.ended(now.date()) if "no_objection_open" in _ends(slot, now)]
    return states.each(ready, lambda slot: let_end(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def let_end(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """End a notice on its day: a list of people is gone from every page from this moment on (B5)."""
    notice_slots.hold(disclosure)
    step = DISCLOSURE.take(disclosure.state, "expire", THE_CLOCK, facts=_ends(disclosure, now))
    return _taken_down(disclosure, step, now)


def archive_due(now: datetime) -> int:
    """Put what is over into the archive, some days later; the content of lists of people is erased then."""
    ready = [slot for slot in notice_slots.in_state("expired") if now >= due("notice.kept", slot.since)]
    return states.each(ready, lambda slot: archive(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def archive(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Archive a slot. Of lists of people only hash, salt and dates stay."""
    step = DISCLOSURE.take(disclosure.state, "archive", THE_CLOCK)
    for one in notice_slots.all_of(disclosure):
        if one.personal and one.erased_at is None:
            _erase(one, now)
    _move(disclosure, step, now)
    return disclosure


def _erase(notice: NoticeVersion, now: datetime) -> None:
    """Take content and files away; what proves that they hung stays."""
    notice_slots.take_away(notice)
    public_entries.take_out(notice, notice.down_as or "erased", now)
    notice.content, notice.erased_at = b"", now
    notice.verdict = {key: value for key, value in notice.verdict.items() if key != "findings"}
    notice.save()


def _paused(slot: Disclosure, hand: Hand, reason: str, now: datetime) -> Disclosure:
    notice_slots.hold(slot)
    step = DISCLOSURE.take(slot.state, "pause", hand, facts=_reason(reason))
    slot.paused_on, slot.pause_reason = now.date(), gate.checked(slot, reason)
    _move(slot, step, now)
    return slot


def _withdrawn(slot: Disclosure, post: Seat, hand: Hand, reason: str, now: datetime) -> Disclosure:
    notice_slots.hold(slot)
    step = DISCLOSURE.take(slot.state, "withdraw", hand, facts=_reason(reason))
    why, made = gate.checked(slot, reason), notice_slots.published(slot)
    standing = [one for one in made if one.down_as != "withdrawn"]
    again = pausing.owed_by("notice.again", now, pausing.at_unit(slot.org.kind, slot.item))
    first = min(china_day(one.published_at) for one in standing if one.published_at is not None)
    slot.due_on = owed_again(slot.due_on, again, first, before=len(standing) < len(made))
    for one in standing:  # what was corrected stands as well, with its files: all of it goes (B14)
        _withdraw(one, post, why, now)
    slot.paused_on, slot.pause_reason = None, ""
    _move(slot, step, now)
    placing.call_clerk(slot, "notice_again", now)
    return slot


def _withdraw(notice: NoticeVersion, post: Seat, reason: str, now: datetime) -> None:
    """Take one version out of every page and of the log; of one that came down before, when and why stay as told."""
    if notice.down_at is None:
        notice.down_at, notice.down_by_id, notice.why = now, post.person_id, reason
    notice.down_as = "withdrawn"
    notice.save()
    public_entries.take_out(notice, "withdrawn", now)
    if notice.personal and notice.erased_at is None:
        _erase(notice, now)


def _taken_down(slot: Disclosure, step: Step, now: datetime) -> Disclosure:
    up = notice_slots.current(slot)
    if up is not None:
        up.down_at, up.down_as = now, "expired"
        up.save(update_fields=["down_at", "down_as"])
        if up.personal:  # gone from the log's files too, from this moment on (B5)
            public_entries.take_out(up, "expired", now)
    _move(slot, step, now)
    return slot


def _facts(slot: Disclosure, now: datetime) -> set[str]:
    up = notice_slots.current(slot)
    over = up is not None and days_over(up.ends_on, now.date())
    return ({"days_over"} if over else set()) | (set() if slot.objections_open else {"no_objection_open"})


def _ends(slot: Disclosure, now: datetime) -> set[str]:
    """Return what is so for an end: the answer to an objection lets the days run on, its close lets them end (SM7)."""
    return _facts(slot, now) - ({"no_objection_open"} if question_clock.open_objections(slot.pk) else set())


def _reason(reason: str) -> set[str]:
    return {"reason"} if reason.strip() else set()


def _move(slot: Disclosure, step: Step, now: datetime) -> None:
    was, slot.state, slot.since = slot.state, step.dst, now
    states.swap(slot, was)
    work.overtake(about=slot, now=now)
