"""What the issuer, or the level above, decides: a contest, a reply. Nobody decides on what they wrote themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lianjing.access.acts import act
from lianjing.access.rulebook import due_with_pauses
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.worktime import CHINA
from lianjing.records.models import Directive
from lianjing.rooms.directives.moving import hand_of, settle, standstill, take


@act(Action.DIRECTIVE_ACT, on="directive")
def uphold(*, post: Seat, directive: Directive, now: datetime, reason: str = "") -> Directive:
    """Agree with a contest: the directive is withdrawn, and nothing of it counts against the receiver."""
    step = take(directive, "uphold", hand_of(post, directive), {"reason"} if reason.strip() else set())
    directive.decided = reason.strip()
    return settle(directive, step, now, by=post, words=reason)


@act(Action.DIRECTIVE_ACT, on="directive")
def overrule(*, post: Seat, directive: Directive, reason: str, now: datetime) -> Directive:
    """Refuse a contest with a reason: the receiver goes on, with as many days more as the contest took."""
    step = take(directive, "overrule", hand_of(post, directive), {"reason"} if reason.strip() else set())
    directive.decided = reason.strip()
    directive.signed_at = directive.signed_at or now
    if directive.contested_at is not None:
        directive.due_on += now.date() - directive.contested_at.astimezone(CHINA).date()
    return settle(directive, step, now, by=post, words=reason)


@act(Action.DIRECTIVE_ACT, on="directive")
def accept(*, post: Seat, directive: Directive, now: datetime) -> Directive:
    """Accept a reply."""
    return settle(directive, take(directive, "accept", hand_of(post, directive), set()), now, by=post)


@act(Action.DIRECTIVE_ACT, on="directive")
def send_back(*, post: Seat, directive: Directive, missing: Sequence[str], now: datetime) -> Directive:
    """Return a reply, item by item, at most twice; only these items are to be added."""
    items = [item.strip() for item in missing if item.strip()]
    step = take(directive, "send_back", hand_of(post, directive), {"what_is_missing"} if items else set())
    redo = due_with_pauses(DIRECTIVE, "directive.redo", now, standstill(directive, step.dst)) - timedelta(
        microseconds=1
    )
    directive.missing, directive.level = items, 0
    directive.due_on = max(directive.due_on, redo.astimezone(CHINA).date())
    return settle(directive, step, now, by=post, words="\n".join(items))
