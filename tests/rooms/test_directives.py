"""Directives: every step by the right hand, what an issuer is shown first, contests, returns, and who sees what."""

from datetime import date

import pytest

from lianjing.access import policy
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Directive, DirectiveMove, TypedValues, WorkItem
from lianjing.rooms.directives import queries
from lianjing.rooms.directives.usecases import deciding, issuing, receiving
from tests.rooms.demanding import MARCH, doing, draft, fresh, issued, matter, replied, tick
from tests.world import DAY, at


def why(caught):
    return caught.value.facts.get("why", caught.value.code)


def refused(call):
    with pytest.raises(RuleBroken) as caught:
        call()
    return caught


def open_codes(post):
    return set(WorkItem._base_manager.filter(post=post.post_id, state="open").values_list("code", flat=True))


def test_from_draft_to_accepted_each_list_fills_in_turn(county):
    made = draft(county)
    assert not open_codes(county.principal)
    made = issuing.issue(post=county.officer, directive=made, now=at())
    assert made.number == "示例督〔2026〕1号"
    assert open_codes(county.principal) == {"directive_to_sign"}
    receiving.sign(post=county.principal, directive=made, now=at())
    assert open_codes(county.principal) == {"directive_to_do"}
    receiving.reply(post=county.principal, directive=made, record=matter(county), words="", now=at())
    assert open_codes(county.officer) == {"directive_to_review"}
    deciding.accept(post=county.officer, directive=made, now=at())
    assert fresh(made).state == "accepted"
    assert not open_codes(county.officer) | open_codes(county.principal)
    assert list(DirectiveMove._base_manager.values_list("step", flat=True)) == [
        "draft",
        "issue",
        "sign",
        "reply",
        "accept",
    ]


def test_numbers_run_on_without_gaps_whatever_becomes_of_the_earlier(county):
    first = issued(county)
    issuing.withdraw(post=county.officer, directive=first, reason="发错单位", now=at())
    draft(county, title="另一件")
    assert issued(county, title="校园欺凌专项摸排", text="按要求摸排并化解矛盾纠纷").number == "示例督〔2026〕2号"


def test_a_near_twin_must_be_explained_and_the_explanation_is_kept(county):
    issued(county)
    again = draft(county, by=county.section, title="报送食堂大宗食材采购自查的情况")
    assert [one.near for one in issuing.twins_of(again, at())] == [True]
    assert why(refused(lambda: issuing.issue(post=county.section, directive=again, now=at()))) == "directive_twin"
    said = issuing.issue(post=county.section, directive=fresh(again), not_twin="只查乳制品", now=at())
    assert (said.twin.title, said.not_twin) == (MARCH, "只查乳制品")


def test_what_is_about_something_else_or_another_school_is_no_twin(county):
    issued(county)
    assert not [one for one in issuing.twins_of(draft(county, title="校车安全", text="检查校车年检"), at()) if one.near]
    assert not issuing.twins_of(draft(county, org="s010"), at())


def test_the_same_record_is_a_twin_whatever_the_words(county):
    about = matter(county)
    issued(county, about=about)
    other = draft(county, about=about, title="完全不同", text="不一样的说法")
    assert [one.share for one in issuing.twins_of(other, at())] == [1.0]


def test_over_the_weeks_burden_it_is_refused_and_only_the_level_above_lets_it_go(county):
    typed = TypedValues(post_id=county.clerk.post_id, day=DAY, demand="x", values=45)
    typed.save()
    made = draft(county, asked_values=30, filled_by="clerk")
    caught = refused(lambda: issuing.issue(post=county.officer, directive=made, now=at()))
    assert caught.value.code == "directive_over_burden"
    assert caught.value.facts["total"] == 75
    issuing.ask_above(post=county.officer, directive=fresh(made), now=at())
    assert open_codes(county.chief) == {"directive_to_allow"}
    assert "not_yours" in why(
        refused(lambda: issuing.allow(post=county.officer, directive=fresh(made), reason="急", now=at()))
    )
    issuing.allow(post=county.chief, directive=fresh(made), reason="食品安全，只此一次", now=at())
    assert issuing.issue(post=county.officer, directive=fresh(made), now=at()).state == "issued"
    changed = draft(county, title="校车", text="校车", asked_values=30, filled_by="clerk")
    issuing.ask_above(post=county.officer, directive=changed, now=at())
    issuing.allow(post=county.chief, directive=fresh(changed), reason="急", now=at())
    issuing.edit(post=county.officer, directive=fresh(changed), asked_values=40, now=at())
    refused(lambda: issuing.issue(post=county.officer, directive=fresh(changed), now=at()))


