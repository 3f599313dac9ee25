"""The pages of disclosures: what needs a hand first, findings in their place, equal queries at few and many rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lianjing.records.models import Disclosure
from lianjing.rooms.notices.usecases import calendar, preparing
from tests.rooms.notices_year import BEGAN, PHONE, RECIPE
from tests.rooms.rosters import sign_in
from tests.world import at

ZH = {"Accept-Language": "zh-hans"}


def _queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path, headers=ZH).status_code == 200
    return len(seen)


@pytest.fixture
def desk(year, client, monkeypatch):
    from lianjing.access import clock

    monkeypatch.setattr(clock, "now", lambda: at(BEGAN))
    return year, sign_in(client, year.clerk)


def test_the_calendar_asks_the_same_number_of_queries_at_few_and_many_rows(desk):
    _year, client = desk
    rows = Disclosure._base_manager.filter(org__code="s001")
    rows.exclude(pk__in=list(rows.values_list("pk", flat=True)[:3])).delete()
    _queries(client, "/notices/")
    few = _queries(client, "/notices/")
    calendar.put_on_calendar(at(BEGAN))
    assert rows.all().count() > 10
    assert _queries(client, "/notices/") == few


def test_what_was_stopped_and_what_is_late_stand_first(desk):
    year, client = desk
    year.prepare(recipe=f"打 {PHONE}")
    page = client.get("/notices/", headers=ZH).content.decode()
    rows = page[page.index("<tbody") :]
    assert rows.index("隐私拦截</") < rows.index("待公开</")


def test_a_finding_is_told_in_its_place_with_what_to_do_and_without_the_secret(desk):
    year, client = desk
    slot = year.slot()
    said = {"recipe": f"打 {PHONE}", "unit_price": ""}
    page = client.post(f"/notices/{slot.pk}/prepare/", said, headers=ZH, follow=True).content.decode()
    assert "电话</b> — 带量食谱" in page
    assert "一键脱敏" in page
    page = client.post(f"/notices/{slot.pk}/mask/", headers=ZH, follow=True).content.decode()
    assert PHONE not in page
    assert "送审" in page


def test_a_day_that_is_past_is_refused_on_the_page(year, client, monkeypatch):
    from lianjing.access import clock

    monkeypatch.setattr(clock, "now", lambda: at("2026-10-15"))
    slot = year.prepare(day="2026-10-15", **RECIPE)
    preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-15"))
    page = sign_in(client, year.principal)
    answer = page.post(f"/notices/{slot.pk}/approve/", {"publish_on": "2026-10-01"}, headers=ZH)
    assert answer.status_code == 422
    assert "已经过去" in answer.content.decode()
    assert page.post(f"/notices/{slot.pk}/approve/", {"publish_on": ""}, headers=ZH).status_code == 302
    assert year.again(slot).state == "published"


@pytest.mark.parametrize("state", ["scheduled", "blocked", "prepared", "sent", "published", "withdrawn"])
@pytest.mark.parametrize("who", ["clerk", "principal", "leader", "teacher", "inspector"])
def test_every_role_finds_only_the_steps_that_are_theirs_in_every_state(year, client, monkeypatch, state, who):
    """The state matrix: a button shown is a step that is not refused for want of a right."""
    from lianjing.access import clock
    from lianjing.rooms.notices import queries

    monkeypatch.setattr(clock, "now", lambda: at(BEGAN))
    slot = _in(year, state)
    may = queries.sheet(getattr(year.county, who), slot).may
    assert ("prepare" in may) == (who == "clerk")
    assert ("approve" in may) == (who == "principal" and state == "sent")
    assert ("withdraw" in may) == (state == "published" and who in ("principal", "leader", "inspector"))
    assert ("send" in may) == (who == "clerk" and state == "prepared")
    assert not {one for one in may if not one.startswith("is_")} or who != "teacher"


def _in(year, state):
    from lianjing.rooms.notices.usecases import course

    slot = year.slot()
    if state == "blocked":
        return year.prepare(recipe=f"打 {PHONE}")
    if state in ("prepared", "sent"):
        slot = year.prepare()
    if state == "sent":
        preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    if state in ("published", "withdrawn"):
        slot = year.publish()
    if state == "withdrawn":
        course.withdraw(post=year.principal, disclosure=slot, reason="写错", now=at(BEGAN))
    return year.again(slot)


def test_whoever_reads_a_notice_that_stands_still_is_told_why(desk):
    """By a hand: its reason. By an objection: that somebody objected; control: neither while it runs."""
    from lianjing.access import notices
    from lianjing.rooms.notices.usecases import course

    year, page = desk
    slot = year.notice()
    address, objected = f"/s/s001/calendar/{slot.pk}/", "有人提出异议，公示暂停计期"
    said = page.get(address, headers=ZH).content.decode()
    assert objected not in said
    notices.objection_opened(disclosure_id=slot.pk, now=at(BEGAN))
    assert objected in page.get(address, headers=ZH).content.decode()
    notices.objection_settled(disclosure_id=slot.pk, now=at(BEGAN))
    course.pause(post=year.principal, disclosure=year.again(slot), reason="核对定价", now=at(BEGAN))
    said = page.get(address, headers=ZH).content.decode()
    assert "核对定价" in said
    assert objected not in said


def test_a_slot_says_who_must_act_until_when_and_what_then(year, client, monkeypatch):
    """Two of a principal's four cards led to pages without a button and without a word of who has to do it."""
    from lianjing.access import clock

    monkeypatch.setattr(clock, "now", lambda: at("2026-10-14"))
    slot = year.slot()
    calendar.lapse_due(at("2026-10-13"))
    page = sign_in(client, year.principal).get(f"/notices/{slot.pk}/", headers=ZH).content.decode()
    for words in ("谁来办</dt><dd>业州中心学校 报账员", "到什么时候", "到期之后", "由业州中心学校 报账员办"):
        assert words in page, words
    clerk = sign_in(client, year.clerk)
    page = clerk.post(f"/notices/{slot.pk}/declare_nothing/", headers=ZH, follow=True).content.decode()
    assert "下一步由业州执纪监督小组 组长办" in page
    assert "已申报本期无此事项，待" in page
    assert year.again(slot).state == "overdue"


def test_a_term_is_told_in_words():
    from lianjing.ui.wording.notices import slot_words

    with translation.override("zh-hans"):
        assert slot_words("2026-2027-1") == "2026-2027学年秋季学期"
    assert slot_words("2026-2027") == "2026-2027"


def test_what_was_sent_waits_for_the_principal_by_name_of_the_post(desk):
    year, client = desk
    slot = year.prepare()
    page = client.post(f"/notices/{slot.pk}/send/", headers=ZH, follow=True).content.decode()
    assert "下一步由业州中心学校 校长办" in page
    assert "谁来办</dt><dd>业州中心学校 校长" in page
