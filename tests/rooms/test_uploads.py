"""The way of a roster through the pages: checked without a trace, handed in, accepted, thrown away; and bad files."""

import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from lianjing.access import clock, journal, work
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ColumnChoice, Holding, ImportBatch, JournalEntry, Person, WorkItem
from lianjing.rooms.uploads import capacities, queries, reading
from lianjing.rooms.uploads.usecases import batches as usecases
from tests.rooms.rosters import HEAD, book, number, row, sign_in, staff, teachers, upload

WRONG = row("钱错", 4, id_no="699901198503120040")
PEOPLE = (row("张伟", 1), row("李娜", 2))


@pytest.fixture
def school(county):
    teachers(county)
    county.buyer = county.post("s001", Role.CLERK, "CGY", "采购员")
    county.zhang = staff(county, "张伟", 1)
    county.li = staff(county, "李娜", 2)
    return county


@pytest.fixture
def clerk(client, school):
    return sign_in(client, school.clerk)


def send(client, name, data, filename="名册.xlsx", **more):
    return client.post(f"/uploads/{name}/", {"file": upload(data, filename), **more}, headers={"Accept-Language": "en"})


def batches():
    return list(ImportBatch._base_manager.order_by("id"))


def counted():
    """Return how many rows every table has but the sessions of those signed in."""
    models = [model for model in apps.get_models() if model._meta.model_name != "session"]
    return {model._meta.label: model._base_manager.count() for model in models}


def files():
    return sorted(path for path in settings.STATE_DIR.rglob("*") if "sqlite" not in path.name)


def handed_in(client, *rows, **more):
    response = send(client, "hand-in", book(*rows, **more))
    assert response.status_code == 302, response.content.decode()
    return batches()[-1]


def accept(client, batch, **more):
    shown = reading.reread(batch, clock.now().date()).plan.digest
    return client.post(f"/uploads/{batch.pk}/accept/", {"shown": shown, **more})


# Checking leaves no trace


@pytest.mark.parametrize("rows", [PEOPLE, (*PEOPLE, WRONG), (*PEOPLE, row("王强", 3))])
def test_checking_writes_nothing_anywhere(clerk, rows):
    before, kept = counted(), files()
    response = send(clerk, "check", book(*rows))
    assert response.status_code == 200
    assert send(clerk, "marked", book(*rows)).status_code == 200
    assert (counted(), files()) == (before, kept)


def test_the_test_of_traces_sees_a_trace(clerk, school):
    before = counted()
    journal.write(kind="read", action="x", post=None, record=school.org("s001"), now=clock.now(), facts={})
    assert counted() != before


def test_checking_names_the_cell_and_hides_the_number(clerk):
    page = send(clerk, "check", book(*PEOPLE, WRONG)).content.decode()
    assert "身份证号" in page
    assert "0040" in page
    assert "699901198503120040" not in page


def test_row_and_column_are_said_once_where_they_stand_beside_the_sentence(clerk):
    page = send(clerk, "check", book(*PEOPLE, WRONG)).content.decode()
    [beside] = re.findall(r'<ol class="problems">(.*?)</ol>', page, re.DOTALL)
    assert re.sub(r"<[^>]+>|\s+", " ", beside).count("身份证号") == 1


def test_a_column_is_corrected_once_and_remembered_when_handed_in(clerk, school):
    head = ("姓名", "单位", "干什么", "电话", "身份证号", "任职时间")
    assert "Row 1" in send(clerk, "check", book(*PEOPLE, head=head)).content.decode()
    corrected = send(clerk, "check", book(*PEOPLE, head=head), column_posts="干什么").content.decode()
    assert "Every row can be taken in" in corrected
    assert ColumnChoice._base_manager.count() == 0
    assert send(clerk, "hand-in", book(*PEOPLE, head=head), column_posts="干什么").status_code == 302
    assert ColumnChoice._base_manager.get().columns == {"posts": "干什么"}
    again = send(clerk, "check", book(*PEOPLE, row("王强", 3), head=head)).content.decode()
    assert "Every row can be taken in" in again


def test_the_marked_workbook_shows_the_sentence_at_the_cell(clerk):
    response = send(clerk, "marked", book(*PEOPLE, WRONG))
    sheets = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    assert response["Content-Disposition"].startswith("attachment")
    texts = [str(cell.value) for sheet in sheets for line in sheet.iter_rows() for cell in line if cell.value]
    assert any("0040" in text for text in texts)
    assert len(sheets) >= 2