def test_a_demand_that_asks_for_nothing_to_be_typed_is_never_over_budget(county):
    TypedValues(post_id=county.principal.post_id, day=DAY, demand="x", values=400).save()
    assert issued(county).state == "issued"


def test_the_receiver_contests_with_one_tap_and_the_issuer_agrees(county):
    issued(county, now=at("2026-09-14"))
    second = issued(county, by=county.section, not_twin="另有要求")
    receiving.contest(post=county.principal, directive=second, ground="duplicate", now=at())
    assert second.contest_twin.issuer_id == county.officer.post_id
    assert open_codes(county.section) == {"directive_to_decide"}
    deciding.uphold(post=county.section, directive=second, now=at())
    assert fresh(second).state == "withdrawn"


def test_no_twin_no_contest_as_duplicate_and_nobody_decides_their_own_contest(county):
    made = issued(county)
    call = lambda: receiving.contest(post=county.principal, directive=made, ground="duplicate", now=at())  # noqa: E731
    assert "facts_missing" in why(refused(call))
    receiving.contest(post=county.principal, directive=fresh(made), ground="unlawful", now=at())
    mine = fresh(made)
    mine.issuer_id = county.principal.post_id
    assert "same_person" in why(refused(lambda: deciding.uphold(post=county.principal, directive=mine, now=at())))


def test_a_contest_overruled_gives_back_the_days_it_took(county):
    made = issued(county)
    receiving.contest(post=county.principal, directive=made, ground="unlawful", now=at())
    was = made.due_on
    deciding.overrule(post=county.officer, directive=made, reason="依据见文号", now=at("2026-10-14"))
    assert (made.state, (made.due_on - was).days) == ("doing", 2)
    again = lambda: receiving.contest(post=county.principal, directive=made, ground="not_ours", now=at())  # noqa: E731
    assert "too_often" in why(refused(again))


def test_after_signing_a_contest_has_one_working_day(county):
    made = doing(county)
    late = lambda: receiving.contest(  # noqa: E731
        post=county.principal, directive=fresh(made), ground="unlawful", now=at("2026-10-14")
    )
    assert "facts_missing" in why(refused(late))
    in_time = at("2026-10-13", 18)
    assert receiving.contest(post=county.principal, directive=made, ground="unlawful", now=in_time).state == "contested"


def test_a_reply_points_to_a_record_and_is_returned_at_most_twice_item_by_item(county):
    made = doing(county)
    bare = lambda: receiving.reply(post=county.principal, directive=made, record=None, words="已办", now=at())  # noqa: E731
    assert "facts_missing" in why(refused(bare))
    for _round in range(2):
        made = receiving.reply(post=county.principal, directive=fresh(made), record=matter(county), words="", now=at())
        made = deciding.send_back(post=county.officer, directive=fresh(made), missing=["缺验收单", ""], now=at())
        assert made.missing == ["缺验收单"]
    made = receiving.reply(post=county.principal, directive=fresh(made), record=matter(county), words="", now=at())
    third = lambda: deciding.send_back(post=county.officer, directive=made, missing=["还缺"], now=at())  # noqa: E731
    assert "too_often" in why(refused(third))


def test_nobody_but_the_issuer_reviews_and_nobody_but_the_receiver_signs(county):
    made = issued(county)
    for stranger in (county.section, county.leader, county.chief, county.clerk):
        refused(lambda stranger=stranger: receiving.sign(post=stranger, directive=fresh(made), now=at()))
    done = replied(county, title="校车安全", text="检查校车")
    for stranger in (county.section, county.principal, county.leader):
        refused(lambda stranger=stranger: deciding.accept(post=stranger, directive=fresh(done), now=at()))


