"""Time limits and the length of notices, asked of all events at once on the working calendar.

The day a span ends is computed once for each different day, by the same function that counts every clock of the house.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from lianjing.domain.parameters import Parameters, Unit
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.spans import end_of
from lianjing.domain.power.steps import Bound, Span, StepLimit
from lianjing.domain.worktime import Calendar
from lianjing.engines.flowcharts.events import EPOCH, UNKNOWN, EventTable, Ints


@dataclass(frozen=True)
class Late:
    """The events that break one limit, and the events they are held against."""

    kind: Deviation
    events: Ints
    other: Ints


def limit_hits(
    limit: StepLimit, at: Ints, events: EventTable, of: Ints, calendar: Calendar, figures: Parameters
) -> Late:
    """Return the events at `at` that break `limit`; `of` are the places of the events of the step it refers to."""
    other, since = _reference(limit, at, events, of)
    known = since != UNKNOWN
    at, other, since = at[known], other[known], since[known]
    kind = Deviation.TOO_FAST if limit.bound is Bound.WAIT else Deviation.LATE
    if limit.span.unit is Unit.HOURS and not limit.span.figure:
        gone = events.clock[at] - since
        most = limit.span.count * 3_600_000_000
        broken = gone < most if limit.bound is Bound.WAIT else gone > most
        return Late(kind, at[broken], other[broken])
    day = events.day[at]
    ends = _ends(limit.span, since // 86_400_000_000, calendar, figures, back=limit.bound is Bound.AHEAD)
    broken = day <= ends if limit.bound is Bound.WAIT else (day > ends) & (ends != UNKNOWN)
    if limit.bound is Bound.WAIT and limit.span.count == 0 and not limit.span.figure:
        broken = day < ends
    return Late(kind, at[broken], other[broken])


def notice_hits(days: Span, at: Ints, events: EventTable, calendar: Calendar, figures: Parameters) -> Ints:
    """Return the notices among the events at `at` that came down before the last of their days was over."""
    hung = at[events.until[at] != UNKNOWN]
    short: Ints = hung[events.until[hung] < _ends(days, events.day[hung], calendar, figures)]
    return short


def _reference(limit: StepLimit, at: Ints, events: EventTable, of: Ints) -> tuple[Ints, Ints]:
    """Return (the event referred to or UNKNOWN, the moment in microseconds of China's clock or UNKNOWN)."""
    if limit.of in events.days:
        day = events.days[limit.of][events.case[at]]
        return np.full(len(at), UNKNOWN), np.where(day == UNKNOWN, UNKNOWN, day * 86_400_000_000)
    if limit.of:
        place = np.searchsorted(of, at) - 1
        before = np.where(place >= 0, of[place], UNKNOWN) if len(of) else np.full(len(at), UNKNOWN)
    else:
        before = at - 1
    before = np.where(before >= events.first[at], before, UNKNOWN)
    return before, np.where(before == UNKNOWN, UNKNOWN, events.clock[before])


def _ends(span: Span, days: Ints, calendar: Calendar, figures: Parameters, *, back: bool = False) -> Ints:
    """Return the last day of `span` counted from each day; `back` counts before it, the last day still in time.

    UNKNOWN where the working calendar does not reach it.
    """
    different, place = np.unique(days, return_inverse=True)
    found = [_end(span, int(day), calendar, figures, back) for day in different]
    ends: Ints = np.asarray(found, np.int64)[place.reshape(-1)] if len(different) else days
    return ends


def _end(span: Span, number: int, calendar: Calendar, figures: Parameters, back: bool) -> int:
    end = end_of(span, EPOCH + timedelta(days=number), calendar, figures, back=back)
    return UNKNOWN if end is None else (end - EPOCH).days
