"""A post drafts a demand, sees what it costs and what is like it, and issues it; or lets it be."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from lianjing.access import directives, rulebook, states
from lianjing.access.acts import act
from lianjing.access.capacities import post_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.directives import FILLERS, KINDS, TOPICS, Burden
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table, key_of
from lianjing.records.models import Directive, Org
from lianjing.rooms.directives.moving import assign, clock_day, hand_of, last_day, note, settle, take
from lianjing.rooms.directives.twins import Likeness, likest

_WORD = "\u793a\u4f8b\u7763"  # "example": the office's own word is the county's to give


@act(Action.DIRECTIVE_DRAFT, on="org")
def draft_for(
    *, post: Seat, org: Org, title: str, text: str, due_on: date, now: datetime, about: Table | None = None, **more: Any
) -> Directive:
    """Draft a demand of a unit, about a record of the system if there is one. Nobody there knows of it yet.

    more: basis, kind, topic, power (id of an item), asked_values (how many values somebody must type by hand to meet
    it) and filled_by (the role that would have to). RuleBroken: directive_due_past, directive_unknown_word.
    """
    issuer = post_of(post)
    table, key = key_of(about) if about is not None else ("", None)
    directive = Directive(issuer=issuer, org=org, path=issuer.org.path, subject_table=table, subject_id=key)
    _write(directive, now, title=title, text=text, due_on=due_on, **more)
    directive.drafted_at = directive.waits_since = now
    directive.waits_until = rulebook.due("directive.draft", now)
    directive.save()
    note(directive, "draft", now, by=post)
    return directive


@act(Action.DIRECTIVE_ACT, on="directive")
def edit(*, post: Seat, directive: Directive, now: datetime, **fields: Any) -> Directive:
    """Change one's own draft. What the level above allowed was another text: it must be asked again."""
    if directive.state != "drafted" or directive.issuer_id != post.post_id:
        raise RuleBroken("not_yours")
    _write(directive, now, **fields)
    directive.allowed, directive.twin = "", None
    states.swap(directive, "drafted")
    return directive


@act(Action.DIRECTIVE_ACT, on="directive")
def ask_above(*, post: Seat, directive: Directive, now: datetime) -> Directive:
    """Ask the level above to let a demand go over the receiver's burden budget."""
    if directive.state != "drafted" or directive.issuer_id != post.post_id:
        raise RuleBroken("not_yours")
    directive.decider = directives.upper_of(directive.issuer, now.date())
    if directive.decider is None:
        raise RuleBroken("directive_nobody_above")
    states.swap(directive, "drafted")
    assign("directive_to_allow", directive, directive.decider, now, clock_day(directive))
    note(directive, "ask_above", now, by=post)
    return directive


@act(Action.DIRECTIVE_ACT, on="directive")
def allow(*, post: Seat, directive: Directive, reason: str, now: datetime) -> Directive:
    """Let a draft go over the budget, one level up, saying why: it stands on both posts' page of the month."""
    step = take(directive, "allow", hand_of(post, directive), {"reason"} if reason.strip() else set())
    directive.allowed = reason.strip()
    return settle(directive, step, now, by=post, words=reason)


@act(Action.DIRECTIVE_ACT, on="directive")
def issue(*, post: Seat, directive: Directive, now: datetime, not_twin: str = "") -> Directive:
    """Issue a draft: the receiver is held, the burden kept, a near twin explained (`not_twin`), the number given.

    RuleBroken: directive_due_past for a draft that lay until its own last day, directive_over_burden, directive_twin.
    """
    _refuse_past(directive.due_on, now)
    burden, twins = burden_of(directive, now), twins_of(directive, now)
    near = [one for one in twins if one.near]
    receiver = directives.receiver_at(directive.org, now.date())
    facts = {word for word, said in (("basis", directive.basis), ("within_burden", directive.allowed)) if said.strip()}
    facts |= {"within_burden"} if burden.kept else set()
    facts |= {"receiver_held"} if receiver is not None and receiver.pk != directive.issuer_id else set()
    facts |= {"twin_answered"} if not near or not_twin.strip() else set()
    _refuse_for_good_reason(directive, burden, near, facts)
    step = take(directive, "issue", hand_of(post, directive), facts)
    directive.receiver, directive.path, directive.issued_at = receiver, directive.org.path, now
    directive.twin, directive.not_twin = (near[0].directive, not_twin.strip()) if near else (None, "")
    directive = settle(directive, step, now, by=post, words=directive.not_twin)
    directive.due_on = last_day(directive, directive.due_on, now)
    directive.save(update_fields=["due_on"])
    return _numbered(directive, now)


@act(Action.DIRECTIVE_ACT, on="directive")
def discard(*, post: Seat, directive: Directive, now: datetime) -> Directive:
    """Throw one's draft away."""
    return settle(directive, take(directive, "discard", hand_of(post, directive), set()), now, by=post)


@act(Action.DIRECTIVE_ACT, on="directive")
def withdraw(*, post: Seat, directive: Directive, reason: str, now: datetime) -> Directive:
    """Take back what one issued, saying why."""
    step = take(directive, "withdraw", hand_of(post, directive), {"reason"} if reason.strip() else set())
    directive.decided = reason.strip()
    return settle(directive, step, now, by=post, words=reason)


def burden_of(directive: Directive, now: datetime) -> Burden:
    """Return what the demand makes of the week of whoever would have to type."""
    filler = directives.filler_at(directive.org, directive.filled_by, now.date())
    typed = directives.typed_this_week(filler, now.date()) if filler else 0
    waiting = directives.asked_of(directive.org, directive.filled_by, directive)
    budget = rulebook.whole(FILLERS[directive.filled_by], now)
    return Burden(typed, waiting, directive.asked_values, budget)


def twins_of(directive: Directive, now: datetime) -> list[Likeness]:
    """Return the open directives of the same unit that are most like this one."""
    return likest(directive, directives.open_at(directive.org).exclude(pk=directive.pk), now)


def _write(directive: Directive, now: datetime, **fields: Any) -> None:
    _refuse_past(fields.get("due_on", directive.due_on), now)
    for name, value in fields.items():
        setattr(directive, name, value.strip() if isinstance(value, str) else value)
    if directive.kind not in KINDS or directive.topic not in TOPICS or directive.filled_by not in FILLERS:
        raise RuleBroken("directive_unknown_word")


def _refuse_past(due_on: date, now: datetime) -> None:
    if due_on <= now.date():
        raise RuleBroken("directive_due_past", field="due_on")


def _refuse_for_good_reason(directive: Directive, burden: Burden, near: list[Likeness], facts: set[str]) -> None:
    """Say what the machine would only call missing: how far over the budget, and which twin."""
    if "within_burden" not in facts:
        raise RuleBroken("directive_over_burden", typed=burden.typed, open=burden.open, asked=burden.asked,
                         total=burden.total, budget=burden.budget)  # fmt: skip
    if "twin_answered" not in facts:
        raise RuleBroken("directive_twin", title=near[0].directive.title, field="not_twin")


def _numbered(directive: Directive, now: datetime) -> Directive:
    """Give the next number; when another directive took it in the same moment, the one after."""
    while True:
        directive.number = directives.next_number(_WORD, now.year)
        with suppress(IntegrityError), transaction.atomic():
            directive.save(update_fields=["number"])
            return directive
