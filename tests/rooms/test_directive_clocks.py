"""The clocks of a directive run against both sides, stand still as the county says, and never move a row twice."""

from datetime import date, timedelta

import pytest

from lianjing.access import directives
from lianjing.access.posts import seat_for
from lianjing.domain.authority import Role
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Directive, DirectiveCall, DirectiveMove, Holding, Recusal, WorkItem
from lianjing.rooms.directives.usecases import clocks, deciding, issuing, receiving
from lianjing.rooms.worklist import usecases as worklist
from tests.rooms.demanding import doing, draft, fresh, issued, matter, replied, tick
from tests.world import at


def test_a_draft_that_nobody_issues_lapses_after_seven_days(county):
    made = draft(county)
    tick("2026-10-19")
    assert fresh(made).state == "drafted"
    tick("2026-10-20")
    assert fresh(made).state == "withdrawn"


def test_two_working_days_of_silence_are_a_signature_and_that_is_kept(county):
    made = issued(county)
    tick("2026-10-14")
    assert fresh(made).state == "issued"
    tick("2026-10-15")
    assert (fresh(made).state, fresh(made).signed_by_silence) == ("doing", True)


def test_an_undecided_contest_goes_up_and_is_never_upheld_by_silence(county):
    made = issued(county)
    receiving.contest(post=county.principal, directive=made, ground="unlawful", now=at())
    tick("2026-10-15")
    assert (fresh(made).state, fresh(made).decider_id) == ("contested_above", county.chief.post_id)
    tick("2026-10-21")
    assert (fresh(made).state, fresh(made).decider_id) == ("contested_above", county.inspector.post_id)
    tick("2026-12-30")
    assert fresh(made).state == "contested_above"
    assert not DirectiveCall._base_manager.exists()  # while it is contested the receiver owes nothing
    decider = fresh(made).decider_id
    asked = WorkItem._base_manager.filter(state="open", code="directive_to_decide")
    assert [item.post_id for item in asked] == [decider]
    moves = DirectiveMove._base_manager.filter(directive=made).count()
    tick("2026-12-30")
    assert (fresh(made).decider_id, DirectiveMove._base_manager.filter(directive=made).count()) == (decider, moves)
    assert not DirectiveMove._base_manager.filter(directive=made, step="take_over").exists()
    seat = next(seat for seat in (county.chief, county.inspector) if seat.post_id == decider)
    deciding.uphold(post=seat, directive=fresh(made), reason="无依据", now=at("2026-12-30"))
    assert fresh(made).state == "withdrawn"


def test_an_issuer_who_does_not_review_has_accepted_and_it_is_noted_on_the_issuer(county):
    made = replied(county)
    tick("2026-10-19")
    assert fresh(made).state == "replied"
    tick("2026-10-20")
    assert (fresh(made).state, fresh(made).accepted_by_silence) == ("accepted", True)


def levels(directive):
    rows = DirectiveCall._base_manager.filter(directive=directive).order_by("id")
    return [(row.level, row.post_id) for row in rows]


def test_four_levels_each_on_its_own_day(county):
    made = doing(county)
    assert made.due_on == date(2026, 10, 26)
    expected = [
        ("2026-10-26", []),
        ("2026-10-27", [(1, county.principal.post_id)]),
        ("2026-10-30", [(2, county.leader.post_id)]),
        ("2026-11-03", [(3, county.chief.post_id)]),
        ("2026-11-11", [(4, None)]),
        ("2026-12-31", []),
    ]
    so_far = []
    for day, more in expected:
        tick(day)
        so_far += more
        assert levels(made) == so_far


def test_a_long_sleep_calls_every_level_once(county):
    made = doing(county)
    tick("2026-12-01")
    tick("2026-12-01")
    assert [level for level, _post in levels(made)] == [1, 2, 3, 4]


def test_escalation_stops_at_the_level_that_acts_and_does_not_ask_it_again(county):
    made = doing(county)
    tick("2026-10-30")
    late = lambda: receiving.intervene(  # noqa: E731
        post=county.chief, directive=fresh(made), measure="x", new_day=date(2026, 11, 9), now=at("2026-10-30")
    )
    with pytest.raises(RuleBroken):
        late()
    receiving.intervene(
        post=county.leader,
        directive=fresh(made),
        measure="已到校当面说清",
        new_day=date(2026, 11, 9),
        now=at("2026-10-30"),
    )
    tick("2026-11-16")
    assert [level for level, _post in levels(made)] == [1, 2]
    tick("2026-11-17")
    assert [level for level, _post in levels(made)] == [1, 2, 3]


