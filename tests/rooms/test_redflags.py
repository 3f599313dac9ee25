"""The first question, end to end: rows raise it, the officer answers, somebody else reviews. Never a charge."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from lianjing.access import policy
from lianjing.access.rulebook import powers
from lianjing.domain import incompatible
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Account, Holding, JournalEntry, Person, RedFlag, WorkItem
from lianjing.rooms.redflags import queries, usecases, usecases_screened, usecases_sealed
from lianjing.rooms.redflags.asking import ask_the_two
from lianjing.ui.wording import redflags as words
from tests.world import DAY, at


@pytest.fixture
def asked(county):
    """One person at a big school both buys and accepts; the night has asked about it."""
    person = county.person("邓采", "s001")
    for code, title in (("CGY", "采购员"), ("YSY", "验收员")):
        Holding(post=county.post("s001", "", code, title), person=person, valid_from=date(2024, 9, 1)).save()
    county.org("s001").size_class = "A"
    assert usecases.ask_about_posts(at()) == 1
    return RedFlag._base_manager.get()


def signed_in(client, seat):
    client.force_login(Account.objects.get(person=seat.person_id))
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    return client


def open_work(seat):
    return WorkItem._base_manager.filter(post=seat.post_id, state="open")


def test_the_power_items_keep_buying_and_accepting_apart():
    apart = incompatible.kept_apart(powers().items)
    assert apart["CGY", "YSY"] == ("ST-03",)
    assert all(first < second and items for (first, second), items in apart.items())


def test_a_clash_is_found_once_a_fact_and_only_inside_one_unit():
    apart = {("CGY", "YSY"): ("ST-03",)}
    held = [(1, 7, "CGY"), (1, 7, "YSY"), (1, 7, "YSY"), (2, 8, "CGY"), (3, 8, "YSY"), (4, 9, "CGY"), (4, 9, "YSY")]
    found = incompatible.clashes(held, apart, waived=frozenset({4}))
    assert [(clash.unit_id, clash.person_id) for clash in found] == [(1, 7)]


def test_the_question_goes_to_the_officer_with_its_rows_and_a_day(county, asked):
    assert asked.state == "self_check"
    assert [row["post"] for row in asked.rows] == ["采购员", "验收员"]
    assert asked.due_on == date(2026, 10, 15)
    assert open_work(county.clerk).get().code == "flag_to_answer"
    assert not open_work(county.principal).exists()
    assert "邓采" in words.question(asked)
    assert JournalEntry._base_manager.filter(action="clock.raise_flag").count() == 1


def test_the_same_rows_ask_only_once(county, asked):
    assert usecases.ask_about_posts(at() + timedelta(days=1)) == 0


def test_a_tiny_school_has_a_substitute_and_is_not_asked(county):
    person = county.person("邓采", "s002")
    for code in ("CGY", "YSY"):
        Holding(post=county.post("s002", "", code, code), person=person, valid_from=date(2024, 9, 1)).save()
    org = county.org("s002")
    org.size_class = "C"
    org.save()
    assert usecases.ask_about_posts(at()) == 0
    org.size_class = "B"
    org.save()
    assert usecases.ask_about_posts(at()) == 1


def test_answered_by_the_officer_reviewed_by_the_leader(county, asked):
    with pytest.raises(RuleBroken) as refusal:
        usecases.explain(post=county.clerk, flag=asked, explanation="", support="transition", now=at())
    assert refusal.value.facts["missing"] == ("explanation",)
    usecases.explain(post=county.clerk, flag=asked, explanation="上月起交接", support="transition", now=at())
    assert asked.state == "answered"
    assert not open_work(county.clerk).exists()
    assert open_work(county.leader).get().code == "flag_to_review"
    usecases.dismiss(post=county.leader, flag=asked, reason="交接单属实", now=at())
    assert (asked.state, asked.due_on) == ("closed_false", None)
    assert not open_work(county.leader).exists()


@pytest.mark.parametrize("way", ["about", "recused", "unsealed"])
def test_a_question_about_the_clerk_goes_to_the_other_clerk(county, way):
    """Whom it is about, or from whom it is kept, does not read on a list that there is one."""
    other = county.holder("宋会", "s001", Role.CLERK, "KJ", "会计")
    flag = county.flag(sealed=way == "unsealed", about=None if way == "recused" else county.clerk)
    RedFlag._base_manager.filter(pk=flag.pk).update(state="sealed" if way == "unsealed" else "raised")
    flag.refresh_from_db()
    if way == "recused":
        county.recuse(county.clerk, flag)
    if way == "unsealed":
        ask_the_two(flag, at())
        sign = {"flag": flag, "now": at()}
        usecases_sealed.sign_first(post=county.officer, step="unseal", words={"reason": "x"}, **sign)
        usecases_sealed.sign_second(post=county.inspector, **sign)
    else:
        usecases_screened.put(flag=flag, now=at())
    assert not open_work(county.clerk).exists()
    assert open_work(other).get().code == "flag_to_answer"
    usecases.explain(post=other, flag=RedFlag._base_manager.get(), explanation="x", support="transition", now=at())


def test_where_the_only_clerk_is_concerned_the_reviewer_hears_when_the_days_are_over(county):
    flag = county.flag(about=county.clerk)
    flag.state = "raised"
    usecases_screened.put(flag=flag, now=at())
    assert not open_work(county.clerk).exists()
    assert duties.ALL["redflag.lapse"](at("2026-10-16")) == 1
    assert open_work(county.leader).get().code == "flag_unanswered"


@pytest.mark.parametrize("who", ["principal", "teacher", "leader", "inspector", "other_clerk", "tech"])
def test_nobody_else_answers_for_the_officer(county, asked, who):
    with pytest.raises(RuleBroken) as refusal:
        usecases.explain(post=getattr(county, who), flag=asked, explanation="x", support="transition", now=at())
    assert refusal.value.code == "not_yours"


@pytest.mark.parametrize("who", ["clerk", "principal", "other_leader", "member", "township", "section"])
def test_nobody_below_or_beside_reviews(county, asked, who):
    usecases.explain(post=county.clerk, flag=asked, explanation="x", support="transition", now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.dismiss(post=getattr(county, who), flag=asked, reason="x", now=at())
    assert refusal.value.code == "not_yours"


def test_whoever_answered_cannot_review_even_from_a_higher_post(county, asked):
    usecases.explain(post=county.clerk, flag=asked, explanation="x", support="transition", now=at())
    second = county.post("zj01", Role.GROUP_LEADER, "FZZ", "副组长")
    person = Person._base_manager.get(pk=county.clerk.person_id)
    Holding(post=second, person=person, valid_from=DAY).save()
    from lianjing.access.posts import seat_for

    with pytest.raises(RuleBroken) as refusal:
        usecases.dismiss(post=seat_for(person.pk, second, DAY), flag=asked, reason="x", now=at())
    assert "same_person" in refusal.value.facts["why"]


def test_an_answer_goes_back_once(county, asked):
    usecases.explain(post=county.clerk, flag=asked, explanation="x", support="transition", now=at())
    usecases.send_back(post=county.leader, flag=asked, missing="交接单", now=at())
    assert asked.state == "self_check"
    usecases.explain(post=county.clerk, flag=asked, explanation="附交接单", support="transition", now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.send_back(post=county.leader, flag=asked, missing="还缺", now=at())
    assert refusal.value.facts["why"] == ("too_often",)


def test_put_right_means_the_same_question_finds_nothing(county, asked):
    usecases.explain(post=county.clerk, flag=asked, explanation="已调整", support="corrected", now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.confirm_corrected(post=county.leader, flag=asked, now=at())
    assert refusal.value.facts["missing"] == ("rerun_passed",)
    Holding._base_manager.filter(post__code="YSY").update(valid_to=DAY - timedelta(days=1))
    usecases.confirm_corrected(post=county.leader, flag=asked, now=at())
    assert asked.state == "closed_corrected"


def test_silence_is_marked_late_and_a_late_answer_is_still_taken(county, asked):
    assert duties.ALL["redflag.lapse"](at("2026-10-15")) == 0
    assert duties.ALL["redflag.lapse"](at("2026-10-16")) == 1
    assert duties.ALL["redflag.lapse"](at("2026-10-16")) == 0
    asked.refresh_from_db()
    assert asked.state == "overdue"
    assert open_work(county.leader).exists()
    usecases.explain(post=county.clerk, flag=asked, explanation="补说明", support="wrong_record", now=at("2026-10-19"))
    assert asked.state == "answered"


def test_two_reviewers_at_once_exactly_one_wins(county, asked):
    usecases.explain(post=county.clerk, flag=asked, explanation="x", support="transition", now=at())
    mine, theirs = (RedFlag._base_manager.get(pk=asked.pk) for _ in range(2))
    usecases.dismiss(post=county.leader, flag=mine, reason="x", now=at())
    with pytest.raises(RuleBroken) as refusal:
        usecases.to_rectification(post=county.officer, flag=theirs, flow_step="2", basis="x", now=at())
    assert refusal.value.code == "somebody_was_faster"


def test_two_ticks_at_once_lapse_once_and_neither_fails(county, asked, monkeypatch):
    late = at("2026-10-16")
    stale = [RedFlag._base_manager.get(pk=asked.pk)]
    assert duties.ALL["redflag.lapse"](late) == 1
    monkeypatch.setattr(usecases.questions, "due_flags", lambda state, on: stale)  # read before the other's commit
    assert duties.ALL["redflag.lapse"](late) == 0
    assert JournalEntry._base_manager.filter(action="clock.lapse", subject_id=asked.pk).count() == 1


def test_a_sealed_flag_is_seen_by_the_two_named_and_by_nobody_else(county, client):
    flag = county.flag("s001", sealed=True, about=county.principal, to=(county.inspector, county.officer))
    for name in ("inspector", "officer"):
        assert flag in queries.flags(getattr(county, name))
    for name in ("clerk", "principal", "leader", "chief", "township", "tech", "teacher"):
        seat = getattr(county, name)
        assert not policy.may(seat, Action.FLAG_READ, flag)
        assert not policy.may(seat, Action.FLAG_READ_SEALED, flag)
        assert signed_in(client, seat).get(reverse("redflags:flag", args=[flag.pk])).status_code == 404


def test_pages_show_the_question_and_only_the_steps_one_has(county, asked, client):
    page = signed_in(client, county.clerk)
    shown = page.get(reverse("redflags:flag", args=[asked.pk])).content.decode()
    assert "邓采" in shown
    assert reverse("redflags:step", args=[asked.pk, "explain"]) in shown
    assert reverse("redflags:step", args=[asked.pk, "dismiss"]) not in shown
    wrong = page.post(
        reverse("redflags:step", args=[asked.pk, "explain"]), {"support": "transition", "explanation": ""}
    )
    assert wrong.status_code == 422
    right = {"support": "transition", "explanation": "交接"}
    assert page.post(reverse("redflags:step", args=[asked.pk, "explain"]), right).status_code == 302
    assert page.get("/flags/", {"as": "xlsx"}).status_code == 200
    assert page.get("/flags/", {"state": "nonsense"}).status_code == 422
