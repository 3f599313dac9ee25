"""Recusal by detection, at the moment work is put before somebody who would judge: declared ties, the same office
before, one's own matter, an earlier hand in it. What is found is asked one level up; silence recuses (SM14).
"""

from datetime import date, datetime

from django.urls import reverse

from lianjing.access import pausing, recusals, rulebook
from lianjing.access.acts import act_of
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders
from lianjing.access.putting import put
from lianjing.domain.conflicts import Held, ground_for, judges
from lianjing.domain.values import Period, add_months
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Person, Post, Recusal

WORK = "recusal_to_decide"
_WHY = "recusal is worked out over every tie, whoever asks"
_HANDS = ("answered_by", "handed_in_by", "reported_by", "replied_by", "planned_by")  # who did what is judged


def on_assignment(code: str, record: Table, post: Post, now: datetime) -> list[Recusal]:
    """Raise a recusal for every holder of a post that is to judge a record and may not; return them.

    A sealed record has its own way: who may weigh it is named by hand, and no recusal tells of it.
    """
    facts = facts_of(record)
    if not judges(code) or facts.sealed or post.org.path == facts.path:
        return []  # whoever answers for the unit itself stays: recusal is for those who judge
    found = [(person, _ground(person, record, now.date())) for person in current_holders(post, now.date())]
    return [
        detected(person=Person(pk=person), record=record, ground=ground, now=now)
        for person, ground in found
        if ground and not recusals.earlier(person, record).exists()
    ]


@act_of("clock", on="result")
def detected(*, person: Person, record: Table, ground: str, now: datetime) -> Recusal:
    """Raise one recusal that was found, and ask one level up."""
    recusal = raised(person, record, ground, "", "detection", now)
    call_up(recusal, WORK, now, recusal.due_at)
    pausing.hold(record, now)
    return recusal


def raised(
    person: Person, record: Table, ground: str, reason: str, by: str, now: datetime, requested_by: int | None = None
) -> Recusal:
    """Write a recusal that somebody decides on, the next round on this record."""
    table, key = key_of(record)
    recusal = Recusal(
        person=person,
        table=table,
        record_id=key,
        round=recusals.earlier(person.pk, record).count() + 1,
        path=facts_of(record).path,
        ground=ground,
        reason=reason.strip(),
        raised_by=by,
        requested_by_id=requested_by,
        raised_at=now,
        due_at=rulebook.due("recusal.decide", now),
    )
    recusal.save()
    return recusal


def call_up(recusal: Recusal, code: str, now: datetime, due: datetime | None) -> None:
    """Put the question on the list one level up; with nobody there the clock decides alone."""
    decider = recusals.decider_of(recusal, now.date())
    if decider:
        put(
            code=code,
            about=recusal,
            post=decider,
            url=reverse("network:recusal", args=[recusal.pk]),
            now=now,
            due_on=due.date() if due else None,
            facts={"unit": recusals.unit_name(recusal.path)},
        )


def _ground(person: int, record: Table, on: date) -> str:
    tied = recusals.tied_people(record, on)
    if person in tied:
        return tied[person]
    unit = unscoped(Org, reason=_WHY).filter(path=facts_of(record).path).first()
    if unit is None:
        return ""
    years = rulebook.library().parameters.whole("recusal.held_before", on)
    rows = unscoped(Holding, reason=_WHY).filter(post__org=unit).values_list("person", "valid_from", "valid_to")
    held = [Held(who, unit.pk, Period.between(first, last)) for who, first, last in rows]
    handled = {key for name in _HANDS if (key := getattr(record, f"{name}_id", None)) is not None}
    window = Period(add_months(on, -12 * years), on)
    return ground_for(person, unit.pk, held, recusals.subjects_of(record), handled, window)