@pytest.mark.parametrize(("topic", "due"), [("other", date(2027, 3, 1)), ("food", date(2027, 1, 29))])
def test_the_winter_vacation_adds_its_days_except_for_food(county, topic, due):
    now = at("2027-01-20")
    made = issued(county, now=now, topic=topic, due_on=date(2027, 1, 29))
    # two days are left before the vacation of 23 January to 21 February, seven after it: a Sunday, so the Monday
    assert made.due_on == due


def test_signing_waits_for_the_end_of_the_vacation(county):
    made = issued(county, now=at("2027-01-22"), due_on=date(2027, 3, 15))
    tick("2027-02-22")
    assert fresh(made).state == "issued"
    tick("2027-02-24")
    assert fresh(made).state == "doing"


def test_a_recusal_stops_the_clock_for_one_working_day_and_no_longer(county):
    made = issued(county)
    Recusal(
        person_id=county.clerk.person_id,
        table="directive",
        record_id=made.pk,
        path=made.path,
        ground="kin",
        raised_by="own",
        raised_at=at(),
    ).save()
    tick("2026-10-15")
    assert fresh(made).state == "issued"
    tick("2026-10-16")
    assert fresh(made).state == "doing"


def test_two_hands_at_once_exactly_one_wins(county):
    made = replied(county)
    one, other = fresh(made), fresh(made)
    deciding.accept(post=county.officer, directive=one, now=at())
    with pytest.raises(RuleBroken) as caught:
        deciding.send_back(post=county.officer, directive=other, missing=["缺"], now=at())
    assert caught.value.code == "somebody_was_faster"
    assert fresh(made).state == "accepted"


def test_two_issue_at_once_one_number_is_given(county):
    made = draft(county)
    one, other = fresh(made), fresh(made)
    issuing.issue(post=county.officer, directive=one, now=at())
    with pytest.raises(RuleBroken):
        issuing.issue(post=county.officer, directive=other, now=at())
    assert Directive._base_manager.exclude(number="").count() == 1


def test_a_clock_that_was_overtaken_moves_nothing(county):
    made = issued(county)
    found = directives.due(("issued",), at("2026-10-15"))
    receiving.sign(post=county.principal, directive=made, now=at("2026-10-14"))
    from lianjing.rooms.directives.usecases import clocks

    with pytest.raises(RuleBroken) as caught:
        clocks.sign_by_silence(directive=found[0], now=at("2026-10-15"))
    assert caught.value.code == "somebody_was_faster"
    assert not fresh(made).signed_by_silence


def test_a_year_goes_by_and_nothing_waits_without_a_clock(county):
    """Every directive ends, or stands before the meeting or one level up, with a day on which it is asked again."""
    issued(county)
    doing(county, title="校车安全", text="检查校车年检记录")
    replied(county, title="师德学习", text="传达文件精神并记录")
    contested = issued(county, title="档案移交", text="移交旧账")
    receiving.contest(post=county.principal, directive=contested, ground="not_ours", now=at())
    draft(county, title="宿舍", text="宿舍")
    day = at().date()
    while day < date(2027, 8, 1):
        tick(day)
        day += timedelta(days=1)
    for row in Directive._base_manager.all():
        assert row.state in DIRECTIVE.ends or row.waits_until > at("2027-07-31")
        assert row.state in (*DIRECTIVE.ends, "contested_above") or row.level == 4


def test_a_receiver_who_was_called_gives_themselves_no_more_days(county):
    made = doing(county)
    tick("2026-10-27")
    assert levels(made) == [(1, county.principal.post_id)]
    with pytest.raises(RuleBroken) as caught:
        receiving.intervene(
            post=county.principal,
            directive=fresh(made),
            measure="再等等",
            new_day=date(2026, 12, 31),
            now=at("2026-10-27"),
        )
    assert "not_yours" in caught.value.facts["why"]


