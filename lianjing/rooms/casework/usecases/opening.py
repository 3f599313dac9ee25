"""A rectification begins: from a flag that was verified, from danger to a child at once, or from another room's record.

A record opens one once; of two ticks at the same moment the database lets one through.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from lianjing.access import bulk, rectifying, states, work
from lianjing.access.acts import act, act_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table, key_of
from lianjing.records.models import Org, Post, Rectification, RedFlag
from lianjing.rooms.casework import moving
from lianjing.rooms.network.usecases import recusals


def open_all(now: datetime) -> int:
    """Open what flags ask for; return how many. Where nobody may accept it, the level above is told, and it is tried
    again the next time.
    """
    return states.each(rectifying.flags_to_open(), lambda flag: _open_or_tell(flag, now), later=moving.LATER)


def _open_or_tell(flag: RedFlag, now: datetime) -> None:
    try:
        open_from_flag(flag=flag, now=now)
    except RuleBroken as refusal:
        if refusal.code in moving.LATER and (post := rectifying.told_of_unopened(flag, now.date())):
            tell_unopened(flag=flag, to=post, now=now)
        raise


@act_of("clock", on="flag")
def tell_unopened(*, flag: RedFlag, to: Post, now: datetime) -> RedFlag:
    """Tell whoever stands above that what was verified is not put right: nobody is there to accept it."""
    facts = {"subject": flag.org.name}
    url = reverse("redflags:flag", args=[flag.pk])
    work.assign(code=rectifying.UNOPENED, about=flag, post=to, url=url, now=now, facts=facts)
    return flag


@act_of("clock", on="result")
def open_from_flag(*, flag: RedFlag, now: datetime) -> Rectification:
    """Open what a reviewer decided, or what danger to a child asks for. Raises RuleBroken as `open_for` does."""
    return _from_flag(flag, now)


@act(Action.RECTIFY_OPEN, on="flag", facts=lambda result, **_: {"rectification": result.pk})
def open_at_once(*, post: Seat, flag: RedFlag, now: datetime) -> Rectification:
    """Open it now because a child is in danger (G15): bureau level, shortest clocks, nothing left out.

    Raises RuleBroken: rectification_no_danger, and what `open_for` raises.
    """
    if not flag.danger:
        raise RuleBroken("rectification_no_danger")
    return _from_flag(flag, now)


def _from_flag(flag: RedFlag, now: datetime) -> Rectification:
    outcome = {name: flag.outcome.get(name, "") for name in ("item", "step", "flow_step", "basis")}
    return open_for(
        about=flag,
        org=flag.org,
        origin={"kind": "flag", "code": flag.code, "facts": flag.facts, "run": flag.run_id is not None, **outcome},
        now=now,
        issuer=flag.reviewed_by_id,
        urgent=bool(flag.danger),
    )


def open_for(
    *, about: Table, org: Org, origin: dict[str, Any], now: datetime, issuer: int | None = None, urgent: bool = False
) -> Rectification:
    """Open a rectification for a record of any room, inside the caller's act; the same record opens one once.

    about: the record (a flag, a problem, a directive, a resolution). org: the unit that puts it right. origin: what
    its page says: {"kind", "title"} and, of a flag, its code and facts; no name of a person. issuer: who decided it.
    urgent: danger to a child, opened at the bureau's level with the shortest clocks.
    Raises RuleBroken: rectification_hands_missing (nobody may accept it), somebody_was_faster.
    """
    if rectifying.opened_for(about):
        raise RuleBroken("somebody_was_faster")
    level, away = 2 if urgent else 1, rectifying.away_from(about, now.date())
    hands = rectifying.hands_for(org, level, away, now.date(), issuer=issuer)
    table, key = key_of(about)
    record = Rectification(org=org, about_table=table, about_id=key, origin=origin, urgent=urgent, level=level)
    moving.name_anew(record, hands)
    record.opened_at = record.entered_at = now
    record.due_on = moving.due_of(record, now)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        raise RuleBroken("somebody_was_faster") from None
    concerned = sorted(rectifying.people_about(about))
    through = Rectification.about.through
    bulk.link(through, [through(rectification_id=record.pk, person_id=person) for person in concerned])
    work.overtake(about=about, now=now, code=rectifying.UNOPENED)
    recusals.detect(record=record, now=now)
    moving.note(record, "open", now)
    moving.ask_next(record, now)
    return record
