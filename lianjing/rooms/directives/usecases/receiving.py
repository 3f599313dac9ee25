"""What the receiver does with a directive: signs, contests with one tap, replies; and what a called level does."""

from datetime import date, datetime, timedelta

from lianjing.access import directives, rulebook
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.directives import GROUNDS
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table, key_of
from lianjing.records.models import Directive
from lianjing.rooms.directives.moving import hand_of, last_day, settle, standstill, take
from lianjing.rooms.directives.twins import Likeness, likest

_YEAR = timedelta(days=365)


@act(Action.DIRECTIVE_ACT, on="directive")
def sign(*, post: Seat, directive: Directive, now: datetime) -> Directive:
    """Sign for a directive: from here on it is the receiver's."""
    step = take(directive, "sign", hand_of(post, directive), set())
    directive.signed_at = now
    return settle(directive, step, now, by=post)


@act(Action.DIRECTIVE_ACT, on="directive")
def contest(*, post: Seat, directive: Directive, ground: str, now: datetime, words: str = "") -> Directive:
    """Contest a directive as a duplicate of the twin that was found, as unlawful, or as not ours: one tap is enough."""
    twin = twin_before(directive, now) if ground == "duplicate" else None
    facts = {"contest_ground"} if ground in GROUNDS and (ground != "duplicate" or twin) else set()
    facts |= {"in_time"} if may_contest(directive, now) else set()
    step = take(directive, "contest", hand_of(post, directive), facts)
    directive.contest_ground, directive.contest_words, directive.contested_at = ground, words.strip(), now
    directive.contest_twin = twin.directive if twin else None
    return settle(directive, step, now, by=post, words=words)


@act(Action.DIRECTIVE_ACT, on="directive")
def reply(*, post: Seat, directive: Directive, record: Table | None, words: str, now: datetime) -> Directive:
    """Reply by pointing to a record of this system that shows what was done; nothing is attached or typed again."""
    facts = {"bound_record"} if record is not None and record.pk is not None else set()
    step = take(directive, "reply", hand_of(post, directive), facts)
    if record is not None:
        directive.reply_table, directive.reply_id = key_of(record)
    directive.reply, directive.replied_at = words.strip(), now
    return settle(directive, step, now, by=post, words=words)


@act(Action.DIRECTIVE_ACT, on="directive")
def intervene(*, post: Seat, directive: Directive, measure: str, new_day: date, now: datetime) -> Directive:
    """Act as a level that was called: say what was done, and name a new last day. Escalation stops here."""
    if new_day <= now.date():
        raise RuleBroken("directive_due_past", field="new_day")
    facts = {"new_day"} | ({"measure"} if measure.strip() else set())
    step = take(directive, "intervene", hand_of(post, directive), facts)
    for call in directives.calls_of(directive):
        if call.post_id == post.post_id and call.acted_at is None:
            call.acted_at, call.measure = now, measure.strip()
            call.save(update_fields=["acted_at", "measure"])
    directive.due_on = last_day(directive, new_day, now)
    return settle(directive, step, now, by=post, words=measure)


def twin_before(directive: Directive, now: datetime) -> Likeness | None:
    """Return the directive of the last year that this one repeats, if the likeness is near enough to say so."""
    found = likest(directive, directives.told_before(directive, now.date() - _YEAR), now)
    return found[0] if found and found[0].near else None


def may_contest(directive: Directive, now: datetime) -> bool:
    """Return whether the days for a contest run: until it is signed for, and a day of work after."""
    if directive.signed_at is None:
        return True
    window = rulebook.due_with_pauses(DIRECTIVE, "directive.contest_window", directive.signed_at, standstill(directive))
    return now < window
