"""How a red flag is handed over by two and emptied, and whom its clocks call."""

import re
from datetime import timedelta

import pytest

from lianjing.access import calling
from lianjing.access.flag_papers import Paper
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import (
    FlagPaper,
    RedFlag,
)
from lianjing.rooms.redflags import usecases, usecases_transfer
from lianjing.rooms.redflags.usecases_sealed import name_above_all
from tests.rooms.flag_world import FACTS, NOW, PDF, asked, dismissed_by, explained, kin, now, work_of
from tests.rooms.rosters import sign_in
from tests.world import at


@pytest.fixture
def second(county):
    return county.holder("向兰", "jcs", Role.BUREAU_OFFICER, "ZY", "科员")


@pytest.fixture
def flag(county):
    """Asked of the clerk of s001, who has not answered yet."""
    return asked(county)


@pytest.fixture
def answered(county, flag):
    return explained(county, flag)


# Handed over.


@pytest.mark.parametrize("state", ["answered", "overdue"])
def test_a_transfer_is_signed_by_two_and_a_day_later_little_stays(county, flag, second, state, client):
    if state == "answered":
        explained(county, flag, papers=[Paper("a.pdf", PDF)])
    else:
        RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue")
    usecases_transfer.sign_first(post=county.leader, flag=now(flag), words=FACTS, now=NOW)
    assert (now(flag).state, work_of(county.leader)) == (state, [])
    signer = next(one for one in (county.officer, second) if "flag_to_countersign" in work_of(one))
    for use_case in (usecases.dismiss, usecases.send_back):
        with pytest.raises(RuleBroken, match="flag_signed_first"):
            use_case(
                post=signer, flag=now(flag), now=NOW, **{"reason" if use_case is usecases.dismiss else "missing": "x"}
            )
    with pytest.raises(RuleBroken, match="weighing_own"):
        usecases_transfer.sign_second(post=county.leader, flag=now(flag), now=NOW)
    usecases_transfer.sign_second(post=signer, flag=now(flag), now=NOW)
    after = now(flag)
    assert (after.state, after.outcome["receiving_body"]) == ("transferred", FACTS["receiving_body"])
    assert after.outcome["number"] == f"2026-{flag.pk}"
    assert FACTS["named_facts"] not in str(after.__dict__)
    assert usecases_transfer.empty_all(NOW + timedelta(hours=23)) == 0
    assert usecases_transfer.empty_all(NOW + timedelta(hours=25)) == 1
    assert usecases_transfer.empty_all(NOW + timedelta(hours=25)) == 0
    after = now(flag)
    assert (after.answer, after.rows, after.weighing, after.answered_by_id) == ("", [], {}, None)
    assert set(after.facts) == {"version"}
    assert not FlagPaper._base_manager.exists()
    page = sign_in(client, county.leader).get(f"/flags/{flag.pk}/").content.decode()
    assert f"2026-{flag.pk}" in page
    assert "邓采" not in page
    assert "交接中" not in page


@pytest.mark.parametrize("state", ["answered", "overdue"])
def test_the_school_hears_that_it_is_closed_here_and_neither_of_body_nor_number_nor_day(
    county, flag, second, state, client
):
    """Nor before: that somebody signed a transfer, or put it back."""
    if state == "answered":
        explained(county, flag)
    else:
        RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue")
    before = school_reads(county, client, flag)
    usecases_transfer.sign_first(post=county.leader, flag=now(flag), words=FACTS, now=NOW)
    usecases_transfer.put_back(post=county.officer, flag=now(flag), reason="先核凭证", now=NOW)
    assert school_reads(county, client, flag) == before
    usecases_transfer.sign_first(post=county.leader, flag=now(flag), words=FACTS, now=NOW)
    assert school_reads(county, client, flag) == before
    usecases_transfer.sign_second(post=county.officer, flag=now(flag), now=NOW)
    for moment in (NOW, NOW + timedelta(hours=25)):
        usecases_transfer.empty_all(moment)
        for page in school_reads(county, client, flag):
            assert "在本系统已办结" in page or "已办结" in page
            for kept in ("移送", FACTS["receiving_body"], f"2026-{flag.pk}", "2026-10-12"):
                assert kept not in page
        assert FACTS["receiving_body"] in body_of(client, county.leader, f"/flags/{flag.pk}/")
        assert "已移送" in body_of(client, county.leader, "/flags/")


def school_reads(county, client, flag):
    """Return what head and clerk read of a flag: its page and the list, without what changes with every request."""
    return [
        body_of(client, seat, address)
        for seat in (county.principal, county.clerk)
        for address in (f"/flags/{flag.pk}/", "/flags/")
    ]


def body_of(client, seat, address):
    page = sign_in(client, seat).get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", main)