# Handing in and accepting


def test_a_roster_is_handed_in_and_taken_in_whole(clerk, school):
    batch = handed_in(clerk, *PEOPLE, row("王强", 3))
    assert (batch.state, batch.row_count, batch.handed_in_by_id) == ("checked", 3, school.clerk.person_id)
    assert number(3).encode() not in bytes(batch.sealed_rows) + bytes(batch.sealed_file)
    assert not Person._base_manager.filter(name="王强").exists()
    assert WorkItem._base_manager.get().code == "import_to_accept"
    assert accept(clerk, batch).status_code == 302
    assert Holding._base_manager.get(person__name="王强").post.code == "JS"
    batch.refresh_from_db()
    assert (batch.state, batch.outcome["new"], batch.outcome["same"]) == ("accepted", 1, 2)
    assert (bytes(batch.sealed_rows), bytes(batch.sealed_file)) == (b"", b"")
    assert WorkItem._base_manager.get().state == "overtaken"
    assert journal.first_broken() is None


def test_wrong_rows_stop_everything_until_the_person_leaves_them_out(clerk):
    batch = handed_in(clerk, *PEOPLE, row("王强", 3), WRONG)
    refused = accept(clerk, batch)
    assert refused.status_code == 422
    assert not Person._base_manager.filter(name="王强").exists()
    assert accept(clerk, batch, leave_out="on").status_code == 302
    assert Person._base_manager.filter(name="王强").exists()
    assert not Person._base_manager.filter(name="钱错").exists()
    batch.refresh_from_db()
    assert bytes(batch.sealed_file)
    marked = clerk.get(f"/uploads/{batch.pk}/marked/")
    assert marked.content[:2] == b"PK"


def test_the_same_file_twice_changes_nothing(clerk):
    data = book(*PEOPLE, row("王强", 3))
    send(clerk, "hand-in", data)
    before = counted()
    assert send(clerk, "hand-in", data).url == f"/uploads/{batches()[0].pk}/"
    assert counted() == before
    accept(clerk, batches()[0])
    before = counted()
    assert send(clerk, "hand-in", data).url == f"/uploads/{batches()[0].pk}/"
    assert counted() == before
    again = send(clerk, "check", book(*PEOPLE, row("王强", 3), title="同样的人，另一个文件"))
    assert "handing it in again changes nothing" not in again.content.decode()
    batch = handed_in(clerk, *PEOPLE, row("王强", 3), title="同样的人，另一个文件")
    assert (batch.outcome["new"], batch.outcome["changed"], batch.outcome["same"]) == (0, 0, 3)


def test_a_corrected_file_takes_the_place_of_the_one_that_waits(clerk):
    wrong = handed_in(clerk, *PEOPLE, WRONG)
    right = handed_in(clerk, *PEOPLE, row("钱对", 4))
    wrong.refresh_from_db()
    assert (wrong.state, bytes(wrong.sealed_file), right.replaces_id) == ("replaced", b"", wrong.pk)
    assert accept(clerk, right).status_code == 302


def test_the_file_handed_in_must_be_the_one_checked(clerk):
    response = send(clerk, "hand-in", book(*PEOPLE), checked="0" * 64)
    assert response.status_code == 422
    assert batches() == []


def test_a_plan_that_moved_on_is_shown_again_and_not_taken_in(clerk, school):
    batch = handed_in(clerk, *PEOPLE, row("王强", 3))
    shown = reading.reread(batch, clock.now().date()).plan.digest
    staff(school, "王强", 3)
    response = clerk.post(f"/uploads/{batch.pk}/accept/", {"shown": shown})
    assert response.status_code == 422
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_an_end_that_was_not_proposed_is_refused(clerk, school):
    batch = handed_in(clerk, PEOPLE[0])
    strange = Holding._base_manager.get(person=school.other_clerk.person_id)
    assert accept(clerk, batch, ends=[strange.pk]).status_code == 422
    strange.refresh_from_db()
    assert strange.valid_to is None
    own = Holding._base_manager.get(person=school.li)
    assert accept(clerk, batch, ends=[own.pk]).status_code == 302
    own.refresh_from_db()
    assert own.valid_to == clock.now().date()


