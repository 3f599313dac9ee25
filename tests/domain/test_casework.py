"""What cannot be skipped in rectifications and problems; the table of competence; samples anybody can draw again."""

from copy import deepcopy
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.competence import Way, read_competence
from lianjing.domain.machine import CLOCK, SYSTEM, THE_CLOCK, Hand, Step
from lianjing.domain.machine_checks import human_hand, must_bring, must_pass, must_take
from lianjing.domain.machines.problem import PROBLEM
from lianjing.domain.machines.rectification import RECTIFICATION
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.sampling import drawn
from lianjing.engines.content.catalogue import read_content

RAW = read_content("competence.yaml")
TABLE = read_competence(RAW)


# Rectification


def test_nothing_is_closed_without_plan_acceptance_and_observation():
    for state in ("planned", "doing", "submitted", "observing"):
        assert must_pass(RECTIFICATION, state, before="closed")
    for fact in (
        "cause",
        "evidence",
        "change_or_why_none",
        "rerun_passed",
        "sampled",
        "look_back_passed",
        "days_observed",
    ):
        assert must_bring(RECTIFICATION, fact, before="closed")
    hasty = replace(RECTIFICATION, steps=(*RECTIFICATION.steps, Step("hurry", "doing", "closed", by=("acceptor",))))
    assert not must_pass(hasty, "observing", before="closed")


def test_observation_cannot_be_cut_short_by_anybody():
    leaving = [step for step in RECTIFICATION.steps if step.src == "observing"]
    assert {step.name for step in leaving if step.by == (CLOCK,)} == {"close", "relapse"}
    (other,) = [step for step in leaving if step.by != (CLOCK,)]
    assert {"days_observed", "not_askable"} <= set(other.needs)
    assert other.together


@given(person=some.integers(1, 4), others=some.permutations([1, 2, 3, 4]))
def test_whoever_accepts_is_neither_responsible_nor_issuer_nor_concerned(person, others):
    people = dict(zip(("responsible", "issuer", "about"), ({one} for one in others), strict=False))
    facts = {"rerun_passed", "sampled"}
    hand = Hand.of(person, "acceptor", "issuer", "responsible")
    involved = person in {others[0], others[1], others[2]}
    if not involved:
        assert RECTIFICATION.take("submitted", "accept", hand, facts=facts, people=people).dst == "observing"
        return
    with pytest.raises(RuleBroken) as refusal:
        RECTIFICATION.take("submitted", "accept", hand, facts=facts, people=people)
    assert refusal.value.facts["why"] == ("same_person",)


def test_void_takes_two_and_only_before_the_plan():
    people = {"responsible": {1}, "issuer": {2}, "about": set()}
    issuer, acceptor = Hand.of(2, "issuer"), Hand.of(3, "acceptor")
    assert RECTIFICATION.take("opened", "void", issuer, acceptor, facts={"reason"}, people=people).dst == "void"
    with pytest.raises(RuleBroken):
        RECTIFICATION.take("opened", "void", issuer, Hand.of(2, "acceptor"), facts={"reason"}, people=people)
    assert [step.src for step in RECTIFICATION.steps if step.name == "void"] == ["opened"]


# Problem


def test_nobody_is_decided_about_who_was_not_told_and_heard():
    for end in ("decided", "clearing", "unproven", "served", "in_effect", "reviewing", "settled", "lapsed"):
        for state in ("told", "heard", "weighed"):
            assert must_pass(PROBLEM, state, before=end)
        for fact in ("named_facts", "both_responsibilities", "statement_answered", "facts_found"):
            assert must_bring(PROBLEM, fact, before=end)
    hasty = replace(PROBLEM, steps=(*PROBLEM.steps, Step("rush", "begun", "weighed", by=("case_handler",))))
    assert not must_pass(hasty, "heard", before="decided")


