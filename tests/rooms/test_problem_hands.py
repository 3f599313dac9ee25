"""Who handles a problem is replaced where they left, are tied, recused, step aside, or the person asks for it."""

import pytest

from lianjing.access import journal, policy, problems
from lianjing.access.looked_at_me import looks
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Holding, JournalEntry, Person, Problem, Recusal, WorkItem
from lianjing.rooms.casework import queries_problems as queries
from lianjing.rooms.casework.usecases import handing_over, hands
from lianjing.rooms.casework.usecases import problems as usecases
from tests.rooms.rosters import sign_in
from tests.rooms.test_problem_kept import kin
from tests.rooms.test_problems import NOW, again, begun, told, weighed
from tests.world import at


@pytest.fixture
def third(county):
    """A second officer, who is on no problem of the officer and the inspector."""
    return county.holder("邹科", "jcs", "bureau_officer", "KY", "科员")


@pytest.fixture
def deputy(county):
    """A deputy chief, who decides where the chief may not."""
    return county.holder("文副", "jyj", "bureau_chief", "FJZ", "副局长")


def work_of(seat):
    return list(
        WorkItem._base_manager.filter(person=seat.person_id, state="open").order_by("id").values_list("code", flat=True)
    )


def leaves(seat, day="2026-10-13"):
    Holding._base_manager.filter(person=seat.person_id).update(valid_to=at(day).date())


def named(record):
    return problems.handlers_of(record)


def filled(now=NOW):
    return duties.ALL["problem.hands"](now)


def test_who_left_their_post_is_replaced_and_the_work_goes_to_whoever_comes(county, verified, deputy):
    record = weighed(county, verified)
    assert work_of(county.chief) == ["problem_to_decide"]
    leaves(county.chief)
    assert filled() == 0
    late = at("2026-10-14")
    assert filled(late) == 1
    assert filled(late) == 0
    assert named(record) == {county.officer.person_id, county.inspector.person_id, deputy.person_id}
    assert (work_of(county.chief), work_of(deputy)) == ([], ["problem_to_decide"])
    given = {"record": again(record), "measure": "talk", "reason": "x", "now": late}
    assert usecases.decide(post=deputy, **given).state == "decided"


def test_nobody_goes_before_somebody_comes(county, verified):
    record = weighed(county, verified)
    leaves(county.chief)
    assert filled(at("2026-10-14")) == 0
    assert county.chief.person_id in named(record)
    came = county.holder("文副", "jyj", "bureau_chief", "FJZ", "副局长")
    assert filled(at("2026-10-14")) == 1
    assert county.chief.person_id not in named(record)
    assert came.person_id in named(record)


def test_who_turns_out_to_be_tied_takes_no_step_and_is_taken_off(county, verified, deputy):
    """A chief who says afterwards that the person is his brother decides nothing."""
    record = weighed(county, verified)
    kin(county.chief, county.clerk)
    with pytest.raises(RuleBroken, match="step_refused"):
        usecases.decide(post=county.chief, record=again(record), measure="talk", reason="x", now=NOW)
    assert queries.sheet(county.chief, again(record)).steps == ()
    assert filled() == 1
    assert not policy.may(county.chief, Action.PROBLEM_HANDLE, again(record))
    assert work_of(deputy) == ["problem_to_decide"]
    assert not Recusal._base_manager.exists()  # whoever reads recusals hears nothing


@pytest.mark.parametrize("finding", ["not_so", "unknown"])
def test_ties_are_asked_at_every_end(county, verified, deputy, finding):
    record = weighed(county, verified, finding=finding)
    kin(county.chief, county.clerk)
    end = usecases.clear if finding == "not_so" else usecases.leave
    with pytest.raises(RuleBroken, match="step_refused"):
        end(post=county.chief, record=again(record), now=NOW)


def test_ties_are_asked_where_it_is_told_and_weighed(county, verified, third):
    record = begun(county, verified)
    kin(county.officer, county.clerk)
    with pytest.raises(RuleBroken, match="step_refused"):
        told(county, again(record))


def test_where_the_first_who_signed_a_transfer_is_gone_the_second_does_not_sign(county, verified, third):
    record = begun(county, verified)
    first = {"number": "3号", "body": "派出第七组", "now": NOW}
    handing_over.sign_first(post=county.officer, record=record, **first)
    kin(county.officer, county.clerk)
    with pytest.raises(RuleBroken, match="step_refused"):
        handing_over.sign_second(post=third, record=again(record), now=NOW)
    assert filled() == 1
    assert (again(record).signing, county.officer.person_id in named(record)) == ({}, False)
    handing_over.sign_first(post=county.inspector, record=again(record), **first)
    assert "problem_to_sign" in work_of(third)
    assert handing_over.sign_second(post=third, record=again(record), now=NOW).state == "transferred"


def test_who_is_recused_from_the_flag_is_replaced_on_its_problem(county, verified, third):
    record = begun(county, verified)
    county.recuse(county.officer, verified)
    assert filled() == 1
    assert named(record) == {third.person_id, county.inspector.person_id, county.chief.person_id}
    assert work_of(third) == ["problem_to_tell"]


def test_one_steps_aside_without_a_word_and_it_is_gone_for_them(county, verified, third, client):
    record = begun(county, verified)
    office = sign_in(client, county.officer)
    address = f"/rectifications/problems/{record.pk}/"
    assert "aside" in office.get(address).content.decode()
    assert office.post(f"{address}aside/").status_code == 302
    assert office.get(address).status_code == 404
    assert (work_of(county.officer), work_of(third)) == ([], ["problem_to_tell"])
    assert not Recusal._base_manager.exists()
    assert filled() == 0
    entry = JournalEntry._base_manager.filter(subject_table="problem", kind="act").latest("id")
    assert (entry.person_id, entry.sealed) == (county.officer.person_id, True)
    assert not [row for row in looks(county.clerk) if row.person_id == county.officer.person_id]


