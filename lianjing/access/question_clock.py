"""The days of questions from outside: paused by school vacations, except about food, safety and money (SM8)."""

from datetime import date, datetime, timedelta

from lianjing.access.rulebook import library
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period
from lianjing.domain.worktime import due_at
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicQuestion

_NEVER_PAUSED = ("ST", "CW", "ZZ")  # canteen, finance, aid
_AHEAD = timedelta(days=120)


def due_day(parameter: str, question: PublicQuestion, now: datetime) -> date:
    """Return the last day on which a step of a question is still in time."""
    book = library()
    limit = book.parameters.limit(parameter, now.date())
    due = due_at(limit, now, book.calendar, _pauses(question, now.date()))
    return (due - timedelta(microseconds=1)).date()


def due_questions(state: str, on: date) -> list[PublicQuestion]:
    """Return the questions of one state whose day has passed."""
    rows = unscoped(PublicQuestion, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.select_related("org__parent").order_by("id"))


def _pauses(question: PublicQuestion, on: date) -> tuple[Period, ...]:
    if question.power[:2] in _NEVER_PAUSED:
        return ()
    try:
        return library().calendar.vacation_pauses(question.org.stage or "school", Period(on, on + _AHEAD))
    except RuleBroken:  # the county's list of vacations does not reach so far: nothing is paused
        return ()
