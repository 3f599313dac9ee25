"""The clock's side: ninety days in which the same check runs again, a sample looked back at, the end or a relapse.

Also what is late: put before one level after the other. Every step is an act of the clock and safe to repeat.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from lianjing.access import rectifying as doors
from lianjing.access import states, work
from lianjing.access.acts import act_of
from lianjing.access.rulebook import due_day
from lianjing.domain.machine import THE_CLOCK
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Rectification, WorkItem
from lianjing.rooms.casework import rerun, samples
from lianjing.rooms.casework.moving import LATER, WHOSE, ask_next, name_anew, note, put_on_list, settle, take

TOP = len(doors.LEVELS)


def watch_all(now: datetime) -> int:
    """Look after what is observed: what came back, what is due to be sampled, what may be closed; return how many."""
    observed = [one for one in doors.running() if one.state == "observing"]
    return states.each([one for one in observed if _due(one, now)], lambda one: _watch(one, now), later=LATER)


def _due(record: Rectification, now: datetime) -> bool:
    """Return whether something may have to be done: the nights saw it again, or the days are over."""
    return _over(record, now) or _came_back(record) or "passed" in record.look_back


def _watch(record: Rectification, now: datetime) -> None:
    again = rerun.ask(record, now.date())
    failed = record.look_back.get("passed") is False
    if again.result == "found" or failed or (_over(record, now) and _came_back(record)):
        relapse(record=record, now=now)
    elif not _over(record, now):
        return
    elif "seed" not in record.look_back:
        draw_look_back(record=record, now=now)
    elif record.look_back.get("passed") and again.passed:
        close(record=record, now=now)
    elif record.look_back.get("passed"):
        tell_unasked(record=record, now=now)


def _over(record: Rectification, now: datetime) -> bool:
    return record.observed_until is not None and record.observed_until < now.date()


def _came_back(record: Rectification) -> bool:
    flag = doors.flag_of(record)
    known = flag is not None and not flag.danger and record.accepted_at is not None
    return bool(known and flag and record.accepted_at and doors.seen_again(flag, record.accepted_at))


@act_of("clock", on="record")
def draw_look_back(*, record: Rectification, now: datetime) -> Rectification:
    """Draw the rows that are looked back at, and put them before the acceptor, once."""
    held = doors.locked(record)
    if "seed" in held.look_back or held.state != "observing":
        raise RuleBroken("somebody_was_faster")
    held.look_back = {**held.look_back, **samples.draw_later(held, now)}
    held.due_on = due_day("rectification.look_back", now)
    held.save(update_fields=["look_back", "due_on"])
    note(held, "draw", now)
    put_on_list(held, "rectification_to_look_back", now)
    return held


@act_of("clock", on="record")
def close(*, record: Rectification, now: datetime) -> Rectification:
    """Close what stayed right: its days over, the check clean, the sample right, its cause and change named."""
    told = {
        "days_observed": _over(record, now),
        "rerun_passed": rerun.ask(record, now.date()).passed,
        "look_back_passed": record.look_back.get("passed") is True,
        "cause": bool(record.cause),
        "change_or_why_none": bool(record.changed_version_id and record.changed_step) or bool(record.why_unchanged),
    }
    step = take(record, "close", THE_CLOCK, facts={name for name, yes in told.items() if yes}, on=now.date())
    return settle(record, step, now)


@act_of("clock", on="record")
def tell_unasked(*, record: Rectification, now: datetime) -> Rectification:
    """Say once that what stayed right by its sample can be asked no more: issuer and acceptor may end it."""
    held = doors.locked(record)
    if held.state != "observing" or "unknown" in held.look_back:
        raise RuleBroken("somebody_was_faster")
    held.look_back = {**held.look_back, "unknown": now.date().isoformat()}
    held.due_on, held.told_level = due_day("rectification.look_back", now), 0
    held.save(update_fields=["look_back", "due_on", "told_level"])
    note(held, "unasked", now)
    put_on_list(held, "rectification_to_end", now)
    return held


@act_of("clock", on="record")
def relapse(*, record: Rectification, now: datetime) -> Rectification:
    """Open again what came back: one level up, with other people, and both levels are told."""
    level = min(record.level + 1, TOP)
    before, away = record.acceptor, doors.away_from(record, now.date())
    hands = doors.hands_for(record.org, level, away, now.date())
    step = take(record, "relapse", THE_CLOCK, facts={"came_back", "upper_named"}, on=now.date())
    name_anew(record, hands)
    record.level, record.round = level, record.round + 1
    record.finish_on = due_day("rectification.doing", now)
    record.evidence, record.sample, record.look_back = [], {}, {}
    record.accepted_at = record.observed_until = None
    settle(record, step, now)
    for post in {one.pk: one for one in (record.issuer, record.acceptor, before)}.values():
        put_on_list(record, "rectification_came_back", now, post=post)
    return record


def call_all(now: datetime) -> int:
    """Put what is late before the next level, level by level; return how many calls were made."""
    late = [one for one in doors.running() if _call_due(one, now)]
    return states.each(late, lambda one: call_up(record=one, now=now))


def _call_due(record: Rectification, now: datetime) -> bool:
    """Return whether the next level is to be called: the day is over, and the days of each level called before."""
    if (
        record.due_on is None
        or record.told_level >= TOP
        or (record.state == "observing" and not record.look_back.get("seed"))
    ):
        return False
    day = record.due_on
    for _level in range(record.told_level):
        day = due_day("rectification.escalate", datetime.combine(day, now.timetz()))
    return day < now.date()


@act_of("clock", on="record")
def call_up(*, record: Rectification, now: datetime) -> Rectification:
    """Tell the next level that something is late. It stays with whoever has it; nobody takes it away from them."""
    held = doors.locked(record)
    if held.told_level != record.told_level or held.state != record.state:
        raise RuleBroken("somebody_was_faster")
    held.told_level += 1
    held.save(update_fields=["told_level"])
    away = doors.away_from(held, now.date())
    called = next(iter(doors.above(held.org, held.told_level, away, now.date())), None)
    note(held, "call", now, lines=[held.told_level])
    if called:
        put_on_list(held, "rectification_late", now, post=called[0])
    return held


def name_hands(now: datetime) -> int:
    """Name others where one of the three may act no more: recused, tied, the post is empty, or the work was passed on
    in their unit; return how many.
    """
    return states.each(_to_name(now), lambda step: step(), later=LATER)


def _to_name(now: datetime) -> Iterator[Callable[[], object]]:
    for record in doors.held_by_none(now.date()):
        yield partial(name_hands_anew, record=record, now=now)
    for record, item in doors.handed_on(WHOSE, now.date()):
        yield partial(take_over, record=record, item=item, now=now)


@act_of("clock", on="record")
def name_hands_anew(*, record: Rectification, now: datetime) -> Rectification:
    """Name the three anew on the same level; what they had to do goes to the new ones."""
    held = doors.locked(record)
    away = doors.away_from(held, now.date())
    keeps = next(iter(sorted(doors.holders(held.issuer, now.date()) - away)), None)
    name_anew(held, doors.hands_for(held.org, held.level, away, now.date(), issuer=keeps))
    held.save(update_fields=["responsible", "issuer", "acceptor"])
    note(held, "name_anew", now)
    work.overtake(about=held, now=now)
    ask_next(held, now)
    return held


@act_of("clock", on="record")
def take_over(*, record: Rectification, item: WorkItem, now: datetime) -> Rectification:
    """Name the post that the work was passed on to in its unit: from here on it is theirs."""
    setattr(record, WHOSE[item.code], item.post)
    record.save(update_fields=["responsible", "issuer", "acceptor"])
    note(record, "name_anew", now)
    return record
