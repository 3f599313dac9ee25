"""The pages of a meeting: what each post may press, what is refused in words, and queries that do not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianjing.access import clock
from lianjing.records.models import AgendaLine, Meeting, Outcome
from tests.rooms.sitting import DAY, NOW, PREPARED, Table
from tests.rooms.test_agenda import ordinary
from tests.rooms.test_worklist import signed_in
from tests.world import at


@pytest.fixture
def today(monkeypatch):
    """A hand that turns the clock."""

    def turn(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    turn(NOW)
    return turn


def test_both_sides_close_a_quarter_by_its_pages(county, client, today):
    table = Table(county)
    at_meeting = f"/meetings/{table.meeting.pk}/"

    def go(who, address, **said):
        page = signed_in(client, getattr(county, who))
        answer = page.post(f"{at_meeting}{address}" if not address.startswith("/") else address, said)
        assert answer.status_code == 302, (address, answer.status_code, answer.content.decode()[-2000:])
        return answer

    go("officer", "day/", day=DAY.isoformat(), place="三楼")
    today(PREPARED)
    go("officer", "view/", words="先清票据")
    go("inspector", "view/", words="同意")
    line = AgendaLine._base_manager.get(code="grey")
    go("inspector", f"/meetings/lines/{line.pk}/strike/", reason="已通报")
    go("inspector", f"/meetings/lines/{line.pk}/back/")
    go("inspector", "add/", matter="reform", words="营养餐改供餐", reason="县定")
    go("inspector", "prepare/")
    today(at(DAY))
    seats = {"present_commission": county.inspector.post_id, "present_bureau": county.chief.post_id}
    go("chief", "open/", **seats)
    for line in AgendaLine._base_manager.exclude(code="flags"):
        go("officer", f"/meetings/lines/{line.pk}/note/")
    flags = AgendaLine._base_manager.get(code="flags")
    lead = county.org("gs-jc").pk
    said = {"kind": "task", "words": "核对票据", "lead": lead, "due_on": "2026-12-16"}
    go("officer", f"/meetings/lines/{flags.pk}/record/", **said)
    go("officer", "draft/")
    go("chief", "object/", reason="期限写错")
    go("officer", f"/meetings/lines/{flags.pk}/record/", **{**said, "due_on": "2026-12-18"})
    go("officer", "draft/")
    for who in ("chief", "inspector"):
        go(who, "sign/")
    assert Meeting._base_manager.get().state == "confirmed"
    pdf = signed_in(client, county.officer).get(f"{at_meeting}minutes.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert "核对票据" in signed_in(client, county.officer).get(f"{at_meeting}minutes/").content.decode()


def test_what_is_wrong_is_said_on_the_form(county, client, today):
    table = Table(county)
    page = signed_in(client, county.officer)
    answer = page.post(f"/meetings/{table.meeting.pk}/day/", {"day": "2027-01-04"})
    assert (answer.status_code, "请另选日期" in answer.content.decode()) == (422, True)
    table.collecting()
    answer = page.post(f"/meetings/{table.meeting.pk}/add/", {"matter": "nonsense", "words": "x", "reason": "y"})
    assert answer.status_code == 422
    line = table.line("flags")
    assert page.post(f"/meetings/lines/{line.pk}/strike/", {"reason": ""}).status_code == 422
    assert page.post(f"/meetings/{table.meeting.pk}/prepare/").status_code == 422
    assert page.get(f"/meetings/{table.meeting.pk}/session/").status_code == 302


def test_an_outcome_refused_keeps_its_form_open(county, client, today):
    table = Table(county).opened()
    today(at(DAY))
    page, line = signed_in(client, county.officer), table.line("flags")
    shown = page.get(f"/meetings/{table.meeting.pk}/session/?line={line.pk}").content.decode()
    assert "牵头单位" in shown
    answer = page.post(f"/meetings/lines/{line.pk}/record/", {"kind": "task", "words": "核对"})
    assert (answer.status_code, "请选择" in answer.content.decode()) == (422, True)
    assert not Outcome._base_manager.exists()
    for wrong in ("x", "99999999999", ""):
        assert page.get(f"/meetings/{table.meeting.pk}/session/?line={wrong}").status_code == 200


@pytest.mark.parametrize("who", ["principal", "clerk", "teacher", "leader", "section", "tech"])
def test_whoever_does_not_sit_finds_no_meeting(county, client, today, who):
    table = Table(county).collecting()
    page = signed_in(client, getattr(county, who))
    for address in ("", f"{table.meeting.pk}/", f"{table.meeting.pk}/agenda.pdf", f"lines/{table.line('flags').pk}/"):
        assert page.get(f"/meetings/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "print/", "session/"])
def test_thirty_lines_ask_no_more_than_three(county, client, today, address):
    table = Table(county).opened()
    page, counts = signed_in(client, county.officer), []
    for many in (3, 27):
        for number in range(many):
            ordinary(county)
            AgendaLine(meeting=table.meeting, matter="reform", words=f"第{number}项", reason="x").save()
        page.get(f"/meetings/{table.meeting.pk}/{address}")
        with CaptureQueriesContext(connection) as queries:
            assert page.get(f"/meetings/{table.meeting.pk}/{address}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40
