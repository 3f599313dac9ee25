"""The machines of part 1 keep what the product promises, on every walk and against every short cut."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.machine import CLOCK, SYSTEM, THE_CLOCK, THE_SYSTEM, Hand, Step
from lianjing.domain.machine_checks import human_hand, must_bring, must_pass, must_take
from lianjing.domain.machines import ALL
from lianjing.domain.machines.handover import HANDOVER
from lianjing.domain.machines.impact import IMPACT
from lianjing.domain.machines.intake_batch import INTAKE_BATCH
from lianjing.domain.machines.recusal import RECUSAL, may_ask_again
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.refusals import RuleBroken

TWO_SEALED = Hand.of(8, "sealed_reviewer"), Hand.of(9, "sealed_reviewer")
MAKER_3 = {"maker": {3}}


def why(machine, state, step, *hands, **kept):
    with pytest.raises(RuleBroken) as caught:
        machine.take(state, step, *hands, **kept)
    return caught.value.facts["why"]


@pytest.mark.parametrize("machine", ALL.values(), ids=ALL)
@given(data=some.data())
def test_every_walk_can_still_end_and_never_leaves_the_table(machine, data):
    state = machine.start
    for _ in range(data.draw(some.integers(0, 12))):
        ways = [step for step in machine.steps if step.src == state]
        if state in machine.ends:
            assert not ways
            break
        step = data.draw(some.sampled_from(ways))
        first = THE_CLOCK if CLOCK in step.by else THE_SYSTEM if SYSTEM in step.by else Hand.of(1, step.by[0])
        others = [Hand.of(2 + place, capacity) for place, capacity in enumerate(step.together)]
        people = {key: {99} for key in machine.people}
        state = machine.take(state, step.name, first, *others, facts=step.facts_needed, people=people).dst
    assert state in machine.ends or machine.clocks_of(state)


# SM1 red flag


def without_danger(machine):
    return replace(machine, steps=tuple(step for step in machine.steps if "danger" not in (step.src, step.dst)))


def test_an_ordinary_flag_is_never_confirmed_before_the_officer_had_a_say():
    ordinary = without_danger(RED_FLAG)
    for end in ("to_rectify", "closed_corrected"):
        assert must_pass(ordinary, "self_check", before=end)
    hasty = replace(ordinary, steps=(*ordinary.steps, Step("hurry", "raised", "to_rectify", by=("reviewer",))))
    assert not must_pass(hasty, "self_check", before="to_rectify")


def test_only_danger_to_a_child_that_somebody_named_goes_past_the_officer():
    into = [step for step in RED_FLAG.steps if step.dst == "danger"]
    assert all("danger_named" in step.needs for step in into)
    assert RED_FLAG.step("raised", "sort_danger").by == (SYSTEM,)
    out = [step for step in RED_FLAG.steps if step.src == "danger"]
    assert [(step.dst, step.needs) for step in out] == [("answered", ("reported_to",))]  # nothing before the report
    assert why(RED_FLAG, "danger", "report", Hand.of(4, "head"), people=MAKER_3) == ("facts_missing",)


def test_no_reviewer_acts_with_a_tie():
    reviewed = [step for step in RED_FLAG.steps if step.by == ("reviewer",)]
    assert len(reviewed) == 7
    assert all("no_tie" in step.needs for step in reviewed)


def test_every_flag_keeps_its_evidence_before_anybody_is_told():
    for end in RED_FLAG.ends:
        assert must_bring(RED_FLAG, "snapshot", before=end)


def test_a_transfer_needs_two_people_and_concrete_facts_never_a_rule():
    assert human_hand(RED_FLAG, "transferred")
    assert must_bring(RED_FLAG, "named_facts", before="transferred")
    assert must_bring(RED_FLAG, "receiving_body", before="transferred")
    assert all(step.together for step in RED_FLAG.steps if step.dst == "transferred")
    facts = {"named_facts", "receiving_body"}
    assert RED_FLAG.take("sealed", "transfer", *TWO_SEALED, facts=facts, people=MAKER_3).dst == "transferred"
    assert why(RED_FLAG, "sealed", "transfer", TWO_SEALED[0], facts=facts, people=MAKER_3) == ("too_few_hands",)
    second = Hand.of(5, "second")
    for state in ("answered", "overdue"):
        reviewer = Hand.of(4, "reviewer")
        assert why(RED_FLAG, state, "transfer", reviewer, second, facts=facts, people=MAKER_3) == ("facts_missing",)
        free = facts | {"no_tie"}
        assert why(RED_FLAG, state, "transfer", reviewer, facts=free, people=MAKER_3) == ("too_few_hands",)
        taken = RED_FLAG.take(state, "transfer", reviewer, second, facts=free, people=MAKER_3)
        assert taken.dst == "transferred"


def test_the_officer_never_reviews_the_own_flag():
    both = Hand.of(3, "maker", "reviewer")
    assert why(RED_FLAG, "answered", "dismiss", both, facts={"reason", "no_tie"}, people=MAKER_3) == ("same_person",)
    judged = [step for step in RED_FLAG.steps if "maker" not in step.by and not {CLOCK, SYSTEM} & set(step.by)]
    assert all(step.other_than == ("maker",) for step in judged)


def test_the_school_cannot_touch_a_sealed_flag():
    assert RED_FLAG.steps_from("sealed", {"maker", "reviewer", "second", "upper"}) == ()


def test_an_answer_is_sent_back_once():
    reviewer = Hand.of(4, "reviewer")
    kept = {"facts": {"what_is_missing", "no_tie"}, "people": MAKER_3}
    assert RED_FLAG.take("answered", "send_back", reviewer, **kept).dst == "self_check"
    assert why(RED_FLAG, "answered", "send_back", reviewer, taken=1, **kept) == ("too_often",)


def test_a_late_answer_is_still_heard():
    late = RED_FLAG.take("overdue", "explain_late", Hand.of(3, "maker"), facts={"explanation", "support"})
    assert late.dst == "answered"
    assert RED_FLAG.take("self_check", "lapse", THE_CLOCK).dst == "overdue"


# SM14 recusal


def test_silence_recuses_and_a_decision_is_by_somebody_else():
    assert RECUSAL.clocks_of("raised")[0].then == "recuse_by_silence"
    assert RECUSAL.take("raised", "recuse_by_silence", THE_CLOCK).dst == "recused"
    people = {"subject": {3}, "requester": {4}}
    for person in (3, 4):
        assert why(RECUSAL, "raised", "keep", Hand.of(person, "upper"), facts={"reason"}, people=people) == (
            "same_person",
        )
    assert RECUSAL.take("raised", "keep", Hand.of(5, "upper"), facts={"reason"}, people=people).dst == "kept"
    assert human_hand(RECUSAL, "kept")
    assert must_bring(RECUSAL, "reason", before="kept")


def test_nobody_is_replaced_who_was_not_recused_and_the_successor_is_clear():
    assert must_pass(RECUSAL, "recused", before="replaced")
    assert must_bring(RECUSAL, "successor_clear", before="replaced")
    assert RECUSAL.take("raised", "grant_own", THE_SYSTEM, facts={"own_request"}).dst == "recused"
    facts = {"successor", "successor_clear"}
    assert RECUSAL.take("recused", "replace", THE_SYSTEM, facts=facts).dst == "replaced"
    assert why(RECUSAL, "recused", "replace", THE_SYSTEM, facts={"successor"}) == ("facts_missing",)
    assert [may_ask_again(kept, 2) for kept in (0, 1, 2)] == [True, True, False]


# The work list


def test_an_item_is_returned_passed_on_withdrawn_and_reminded():
    holder, sender = Hand.of(1, "holder"), Hand.of(2, "sender")
    assert WORK_ITEM.take("open", "return", holder, facts={"reason"}).dst == "returned"
    assert WORK_ITEM.take("returned", "send_again", sender, facts={"answer_to_return"}).dst == "open"
    given = {"successor", "successor_clear", "reason"}
    assert WORK_ITEM.take("open", "pass_on", holder, facts=given).dst == "open"
    assert WORK_ITEM.take("open", "withdraw", sender, facts={"reason"}).dst == "withdrawn"
    assert why(WORK_ITEM, "open", "remind", sender) == ("facts_missing",)
    assert why(WORK_ITEM, "open", "finish", sender, facts={"outcome", "nothing_waits"}) == ("not_yours",)
    assert WORK_ITEM.take("open", "remind", sender, facts={"gap_kept"}).dst == "open"


def test_nobody_countersigns_twice_nor_for_the_holder():
    people = {"signed": {5}, "holder": {1}}
    for person in (5, 1):
        hand = Hand.of(person, "countersigner")
        refusal = why(WORK_ITEM, "countersigning", "countersign", hand, facts={"opinion"}, people=people)
        assert refusal == ("same_person",)
    hand = Hand.of(6, "countersigner")
    assert WORK_ITEM.take("countersigning", "countersign", hand, facts={"opinion"}, people=people)
    assert WORK_ITEM.take("countersigning", "go_on_without", THE_CLOCK).dst == "open"


def test_only_the_holder_closes_an_item_and_only_with_an_outcome():
    assert must_bring(WORK_ITEM, "outcome", before="done")
    assert human_hand(WORK_ITEM, "done")


# Import, hand-over, impact assessment


def test_no_row_is_taken_over_unread_wrong_or_without_the_impact_assessment():
    for fact in ("rows_read", "all_rows_right", "real_rows_allowed"):
        assert must_bring(INTAKE_BATCH, fact, before="accepted")
    assert must_take(INTAKE_BATCH, "check", before="accepted")
    assert human_hand(INTAKE_BATCH, "accepted")
    assert INTAKE_BATCH.take("checked", "expire", THE_CLOCK).dst == "rejected"


def test_a_post_changes_hands_with_one_list_and_two_signatures():
    assert must_pass(HANDOVER, "signed_out", before="signed_in")
    assert must_bring(HANDOVER, "list_unchanged", before="signed_in")
    assert all(clock.since == "start" for clocks in HANDOVER.clocks.values() for clock in clocks)
    people = {"outgoing": {1}, "incoming": {2}}
    assert HANDOVER.take("signed_out", "sign_in", Hand.of(2, "incoming"), facts={"list_unchanged"}, people=people)
    own = Hand.of(1, "incoming")
    assert why(HANDOVER, "signed_out", "sign_in", own, facts={"list_unchanged"}, people=people) == ("same_person",)


def test_an_assessment_comes_into_force_by_two_different_signatures():
    written = {"purpose", "retention", "risks", "measures"}
    assert must_take(IMPACT, "sign", before="in_force")
    assert must_take(IMPACT, "countersign", before="in_force")
    assert human_hand(IMPACT, "in_force")
    for fact in written:
        assert must_bring(IMPACT, fact, before="in_force")
    facts = written | {"text_unchanged"}
    first = {"first_signer": {1}}
    assert why(IMPACT, "signed_once", "countersign", Hand.of(1, "signer"), facts=facts, people=first) == (
        "same_person",
    )
    assert IMPACT.take("signed_once", "countersign", Hand.of(2, "signer"), facts=facts, people=first).dst == "in_force"
    alone = replace(IMPACT, steps=(*IMPACT.steps, Step("rush", "draft", "in_force", by=("signer",))))
    assert not must_take(alone, "countersign", before="in_force")
