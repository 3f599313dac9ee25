"""Somebody else approves what was sent; what is approved is published at once, or on a day to come, never one past."""

from datetime import date, datetime

from lianjing.access import asking, notice_slots, pausing, public_entries, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import library
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.disclosure import APPROVER, DISCLOSURE, PREPARER, UP
from lianjing.domain.notices import runs_days
from lianjing.domain.parameters import Limit, Unit
from lianjing.domain.power.spans import limit_on
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import add_months
from lianjing.domain.worktime import add_working_days, notice_ends
from lianjing.records.models import Disclosure, NoticeVersion
from lianjing.rooms.notices import gate, placing
from lianjing.rooms.notices.rules import rule_of


@act(Action.NOTICE_APPROVE, on="disclosure", facts=lambda result, **_: {"state": result.state})
def approve(*, post: Seat, disclosure: Disclosure, now: datetime, publish_on: date | None = None) -> Disclosure:
    """Approve the version that was sent, and publish it now or on a day to come.

    The moment of publication is the system's: no person sets one that is past. Raises RuleBroken: notice_not_made,
    notice_back_dated (day, today), notice_not_passed (bytes without a verdict), notice_found_since (found: what passed
    does not pass today), step_refused (not sent, or one's own).
    """
    notice = _sent(disclosure)
    if publish_on is not None and publish_on < now.date():
        raise RuleBroken("notice_back_dated", field="publish_on", day=publish_on, today=now.date())
    facts = _facts(notice)
    step = DISCLOSURE.take(disclosure.state, "approve", _hand(post), facts=facts, people=_people(notice))
    _renewed(notice, now)
    _signed(notice, post, now)
    notice.publish_on = publish_on
    notice.save()
    _move(disclosure, step, now)
    if publish_on is None or publish_on <= now.date():
        _publish(disclosure, notice, now)
    return disclosure


