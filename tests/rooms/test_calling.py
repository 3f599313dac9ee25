"""Nothing waits without a clock, and every clock that calls puts the item on somebody's list: once, and then higher."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from lianjing.access import calling, rulebook, waiting, work
from lianjing.access.waiting_kinds import BY_TABLE, CALLS_ALL, KINDS
from lianjing.domain.machine import SYSTEM
from lianjing.domain.machines import ALL
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import Post, RedFlag, Waiting, WorkCopy, WorkItem, WorkMove
from lianjing.rooms.worklist import queries
from lianjing.ui.wording import work as words
from tests.world import DAY, at

NOW = at()


def post_of(seat):
    return Post._base_manager.get(pk=seat.post_id)


def items_of(seat, code=calling.LATE):
    return WorkItem._base_manager.filter(post=seat.post_id, code=code)


def waits(record):
    return Waiting._base_manager.get(table=record._meta.model_name, record_id=record.pk)


@pytest.fixture
def flag(county):
    """An answered flag on the list of its reviewer, the group leader, answered today."""
    made = county.flag("s001")
    made.facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
    made.answered_at, made.due_on = NOW, rulebook.due_day("redflag.review", NOW)
    made.save()
    work.assign(
        code="flag_to_review", about=made, post=post_of(county.leader), url="/flags/", now=NOW, due_on=made.due_on
    )
    return made


# The tables


@pytest.mark.parametrize("machine", ALL.values(), ids=ALL)
def test_every_clock_has_a_dated_figure_that_is_cited_or_the_countys(machine):
    book = rulebook.library()
    for state in machine.states:
        for clock in machine.clocks_of(state):
            figure = book.parameters[clock.parameter]
            assert figure.values
            assert figure.basis or (figure.county_default and figure.why)
            assert book.parameters.limit(clock.parameter, DAY).count >= 0


@pytest.mark.parametrize("machine", ALL.values(), ids=ALL)
def test_every_clock_is_served_by_a_duty(machine):
    kind = KINDS[machine.name]
    for state in machine.states:
        for clock in machine.clocks_of(state):
            if clock.then is not None:
                assert kind.steps[clock.then] in duties.ALL, f"{machine.name}.{clock.then}: no duty takes this step"
            if clock.calls not in (None, SYSTEM):
                assert kind.calls in duties.ALL, f"{machine.name}.{state}: no duty calls {clock.calls}"
                assert state in kind.watched


def test_a_clock_without_a_duty_would_be_noticed():
    """Control: the duty of every machine serves none of the steps, so a step left out fails above."""
    assert "lapse" not in KINDS["matter"].steps
    assert CALLS_ALL in duties.ALL


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_pages_and_columns_that_a_kind_names_are_there(kind):
    if kind.page:
        assert reverse(kind.page, args=[1])
    columns = {column.name for column in kind.table._meta.get_fields()}
    assert {"state", *(named for named in kind.due.values() if isinstance(named, str))} <= columns
    assert set(kind.due) <= set(kind.machine.states)
    assert kind.read in kind.table.scope.actions


def test_a_late_item_is_worded_in_both_languages():
    assert calling.LATE in words.TITLES
    assert {"call", "remind", "replaced"} <= set(words.STEPS)


# The duty


def test_nobody_is_called_before_the_time_has_run_out(county, flag):
    assert calling.call_all(NOW) == 0
    assert waits(flag).due_at == at(flag.due_on + timedelta(1), 0)
    assert calling.call_all(at(flag.due_on, 23)) == 0


def test_the_reviewer_is_reminded_then_the_level_above_finds_it_on_the_list(county, flag):
    calling.call_all(NOW)
    late = at(flag.due_on + timedelta(1))
    assert calling.call_all(late) == 1
    held = items_of(county.leader, "flag_to_review").get()
    assert held.reminded_at == late
    assert not items_of(county.officer).exists()
    later = waits(flag).due_at
    assert calling.call_all(later) == 1
    called = items_of(county.officer).get()
    assert called.url == reverse("redflags:flag", args=[flag.pk])
    assert "业州中心学校" in queries.title_of(called)


def test_a_second_run_at_the_same_moment_changes_nothing_more(county, flag):
    calling.call_all(NOW)
    late = at(flag.due_on + timedelta(1))
    assert [calling.call_all(late), calling.call_all(late), calling.call_all(late + timedelta(hours=5))] == [1, 0, 0]
    assert WorkMove._base_manager.filter(step="remind").count() == 1


def test_it_goes_up_to_the_team_which_is_reminded_from_then_on(county, flag):
    calling.call_all(NOW)
    for _ in range(6):
        calling.call_all(waits(flag).due_at)
    assert items_of(county.officer).count() == items_of(county.inspector).count() == 1
    assert waits(flag).called == 6
    moved = WorkMove._base_manager.filter(item=items_of(county.inspector).get(), step="remind")
    assert moved.count() >= 2


def test_what_moved_on_waits_no_longer_and_what_waits_again_begins_anew(county, flag):
    calling.call_all(NOW)
    calling.call_all(at(flag.due_on + timedelta(1)))
    RedFlag._base_manager.filter(pk=flag.pk).update(state="closed_false")
    calling.call_all(at(flag.due_on + timedelta(2)))
    assert not Waiting._base_manager.filter(table="redflag").exists()
    RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue", due_on=at(flag.due_on + timedelta(9)).date())
    assert calling.call_all(at(flag.due_on + timedelta(3))) == 0
    assert waits(flag).called == 0


def test_more_time_given_to_a_record_moves_its_clock(county, flag):
    calling.call_all(NOW)
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on=flag.due_on + timedelta(7))
    assert calling.call_all(at(flag.due_on + timedelta(1))) == 0
    assert waits(flag).due_at == at(flag.due_on + timedelta(8), 0)


def test_the_recused_are_not_called_and_learn_nothing(county, flag):
    county.recuse(county.officer, flag)
    calling.call_all(NOW)
    for _ in range(3):
        calling.call_all(waits(flag).due_at)
    assert not items_of(county.officer).exists()
    assert items_of(county.inspector).exists()


def test_a_sealed_record_is_called_for_only_before_those_who_have_it(county):
    sealed = county.flag("s001", sealed=True, to=(county.inspector,))
    work.assign(
        code="flag_to_weigh", about=sealed, post=post_of(county.inspector), url="/", now=NOW, due_on=DAY, sealed=True
    )
    calling.call_all(NOW)
    for _ in range(3):
        calling.call_all(waits(sealed).due_at)
    assert waits(sealed).sealed
    assert not WorkItem._base_manager.filter(code=calling.LATE).exists()


def test_of_a_late_work_item_the_level_above_gets_a_copy(county):
    item = work.assign(
        code="coverage_gap", about=county.org("s001"), post=post_of(county.principal), url="/", now=NOW, due_on=DAY
    )
    calling.call_all(NOW)
    calling.call_all(at(DAY + timedelta(1)))
    assert WorkCopy._base_manager.get(item=item).post_id == county.leader.post_id
    assert waits(item).called == 1
    assert item in queries.items(county.leader, "copies")


def test_a_work_item_about_a_record_with_a_clock_has_no_second_one(county, flag):
    calling.call_all(NOW)
    assert not Waiting._base_manager.filter(table="workitem").exists()
    assert "redflag" in BY_TABLE


def test_whoever_acts_at_the_same_moment_wins_over_the_clock(county, flag, monkeypatch):
    """The record moves on between the clock's look and its call: nothing is put on anybody's list."""
    calling.call_all(NOW)
    for _ in range(2):
        calling.call_all(waits(flag).due_at)
    seen = waiting.run_out

    def meanwhile(now):
        found = seen(now)
        RedFlag._base_manager.filter(pk=flag.pk).update(state="closed_false")
        return found

    monkeypatch.setattr(waiting, "run_out", meanwhile)
    assert calling.call_all(waits(flag).due_at) == 0
    assert not items_of(county.inspector).exists()


def test_an_item_that_somebody_dealt_with_keeps_its_end(county, flag):
    item = items_of(county.leader, "flag_to_review").get()
    work.overtake(about=flag, now=NOW)
    with pytest.raises(RuleBroken), transaction.atomic():
        work.settle(item, WORK_ITEM.step("open", "finish").dst, NOW)
