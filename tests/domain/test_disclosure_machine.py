"""SM7 keeps its promise on every way: nothing public without a verdict, no early end, withdrawing still owes."""

from dataclasses import replace

import pytest

from lianjing.domain.machine import THE_CLOCK, Hand, Step
from lianjing.domain.machine_checks import faults, must_bring, must_pass, must_take
from lianjing.domain.machines.disclosure import APPROVER, DISCLOSURE, PREPARER, UPPER
from lianjing.domain.refusals import RuleBroken

MADE_BY_3 = {PREPARER: {3}}


def why(state, step, *hands, **kept):
    with pytest.raises(RuleBroken) as caught:
        DISCLOSURE.take(state, step, *hands, **kept)
    return caught.value.facts["why"]


def test_it_is_sound():
    assert faults(DISCLOSURE) == ()


def test_nothing_is_published_without_a_verdict_and_without_somebody_else():
    for state in ("published", "corrected"):
        assert must_bring(DISCLOSURE, "verdict_clean", before=state)
        assert must_pass(DISCLOSURE, "approved", before=state)
        assert must_take(DISCLOSURE, "approve", before=state)
    hasty = replace(DISCLOSURE, steps=(*DISCLOSURE.steps, Step("hurry", "prepared", "published", by=(APPROVER,))))
    assert not must_take(hasty, "approve", before="published")
    facts = {"sent", "verdict_clean"}
    assert why("prepared", "approve", Hand.of(3, APPROVER), facts=facts, people=MADE_BY_3) == ("same_person",)
    assert DISCLOSURE.take("prepared", "approve", Hand.of(4, APPROVER), facts=facts, people=MADE_BY_3).dst == "approved"


@pytest.mark.parametrize("state", ["published", "corrected"])
@pytest.mark.parametrize(("step", "hand"), [("end", Hand.of(4, APPROVER)), ("expire", THE_CLOCK)])
def test_nobody_ends_a_notice_early_or_over_an_open_objection(state, step, hand):
    assert why(state, step, hand, facts={"no_objection_open"}) == ("facts_missing",)
    assert why(state, step, hand, facts={"days_over"}) == ("facts_missing",)
    assert DISCLOSURE.take(state, step, hand, facts={"days_over", "no_objection_open"}).dst == "expired"


def test_every_way_into_the_end_of_a_notice_asks_that_its_days_are_over():
    ways = [step for step in DISCLOSURE.steps if step.dst == "expired"]
    assert ways
    assert all({"days_over", "no_objection_open"} <= set(step.needs) for step in ways)


def test_withdrawing_needs_a_reason_and_the_unit_owes_it_again():
    for state in ("published", "corrected", "paused"):
        assert why(state, "withdraw", Hand.of(4, APPROVER)) == ("facts_missing",)
        assert DISCLOSURE.take(state, "withdraw", Hand.of(9, UPPER), facts={"reason"}).dst == "scheduled"


def test_a_zero_is_never_declared_against_what_is_on_record():
    for step in (one for one in DISCLOSURE.steps if one.dst == "nothing"):
        assert "no_such_matter" in step.needs
    late = DISCLOSURE.step("overdue", "declare_nothing")
    assert late.by == (UPPER,)
    assert late.other_than == (PREPARER,)
