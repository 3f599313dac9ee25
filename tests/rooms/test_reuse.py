"""The same file handed in twice is a question to whoever reviews the second: nothing is refused, nothing is counted."""

import pytest

from lianjing.access import flag_papers, reuse
from lianjing.access.flag_papers import Paper
from lianjing.domain.authority import Role
from lianjing.records.models import FlagPaper, Rectification, RedFlag
from lianjing.rooms.casework import queries as casework
from lianjing.rooms.casework.evidence import Evidence
from lianjing.rooms.casework.usecases import opening, rectifying
from lianjing.rooms.casework.usecases.rectifying import Change, Plan
from lianjing.rooms.redflags import queries
from tests.rooms.rosters import sign_in
from tests.world import at

PHOTO, OTHER = b"\xff\xd8\xff one photo", b"\xff\xd8\xff another photo"
FACTS = {"person": "李账", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
EARLY, LATER = at("2026-09-01"), at("2026-10-12")


def answered(county, org, data=PHOTO, now=LATER, name="称重.jpg", **fields):
    flag = county.flag(org)
    RedFlag._base_manager.filter(pk=flag.pk).update(answer="见附件", answered_at=now, facts=FACTS, **fields)
    flag.refresh_from_db()
    flag_papers.keep(flag, [Paper(name, data)], now)
    return flag


def asked(seat, flag):
    return queries.sheet(seat, flag).before


def test_a_photo_handed_in_for_another_school_is_asked_about_with_place_and_day(county, client):
    first = answered(county, "s001", now=EARLY)
    second = answered(county, "s002")
    (before,) = asked(county.leader, second)
    assert (before.label, before.unit, before.on) == ("称重.jpg", "业州中心学校", EARLY.date())
    page = sign_in(client, county.leader).get(f"/flags/{second.pk}/").content.decode()
    assert "同一份文件2026年9月1日曾为业州中心学校的事项交过" in page
    assert f"/flags/{first.pk}/" in page
    assert queries.sheet(county.leader, second).steps  # nothing is refused: every step of the review is open
    assert asked(county.leader, first) == []  # the first was not handed in before


def test_another_file_and_the_same_answer_ask_nothing(county):
    answered(county, "s001", OTHER, EARLY)
    assert asked(county.leader, answered(county, "s002")) == []
    alike = [answered(county, "s002", now=LATER, data=b"\xff\xd8\xff alike") for _ in range(2)]
    assert [asked(county.leader, one) for one in alike] == [[], []]  # answered together, with one paper


def test_whoever_answers_is_not_asked_and_learns_nothing(county, client):
    answered(county, "s010", now=EARLY)
    second = answered(county, "s001")
    assert asked(county.clerk, second) == []
    assert "以前交过" not in sign_in(client, county.clerk).get(f"/flags/{second.pk}/").content.decode()


def test_of_what_the_reviewer_may_not_read_only_the_day_is_said(county):
    answered(county, "s010", now=EARLY)  # another group's school
    second = answered(county, "s001")
    (before,) = asked(county.leader, second)
    assert (before.unit, before.url, before.on) == ("", "", EARLY.date())
    (whole,) = asked(county.officer, second)
    assert whole.unit == "花坪中心学校"


@pytest.mark.parametrize(
    "hidden", [{"sealed": True}, {"state": "self_check"}, {"state": "raised"}, {"danger": "injury"}]
)
def test_what_nobody_may_know_of_is_not_betrayed_by_a_fingerprint(county, hidden):
    answered(county, "s001", now=EARLY, **hidden)
    second = answered(county, "s002")
    for seat in (county.leader, county.officer, county.inspector):
        assert asked(seat, second) == []


def rectified(county, org, shown, now):
    flag = county.flag(org)
    county_principal = (
        county.holder(f"校长{org}", org, Role.PRINCIPAL, "XZ", "校长") if org != "s001" else county.principal
    )
    RedFlag._base_manager.filter(pk=flag.pk).update(state="to_rectify", facts=FACTS)
    flag.refresh_from_db()
    record = opening.open_from_flag(flag=flag, now=now)
    plan = Plan("execution_gap", "没有人盯", "专人", now.date())
    rectifying.plan(post=county_principal, record=record, plan=plan, now=now)
    issuer = next(seat for seat in (county.officer, county.leader) if seat.post_id == record.issuer_id)
    rectifying.agree(post=issuer, record=record, now=now)
    rectifying.submit(post=county_principal, record=record, evidence=shown, change=Change(why_none="没有问题"), now=now)
    return Rectification._base_manager.get(pk=record.pk)


def acceptor(county, record):
    people = (county.officer, county.leader, county.inspector)
    return next(seat for seat in people if seat.post_id == record.acceptor_id)


def test_the_same_record_or_photo_named_for_two_rectifications_is_asked_about(county, client):
    photo = "a" * 64
    rectified(county, "s001", [Evidence("matter", 1, "九月验收", "b" * 64, (photo,))], EARLY)
    second = rectified(county, "s002", [Evidence("matter", 2, "十月验收", "c" * 64, (photo,))], LATER)
    seat = acceptor(county, second)
    (before,) = casework.sheet(seat, second, LATER.date()).before
    assert (before.label, before.unit, before.on) == ("十月验收", "业州中心学校", EARLY.date())
    page = sign_in(client, seat).get(f"/rectifications/{second.pk}/").content.decode()
    assert "曾为业州中心学校的事项交过" in page
    assert "accept" in casework.sheet(seat, second, LATER.date()).steps
    assert casework.sheet(county.principal, second, LATER.date()).before == []


def test_a_power_version_may_mend_many_and_asks_nothing(county):
    shown = [Evidence("powerversion", 7, "ST-03 v2", "d" * 64)]
    rectified(county, "s001", shown, EARLY)
    second = rectified(county, "s002", shown, LATER)
    assert casework.sheet(acceptor(county, second), second, LATER.date()).before == []


def test_an_answers_paper_used_again_as_evidence_is_found_too(county):
    answered(county, "s010", now=EARLY)
    print_of = FlagPaper._base_manager.get().sha256
    record = rectified(county, "s001", [Evidence("matter", 1, "验收", "e" * 64, (print_of,))], LATER)
    assert [one.on for one in reuse.evidence_before(acceptor(county, record), record)] == [EARLY.date()]


def test_no_paper_is_ever_needed_or_counted(county):
    flag = county.flag("s001")
    assert flag_papers.papers_of(flag) == []
    assert asked(county.leader, flag) == []
