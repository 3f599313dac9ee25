"""From spans to days: when a step's limit ends, and from when to when a step may be taken."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lianjing.domain.parameters import Limit, Parameters, Unit
from lianjing.domain.power.courses import Course
from lianjing.domain.power.steps import Bound, Span, Step, StepLimit
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import CHINA, Calendar, china_day, due_at

_DAY = timedelta(days=1)


def limit_on(span: Span, day: date, figures: Parameters) -> Limit:
    """Return a span as a length of time on a day; a legal figure is the one in force that day."""
    return figures.limit(span.figure, day) if span.figure else Limit(span.count, span.unit, span.basis)


def last_day(span: Span, day: date, calendar: Calendar, figures: Parameters) -> date:
    """Return the last day of a span counted from `day`, which does not count itself; a count of 0 is `day`."""
    limit = limit_on(span, day, figures)
    if limit.count == 0:
        return day
    due = due_at(limit, datetime.combine(day, time(0), CHINA), calendar).astimezone(CHINA)
    return due.date() if limit.unit is Unit.HOURS else due.date() - _DAY


def end_of(span: Span, day: date, calendar: Calendar, figures: Parameters, *, back: bool = False) -> date | None:
    """Return the last day in time of a span counted from `day`, or before it; None beyond the working calendar."""
    try:
        return (lead_day if back else last_day)(span, day, calendar, figures)
    except RuleBroken as refusal:
        if refusal.code != "calendar_too_short":
            raise
        return None


def lead_day(span: Span, day: date, calendar: Calendar, figures: Parameters) -> date:
    """Return the last day that still lies a whole span before `day`."""
    limit = limit_on(span, day, figures)
    if limit.unit is not Unit.WORKING_DAYS:
        return day - (last_day(span, day, calendar, figures) - day)
    left = limit.count
    while left:
        day -= _DAY
        left -= calendar.is_working_day(day)
    return day


@dataclass(frozen=True)
class Window:
    """From which day a step may be taken and by which day it must be; None where nothing says."""

    first: date | None = None
    last: date | None = None


def window(step: Step, course: Course, calendar: Calendar, figures: Parameters) -> Window:
    """Return the days for taking `step` next in a course, from every limit whose day is known."""
    first: list[date] = []
    last: list[date] = []
    for limit in step.limits:
        since, back = _since(limit, course), limit.bound is Bound.AHEAD
        end = since and end_of(limit.span, since, calendar, figures, back=back)
        if end and limit.bound is Bound.WAIT:
            first.append(end + _DAY)
        elif end:
            last.append(end)
    return Window(max(first, default=None), min(last, default=None))


def _since(limit: StepLimit, course: Course) -> date | None:
    if limit.of in course.days:
        return course.days[limit.of]
    taken = [event for event in course.events if not limit.of or event.step == limit.of]
    return china_day(taken[-1].at) if taken else None
