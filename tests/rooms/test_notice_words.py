"""What is written beside a notice, a reason as well as a telephone, passes the gate; a verdict is as new as its day."""

import json
from datetime import date

import pytest

from lianjing.access import notice_slots, notices, powers
from lianjing.domain.authority import Role
from lianjing.records.models import Disclosure, NoticeVersion, WorkItem
from lianjing.rooms.notices import gate
from lianjing.rooms.notices.usecases import approving, course, preparing
from tests.rooms.notices_year import BEGAN, PHONE, RECIPE, refused
from tests.rooms.rosters import sign_in
from tests.world import at

ZH = {"Accept-Language": "zh-hans"}
NAME = "张小明"
SECRET = f"误公开了{NAME}同学的电话{PHONE}"


@pytest.fixture(autouse=True)
def register(monkeypatch):
    """The school's pupils: none, until a test writes one down."""
    names = set()
    monkeypatch.setattr(gate, "pupil_names", lambda code: frozenset(names))
    return names


def _corrected(year, slot, reason):
    year.prepare(slot, recipe="改了")
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    return approving.correct(post=year.principal, disclosure=year.again(slot), reason=reason, now=at(BEGAN))


def _withdrawn(year, slot, reason):
    return course.withdraw(post=year.principal, disclosure=slot, reason=reason, now=at(BEGAN))


def _withdrawn_above(year, slot, reason):
    return course.withdraw_from_above(post=year.leader, disclosure=slot, reason=reason, now=at(BEGAN))


def _paused(year, slot, reason):
    return course.pause(post=year.principal, disclosure=slot, reason=reason, now=at(BEGAN))


@pytest.mark.parametrize("act", [_corrected, _withdrawn, _withdrawn_above, _paused])
def test_a_reason_that_names_a_child_is_refused_and_changes_nothing(year, register, act):
    register.add(NAME)
    slot = year.publish()
    facts = refused("notice_words_not_passed", lambda: act(year, slot, SECRET))
    assert set(facts["found"]) == {"minor_name", "phone"}
    assert NAME not in str(facts)
    public = notices.one(slot.pk, date(2026, 10, 12))
    assert (public.state, public.pause_reason, public.newest.why, public.newest.down_at) == ("published", "", "", None)
    act(year, year.again(slot), "误公开了一名学生的个人信息")
    assert year.again(slot).state != "published"


def test_the_reason_comes_back_on_the_page_with_what_is_wrong_in_it(year, register, client, monkeypatch):
    register.add(NAME)
    slot = year.publish()
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at(BEGAN, 12))
    sign_in(client, year.principal)
    answer = client.post(f"/notices/{slot.pk}/withdraw/", {"withdraw-reason": SECRET}, headers=ZH)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert SECRET in html
    assert "学生姓名" in html
    assert year.again(slot).state == "published"


def test_a_telephone_field_holds_nothing_but_telephones(year, register):
    register.add(NAME)
    slot = _phone_slot(year)
    year.prepare(slot, phone_public=f"13812345678（{NAME}妈妈）")
    assert [one.code for one in gate.findings_of(notice_slots.draft(slot))] == ["minor_name"]
    year.prepare(year.again(slot), phone_public="0718-3222123（周一至周五8:00-17:00）、+86 13607188888")
    assert gate.findings_of(notice_slots.draft(slot)) == []


def _phone_slot(year):
    rows = Disclosure._base_manager.filter(org__code="s001", state="scheduled").select_related("org__parent", "version")
    return next(slot for slot in rows if "phone_public" in gate.rule_of(slot).fields)


def test_only_numbers_that_are_telephones_are_let_through_elsewhere(year):
    slot = _phone_slot(year)
    content = {"fields": {"phone_public": "510123199901011234 0718-3222123"}, "rows": []}
    assert gate.knowledge(slot, content).phones == {"07183222123"}


def test_what_passed_before_the_register_came_is_not_published_after_it(year, register):
    slot = year.prepare(recipe=f"{NAME}领取")
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    register.add(NAME)
    facts = refused(
        "notice_found_since", lambda: approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN))
    )
    assert facts["found"] == ("minor_name",)
    assert year.again(slot).state == "prepared"


def test_a_correction_is_looked_at_again_as_well(year, register):
    slot = year.publish()
    year.prepare(slot, recipe=f"{NAME}领取")
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    register.add(NAME)
    refused("notice_found_since", lambda: _approve_correction(year, slot))
    assert notices.one(slot.pk, date(2026, 10, 12)).newest.content["fields"]["recipe"] == RECIPE["recipe"]


def _approve_correction(year, slot):
    approving.correct(post=year.principal, disclosure=year.again(slot), reason="改", now=at(BEGAN))


def test_the_clock_stops_what_does_not_pass_on_its_day_and_calls_the_clerk(year, register):
    slot = year.prepare(recipe=f"{NAME}领取")
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN), publish_on=date(2026, 10, 14))
    register.add(NAME)
    approving.publish_due(at("2026-10-14"))
    made = notice_slots.draft(year.again(slot))
    assert year.again(slot).state == "blocked"
    assert (made.passed, made.approved_at, made.published_at) == ("", None, None)
    assert [one.code for one in gate.findings_of(made)] == ["minor_name"]
    assert WorkItem._base_manager.filter(code="notice_blocked", post__role=Role.CLERK, state="open").count() == 1
    year.prepare(year.again(slot))
    assert year.again(slot).state == "prepared"


def test_whoever_approves_is_told_when_no_name_could_be_looked_for(year, register, client, monkeypatch):
    slot = year.prepare()
    monkeypatch.setattr("lianjing.access.clock.now", lambda: at(BEGAN, 12))
    sign_in(client, year.principal)
    told = "没有交过学籍册"
    assert told in client.get(f"/notices/{slot.pk}/", headers=ZH).content.decode()
    register.add(NAME)
    year.prepare(year.again(slot))
    assert told not in client.get(f"/notices/{slot.pk}/", headers=ZH).content.decode()


def test_what_stands_open_is_no_public_notice_and_names_nobody_without_names(year, client):
    """A weekly menu was "on notice" for three years, and sums without a name "held personal names" (style 2f)."""
    menu = year.publish()
    page = client.get(f"/s/s001/calendar/{menu.pk}/").content.decode()
    assert "起公开，至" in page
    assert "公示公开" not in page
    hung = year.notice()
    page = client.get(f"/s/s001/calendar/{hung.pk}/").content.decode()
    assert "起公示，至" in page
    Disclosure._base_manager.filter(pk=menu.pk).update(audience="school")
    kept = NoticeVersion._base_manager.filter(disclosure=menu)
    kept.update(personal=True)  # its rule lists a field of persons, and this content has none
    page = client.get(f"/s/s001/calendar/{menu.pk}/").content.decode()
    assert "只在校内公开，不上网。" in page
    assert "含个人姓名" not in page
    held = sorted(powers.notice_words().personal)[0]
    kept.update(content=json.dumps({"fields": {}, "rows": [{held: "某"}]}).encode())
    assert "含个人姓名" in client.get(f"/s/s001/calendar/{menu.pk}/").content.decode()
