"""Grey for a part of the time: rows of days whose figure is not known are neither asked about nor clean."""

from datetime import date

import pyarrow as pa
import pytest

from lianjing.access import modelbook
from lianjing.engines.screening import Sources, screen
from lianjing.engines.screening.readiness import Gap

pytestmark = pytest.mark.once
ON = date(2026, 8, 31)
UNKNOWN = Gap("works", "figure_unknown", "procurement.county_works")


def works(school, day, first):
    cells = {"school_code": school, "category": "A", "contract_amount": 25_000_000, "started_on": day}
    return [{**cells, "batch_id": 1, "row_id": first + place} for place in range(3)]


def asked(*rows):
    """Ask M-CW-18: works that each stay below the county's limit of 600,000 yuan and reach it together."""
    layout = modelbook.layouts()["works"]
    table = pa.Table.from_pylist([row for some in rows for row in some], schema=layout.schema())
    model, book = modelbook.models()["M-CW-18"], modelbook.parameters()
    sources = Sources(modelbook.layouts(), arrow={"works": table})
    return screen([model], sources, modelbook.calendar(), book, ["s1", "s2", "s3"], ON)


def test_rows_of_days_without_a_figure_are_grey_and_the_others_are_asked():
    """The provincial limits of 2026 are not known: works of 2025 are asked about, those of 2026 grey, never clean."""
    found = asked(
        works("s1", date(2025, 5, 6), 1), works("s2", date(2026, 5, 6), 11), works("s3", date(2025, 5, 6), 21)[:1]
    )
    assert [(flag.school_code, flag.period) for flag in found.flags] == [("s1", "2025")]
    assert dict(found.readiness.gaps) == {("M-CW-18", "s2"): (UNKNOWN,)}
    assert [(one.state, one.flags, one.withheld, one.grey) for one in found.asked] == [("asked", 1, 0, 1)]
    assert found.readiness.ready("M-CW-18", "s2")


def test_before_the_first_known_figure_it_is_the_same_and_what_is_known_is_still_asked():
    found = asked(
        works("s1", date(2024, 5, 6), 1), works("s1", date(2025, 5, 6), 11), works("s2", date(2019, 5, 6), 21)
    )
    assert [(flag.school_code, flag.period) for flag in found.flags] == [("s1", "2025")]
    assert found.readiness.gaps["M-CW-18", "s1"] == (UNKNOWN,)
    assert not found.readiness.grey("M-CW-18", "s2")  # from before the model asks at all
