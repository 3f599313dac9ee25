"""Real files of open standards go the whole way: read, taken into the lake as a school's; twice changes nothing."""

import shutil

import pytest
from django.conf import settings

from lianjing.access.lake import lake, pinned
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import standard_import
from lianjing.records.models import Account, LedgerBatch
from tests.world import at

NOW = at("2026-10-12")
pytestmark = pytest.mark.real_data


@pytest.fixture
def officer(county):
    yield Account.objects.get(person=county.officer.person_id).username
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def held(table, column):
    return lake().columns(table, pinned()[table], [column, "school_code"]).to_pylist()


def test_releases_become_procurements_of_a_school(officer, real_data):
    file = next(
        path for path in sorted((real_data / "ocds" / "moldova").rglob("*.json")) if path.stat().st_size > 2_000
    )
    done = standard_import.take(file, "ocds", officer, "s001", NOW)
    assert done["cases"] > 0
    assert done["tables"]["procurements"] > 0
    assert {row["school_code"] for row in held("procurements", "method")} == {"s001"}
    again = standard_import.take(file, "ocds", officer, "s001", NOW)
    assert set(again["tables"].values()) == {"known"}
    assert LedgerBatch._base_manager.filter(in_force=True).count() == len(done["tables"])


def test_a_log_becomes_events(officer, real_data):
    done = standard_import.take(real_data / "logs" / "receipt.xes.gz", "events", officer, "s001", NOW)
    assert done["tables"] == {"events": 8577}
    assert len(held("events", "school_code")) == 8577


@pytest.mark.parametrize(
    ("standard", "school", "code"), [("bpmn", "s001", "standard_unknown"), ("ocds", "zz", "school_unknown")]
)
def test_what_cannot_come_in_is_refused_by_name(officer, real_data, standard, school, code):
    with pytest.raises(RuleBroken, match=code):
        standard_import.take(real_data / "logs" / "receipt.xes.gz", standard, officer, school, NOW)
