"""Shares, their intervals and bands; quarters of the year; the agenda that writes itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.agenda import SEVEN, Counts, Matter, lines, merged
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.shares import Share, band


@given(some.integers(1, 500).flatmap(lambda whole: some.tuples(some.integers(0, whole), some.just(whole))))
def test_an_interval_holds_its_share_and_stays_between_nothing_and_all(pair):
    share = Share(*pair)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
    assert low < high  # few cases never make a certainty


def test_the_interval_is_wilsons():
    low, high = Share(8, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # checked against the formula worked by hand


def test_without_a_case_nothing_is_known():
    assert (Share().value, Share().interval) == (None, None)
    with pytest.raises(ValueError, match="no share"):
        Share(3, 2)


def test_a_band_needs_enough_units_that_have_a_case():
    four = [Share(one, 10) for one in (1, 2, 3, 4)]
    assert band([*four, Share()], 5) is None
    assert band([*four, Share(5, 10)], 5) == (0.2, 0.4)
    assert band([], 0) is None


def test_quarters_follow_one_another():
    fourth = Quarter.of(date(2026, 11, 28))
    assert (str(fourth), fourth.period.first, fourth.period.last) == ("2026Q4", date(2026, 10, 1), date(2026, 12, 31))
    assert fourth.second_month_ends == date(2026, 11, 30)
    assert (str(fourth.before), str(fourth.after)) == ("2026Q3", "2027Q1")
    assert [str(one) for one in fourth.last(4)] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert Quarter.parse("2026Q4") == fourth
    for code in ("2026Q5", "", "0000Q1", "9999Q1", "2026q4"):
        with pytest.raises(RuleBroken, match="quarter_unreadable"):
            Quarter.parse(code)


def test_zero_counts_still_make_a_whole_agenda():
    found = lines(Counts(least=3))
    assert {line.matter for line in found} == set(SEVEN)
    assert len(SEVEN) == 7


def test_open_resolutions_and_relapses_come_first_each_on_a_line_of_its_own():
    found = lines(Counts(least=3, resolutions=[(4, {"words": "x"})], relapsed=[(7, "一小", 1)]))
    assert [line.source for line in found[:2]] == [("resolution", 4), ("rectification", 7)]
    assert found[0].matter is Matter.RESOLVED


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, []),
        ({"ST": 5}, [["ST", 5]]),
        ({"ST": 5, "CW": 1}, [["ST", 5], ["", 0]]),  # one alone is not told
        ({"CW": 2, "ZZ": 2}, [["", 4]]),
        ({"CW": 1}, [["", 0]]),
    ],
)
def test_small_counts_are_merged(counts, shown):
    assert merged(counts, 3) == shown