SEES = {  # who reads a directive of the supervision office to school s001, in each state
    "drafted": {"officer", "chief", "inspector"},
    "issued": {"officer", "chief", "inspector", "leader", "principal"},
    "contested": {"officer", "chief", "inspector", "leader", "principal"},
    "doing": {"officer", "chief", "inspector", "leader", "principal"},
    "replied": {"officer", "chief", "inspector", "leader", "principal"},
    "accepted": {"officer", "chief", "inspector", "leader", "principal"},
    "withdrawn": {"officer", "chief", "inspector", "leader", "principal"},
}
PEOPLE = (
    *("inspector", "chief", "officer", "township", "section", "guiding", "leader", "member"),
    *("other_leader", "principal", "clerk", "teacher", "other_clerk", "tech"),
)


@pytest.mark.parametrize("state", SEES)
def test_who_sees_what_by_state(county, state):
    made = draft(county) if state == "drafted" else issued(county)
    if state not in ("drafted", "issued"):
        Directive._base_manager.filter(pk=made.pk).update(state=state)
    seen = {name for name in PEOPLE if queries.readable(getattr(county, name)).filter(pk=made.pk).exists()}
    assert seen == SEES[state]


def test_the_recused_do_not_see_that_it_exists(county):
    made = issued(county)
    county.recuse(county.principal, made)
    assert not policy.may(county.principal, Action.DIRECTIVE_READ, made)
    assert not policy.visible(county.principal, Action.DIRECTIVE_READ, DirectiveMove).exists()


def test_a_receiver_who_is_nobody_is_not_asked(county):
    made = draft(county, org="s002")
    assert "facts_missing" in why(refused(lambda: issuing.issue(post=county.officer, directive=made, now=at())))
    county.holder("周校", "s002", Role.PRINCIPAL, "XZ", "校长")
    assert issuing.issue(post=county.officer, directive=fresh(made), now=at()).state == "issued"


def test_work_handed_on_takes_the_directive_along(county):
    """Passed on to the clerk, or given to a successor after a recusal: whoever has the work reads it and acts."""
    made = issued(county)
    assert not policy.may(county.clerk, Action.DIRECTIVE_READ, made)
    item = WorkItem._base_manager.get(code="directive_to_sign")
    WorkItem._base_manager.filter(pk=item.pk).update(post=county.clerk.post_id, path="/js/jyj/zj01/s001/")
    county.recuse(county.principal, made)
    tick(at().date())
    assert policy.may(county.clerk, Action.DIRECTIVE_READ, fresh(made))
    receiving.sign(post=county.clerk, directive=fresh(made), now=at())
    assert open_codes(county.clerk) == {"directive_to_do"}
    assert not policy.may(county.principal, Action.DIRECTIVE_READ, fresh(made))
    tick(at().date())
    assert DirectiveMove._base_manager.filter(step="take_over").count() == 1


def test_whoever_reviews_in_the_issuers_place_may_and_the_month_stays_the_issuers(county):
    done = replied(county)
    WorkItem._base_manager.filter(code="directive_to_review").update(post=county.leader.post_id)
    county.recuse(county.officer, done)
    tick(at().date())
    deciding.accept(post=county.leader, directive=fresh(done), now=at())
    assert (fresh(done).state, fresh(done).issuer_id) == ("accepted", county.officer.post_id)


def test_a_draft_that_lay_until_its_own_last_day_is_not_issued(county):
    """The school would be late on the morning after, while it may still sign."""
    made = draft(county, due_on=date(2026, 10, 14))
    for day in ("2026-10-14", "2026-10-19"):
        late = refused(lambda day=day: issuing.issue(post=county.officer, directive=fresh(made), now=at(day)))
        assert late.value.code == "directive_due_past"
    assert (fresh(made).state, fresh(made).number) == ("drafted", "")
    assert issuing.issue(post=county.officer, directive=fresh(made), now=at("2026-10-13")).due_on == made.due_on
