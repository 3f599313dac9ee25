"""Precision, recall and look-alikes on truth written by hand; the interval against Wilson's own formula."""

from math import isclose

import pytest

from lianjing.domain.evaluation import Share, Truth, evaluate, read_truth
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Figures, Flag


def flag(school="s1", subject="a", period="2026-01", model="M-ST-01", observed=2.0):
    return Flag(model, 1, school, subject, period, Figures(observed, 1.0), ())


def truth(verdict, school="s1", subject="a", period=None, margin=None, model="M-ST-01"):
    return Truth(model, verdict, school, subject, period, margin)


def test_a_found_a_missed_a_false_and_a_look_alike():
    rows = [
        truth("irregular", subject="a", margin=0.1),
        truth("irregular", subject="b", margin=0.9),
        truth("innocent", subject="c", margin=-0.05),
        truth("innocent", subject="d"),
        truth("beside", subject="e"),
    ]
    found = evaluate([flag(subject="a"), flag(subject="c"), flag(subject="e"), flag(subject="z")], rows).models[0]
    assert (found.precision.part, found.precision.whole) == (1, 3)  # a right; c and z wrong; e does not count
    assert (found.recall.part, found.recall.whole) == (1, 2)
    assert (found.lookalikes.part, found.lookalikes.whole) == (1, 2)
    assert (found.near, found.planted) == (2, 4)


def test_a_period_that_truth_names_must_be_the_flags():
    rows = [truth("irregular", period="2026-02")]
    found = evaluate([flag(period="2026-01")], rows).models[0]
    assert (found.precision.part, found.recall.part) == (0, 0)
    assert evaluate([flag(period="2026-02")], rows).recall == 1


def test_a_named_period_speaks_before_any_period():
    rows = [truth("irregular"), truth("innocent", period="2026-01")]
    assert evaluate([flag(period="2026-01")], rows).models[0].precision.part == 0


def test_another_school_or_model_finds_nothing():
    rows = [truth("irregular")]
    assert evaluate([flag(school="s2"), flag(model="M-ST-02")], rows).recall == 0


def test_a_planted_row_found_in_two_periods_is_found_once_and_both_flags_are_right():
    found = evaluate([flag(period="2026-01"), flag(period="2026-02")], [truth("irregular")]).models[0]
    assert (found.recall.part, found.recall.whole, found.precision.part) == (1, 1, 2)


def test_macro_averages_leave_out_what_has_no_share():
    rows = [truth("irregular"), truth("innocent", model="M-ST-02")]
    found = evaluate([flag()], rows)
    assert (found.precision, found.recall, found.lookalikes_flagged) == (1, 1, 0)
    assert evaluate([], []).precision is None


def test_strongest_flags_come_first():
    rows = [truth("irregular", subject="a")]
    found = evaluate([flag(subject="z", observed=5.0), flag(subject="a")], rows).models[0]
    assert [right for _, right in found.strengths] == [False, True]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(5, 5, 0.5655, 1.0), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662)]
)
def test_the_interval_is_wilsons(part, whole, low, high):
    """81 of 263 is the example of Newcombe 1998 (Statistics in Medicine 17): 0.2553 to 0.3662."""
    got = Share(part, whole).interval
    assert isclose(got[0], low, abs_tol=1e-4)
    assert isclose(got[1], high, abs_tol=1e-4)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ({"rows": []}, "format"),
        ({"format": "lianjing.county/1/screening", "rows": {}}, "format"),
        ({"format": "lianjing.county/1/screening", "rows": [1]}, "rows[1]"),
        ({"format": "lianjing.county/1/screening", "rows": [{"model": "M"}]}, "rows[1].verdict"),
    ],
)
def test_a_truth_file_that_is_not_as_documented_is_refused_by_its_place(content, at):
    with pytest.raises(RuleBroken) as refused:
        read_truth(content)
    assert refused.value.facts["at"] == at


def test_an_unknown_verdict_is_refused():
    with pytest.raises(RuleBroken, match="truth_verdict_unknown"):
        evaluate([], [truth("guilty")])
