"""How a directive takes a step: its machine is asked, exactly one hand wins, the next clock and list are set."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse

from lianjing.access import directives, rulebook, states, work
from lianjing.access.pausing import standstill_of
from lianjing.domain.authority import Seat
from lianjing.domain.directives import next_level_day
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.directive import DIRECTIVE, ISSUER, LEVEL, RECEIVER, UPPER
from lianjing.domain.pauses import NEVER_PAUSED, Standstill, pauses_of
from lianjing.domain.values import add_months
from lianjing.domain.worktime import CHINA, china_day, deadline
from lianjing.records.models import Directive, DirectiveMove, Post

_DAY = timedelta(days=1)
_BY_STATE = {
    "drafted": "directive.draft",
    "issued": "directive.sign",
    "contested": "directive.contest",
    "contested_above": "directive.contest_above",
    "replied": "directive.review",
}
_SCHOOL_ACTS = ("issued", "doing")
_LEVELS = ("directive.level_1", "directive.level_2", "directive.level_3", "directive.level_4")


def hand_of(post: Seat, directive: Directive) -> Hand:
    """Return the person acting with what the post is to this directive."""
    return Hand.of(post.person_id, *capacities_of(post, directive))


def capacities_of(post: Seat, directive: Directive) -> frozenset[str]:
    """Return what a post is to a directive: its issuer, its receiver, one level up, a level that was called."""
    found = set()
    if directive.issuer_id == post.post_id:
        found.add(ISSUER)
    if directive.receiver_id == post.post_id:
        found.add(RECEIVER)
    if directive.decider_id == post.post_id:
        found.add(UPPER)
    called = (call.post for call in directives.calls_of(directive) if call.acted_at is None and call.post)
    if any(one.pk == post.post_id and one.org_id != directive.org_id for one in called):
        found.add(LEVEL)  # never a post of the unit itself: nobody gives themselves more days
    tasks = directives.tasks_at(directive, post.post_id)
    if tasks & {"directive_to_sign", "directive_to_do"}:
        found.add(RECEIVER)
    if "directive_to_review" in tasks or ("directive_to_decide" in tasks and directive.state == "contested"):
        found.add(ISSUER)
    return frozenset(found)


def take(directive: Directive, name: str, hand: Hand, facts: set[str]) -> Step:
    """Ask the machine. Raises RuleBroken("step_refused")."""
    moves = directives.moves_of(directive)
    people = {
        "contester": {move.person_id for move in moves if move.step == "contest"} - {None},
        "replier": {move.person_id for move in moves if move.step == "reply"} - {None},
    }
    taken = sum(move.step == name for move in moves)
    return DIRECTIVE.take(directive.state, name, hand, facts=facts, people=people, taken=taken)


def settle(directive: Directive, step: Step, now: datetime, *, by: Seat | None = None, words: str = "") -> Directive:
    """Write the next state unless somebody was faster, note who did it, start its clock, and ask whoever is next."""
    was, directive.state = directive.state, step.dst
    directive.waits_since, directive.waits_until = now, waits_until(directive, now)
    directive.closed_at = now if step.dst in DIRECTIVE.ends else None
    states.swap(directive, was)
    note(directive, step.name, now, by=by, words=words)
    work.overtake(about=directive, now=now)
    ask_next(directive, now)
    return directive


def end_with(directive: Directive, now: datetime) -> Directive:
    """Call off what went out for a resolution that is over: one demand has one end. Called inside an act."""
    return settle(directive, take(directive, "over", THE_SYSTEM, {"resolution_over"}), now)


def note(directive: Directive, step: str, now: datetime, *, by: Seat | None = None, words: str = "") -> None:
    """Add one line to the directive's history."""
    hand = {"by_id": by.post_id, "person_id": by.person_id} if by else {}
    DirectiveMove(directive=directive, step=step, at=now, words=words.strip(), **hand).save()


def standstill(directive: Directive, state: str = "") -> Standstill:
    """Return what may stop its clock: recusals; a school's vacation while the school must act, but for some topics."""
    acting = directive.org if (state or directive.state) in _SCHOOL_ACTS else None
    return standstill_of(directive, acting, frozenset({directive.topic}))


def waits_until(directive: Directive, since: datetime) -> datetime:
    """Return when the clock of the present state runs out, counted from `since`."""
    if directive.state == "doing":
        return _next_call(directive, since)
    parameter = _BY_STATE.get(directive.state)
    return rulebook.due_with_pauses(DIRECTIVE, parameter, since, standstill(directive)) if parameter else since


def offsets(on: datetime) -> list[int]:
    """Return after how many days past the last one each level is called."""
    return [rulebook.whole(parameter, on) for parameter in _LEVELS]


def last_day(directive: Directive, wanted: date, now: datetime) -> date:
    """Return the last day that counts when `wanted` is asked for today: days on which the clock stands are added.

    It is a day that is worked, as far as the county's calendar reaches; food, safety and money do not wait for one.
    """
    today, calendar = now.date(), rulebook.library().calendar
    pauses = pauses_of(DIRECTIVE, standstill(directive), today, calendar)
    day = deadline(today, max(0, (wanted - today).days), calendar, kind="calendar", pauses=pauses)
    if directive.topic in NEVER_PAUSED or day not in calendar.covered:
        return day
    return calendar.next_working_day(day)


def _next_call(directive: Directive, since: datetime) -> datetime:
    day = next_level_day(directive.due_on + _DAY, directive.level, offsets(since))
    if day is None:  # it stays on the list of every further meeting until it is done
        day = add_months(china_day(since), 3)
    return datetime.combine(day, time(0), CHINA)


def ask_next(directive: Directive, now: datetime) -> None:
    """Put the directive on the list of whoever must act in its new state."""
    match directive.state:
        case "issued":
            assign("directive_to_sign", directive, directive.receiver, now, clock_day(directive))
        case "doing":
            assign("directive_to_do", directive, directive.receiver, now, directive.due_on)
        case "contested":
            assign("directive_to_decide", directive, directive.issuer, now, clock_day(directive))
        case "contested_above":
            assign("directive_to_decide", directive, directive.decider, now, clock_day(directive))
        case "replied":
            assign("directive_to_review", directive, directive.issuer, now, clock_day(directive))


def assign(code: str, directive: Directive, to: Post | None, now: datetime, due_on: date | None) -> None:
    """Put one thing to do about a directive on a post's list; nobody there: it shows in the list of directives."""
    if to is not None:
        url = reverse("directives:directive", args=[directive.pk])
        facts = {"title": directive.title}
        work.assign(code=code, about=directive, post=to, url=url, now=now, due_on=due_on, facts=facts)


def clock_day(directive: Directive) -> date:
    """Return the last day in time of whoever must act now."""
    if directive.state == "doing":
        return directive.due_on
    return china_day(directive.waits_until - timedelta(microseconds=1))