def test_whoever_heads_the_school_in_a_new_post_answers_and_gives_themselves_no_more_days(county):
    made = doing(county)
    Holding._base_manager.filter(post=county.principal.post_id).update(valid_to=date(2026, 10, 20))
    post = county.post("s001", Role.PRINCIPAL, "XZ2", "校长（新设）")
    who = county.person("新校长", "s001")
    Holding(post=post, person=who, valid_from=date(2026, 10, 21)).save()
    tick("2026-10-21")
    made = fresh(made)
    assert made.receiver_id == post.pk
    asked = WorkItem._base_manager.filter(subject_table="directive", state="open").values_list("code", "post")
    assert set(asked) == {("directive_to_do", post.pk)}
    tick("2026-10-27")
    head = seat_for(who.pk, post, date(2026, 10, 27))
    more = {"measure": "再等等", "new_day": date(2026, 12, 31), "now": at("2026-10-27")}
    with pytest.raises(RuleBroken, match="step_refused"):
        receiving.intervene(post=head, directive=fresh(made), **more)
    receiving.reply(post=head, directive=fresh(made), record=matter(county), words="", now=at("2026-10-27"))
    assert fresh(made).state == "replied"


def test_the_head_who_passed_it_on_gives_their_own_school_no_more_days(county):
    made = doing(county)
    item = WorkItem._base_manager.get(code="directive_to_do", state="open")
    to = county.posts[county.clerk.post_id]
    worklist.pass_on(post=county.principal, item=item, to=to, reason="请承办", now=at())
    tick("2026-10-27")
    assert (fresh(made).receiver_id, levels(made)) == (to.pk, [(1, county.principal.post_id)])
    with pytest.raises(RuleBroken, match="step_refused"):
        receiving.intervene(
            post=county.principal,
            directive=fresh(made),
            measure="再等等",
            new_day=date(2026, 12, 31),
            now=at("2026-10-27"),
        )


def test_one_whose_clock_cannot_be_told_stops_no_other(county, monkeypatch):
    first, second = issued(county), issued(county, org="s010")

    def told(directive, since):
        if directive.pk == first.pk:
            raise RuleBroken("vacations_too_short")  # the county's list of vacations ends before the answer
        return since

    monkeypatch.setattr(clocks, "waits_until", told)
    with pytest.raises(RuleBroken, match="vacations_too_short"):
        tick("2026-10-15")
    assert (fresh(first).state, fresh(second).state) == ("issued", "doing")


def test_a_contest_passes_over_a_vacant_post_and_never_comes_to_the_issuer(county):
    """With the chief's post vacant it goes to the team; with nobody above at all it waits until somebody is there."""
    vacant(county.chief)
    assert contested_until(county, "2026-10-15").decider_id == county.inspector.post_id


def test_a_contest_that_nobody_stands_above_waits_until_somebody_does(county):
    for seat in (county.chief, county.inspector):
        vacant(seat)
    made = contested_until(county, "2026-10-15")
    assert made.decider_id is None
    tick("2026-10-22")
    assert fresh(made).decider_id is None
    Holding._base_manager.filter(post=county.chief.post_id).update(valid_to=None)
    tick("2026-10-29")
    assert fresh(made).decider_id == county.chief.post_id


def contested_until(county, day):
    made = issued(county)
    receiving.contest(post=county.principal, directive=made, ground="unlawful", now=at())
    tick(day)
    assert fresh(made).state == "contested_above"
    return fresh(made)


def test_a_contest_of_the_chiefs_own_demand_does_not_climb_back_to_the_chief(county):
    made = issued(county, by=county.chief)
    receiving.contest(post=county.principal, directive=made, ground="unlawful", now=at())
    for day in ("2026-10-15", "2026-10-22", "2026-10-29", "2026-11-05"):
        tick(day)
        assert fresh(made).decider_id == county.inspector.post_id


def vacant(seat):
    Holding._base_manager.filter(post=seat.post_id).update(valid_to=date(2026, 10, 11))


def test_a_last_day_is_worked_unless_it_cannot_wait(county):
    """Due on National Day, at a time when it may still be signed, it would have been late in the holidays."""
    asked = {"now": at("2026-09-30", 17), "due_on": date(2026, 10, 3)}
    made = issued(county, **asked)
    assert made.due_on == date(2026, 10, 8)
    tick("2026-10-08")
    assert not DirectiveCall._base_manager.exists()
    assert issued(county, topic="food", not_twin="食品安全", **asked).due_on == date(2026, 10, 3)


def test_a_level_that_acts_names_a_day_that_is_worked(county):
    made = doing(county)
    tick("2026-10-27")
    tick("2026-10-30")
    moved = receiving.intervene(
        post=county.leader, directive=fresh(made), measure="约谈", new_day=date(2026, 11, 7), now=at("2026-10-30")
    )
    assert moved.due_on == date(2026, 11, 9)