def test_no_rule_and_no_clock_finds_anything_against_anybody():
    assert not any(SYSTEM in step.by for step in PROBLEM.steps)
    ends = ("decided", "served", "in_effect", "clearing", "unproven", "transferred", "reviewing")
    for state in ("begun", "told", "weighed", *ends):
        assert human_hand(PROBLEM, state)
    assert must_pass(PROBLEM, "decided", before="settled")  # the clock only ends the month of a decision
    assert {step.name for step in PROBLEM.steps if CLOCK in step.by} == {"days_over", "letter_alone", "stand", "lapse"}
    automatic = replace(PROBLEM, steps=(*PROBLEM.steps, Step("score", "heard", "decided", by=(CLOCK,))))
    assert not human_hand(automatic, "decided")


def test_who_decides_neither_worked_on_it_nor_is_concerned():
    for name in ("decide", "clear", "leave"):
        assert PROBLEM.step("weighed", name).other_than == ("person", "worked_on_it")
    facts = {"nothing_so"}
    people = {"person": {1}, "worked_on_it": {2}, "decided_it": set()}
    for person in (1, 2):
        with pytest.raises(RuleBroken) as refusal:
            PROBLEM.take("weighed", "clear", Hand.of(person, "approver"), facts=facts, people=people)
        assert refusal.value.facts["why"] == ("same_person",)
    assert PROBLEM.take("weighed", "clear", Hand.of(3, "approver"), facts=facts, people=people).dst == "clearing"


def test_a_review_is_the_persons_to_ask_once_and_the_next_levels_to_decide():
    asking = [step for step in PROBLEM.steps if step.dst == "reviewing"]
    assert {step.src for step in asking} == {"in_effect", "served"}
    assert all((step.by, step.at_most, step.needs) == (("person",), 1, ("in_time",)) for step in asking)
    ways = [step for step in PROBLEM.steps if step.src == "reviewing"]
    assert {step.dst for step in ways} == {"in_effect", "settled", "clearing"}
    for step in ways:
        assert step.by == ("reviewer",)  # no clock, no rule, nobody who handled or decided it
        assert {"reviewer_apart", "reason"} <= set(step.needs)
        assert step.other_than == ("person", "worked_on_it", "decided_it")
    people = {"person": {1}, "worked_on_it": {2}, "decided_it": {3}}
    for person in (1, 2, 3):
        with pytest.raises(RuleBroken) as refusal:
            PROBLEM.take("reviewing", "revoke", Hand.of(person, "reviewer"), facts=set(ways[-1].needs), people=people)
        assert refusal.value.facts["why"] == ("same_person",)
    for fact in ("reviewer_apart", "reason"):
        facts = {"reviewer_apart", "reason"} - {fact}
        with pytest.raises(RuleBroken):
            PROBLEM.take("reviewing", "revoke", Hand.of(4, "reviewer"), facts=facts, people=people)


def test_a_review_that_a_clock_ends_or_that_is_asked_twice_would_be_seen():
    lapsing = replace(PROBLEM, steps=(*PROBLEM.steps, Step("tire", "reviewing", "settled", by=(CLOCK,))))
    ways = [step for step in lapsing.steps if step.src == "reviewing"]
    assert not all(step.by == ("reviewer",) for step in ways)
    assert PROBLEM.clocks_of("reviewing")[0].calls == "upper"


def test_a_transfer_takes_two_and_nothing_lies_beyond_it():
    assert must_take(PROBLEM, "transfer", before="transferred")
    assert all(step.together == ("second",) for step in PROBLEM.steps if step.name == "transfer")
    assert not [step for step in PROBLEM.steps if step.src == "transferred"]
    assert not [step for step in PROBLEM.steps if step.name == "transfer" and step.src in ("decided", "in_effect")]


@given(data=some.data())
def test_every_problem_ends_whoever_stays_silent(data):
    """Walk at random; where the person says nothing, the clock ends the hearing, the letter and the effect."""
    state, seen = "begun", ["begun"]
    for _ in range(12):
        ways = [step for step in PROBLEM.steps if step.src == state and "person" not in step.by]
        if not ways:
            break
        step = data.draw(some.sampled_from(ways))
        first = THE_CLOCK if CLOCK in step.by else Hand.of(5, step.by[0])
        more = [Hand.of(6, capacity) for capacity in step.together]
        people = {"person": {1}, "worked_on_it": {2}, "decided_it": {3}}
        state = PROBLEM.take(state, step.name, first, *more, facts=step.facts_needed, people=people).dst
        seen.append(state)
    if state in {"decided", "in_effect", "settled", "lapsed", "clearing", "cleared", "unproven"}:
        assert seen.index("told") < seen.index("heard") < seen.index("weighed")


