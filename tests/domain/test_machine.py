"""Taking a step: what is missing is named, what is possible is said, and nobody sees with four eyes alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Clock, Hand, Machine, Step
from lianjing.domain.refusals import RuleBroken

LETTER = Machine(
    name="letter",
    start="written",
    ends=frozenset({"sent", "burnt"}),
    people=("author",),
    steps=(
        Step("read", "written", "read", by=("reader",), needs=("spectacles", "light")),
        Step("burn", "written", "burnt", by=("clock",)),
        Step("send", "read", "sent", by=("reader", "clerk"), together=("second",), other_than=("author",)),
        Step("rewrite", "read", "written", by=("author",), at_most=1, within="letter.rewrite"),
    ),
    clocks={"written": (Clock("letter.read", then="burn"),), "read": (Clock("letter.send", calls="clerk"),)},
)
BOTH = {"spectacles", "light"}


def refused(state, step, *hands, **kept):
    with pytest.raises(RuleBroken) as caught:
        LETTER.take(state, step, *hands, **kept)
    assert caught.value.code == "step_refused"
    return caught.value.facts


def test_a_step_is_taken_when_nothing_is_missing():
    assert LETTER.take("written", "read", Hand.of(7, "reader"), facts=BOTH).dst == "read"
    assert LETTER.take("written", "burn", THE_CLOCK).dst == "burnt"


def test_the_refusal_names_what_is_missing_and_what_is_possible():
    facts = refused("written", "read", Hand.of(7, "reader"), facts={"light"})
    assert facts == {
        "machine": "letter",
        "state": "written",
        "step": "read",
        "why": ("facts_missing",),
        "missing": ("spectacles",),
        "possible": ("read",),
    }


def test_a_step_that_does_not_leave_this_state_says_where_it_leaves_from():
    facts = refused("read", "burn", THE_CLOCK)
    assert facts["why"] == ("not_from_here",)
    assert facts["missing"] == ("written",)
    assert refused("read", "sing", THE_CLOCK)["why"] == ("unknown_step",)
    assert refused("lost", "read", Hand.of(7, "reader"))["why"] == ("unknown_state",)


def test_only_those_entitled_take_it():
    assert refused("written", "read", Hand.of(7, "author"), facts=BOTH)["why"] == ("not_yours",)
    assert refused("written", "read", facts=BOTH)["why"] == ("not_yours",)
    assert refused("written", "burn", Hand.of(7, "reader"))["why"] == ("not_yours",)
    assert refused("written", "read", THE_SYSTEM, facts=BOTH)["why"] == ("not_yours",)


def test_four_eyes_need_two_people_and_the_second_must_be_entitled():
    kept = {"people": {"author": {3}}}
    assert LETTER.take("read", "send", Hand.of(1, "clerk"), Hand.of(2, "second"), **kept).dst == "sent"
    assert refused("read", "send", Hand.of(1, "clerk", "second"), **kept)["why"] == ("too_few_hands",)
    same = refused("read", "send", Hand.of(1, "clerk"), Hand.of(1, "second"), **kept)
    assert same["why"] == ("too_few_hands",)
    assert refused("read", "send", Hand.of(1, "clerk"), Hand.of(2, "reader"), **kept)["missing"] == ("second",)


def test_the_author_may_not_be_among_the_hands_first_or_second():
    kept = {"people": {"author": {3}}}
    for hands in ((Hand.of(3, "clerk"), Hand.of(2, "second")), (Hand.of(1, "clerk"), Hand.of(3, "second"))):
        facts = refused("read", "send", *hands, **kept)
        assert facts["why"] == ("same_person",)
        assert facts["missing"] == ("author",)


def test_not_knowing_the_author_refuses_the_step():
    hands = Hand.of(1, "clerk"), Hand.of(2, "second")
    assert refused("read", "send", *hands)["why"] == ("people_unknown",)
    assert LETTER.take("read", "send", *hands, people={"author": ()}).dst == "sent"


def test_a_step_may_be_counted_and_timed():
    author = Hand.of(3, "author")
    assert LETTER.take("read", "rewrite", author, facts={"in_time"}).dst == "written"
    assert refused("read", "rewrite", author)["missing"] == ("in_time",)
    assert refused("read", "rewrite", author, facts={"in_time"}, taken=1)["why"] == ("too_often",)


def test_every_reason_is_given_at_once():
    facts = refused("read", "rewrite", Hand.of(1, "clerk"), taken=5)
    assert facts["why"] == ("not_yours", "facts_missing", "too_often")
    assert facts["possible"] == ("send",)


def test_nobody_acts_as_the_clock_and_the_clock_is_nobody():
    for person, capacity in ((7, "clock"), (7, "system"), (0, "reader")):
        with pytest.raises(ValueError):
            Hand.of(person, capacity)


def test_buttons_are_the_steps_one_may_begin():
    assert [step.name for step in LETTER.steps_from("read", {"author"})] == ["rewrite"]
    assert [step.name for step in LETTER.steps_from("read", {"author", "clerk"})] == ["send", "rewrite"]
    assert LETTER.steps_from("sent", {"author", "clerk"}) == ()
    assert LETTER.clocks_of("sent") == ()
    assert LETTER.states == ("written", "read", "burnt", "sent")


@given(
    some.sampled_from(LETTER.states),
    some.sampled_from(["read", "burn", "send", "rewrite", "sing"]),
    some.lists(some.builds(Hand.of, some.integers(1, 3), some.sampled_from(["reader", "clerk", "second", "author"]))),
    some.sets(some.sampled_from(["spectacles", "light", "in_time"])),
)
def test_whatever_is_tried_either_a_row_of_the_table_comes_back_or_a_reason(state, name, hands, facts):
    try:
        step = LETTER.take(state, name, *hands, facts=facts, people={"author": {3}})
    except RuleBroken as broken:
        refusal = broken
    else:
        assert step in LETTER.steps
        assert step.src == state
        assert set(step.facts_needed) <= facts
        assert hands[0].capacities & set(step.by)
        assert not step.other_than or 3 not in {hand.person for hand in hands}
        assert len({hand.person for hand in hands}) > len(step.together)
        return
    assert refusal.code == "step_refused"
    assert refusal.facts["why"]
