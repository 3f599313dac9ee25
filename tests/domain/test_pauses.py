"""A recusal never costs more than one working day; a vacation stops what may stand still, and never food or money."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.machine import CLOCK, Clock, Machine, Step
from lianjing.domain.parameters import Limit, Unit
from lianjing.domain.pauses import NEVER_PAUSED, NOTHING, TOUCHED_BY_AREA, Standstill, paused_due, pauses_of
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period
from lianjing.domain.worktime import CHINA, due_at, working_days_between
from lianjing.engines.content import read_library

CALENDAR = read_library().calendar  # the real yearly notices 2019-2027 and the county's school calendar 2024-2027
RUNS = Machine("runs", "a", frozenset({"b"}), (Step("end", "a", "b", by=(CLOCK,)),), {"a": (Clock("x", then="end"),)})
STANDS = replace(RUNS, name="stands", stands_in_vacation=True)
TWO = Limit(2, Unit.WORKING_DAYS, "x")

day = some.dates(date(2024, 9, 1), date(2027, 5, 31))
limits = some.builds(Limit, some.integers(0, 30), some.sampled_from([Unit.WORKING_DAYS, Unit.DAYS]), some.just("x"))
recusals = some.lists(some.tuples(some.integers(0, 40), some.none() | some.integers(0, 30)), max_size=6)


def at(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, 10, tzinfo=CHINA)


def raised(start: date, spans) -> tuple[tuple[date, date | None], ...]:
    """Return recusals raised some days after `start` and settled some days later, or never."""
    first = [start + timedelta(days=after) for after, _ in spans]
    return tuple(
        (when, None if length is None else when + timedelta(days=length))
        for when, (_, length) in zip(first, spans, strict=True)
    )


@given(day, some.integers(0, 20), recusals)
def test_however_many_recusals_cost_one_working_day_at_most(start, count, spans):
    limit, held_up = Limit(count, Unit.WORKING_DAYS, "x"), Standstill(recusals=raised(start, spans))
    plain, found = due_at(limit, at(start), CALENDAR), paused_due(RUNS, limit, at(start), held_up, CALENDAR)
    before, after = (moment.date() - timedelta(days=1) for moment in (plain, found))
    assert after >= before
    assert working_days_between(before, after, CALENDAR) <= 1
    lost = sum(
        working_days_between(one.first - timedelta(days=1), one.last, CALENDAR)
        for one in pauses_of(RUNS, held_up, start, CALENDAR)
    )
    assert lost <= 1


@given(day, recusals)
def test_the_cap_is_what_holds(start, spans):
    """Control: with a cap of three days the same recusals may cost three, so the property above can fail."""
    held_up = Standstill(recusals=raised(start, [(0, None), *spans]), recusal_days=3)
    lost = [
        working_days_between(one.first - timedelta(days=1), one.last, CALENDAR)
        for one in pauses_of(RUNS, held_up, start, CALENDAR)
    ]
    assert sum(lost) == 3


@given(day, limits, some.sampled_from(["school", "central_school", "county_school"]))
def test_no_day_of_a_vacation_counts_where_the_machine_stands_still(start, limit, kind):
    found = paused_due(STANDS, limit, at(start), Standstill(unit_kind=kind), CALENDAR)
    last = found.date() - timedelta(days=1)
    counted = [
        when
        for step in range(1, (last - start).days + 1)
        if not CALENDAR.in_vacation(when := start + timedelta(days=step), kind)
        and (limit.unit is Unit.DAYS or CALENDAR.is_working_day(when))
    ]
    assert len(counted) == limit.count


@given(day, limits, some.sampled_from(sorted(NEVER_PAUSED)))
def test_food_safety_and_money_wait_for_no_vacation(start, limit, touched):
    held_up = Standstill(unit_kind="school", touches=frozenset({touched}))
    assert paused_due(STANDS, limit, at(start), held_up, CALENDAR) == due_at(limit, at(start), CALENDAR)


@given(day, limits)
def test_a_machine_that_does_not_say_so_runs_through_every_vacation(start, limit):
    assert paused_due(RUNS, limit, at(start), Standstill(unit_kind="school"), CALENDAR) == due_at(
        limit, at(start), CALENDAR
    )
    assert paused_due(STANDS, limit, at(start), NOTHING, CALENDAR) == due_at(limit, at(start), CALENDAR)


@given(day, some.booleans(), recusals)
def test_the_pauses_of_an_item_are_in_order_and_apart(start, stands, spans):
    held_up = Standstill(unit_kind="school", recusals=raised(start, spans))
    found = pauses_of(STANDS if stands else RUNS, held_up, start, CALENDAR)
    assert all(one.last < two.first for one, two in pairwise(found))


def test_two_days_given_before_the_summer_end_in_september():
    eve = at(date(2026, 7, 9))  # Thursday; vacation from Saturday 11 July to 31 August
    assert paused_due(STANDS, TWO, eve, Standstill(unit_kind="school"), CALENDAR).date() == date(2026, 9, 2)
    assert paused_due(RUNS, TWO, eve, Standstill(unit_kind="school"), CALENDAR).date() == date(2026, 7, 14)
    assert paused_due(STANDS, TWO, eve, Standstill(unit_kind="bureau_office"), CALENDAR).date() == date(2026, 7, 14)


def test_a_recusal_on_a_friday_stops_the_clock_over_monday():
    friday = date(2026, 3, 6)
    held_up = Standstill(recusals=((friday, None),))
    assert pauses_of(RUNS, held_up, friday, CALENDAR) == (Period(date(2026, 3, 7), date(2026, 3, 9)),)
    assert paused_due(RUNS, TWO, at(friday), held_up, CALENDAR).date() == date(2026, 3, 12)


def test_beyond_the_list_of_vacations_nothing_is_guessed():
    with pytest.raises(RuleBroken) as caught:
        paused_due(STANDS, TWO, at(date(2027, 8, 30)), Standstill(unit_kind="school"), CALENDAR)
    assert caught.value.code == "vacations_too_short"


def test_every_area_of_power_items_touches_what_it_says():
    assert set(TOUCHED_BY_AREA.values()) <= NEVER_PAUSED
    assert {"RS", "ZS"}.isdisjoint(TOUCHED_BY_AREA)