def test_the_looks_of_who_was_taken_off_are_not_told_either(county, verified, third):
    record = begun(county, verified)
    journal.read(county.officer, Action.PROBLEM_HANDLE, [record], NOW)
    journal.read(county.officer, Action.CONTACT_READ, [Person._base_manager.get(pk=county.clerk.person_id)], NOW)
    hands.step_aside(post=county.officer, record=record, now=NOW)
    assert county.officer.person_id not in named(record)
    assert not looks(county.clerk).exists()


def challenged(county, record, name="谭敏", now=NOW):
    return hands.challenge(post=county.clerk, record=again(record), name=name, words="是我妻子的表兄", now=now)


def test_the_person_asks_and_somebody_else_keeps_the_handler_away(county, verified, third, client):
    record = told(county, begun(county, verified))
    own = sign_in(client, county.clerk)
    address = f"/rectifications/own/{record.pk}/"
    assert own.get(address).status_code == 200
    assert own.post(f"{address}keep_away/", {"name": "无此人", "words": "x"}).status_code == 422
    assert own.post(f"{address}keep_away/", {"name": "谭敏", "words": "是我妻子的表兄"}).status_code == 302
    assert work_of(county.chief) == ["problem_away_to_decide"]
    assert own.post(f"{address}keep_away/", {"name": "谭敏", "words": "x"}).status_code == 422  # one is open
    page = f"/rectifications/problems/{record.pk}/"
    assert "妻子的表兄" not in sign_in(client, county.officer).get(page).content.decode()
    chief = sign_in(client, county.chief)
    assert "妻子的表兄" in chief.get(page).content.decode()
    assert chief.post(f"{page}away/", {"keep": "no", "reason": ""}).status_code == 422
    assert chief.post(f"{page}away/", {"keep": "yes", "reason": ""}).status_code == 302
    assert named(record) == {third.person_id, county.inspector.person_id, county.chief.person_id}
    assert work_of(county.chief) == []
    assert again(record).due_on == record.due_on  # the days of hearing go on
    assert not policy.may(county.officer, Action.PROBLEM_HANDLE, record)


def test_what_is_refused_is_told_with_its_reason_and_not_asked_twice(county, verified, client):
    record = told(county, begun(county, verified))
    challenged(county, record)
    hands.decide_challenge(post=county.chief, record=again(record), keep=False, reason="查无亲属关系", now=NOW)
    assert county.officer.person_id in named(record)
    assert "查无亲属关系" in sign_in(client, county.clerk).get(f"/rectifications/own/{record.pk}/").content.decode()
    with pytest.raises(RuleBroken, match="problem_challenged_before"):
        challenged(county, record)


def test_silence_keeps_away(county, verified, third):
    record = told(county, begun(county, verified))
    challenged(county, record)
    assert filled() == 0
    assert filled(at("2026-10-14")) == 1
    assert county.officer.person_id not in named(record)
    assert third.person_id in named(record)


def test_nobody_decides_on_being_kept_away_themselves(county, verified, deputy):
    record = told(county, begun(county, verified))
    challenged(county, record, name="向东")
    assert work_of(county.chief) == []
    with pytest.raises(RuleBroken, match="problem_no_part"):
        hands.decide_challenge(post=county.chief, record=again(record), keep=False, reason="x", now=NOW)
    decider = next(seat for seat in (county.officer, county.inspector) if "problem_away_to_decide" in work_of(seat))
    hands.decide_challenge(post=decider, record=again(record), keep=True, reason="", now=NOW)
    assert deputy.person_id in named(record)


def test_only_the_person_asks_and_only_while_it_is_handled(county, verified):
    record = begun(county, verified)
    with pytest.raises(RuleBroken, match="problem_not_now"):
        challenged(county, record)  # not told yet: nothing of theirs
    told(county, again(record))
    with pytest.raises(RuleBroken, match="not_yours"):
        hands.challenge(post=county.teacher, record=again(record), name="谭敏", words="x", now=NOW)


def test_after_a_transfer_nothing_says_who_asked_or_was_kept_away(county, verified, third):
    record = told(county, begun(county, verified))
    challenged(county, record)
    hands.decide_challenge(post=county.chief, record=again(record), keep=True, reason="", now=NOW)
    first = {"number": "3号", "body": "派出第七组", "now": NOW}
    handing_over.sign_first(post=county.inspector, record=again(record), **first)
    handing_over.sign_second(post=third, record=again(record), now=NOW)
    duties.ALL["problem.empty"](NOW)
    kept = Problem._base_manager.get(pk=record.pk)
    assert (kept.challenges, kept.kept_away, kept.worked_by) == ([], [], [])


def test_where_nobody_is_free_the_one_who_steps_aside_has_no_part_in_it(county, verified):
    record = begun(county, verified)
    hands.step_aside(post=county.officer, record=record, now=NOW)
    assert county.officer.person_id in named(record)  # never fewer than needed; the clock looks on
    with pytest.raises(RuleBroken, match="step_refused"):
        told(county, again(record))
    with pytest.raises(RuleBroken, match="problem_no_part"):
        hands.step_aside(post=county.officer, record=again(record), now=NOW)