def test_a_batch_thrown_away_is_wiped(clerk):
    batch = handed_in(clerk, *PEOPLE)
    assert clerk.post(f"/uploads/{batch.pk}/reject/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/uploads/{batch.pk}/reject/", {"reason": "传错了"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_rows), bytes(batch.sealed_file)) == ("rejected", b"", b"")
    assert clerk.get(f"/uploads/{batch.pk}/").status_code == 200
    assert clerk.get(f"/uploads/{batch.pk}/marked/").status_code == 422


def test_a_batch_nobody_accepts_lapses_after_its_days(clerk):
    batch = handed_in(clerk, *PEOPLE)
    assert usecases.lapse_all(clock.now()) == 0
    assert usecases.lapse_all(clock.now() + timedelta(days=21)) == 1
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_rows)) == ("rejected", b"")


def test_a_batch_is_claimed_before_its_rows_are_written(clerk, monkeypatch):
    batch, seen, write = handed_in(clerk, *PEOPLE), [], reading.write

    def watched(*args, **named):
        seen.append(ImportBatch._base_manager.get(pk=batch.pk).state)
        return write(*args, **named)

    monkeypatch.setattr(reading, "write", watched)
    assert accept(clerk, batch).status_code == 302
    assert seen == ["accepted"]


def test_a_key_of_thousands_of_digits_is_no_key(clerk):
    batch = handed_in(clerk, *PEOPLE)
    assert accept(clerk, batch, ends=["9" * 5000]).status_code == 422


def test_two_ticks_at_once_throw_a_batch_away_once_and_neither_fails(clerk, monkeypatch):
    stale = [ImportBatch._base_manager.get(pk=handed_in(clerk, *PEOPLE).pk)]
    later = clock.now() + timedelta(days=21)
    assert usecases.lapse_all(later) == 1
    monkeypatch.setattr(usecases.uploading, "stale_batches", lambda now: stale)  # read before the other's commit
    assert usecases.lapse_all(later) == 0


# Who may


def test_what_opens_a_desk_needs_somebody_one_level_up(clerk, school):
    batch = handed_in(clerk, row("张伟", 1, posts="教师、采购员"), PEOPLE[1])
    assert accept(clerk, batch).status_code == 422
    assert WorkItem._base_manager.get().post_id == school.leader.post_id
    principal = sign_in(clerk, school.principal)
    assert accept(principal, batch).status_code == 422
    leader = sign_in(clerk, school.leader)
    assert accept(leader, batch).status_code == 302
    assert Holding._base_manager.filter(person=school.zhang, post=school.buyer).exists()


def test_the_second_pair_of_eyes_is_asked_by_the_machine_and_not_by_the_page(clerk, school, monkeypatch):
    batch = handed_in(clerk, row("张伟", 1, posts="教师、采购员"), PEOPLE[1])
    monkeypatch.setattr(capacities, "capacity", lambda post, record: "upper")
    assert accept(clerk, batch).status_code == 422


@pytest.mark.parametrize("who", ["other_clerk", "other_leader", "teacher", "tech", "township"])
def test_strangers_find_no_batch_and_no_door(client, school, who):
    batch = handed_in(sign_in(client, school.clerk), *PEOPLE)
    stranger = sign_in(client, getattr(school, who))
    assert stranger.get(f"/uploads/{batch.pk}/").status_code == 404
    assert accept(stranger, batch).status_code == 404
    assert stranger.post(f"/uploads/{batch.pk}/reject/", {"reason": "x"}).status_code == 404
    assert stranger.get(f"/uploads/{batch.pk}/marked/").status_code == 404


def test_the_use_case_itself_refuses_a_stranger(clerk, school):
    batch = handed_in(clerk, *PEOPLE)
    shown = reading.reread(batch, clock.now().date()).plan.digest
    with pytest.raises(RuleBroken) as refusal:
        usecases.accept(post=school.other_clerk, batch=batch, leave_out=False, ends=(), shown=shown, now=clock.now())
    assert refusal.value.code == "not_yours"
    bare = usecases.accept.__wrapped__  # the same without its guard: what the guard is there for
    assert bare(post=school.clerk, batch=batch, leave_out=False, ends=(), shown=shown, now=clock.now())


