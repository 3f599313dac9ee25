"""A served decision is reviewed once, one level up, by somebody apart; never heavier; or it stands (G10, S3)."""

from datetime import date

import pytest

from lianjing.access import clock, policy, problems, rulebook, waiting
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Declaration, JournalEntry, Post, Problem, WorkItem
from lianjing.rooms.casework import queries_problems as queries
from lianjing.rooms.casework.usecases import problems as usecases
from lianjing.rooms.casework.usecases import reviews
from tests.rooms.rosters import sign_in
from tests.rooms.test_problems import NOW, SECRET, SUPERVISORY, again, weighed, why
from tests.world import at

WORDS = "停电的说明没有被看"


@pytest.fixture
def reviewer(county):
    """One more inspector of the dispatched team, beside the one who handles."""
    return county.holder("孙复", "pz7", Role.TEAM_INSPECTOR, "FZZ", "副组长")


def served(county, flag, measure="talk", **how):
    record = weighed(county, flag, kind="manager", **how)
    Problem._base_manager.filter(pk=record.pk).update(proposed=measure)
    decided = usecases.decide(post=county.chief, record=again(record), measure=measure, reason="轻微", now=NOW)
    return usecases.serve(post=county.officer, record=decided, served_on=NOW.date(), now=NOW)


def asked(county, flag, measure="talk", now=NOW, **how):
    record = served(county, flag, measure, **how)
    return reviews.ask_review(post=county.clerk, record=record, words=WORDS, now=now)


def test_a_decision_is_looked_at_one_level_up_and_stands(county, verified, reviewer):
    record = asked(county, verified, "admonition")
    assert (record.state, record.reviewer_id, record.due_on) == ("reviewing", reviewer.person_id, date(2026, 11, 12))
    assert WorkItem._base_manager.get(code="problem_to_review", state="open").post_id == reviewer.post_id
    assert problems.in_effect(county.clerk.person_id, NOW.date()) == [record]  # it goes on counting
    until = record.effect_until
    done = reviews.uphold(post=reviewer, record=record, reason="说明已看，不影响", now=NOW)
    assert (done.state, done.measure, done.effect_until, done.due_on) == ("in_effect", "admonition", until, until)
    assert duties.ALL["problem.lapse"](at("2027-04-13")) == 1


def test_without_a_period_it_is_settled_when_the_review_or_the_month_is_over(county, verified, reviewer):
    record = asked(county, verified, "talk")
    assert reviews.uphold(post=reviewer, record=record, reason="属实", now=NOW).state == "settled"


def test_nobody_asks_and_after_a_month_it_stands(county, verified):
    record = served(county, verified)
    assert (record.state, record.due_on) == ("served", date(2026, 11, 12))
    assert [duties.ALL["problem.stand"](at(day)) for day in ("2026-11-12", "2026-11-13", "2026-11-13")] == [0, 1, 0]
    assert again(record).state == "settled"


@pytest.mark.parametrize("measure", ["talk", "admonition"])
def test_after_the_month_and_a_second_time_it_cannot_be_asked_for(county, verified, reviewer, measure):
    record = served(county, verified, measure)
    with pytest.raises(RuleBroken) as refusal:
        reviews.ask_review(post=county.clerk, record=again(record), now=at("2026-11-13"))
    assert why(refusal) == ("in_time",)
    record = reviews.ask_review(post=county.clerk, record=again(record), now=at("2026-11-12"))
    done = reviews.uphold(post=reviewer, record=record, reason="属实", now=at("2026-11-12"))
    with pytest.raises(RuleBroken):
        reviews.ask_review(post=county.clerk, record=again(done), now=at("2026-11-12"))
    assert queries.own_sheet(county.clerk, again(done)).steps == ()


def test_nobody_else_asks(county, verified, reviewer):
    record = served(county, verified)
    for who in (county.officer, county.chief, county.principal, county.teacher):
        with pytest.raises(RuleBroken):
            reviews.ask_review(post=who, record=again(record), now=NOW)