@act(Action.NOTICE_APPROVE, on="disclosure")
def send_back(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Return what was sent, saying why; also a correction of a notice that is up, which stays as it is.

    Raises RuleBroken: notice_not_made, step_refused.
    """
    notice = _sent(disclosure)
    facts = {word for word, there in (("reason", reason.strip()), ("sent", notice.sent_at)) if there}
    if disclosure.state not in (*UP, "paused"):
        step = DISCLOSURE.take(disclosure.state, "send_back", _hand(post), facts=facts)
        _move(disclosure, step, now)
    notice.returned, notice.sent_at, notice.sent_by = reason.strip(), None, None
    notice.save(update_fields=["returned", "sent_at", "sent_by"])
    work.overtake(about=disclosure, now=now)
    placing.call_clerk(disclosure, "notice_to_send", now)
    return disclosure


@act(Action.NOTICE_APPROVE, on="disclosure")
def take_back(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Take back an approval that waits for its day. Raises RuleBroken("step_refused")."""
    step = DISCLOSURE.take(disclosure.state, "take_back", _hand(post), facts={"reason"} if reason.strip() else set())
    notice = _sent(disclosure)
    notice.returned, notice.sent_at, notice.sent_by = reason.strip(), None, None
    notice.approved_at, notice.approved_by, notice.publish_on = None, None, None
    notice.save()
    _move(disclosure, step, now)
    placing.call_clerk(disclosure, "notice_to_send", now)
    return disclosure


@act(Action.NOTICE_APPROVE, on="disclosure")
def correct(*, post: Seat, disclosure: Disclosure, reason: str, now: datetime) -> Disclosure:
    """Put a further version in place of the one that is up: its days start anew, the old one stays readable (SM7).

    Raises RuleBroken: notice_not_made, notice_not_passed, notice_found_since (found), notice_words_not_passed (found),
    step_refused (no reason, one's own, not sent).
    """
    notice, old = _sent(disclosure), notice_slots.current(disclosure)
    if notice.sent_at is None:
        raise RuleBroken("notice_not_sent")
    facts = _facts(notice) | ({"reason"} if reason.strip() else set())
    step = DISCLOSURE.take(disclosure.state, "correct", _hand(post), facts=facts, people=_people(notice))
    why = gate.checked(disclosure, reason)
    _renewed(notice, now)
    if old is not None:
        old.down_at, old.down_as, old.down_by_id, old.why = now, "corrected", post.person_id, why
        old.save()
        if old.personal:  # a list of people is corrected because it was wrong: it leaves the log's files too (B5)
            public_entries.take_out(old, "corrected", now)
    _signed(notice, post, now)
    disclosure.paused_on, disclosure.pause_reason = None, ""
    _put_up(disclosure, notice, now)
    _move(disclosure, step, now)
    asking.put_right_by(disclosure_id=disclosure.pk, words=why, now=now)
    return disclosure


def publish_due(now: datetime) -> int:
    """Publish what was approved for a day that has come; return how many."""
    ready = [
        slot
        for slot in notice_slots.in_state("approved")
        if (made := notice_slots.draft(slot)) and (made.publish_on is None or made.publish_on <= now.date())
    ]
    return states.each(ready, lambda slot: put_up(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def put_up(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Publish an approved notice on its day; what does not pass any more goes back to the clerk instead.

    Raises RuleBroken("notice_not_passed") for bytes without a verdict.
    """
    notice = _sent(disclosure)
    if gate.renew(notice, now):
        _stop(disclosure, notice, now)
    else:
        _publish(disclosure, notice, now)
    return disclosure


def _stop(slot: Disclosure, notice: NoticeVersion, now: datetime) -> None:
    """Stop what was approved: pupils came since, and one of them is named in it."""
    step = DISCLOSURE.take(slot.state, "block", THE_SYSTEM, facts={"findings"})
    notice.sent_at = notice.sent_by = notice.approved_at = notice.approved_by = notice.publish_on = None
    notice.save()
    _move(slot, step, now)
    due_on = pausing.owed_by("disclosure.blocked", now, pausing.of_slot(slot))
    placing.call_clerk(slot, "notice_blocked", now, due_on)


def _renewed(notice: NoticeVersion, now: datetime) -> None:
    """Look at a version by what is known today. Raises RuleBroken: notice_not_passed, notice_found_since (found)."""
    if found := gate.renew(notice, now):
        raise RuleBroken("notice_found_since", found=tuple(dict.fromkeys(one.code for one in found)))


def _publish(slot: Disclosure, notice: NoticeVersion, now: datetime) -> None:
    step = DISCLOSURE.take(slot.state, "publish", THE_SYSTEM, facts=_facts(notice) - {"sent"})
    _put_up(slot, notice, now)
    _move(slot, step, now)


def _put_up(slot: Disclosure, notice: NoticeVersion, now: datetime) -> None:
    """Write when a version was put up and until when it runs: both the system's."""
    notice.published_at = now
    notice.days, notice.ends_on = _days(slot, now.date())
    notice.save()
    public_entries.enter_notice(slot, notice, now)


def _days(slot: Disclosure, on: date) -> tuple[int | None, date]:
    """Return (days it runs, last day): working days of a public notice, months of a disclosure that stays."""
    rule, book = rule_of(slot), library()
    if not runs_days(slot.kind):
        return None, add_months(on, book.parameters.whole("disclosure.shown", on))
    default = book.parameters.limit("notice.default", on)
    limit: Limit = limit_on(rule.days, on, book.parameters) if rule.days else default
    if limit.unit is Unit.WORKING_DAYS:
        return limit.count, notice_ends(on, limit.count, book.calendar)
    working = add_working_days(on, default.count, book.calendar)  # days of the calendar never run under the default
    return limit.count, max(date.fromordinal(on.toordinal() + limit.count), working)


def _sent(slot: Disclosure) -> NoticeVersion:
    notice_slots.hold(slot)
    found = notice_slots.draft(slot)
    if found is None:
        raise RuleBroken("notice_not_made")
    return found


def _facts(notice: NoticeVersion) -> set[str]:
    """Return what is at hand. Raises RuleBroken("notice_not_passed") for bytes that are not those of the verdict."""
    if not gate.passed(notice):
        raise RuleBroken("notice_not_passed")
    return {"verdict_clean"} | ({"sent"} if notice.sent_at else set())


def _people(notice: NoticeVersion) -> dict[str, set[int]]:
    return {PREPARER: {one for one in (*notice.hands, notice.prepared_by_id, notice.sent_by_id) if one is not None}}


def _signed(notice: NoticeVersion, post: Seat, now: datetime) -> None:
    notice.approved_by_id, notice.approved_at = post.person_id, now


def _hand(post: Seat) -> Hand:
    return Hand.of(post.person_id, APPROVER)


def _move(slot: Disclosure, step: Step, now: datetime) -> None:
    was, slot.state, slot.since = slot.state, step.dst, now
    states.swap(slot, was)
    work.overtake(about=slot, now=now)
