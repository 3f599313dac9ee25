"""One model that cannot be run, or breaks its contract, keeps no other from being asked and makes nobody clean."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from lianjing.access import modelbook
from lianjing.engines.screening import Sources, screen

pytestmark = pytest.mark.once
ON = date(2026, 8, 31)
GOOD = modelbook.models()["M-GK-03"]
BROKEN = replace(GOOD, id="M-GK-90", sql="SELECT nothing")
UNTRUE = replace(GOOD, id="M-GK-91", sql=GOOD.sql.replace("n.school_code", "NULL"))
SHORT = replace(GOOD, id="M-GK-92", parameters={"overdue": "procurement.county_works"})


def asked(*models):
    """Ask of one school's notice that hangs too long."""
    row = {"school_code": "s1", "notice_no": "n1", "item_code": "ZZ-01", "kind": "notice", "batch_id": 1, "row_id": 1}
    row |= {"published_on": date(2026, 1, 5), "plan_off_on": date(2026, 1, 12)}
    table = pa.Table.from_pylist([row], schema=modelbook.layouts()["notices"].schema())
    sources, book = Sources(modelbook.layouts(), arrow={"notices": table}), modelbook.parameters()
    return screen(models, sources, modelbook.calendar(), book, ["s1", "s2"], ON)


@pytest.mark.parametrize(("bad", "fault"), [(BROKEN, "nothing"), (UNTRUE, "school_code")], ids=["fails", "untrue"])
def test_the_others_are_asked_and_the_fault_is_named(bad, fault):
    alone, found = asked(GOOD), asked(bad, GOOD)
    assert found.flags == alone.flags != ()
    assert list(found.failed) == [bad.id]
    assert fault in found.failed[bad.id]
    assert next((one.model, one.state, one.grey) for one in found.asked) == (bad.id, "failed", 2)
    assert alone.failed == {}


def test_where_a_model_failed_or_lacks_its_figure_finding_nothing_says_nothing():
    found = asked(BROKEN, SHORT, GOOD)
    assert found.readiness.ready(BROKEN.id, "s1")  # the school has delivered: the fault is the model's
    assert not found.answered(BROKEN.id, "s1")
    assert [one.state for one in found.asked][1] == "figure_unknown"
    assert not found.answered(SHORT.id, "s1")
    assert found.answered(GOOD.id, "s1")
    assert not found.answered(GOOD.id, "s2")  # delivered nothing