# Who may act

EXPECTED = {
    ("pupil", "minor"): "school not_here",
    ("pupil", "breach"): "school not_here",
    ("pupil", "crime"): "police transfer",
    ("teacher", "minor"): "bureau_office handle",
    ("teacher", "breach"): "bureau_personnel transfer",
    ("teacher", "crime"): "police transfer",
    ("party_teacher", "minor"): "bureau_office handle",
    ("party_teacher", "breach"): "party_office transfer",
    ("party_teacher", "crime"): "county_commission transfer",
    ("manager", "minor"): "bureau_office handle",
    ("manager", "breach"): "dispatched_team transfer",
    ("manager", "crime"): "county_commission transfer",
    ("bureau_leader", "minor"): "dispatched_team transfer",
    ("bureau_leader", "breach"): "county_commission transfer",
    ("bureau_leader", "crime"): "county_commission transfer",
    ("hired", "minor"): "bureau_office handle",
    ("hired", "breach"): "employer transfer",
    ("hired", "crime"): "police transfer",
    ("supplier", "minor"): "bureau_office handle",
    ("supplier", "breach"): "market_regulator transfer",
    ("supplier", "crime"): "police transfer",
    ("unit", "minor"): "bureau_office handle",
    ("unit", "breach"): "dispatched_team transfer",
    ("unit", "crime"): "county_commission transfer",
}


@pytest.mark.parametrize("pair", list(product(RAW["persons"], RAW["weights"])), ids=" ".join)
def test_every_branch_of_the_table_of_competence(pair):
    ruling = TABLE.rule(*pair)
    assert f"{ruling.body} {ruling.way}" == EXPECTED[pair]
    assert ruling.why.zh
    assert ruling.why.en


def test_an_education_body_handles_only_what_is_slight_and_never_its_own_leaders():
    handled = {pair for pair, ruling in TABLE.rulings.items() if ruling.way is Way.HANDLE}
    assert {weight for _, weight in handled} == {"minor"}
    assert "bureau_leader" not in {person for person, _ in handled}
    assert not any("pupil" in one.persons or "bureau_leader" in one.persons for one in TABLE.measures.values())
    with pytest.raises(RuleBroken, match="competence_unknown"):
        TABLE.rule("parent", "minor")


@pytest.mark.parametrize("spoil", ["missing", "twice", "stranger", "measure"])
def test_a_table_with_a_gap_is_refused(spoil):
    raw = deepcopy(RAW)
    if spoil == "missing":
        raw["rulings"] = raw["rulings"][1:]
    elif spoil == "twice":
        raw["rulings"] = [*raw["rulings"], raw["rulings"][0]]
    elif spoil == "stranger":
        raw["rulings"][0]["body"] = "the_mayor"
    else:
        raw["measures"][0]["for"] = ["parent"]
    with pytest.raises(RuleBroken, match="competence_incomplete"):
        read_competence(raw)


# Samples

NAMES = some.lists(some.text(some.characters(categories=("L", "N")), min_size=1, max_size=6), max_size=30)


@given(names=NAMES, most=some.integers(0, 5), seed=some.text(min_size=1, max_size=8))
def test_a_sample_is_anybodys_to_draw_again_whatever_the_order(names, most, seed):
    chosen = drawn(seed, names, most)
    assert chosen == drawn(seed, reversed(names), most)
    assert len(chosen) == min(most, len(set(names)))
    assert set(chosen) <= set(names)


def test_another_seed_draws_otherwise_and_the_digest_is_the_published_one():
    names = [f"notices:{number}" for number in range(50)]
    assert len({drawn(str(seed), names, 2) for seed in range(20)}) > 15
    # printf 'lianjing-sample-1\n2026-10-12\nb' | sha256sum: 05817968..., the smallest of a, b and c
    assert drawn("2026-10-12", ["a", "b", "c"], 1) == ("b",)
