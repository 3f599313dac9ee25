"""A clerk drops a file of an open standard: looked through without a trace, then taken in as the school's own rows."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjing.access.lake import lake, pinned
from lianjing.records.models import JournalEntry, LedgerBatch
from tests.engines.test_intake_event_logs import LOG
from tests.engines.test_intake_ocds import RELEASE
from tests.rooms.rosters import sign_in

PAGE = "/uploads/ledgers/standard/"
OCDS = json.dumps({"releases": [RELEASE]}).encode()
CSV = "办件号,环节,办理时间,经办人\n采-1,申请,2026-03-02 08:00,张三\n采-1,审批,2026-03-03 09:05,李四\n".encode()


def sent(window, step, data, name, standard, **more):
    return window.post(f"{PAGE}{step}/", {"standard": standard, "file": SimpleUploadedFile(name, data), **more})


@pytest.fixture
def clerk(lake_of, client, settings):
    settings.DEMO = True
    return sign_in(client, lake_of.clerk)


def traces():
    return LedgerBatch._base_manager.count(), JournalEntry._base_manager.filter(kind="act").count()


@pytest.mark.parametrize(
    ("data", "name", "standard", "table"),
    [
        (OCDS, "releases.json", "ocds", "procurements"),
        (LOG.encode(), "log.xes", "events", "events"),
        (CSV, "步骤.csv", "events", "events"),
    ],
)
def test_a_file_is_looked_through_without_a_trace_and_taken_in_as_the_schools(clerk, data, name, standard, table):
    before = traces()
    seen = sent(clerk, "check", data, name, standard)
    assert seen.status_code == 200
    assert traces() == before
    found = seen.context["reading"].found
    assert found.tables[table].num_rows > 0
    done = sent(clerk, "take-in", data, name, standard, checked=found.sha256)
    assert done.status_code == 302, done.context["form"].errors
    rows = lake().columns(table, pinned()[table], ["school_code"]).to_pylist()
    assert {row["school_code"] for row in rows} == {"s001"}
    count = LedgerBatch._base_manager.count()
    assert sent(clerk, "take-in", data, name, standard).status_code == 302  # the same file twice changes nothing
    assert LedgerBatch._base_manager.count() == count


def test_another_file_than_the_one_looked_through_is_not_taken_in(clerk):
    answer = sent(clerk, "take-in", CSV, "a.csv", "events", checked="0" * 64)
    assert answer.status_code == 422
    assert not LedgerBatch._base_manager.exists()


@pytest.mark.parametrize(
    ("data", "standard"), [(b"", "ocds"), (b"<log>", "ocds"), (b"%PDF-1.4", "events"), (CSV, "bpmn"), (CSV, "ocds")]
)
def test_what_is_not_of_the_standard_is_refused_in_words(clerk, data, standard):
    answer = sent(clerk, "check", data, "x.json", standard)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_school_does_not_hand_in_the_countys_suppliers_and_the_office_names_a_school(clerk, lake_of):
    seen = sent(clerk, "check", OCDS, "releases.json", "ocds")
    assert seen.context["county"]
    assert sent(clerk, "take-in", OCDS, "releases.json", "ocds").status_code == 302
    assert "suppliers" not in pinned()
    assert sent(clerk, "check", CSV, "a.csv", "events", school="s010").status_code == 422
    office = sign_in(clerk, lake_of.officer)
    assert sent(office, "take-in", OCDS, "office.json", "ocds", school="s002").status_code == 302
    assert pinned()["suppliers"] is not None
    rows = lake().columns("procurements", pinned()["procurements"], ["school_code"]).to_pylist()
    assert {row["school_code"] for row in rows} == {"s001", "s002"}


def test_who_hands_in_no_ledgers_finds_no_page(lake_of, client):
    window = sign_in(client, lake_of.teacher)
    assert window.get(PAGE).status_code == 404
    assert sent(window, "check", CSV, "a.csv", "events").status_code == 404


def test_the_page_is_found_from_the_ledgers(clerk):
    assert PAGE in clerk.get("/uploads/ledgers/").content.decode()
    assert clerk.get(PAGE).status_code == 200
