"""Rows of a model's examples become tables: times are written as people write them."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from lianjing.domain.supervision_models import Example, Polarity, SupervisionModel
from lianjing.engines.content import read_library, read_power_files
from lianjing.engines.content.models import read_models
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.profile import faults
from lianjing.engines.screening.sources import Layout

LAYOUTS = {"meetings": Layout({"meeting_id": "string", "held_at": "timestamp"})}


@pytest.fixture(scope="module")
def model() -> SupervisionModel:
    powers, _ = read_power_files()
    any_one = next(iter(read_models(read_library(), [item.id for item in powers]).values()))
    return replace(any_one, reads={"meetings": ("meeting_id", "held_at")})


def _example(model: SupervisionModel, held_at: object) -> Example:
    given = {"meetings": ({"school_code": "s1", "meeting_id": "m1", "held_at": held_at},)}
    return replace(model.examples[0], polarity=Polarity.MISS, given=given, expect=())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-15 08:30", datetime(2026, 5, 15, 8, 30)),
        (date(2026, 5, 15), datetime(2026, 5, 15)),
        (None, None),
    ],
)
def test_a_time_is_written_with_or_without_its_hour(model: SupervisionModel, written: object, read: object) -> None:
    """A day alone is its midnight; an empty cell stays empty."""
    rows = sources_of(model, _example(model, written), LAYOUTS).arrow["meetings"].to_pylist()
    assert [row["held_at"] for row in rows] == [read]


def test_what_is_no_time_is_refused(model: SupervisionModel) -> None:
    """A slip in an example must not become an empty cell."""
    with pytest.raises(ValueError, match="noon"):
        sources_of(model, _example(model, "noon"), LAYOUTS)


def test_a_figure_for_each_method_is_used_by_the_beginning_of_its_name() -> None:
    """`'days_' || method` uses every figure so called; a figure called otherwise is still one too many."""
    sql = "-- One row.\nSELECT m.meeting_id FROM meetings AS m JOIN parameters AS p ON p.name = 'days_' || m.meeting_id"
    found = faults(sql, {"meetings": ()}, {"days_open": "a.b", "days_mall": "a.c", "hours_open": "a.d"})
    assert [fault.got for fault in found if fault.code == "unused"] == ["hours_open"]