def test_a_late_answer_comes_to_whoever_must_sign_second(county, flag, second):
    RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue")
    usecases_transfer.sign_first(post=county.leader, flag=now(flag), words=FACTS, now=NOW)
    signer = next(one for one in (county.officer, second) if "flag_to_countersign" in work_of(one))
    explained(county, now(flag))
    assert work_of(signer) == ["flag_to_countersign"]
    assert work_of(county.leader) == []
    usecases_transfer.sign_second(post=signer, flag=now(flag), now=NOW)
    assert now(flag).state == "transferred"


def test_the_class_of_result_comes_later_and_is_one_of_the_list(county, answered, second):
    with pytest.raises(RuleBroken, match="not_handed_over"):
        usecases_transfer.record_result(post=county.leader, flag=answered, told="taken_up", now=NOW)
    usecases_transfer.sign_first(post=county.leader, flag=now(answered), words=FACTS, now=NOW)
    usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    with pytest.raises(RuleBroken, match="result_unknown"):
        usecases_transfer.record_result(post=county.leader, flag=now(answered), told="开除", now=NOW)
    usecases_transfer.record_result(post=county.leader, flag=now(answered), told="taken_up", now=NOW)
    assert now(answered).outcome["result"] == "taken_up"


def test_the_second_is_free_of_ties_and_may_put_it_back(county, answered, second, client):
    kin(county.officer, county.clerk)
    leader = sign_in(client, county.leader)
    assert leader.post(f"/flags/{answered.pk}/transfer/first/", {"receiving_body": "x"}).status_code == 422
    assert leader.post(f"/flags/{answered.pk}/transfer/first/", FACTS).status_code == 302
    assert work_of(second) == ["flag_to_countersign"]
    with pytest.raises(RuleBroken) as refusal:
        usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    assert "too_few_hands" in refusal.value.facts["why"]
    window = sign_in(client, second)
    assert FACTS["named_facts"] in window.get(f"/flags/{answered.pk}/").content.decode()
    assert FACTS["named_facts"] not in sign_in(client, county.principal).get(f"/flags/{answered.pk}/").content.decode()
    window = sign_in(client, second)
    assert window.post(f"/flags/{answered.pk}/transfer/back/", {"reason": "先核凭证"}).status_code == 302
    assert now(answered).weighing == {"back": "先核凭证"}
    assert "先核凭证" in sign_in(client, county.leader).get(f"/flags/{answered.pk}/").content.decode()
    assert dismissed_by(county.leader, answered).state == "closed_false"


def test_who_signed_first_must_still_be_free_when_the_second_signs(county, answered, second):
    usecases_transfer.sign_first(post=county.leader, flag=answered, words=FACTS, now=NOW)
    kin(county.leader, county.principal)
    with pytest.raises(RuleBroken, match="weighing_first_gone"):
        usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)


# Clocks.


def test_an_unanswered_question_goes_to_the_reviewer_then_a_level_up(county, flag):
    late = at("2026-10-16")
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on="2026-10-15")
    assert duties.ALL["redflag.lapse"](late) == 1
    assert work_of(county.leader) == ["flag_unanswered"]
    calling.call_all(late)
    assert calling.LATE not in work_of(county.officer)
    calling.call_all(at("2026-10-21"))
    assert calling.LATE in work_of(county.officer)
    usecases.to_rectification(post=county.officer, flag=now(flag), flow_step="2", basis="x", now=at("2026-10-21"))
    assert now(flag).state == "to_rectify"


def test_the_next_level_is_nobody_with_a_tie(county, answered):
    calling.call_all(NOW)
    kin(county.officer, county.principal)
    for day in ("2026-10-20", "2026-10-24", "2026-10-30", "2026-11-05"):
        calling.call_all(at(day))
    assert calling.LATE not in work_of(county.officer)
    assert calling.LATE in work_of(county.inspector)


def test_a_sealed_flag_that_nobody_settles_names_one_of_the_next_level_once(county, second):
    made = county.flag(sealed=True, to=(county.officer, second))
    RedFlag._base_manager.filter(pk=made.pk).update(moved_at=NOW)
    assert name_above_all(at("2026-10-16")) == 0
    assert name_above_all(at("2026-10-21")) == 1
    assert name_above_all(at("2026-10-21")) == 0
    assert work_of(county.inspector) == ["flag_to_weigh"]
    assert work_of(county.leader) == work_of(county.principal) == []


def test_two_hands_on_an_empty_or_a_name_above_act_once(county, answered, monkeypatch):
    usecases_transfer.sign_first(post=county.leader, flag=answered, words=FACTS, now=NOW)
    usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    stale = [now(answered)]
    later = NOW + timedelta(hours=30)
    assert usecases_transfer.empty_all(later) == 1
    monkeypatch.setattr(usecases_transfer.questions, "handed_over", lambda: stale)  # read before the other's commit
    assert usecases_transfer.empty_all(later) == 0
