"""SM6 as a table: what cannot be skipped, who decides, and what a careless change would break; levels by day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.directives import level_on, next_level_day
from lianjing.domain.machine import CLOCK, THE_CLOCK, Clock, Hand, Step
from lianjing.domain.machine_checks import faults, human_hand, must_bring, must_pass, must_take
from lianjing.domain.machines.directive import DIRECTIVE
from lianjing.domain.refusals import RuleBroken

DAY = date(2026, 10, 12)
OFFSETS = (0, 3, 7, 15)


def why(state, step, *hands, **kept):
    with pytest.raises(RuleBroken) as caught:
        DIRECTIVE.take(state, step, *hands, **kept)
    return caught.value.facts["why"]


def test_nothing_is_issued_without_basis_receiver_burden_and_twin():
    for fact in ("basis", "receiver_held", "within_burden", "twin_answered"):
        assert must_bring(DIRECTIVE, fact, before="doing")
    assert must_pass(DIRECTIVE, "issued", before="accepted")
    assert must_bring(DIRECTIVE, "bound_record", before="accepted")
    short = replace(DIRECTIVE, steps=(*DIRECTIVE.steps, Step("rush", "drafted", "doing", by=("issuer",))))
    assert not must_bring(short, "basis", before="doing")


def test_once_issued_it_is_called_off_by_people_only():
    """Silence accepts and signs; it never ends a demand that somebody may need done."""
    out = [step for step in DIRECTIVE.steps if step.dst == "withdrawn" and step.src != "drafted"]
    assert out
    assert all(CLOCK not in step.by for step in out)
    assert human_hand(DIRECTIVE, "contested")
    assert must_take(DIRECTIVE, "issue", before="accepted")


def test_the_receiver_waits_for_nobodys_silence_and_the_issuer_for_nobodys():
    assert DIRECTIVE.take("issued", "sign_by_silence", THE_CLOCK).dst == "doing"
    assert DIRECTIVE.take("replied", "accept_by_silence", THE_CLOCK).dst == "accepted"
    assert DIRECTIVE.take("contested", "go_up", THE_CLOCK).dst == "contested_above"
    assert [clock.calls for clock in DIRECTIVE.clocks_of("doing")] == [
        "level_principal",
        "level_leader",
        "level_chief",
        "level_meeting",
    ]


def test_nobody_judges_what_they_wrote():
    both = Hand.of(3, "issuer", "receiver")
    assert why("replied", "accept", both, people={"replier": {3}}) == ("same_person",)
    assert why("contested", "uphold", both, people={"contester": {3}}) == ("same_person",)


def test_a_reply_is_returned_twice_and_contested_once():
    issuer = Hand.of(1, "issuer")
    kept = {"facts": {"what_is_missing"}, "people": {"replier": {2}}}
    assert DIRECTIVE.take("replied", "send_back", issuer, taken=1, **kept).dst == "doing"
    assert why("replied", "send_back", issuer, taken=2, **kept) == ("too_often",)
    receiver = Hand.of(2, "receiver")
    assert why("issued", "contest", receiver, facts={"contest_ground"}, taken=1) == ("too_often",)
    assert why("doing", "contest", receiver, facts={"contest_ground"}) == ("facts_missing",)  # not in time


@pytest.mark.parametrize("state", [state for state in DIRECTIVE.states if state not in DIRECTIVE.ends])
def test_a_state_whose_clock_is_taken_out_is_found(state):
    clocks: dict[str, tuple[Clock, ...]] = {**DIRECTIVE.clocks}
    clocks.pop(state)
    assert {fault.code for fault in faults(replace(DIRECTIVE, clocks=clocks))} & {"no_clock", "step_without_clock"}
    assert not faults(DIRECTIVE)


@given(some.integers(-5, 400))
def test_levels_only_rise_and_the_next_day_is_the_first_of_the_next_level(days):
    today = DAY + timedelta(days=days)
    level = level_on(DAY, today, OFFSETS)
    assert level_on(DAY, today + timedelta(days=1), OFFSETS) >= level
    following = next_level_day(DAY, level, OFFSETS)
    if following is None:
        assert level == len(OFFSETS)
    else:
        assert following > today
        assert level_on(DAY, following, OFFSETS) == level + 1
        assert level_on(DAY, following - timedelta(days=1), OFFSETS) == level
