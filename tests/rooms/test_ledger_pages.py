"""A clerk drops a ledger: problems first, then what it would be asked, then it is in force; nothing is kept before."""

import shutil

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjing.records.models import ColumnChoice, JournalEntry, LedgerBatch, RedFlag
from lianjing.rooms.redflags import usecases_screened
from tests.rooms.rosters import sign_in
from tests.world import at

HEAD = "公示编号,事项码,公示类型,发布日期,计划下线日期,实际下线日期"
OPEN = "n1,ZZ-01,公示,2026-01-05,2026-01-12,"
DOWN = "n2,ZZ-01,公示,2026-01-05,2026-01-12,2026-01-12"
WRONG = "n3,ZZ-01,公示,不知道,2026-01-12,"


@pytest.fixture
def clerk(county, client):
    yield sign_in(client, county.clerk)
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def sent(*lines, name="公示.csv", head=HEAD, **said):
    return {"file": SimpleUploadedFile(name, "\r\n".join([head, *lines]).encode("gb18030")), **said}


def post(window, step, *lines, **said):
    return window.post(
        f"/uploads/ledgers/notices/{step}/", sent(*lines, **said), headers={"Accept-Language": "zh-hans"}
    )


def kept():
    return (LedgerBatch._base_manager.count(), JournalEntry._base_manager.count(), ColumnChoice._base_manager.count())


def test_a_check_says_what_would_be_asked_and_keeps_nothing(clerk):
    before = kept()
    page = post(clerk, "check", OPEN, DOWN).content.decode()
    assert "公示超期未撤下" in page
    assert "n1" in page
    assert kept() == before
    assert not settings.LAKE_DIR.exists()
    mended = post(clerk, "check", DOWN).content.decode()
    assert "公示超期未撤下" not in mended


def test_a_wrong_row_is_named_by_its_cell_and_the_file_comes_back_marked(clerk):
    page = post(clerk, "check", DOWN, WRONG).content.decode()
    assert "不知道" in page
    assert "发布日期" in page
    marked = post(clerk, "marked", DOWN, WRONG)
    assert marked.content[:2] == b"PK"
    assert post(clerk, "take-in", DOWN, WRONG).status_code == 422
    assert kept()[0] == 0
    assert post(clerk, "take-in", DOWN, WRONG, leave_out="on").status_code == 302
    assert LedgerBatch._base_manager.get().row_count == 1


def test_rows_in_force_raise_their_question_and_a_corrected_file_takes_their_place(clerk, county):
    assert post(clerk, "take-in", OPEN, DOWN).status_code == 302
    batch = LedgerBatch._base_manager.get()
    assert (batch.row_count, batch.schools, batch.slot) == (2, ["s001"], "s001/2026-01")
    usecases_screened.screen_if_due(at("2026-10-12"))
    assert RedFlag._base_manager.filter(code="M-GK-03", org__code="s001").exists()
    assert "2026-01" in clerk.get("/uploads/ledgers/notices/").content.decode()
    corrected = OPEN + "2026-01-13"
    assert post(clerk, "take-in", corrected, DOWN).status_code == 302
    assert LedgerBatch._base_manager.get(in_force=True).replaces_id == batch.pk
    usecases_screened.screen_if_due(at("2026-10-12"))
    assert RedFlag._base_manager.get(code="M-GK-03").gone_on is not None


def test_the_same_file_changes_nothing_and_another_than_the_checked_is_refused(clerk):
    assert post(clerk, "take-in", DOWN).status_code == 302
    assert post(clerk, "take-in", DOWN).status_code == 422
    assert post(clerk, "take-in", OPEN, checked="0" * 64).status_code == 422
    assert LedgerBatch._base_manager.filter(in_force=True).count() == 1


def test_a_row_cannot_stand_twice_under_two_periods(clerk):
    assert post(clerk, "take-in", OPEN, DOWN).status_code == 302
    later = "n9,ZZ-01,公示,2026-03-02,2026-03-09,2026-03-09"
    for step in ("check", "take-in"):
        page = post(clerk, step, DOWN, later)
        assert page.status_code == 422
        assert "1 行已于" in page.content.decode()
    assert post(clerk, "take-in", later).status_code == 302


def test_a_register_that_grew_says_whose_place_it_takes_and_takes_it(clerk):
    assert post(clerk, "take-in", DOWN, name="一月.csv").status_code == 302
    later = "n9,ZZ-01,公示,2026-03-02,2026-03-09,2026-03-09"
    page = post(clerk, "check", DOWN, later, name="三月.csv").content.decode()
    assert "顶替" in page
    assert "一月.csv" in page
    assert post(clerk, "take-in", DOWN, later, name="三月.csv").status_code == 302
    kept = LedgerBatch._base_manager.get(in_force=True)
    assert (kept.filename, kept.row_count, kept.replaces.filename) == ("三月.csv", 2, "一月.csv")


def test_a_column_called_otherwise_is_corrected_once_and_remembered(clerk):
    head = HEAD.replace("公示编号", "甲乙丙")
    first = post(clerk, "check", DOWN, head=head).content.decode()
    assert "甲乙丙" in first
    assert post(clerk, "take-in", DOWN, head=head, column_notice_no="甲乙丙").status_code == 302
    again = post(clerk, "check", DOWN.replace("n2", "n5"), head=head).content.decode()
    assert "可以入库" in again
    assert LedgerBatch._base_manager.get().row_count == 1


def test_rows_are_taken_out_with_a_reason_only(clerk):
    post(clerk, "take-in", DOWN)
    batch = LedgerBatch._base_manager.get()
    assert clerk.post(f"/uploads/ledgers/batches/{batch.pk}/take-out/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/uploads/ledgers/batches/{batch.pk}/take-out/", {"reason": "交错了"}).status_code == 302
    assert not LedgerBatch._base_manager.get().in_force


def test_what_is_missing_is_listed_by_how_much_it_keeps_from_being_asked(clerk):
    post(clerk, "take-in", DOWN)
    usecases_screened.screen_if_due(at("2026-10-12"))
    page = clerk.get("/uploads/ledgers/").content.decode()
    assert "食材入库表" in page
    assert "个问题" in page


@pytest.mark.parametrize("name", ["suppliers", "staff", "nothing", "links"])
def test_a_table_that_is_not_the_schools_is_not_there(clerk, name):
    assert clerk.get(f"/uploads/ledgers/{name}/").status_code == 404


def test_a_sealed_question_is_not_shown_before_handing_in(clerk):
    """A check that named a ghost would tip somebody off."""
    head = "工号,月份,出勤天数,课时数"
    body = sent("t1,2025-10,0,0", "t1,2025-11,0,0", name="a.csv", head=head)
    page = clerk.post("/uploads/ledgers/staff_months/check/", body).content.decode()
    assert "M-RS-04" not in page
    assert "吃空饷" not in page
