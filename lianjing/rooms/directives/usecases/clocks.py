"""What the clock does with directives. Row by row, under the guard that lets exactly one hand win."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction

from lianjing.access import directives, states, work
from lianjing.access.acts import act_of
from lianjing.domain.directives import level_on
from lianjing.domain.machine import THE_CLOCK
from lianjing.domain.machines.directive import LEVELS
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Directive, DirectiveCall, Post, WorkItem
from lianjing.rooms.directives.moving import ask_next, assign, clock_day, note, offsets, settle, take, waits_until

_DAY = timedelta(days=1)


def run_clocks(now: datetime) -> int:
    """Take every step that the clock owes directives at `now`; return how many moved."""
    return states.each(_owed(now), lambda step: step())


def _owed(now: datetime) -> Iterator[Callable[[], object]]:
    for directive, item in directives.handed_on():
        yield partial(take_over, directive=directive, item=item, now=now)
    for directive, head in directives.left_empty(now.date()):
        yield partial(name_receiver, directive=directive, head=head, now=now)
    for directive in directives.due(tuple(_BY_STATE), now):
        yield partial(_run_out, directive, now)


def _run_out(directive: Directive, now: datetime) -> None:
    """Take the step, unless the clock has not really run out: a recusal or a later vacation may have stopped it."""
    if directive.state != "doing" and waits_until(directive, directive.waits_since) > now:
        raise RuleBroken("somebody_was_faster")
    _BY_STATE[directive.state](directive=directive, now=now)


@act_of("clock", on="directive")
def take_over(*, directive: Directive, item: WorkItem, now: datetime) -> Directive:
    """Name the post that the work was handed on to: passed on in the unit, or given to a successor after a recusal."""
    if item.code in ("directive_to_sign", "directive_to_do"):
        directive.receiver = item.post
    else:
        directive.decider = item.post
    states.swap(directive, directive.state)
    note(directive, "take_over", now, words=f"{item.post.org} {item.post}")
    return directive


@act_of("clock", on="directive")
def name_receiver(*, directive: Directive, head: Post, now: datetime) -> Directive:
    """Name whoever heads the unit now, where nobody holds the receiver's post: the work is theirs to answer."""
    left = directive.receiver_id
    directive.receiver = head
    states.swap(directive, directive.state)
    note(directive, "take_over", now, words=f"{head.org} {head}")
    work.overtake(about=directive, now=now, post=left)
    ask_next(directive, now)
    return directive


@act_of("clock", on="directive")
def lapse_draft(*, directive: Directive, now: datetime) -> Directive:
    """Drop a draft that nobody issued."""
    return settle(directive, take(directive, "lapse", THE_CLOCK, set()), now)


@act_of("clock", on="directive")
def sign_by_silence(*, directive: Directive, now: datetime) -> Directive:
    """Count silence as a signature, and say so."""
    step = take(directive, "sign_by_silence", THE_CLOCK, set())
    directive.signed_at, directive.signed_by_silence = now, True
    return settle(directive, step, now)


@act_of("clock", on="directive")
def go_up(*, directive: Directive, now: datetime) -> Directive:
    """Put a contest that the issuer left undecided before the level above."""
    step = take(directive, "go_up", THE_CLOCK, set())
    directive.decider = directives.upper_of(directive.issuer, now.date())
    return settle(directive, step, now)


@act_of("clock", on="directive")
def call_higher(*, directive: Directive, now: datetime) -> Directive:
    """Put a contest that a level left undecided before the next one; the last one is asked again, the issuer never.

    It leaves the list of the level before: work there would look as if it had been handed back.
    """
    was, asked = directive.waits_until, directive.decider
    above = directives.upper_of(asked or directive.issuer, now.date())
    directive.decider = asked if above in (None, directive.issuer) else above
    directive.waits_since, directive.waits_until = now, waits_until(directive, now)
    _kept(directive, was)
    note(directive, "call_above", now)
    if directive.decider != asked:
        work.overtake(about=directive, now=now, code="directive_to_decide")
    assign("directive_to_decide", directive, directive.decider, now, clock_day(directive))
    return directive


@act_of("clock", on="directive")
def accept_by_silence(*, directive: Directive, now: datetime) -> Directive:
    """Count the issuer's silence as acceptance, and note it on the issuer."""
    step = take(directive, "accept_by_silence", THE_CLOCK, set())
    directive.accepted_by_silence = True
    return settle(directive, step, now)


@act_of("clock", on="directive")
def call_level(*, directive: Directive, now: datetime) -> Directive:
    """Call the level whose day has come; the levels that already acted are not called again."""
    was, late = directive.waits_until, directive.due_on + _DAY
    reached = max(level_on(late, now.date(), offsets(now)), directive.level)
    for level in range(directive.level + 1, reached + 1):
        _call(directive, level, now)
    directive.level = reached
    directive.waits_until = waits_until(directive, now)
    _kept(directive, was)
    return directive


def _call(directive: Directive, level: int, now: datetime) -> None:
    post = directives.level_post(directive, level, now.date())
    spent = sum(move.step in ("send_back", "intervene") for move in directives.moves_of(directive))
    try:
        with transaction.atomic():
            DirectiveCall(directive=directive, level=level, round=spent, post=post, called_at=now).save()
    except IntegrityError:
        raise RuleBroken("somebody_was_faster") from None
    note(directive, LEVELS[level - 1], now)
    assign("directive_late", directive, post, now, directive.due_on)


def _kept(directive: Directive, was: datetime) -> None:
    """Write the next waiting time, unless another tick has just done so."""
    if not directives.wait_longer(directive, was):
        raise RuleBroken("somebody_was_faster")


_BY_STATE: dict[str, Callable[..., Directive]] = {
    "drafted": lapse_draft,
    "issued": sign_by_silence,
    "contested": go_up,
    "contested_above": call_higher,
    "replied": accept_by_silence,
    "doing": call_level,
}