def test_it_becomes_lighter_or_stays_and_never_heavier(county, verified, reviewer):
    record = asked(county, verified, "admonition")
    lighter = reviews.lighter_than(record)
    assert lighter[0] == "none"
    assert "admonition" not in lighter
    for measure in ("admonition", "demerit", "", *set(rulebook.competence().measures) - set(lighter)):
        with pytest.raises(RuleBroken) as refusal:
            reviews.lighten(post=reviewer, record=again(record), measure=measure, reason="x", now=NOW)
        assert "lighter" in why(refusal)
    with pytest.raises(RuleBroken) as refusal:
        reviews.lighten(post=reviewer, record=again(record), measure="talk", reason=" ", now=NOW)
    assert why(refusal) == ("reason",)
    done = reviews.lighten(post=reviewer, record=again(record), measure="talk", reason="确有停电", now=NOW)
    assert (done.state, done.measure, done.effect_until) == ("settled", "talk", None)
    assert done.measure_reason == "确有停电"
    assert problems.in_effect(county.clerk.person_id, NOW.date()) == []


def test_what_is_void_is_cleared_with_a_letter_and_the_person_chooses_who_is_told(county, verified, reviewer, client):
    record = asked(county, verified, "admonition")
    done = reviews.revoke(post=reviewer, record=record, reason="停电属实，责任不在本人", now=NOW)
    assert (done.state, {one["finding"] for one in done.facts}) == ("clearing", {"not_so"})
    assert problems.in_effect(county.clerk.person_id, NOW.date()) == []
    page = sign_in(client, county.clerk).get(f"/rectifications/own/{record.pk}/").content.decode()
    assert "澄清书" in page
    assert "责任不在本人" in page
    assert "轻微" not in page  # why it was decided once is nothing against anybody now
    assert (done.measure, done.measure_reason, done.review["measure_reason"]) == ("", "", "轻微")
    assert usecases.choose(post=county.clerk, record=again(done), circle="letter", now=NOW).state == "cleared"
    assert done.review["facts"][0]["finding"] == "so"  # what was found before is kept beside


def test_who_handled_or_decided_reviews_nothing(county, verified, reviewer):
    record = asked(county, verified)
    for who in (county.officer, county.chief, county.inspector, county.clerk, county.leader):
        with pytest.raises(RuleBroken):
            reviews.uphold(post=who, record=again(record), reason="x", now=NOW)
    assert again(record).state == "reviewing"


def test_kin_and_subordinates_of_whoever_did_it_are_not_named(county, verified, reviewer):
    record = served(county, verified)
    assert problems.reviewer_for(record, NOW.date()) == reviewer.person_id
    tie = Declaration(person_id=reviewer.person_id, kind="kin", kin_id=county.chief.person_id, relation="兄弟")
    tie.valid_from, tie.declared_at = date(2026, 1, 1), NOW
    tie.save()
    assert problems.reviewer_for(record, NOW.date()) is None
    tie.delete()
    Post._base_manager.filter(pk=county.inspector.post_id).update(rank=0)
    Post._base_manager.filter(pk=reviewer.post_id).update(rank=2)  # below the one who handled it, in the same team
    assert problems.reviewer_for(record, NOW.date()) is None


def test_a_tie_found_later_stops_the_review_and_the_clock_names_another(county, verified, reviewer):
    record = asked(county, verified)
    tie = Declaration(person_id=county.clerk.person_id, kind="kin", kin_id=reviewer.person_id, relation="夫妻")
    tie.valid_from, tie.declared_at = date(2026, 1, 1), NOW
    tie.save()
    with pytest.raises(RuleBroken) as refusal:
        reviews.uphold(post=reviewer, record=again(record), reason="x", now=NOW)
    assert why(refusal) == ("reviewer_apart",)
    assert duties.ALL["problem.reviewer"](NOW) == 0  # nobody is free
    other = county.holder("钱核", "pz7", Role.TEAM_INSPECTOR, "FZZ", "副组长")
    assert [duties.ALL["problem.reviewer"](NOW), duties.ALL["problem.reviewer"](NOW)] == [1, 0]
    assert again(record).reviewer_id == other.person_id
    assert reviews.uphold(post=other, record=again(record), reason="属实", now=NOW).state == "settled"