def test_a_batch_is_read_within_the_reach_of_whoever_handed_it_in(client, school):
    teachers(school, "s002")
    batch = handed_in(sign_in(client, school.clerk), *PEOPLE, row("外人", 6, unit="业州二小"))
    leader = sign_in(client, school.leader)
    assert "业州二小" in leader.get(f"/uploads/{batch.pk}/").content.decode()
    assert accept(leader, batch, leave_out="on").status_code == 302
    assert not Person._base_manager.filter(name="外人").exists()


# Bad input: a clear message in Chinese, nothing half-saved


def empty_rows():
    """Return a workbook that says a million times that a row holds nothing."""
    source = io.BytesIO(book())
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                rows = b"".join(b'<row r="%d"/>' % place for place in range(2, 1_000_002))
                data = data.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(entry.filename, data)
    return out.getvalue()


def text_rows(*rows):
    return "\n".join(",".join(line) for line in (HEAD, *rows)).encode("gb18030")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
BAD = {
    "wrong type": (PNG, "名册.xlsx", "png"),
    "ten megabytes of nothing": (bytes(10 * 2**20), "名册.xlsx", "什么都没有"),
    "nothing": (b"", "名册.xlsx", "什么都没有"),
    "too large": (b"PK\x03\x04" + bytes(22 * 2**20), "名册.xlsx", "20.0 MB"),
    "web page": ("<html><table><tr><td>姓名".encode(), "名册.xls", "网页"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("door", ["check", "marked", "hand-in"])
def test_a_bad_file_gets_a_clear_sentence_and_nothing_is_saved(clerk, name, door):
    data, filename, said = BAD[name]
    before = counted()
    response = clerk.post(f"/uploads/{door}/", {"file": upload(data, filename)}, headers={"Accept-Language": "zh-hans"})
    assert response.status_code == 422
    assert counted() == before
    page = response.content.decode()
    assert "Traceback" not in page
    if settings.CONFIG.language.startswith("zh") and chinese_is_there():
        assert said in page


def chinese_is_there():
    """Return whether the Chinese catalogue is compiled with this room's sentences."""
    with translation.override("zh-hans"):
        return translation.gettext("Hand in") != "Hand in"


def test_a_million_empty_rows_are_no_rows(clerk):
    before = counted()
    response = send(clerk, "check", empty_rows())
    assert response.status_code in (200, 422)
    handed = send(clerk, "hand-in", empty_rows())
    assert handed.status_code == 422
    assert counted() == before


def test_gb18030_text_is_read(clerk):
    page = send(clerk, "check", text_rows(*PEOPLE, row("王强", 3)), "名册.csv").content.decode()
    assert "Every row can be taken in" in page
    assert "王强" in page


def test_one_number_twice_is_named_at_the_second_row_and_only_the_first_counts(clerk):
    batch = handed_in(clerk, *PEOPLE, row("王强", 3), row("王伟强", 3))
    assert [problem["code"] for problem in batch.problems] == ["key_twice"]
    assert accept(clerk, batch).status_code == 422
    accept(clerk, batch, leave_out="on")
    assert Person._base_manager.filter(id_fingerprint=settings.COLUMN_KEYS.fingerprint("id", number(3))).count() == 1


def test_a_post_without_holder_is_told(clerk):
    page = send(clerk, "check", book(*PEOPLE, ("空缺", "业州中心学校", "采购员", "", "", ""))).content.decode()
    assert "采购员" in page
    assert "nobody holds" in page


def test_no_file_at_all_is_told(clerk):
    assert clerk.post("/uploads/check/").status_code == 422


def test_the_journal_never_holds_a_number(clerk):
    batch = handed_in(clerk, *PEOPLE, row("王强", 3), WRONG)
    accept(clerk, batch, leave_out="on")
    said = b"".join(bytes(entry.canonical) for entry in JournalEntry._base_manager.all())
    assert number(3).encode() not in said
    assert b"14200000001" not in said


def test_work_is_for_the_one_who_can_do_it(clerk, school):
    handed_in(clerk, *PEOPLE, WRONG)
    assert [(item.code, item.post_id) for item in WorkItem._base_manager.all()] == [
        ("import_to_mend", school.clerk.post_id)
    ]
    assert work.overtake(about=batches()[0], now=clock.now()) == 1
    assert queries.remembered(school.clerk, "staff") == {}