def test_without_anybody_free_it_waits_in_the_open_and_is_called_for(county, verified, client):
    record = asked(county, verified)
    assert (record.state, record.reviewer_id) == ("reviewing", None)
    page = sign_in(client, county.clerk).get(f"/rectifications/own/{record.pk}/").content.decode()
    assert "每天都会继续找" in page
    waiting.sweep(NOW)
    assert waiting.of(record) is not None
    assert duties.ALL["problem.call"](at("2026-11-13")) == 1
    late = WorkItem._base_manager.filter(code="problem_late", state="open").values_list("post", flat=True)
    assert set(late) == {county.officer.post_id, county.inspector.post_id, county.chief.post_id}


def test_two_who_press_at_once_exactly_one_wins(county, verified, reviewer):
    record = asked(county, verified)
    mine, theirs = again(record), again(record)
    reviews.uphold(post=reviewer, record=mine, reason="属实", now=NOW)
    with pytest.raises(RuleBroken, match="somebody_was_faster"):
        reviews.revoke(post=reviewer, record=theirs, reason="x", now=NOW)


# Who sees the review, and what they may do, by role. "w": the whole; "o": one's own part; "-": not that it exists.
MAY = {
    "reviewer": ("w", ("uphold", "lighten", "revoke")),
    "officer": ("w", ()),
    "inspector": ("w", ()),
    "chief": ("w", ()),
    "clerk": ("o", ()),
    **{who: ("-", ()) for who in ("principal", "teacher", "leader", "other_leader", "township", "section", "tech")},
}


@pytest.mark.parametrize("who", MAY)
def test_who_sees_a_review_and_may_do_what(county, verified, reviewer, client, who):
    record = asked(county, verified)
    seat = reviewer if who == "reviewer" else getattr(county, who)
    window, (sees, steps) = sign_in(client, seat), MAY[who]
    whole = window.get(f"/rectifications/problems/{record.pk}/")
    own = window.get(f"/rectifications/own/{record.pk}/")
    assert ("w" if whole.status_code == 200 else "o" if own.status_code == 200 else "-") == sees
    page = (whole if sees == "w" else own).content.decode()
    for step in ("uphold", "lighten", "revoke"):
        form = f"/problems/{record.pk}/{step}/"
        assert (form in page) == (step in steps)
        if step not in steps:
            said = {"reason": "x", "measure": "none"}
            assert window.post(f"/rectifications{form}", said).status_code in (404, 422)
    assert (WORDS in page) == (sees != "-")
    if sees == "o":
        assert SECRET in page
        assert SUPERVISORY.reason not in page
        assert "孙复" not in page
    assert again(record).state == "reviewing"


def test_before_it_is_asked_for_the_next_level_sees_nothing(county, verified, reviewer, client):
    record = served(county, verified)
    assert sign_in(client, reviewer).get(f"/rectifications/problems/{record.pk}/").status_code == 404
    assert not policy.may(reviewer, Action.PROBLEM_HANDLE, record)


def test_pages_take_a_review_the_whole_way(county, verified, reviewer, client, monkeypatch):
    record = served(county, verified, "admonition")
    own = f"/rectifications/own/{record.pk}/"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    clerk = sign_in(client, county.clerk)
    assert "申请上一级复核" in clerk.get(own).content.decode()
    asked_for = clerk.post(f"{own}ask_review/", {"words": ""}, follow=True).content.decode()
    assert "已办。" in asked_for
    assert "%(" not in asked_for
    assert clerk.post(f"{own}ask_review/", {"words": ""}).status_code == 422
    at_problem = f"/rectifications/problems/{record.pk}/"
    other = sign_in(client, reviewer)
    assert other.post(f"{at_problem}lighten/", {"measure": "admonition", "reason": "x"}).status_code == 422
    assert other.post(f"{at_problem}lighten/", {"measure": "none", "reason": ""}).status_code == 422
    assert other.post(f"{at_problem}lighten/", {"measure": "none", "reason": "已改正"}).status_code == 302
    page = sign_in(client, county.clerk).get(own).content.decode()
    assert "已改正" in page
    assert again(record).measure == "none"
    entries = JournalEntry._base_manager.filter(subject_table="problem", person_id=reviewer.person_id, kind="act")
    assert entries.exists()
