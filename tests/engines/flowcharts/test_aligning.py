"""Random charts and random cases: verdict and cost are those of a slow search, and what is said of a case is true."""

import random
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts import aligning, determining, ties
from lianjing.engines.flowcharts.aligning import LOG, MODEL, SYNC, Aligner, Move
from lianjing.engines.flowcharts.automaton import Automaton, Lazy, compile_net
from lianjing.engines.flowcharts.nets import Net, Transition
from lianjing.engines.flowcharts.ties import MOST, cheapest
from tests.engines.flowcharts.blocks import chart, net_of, slow_cost, walk

pytestmark = pytest.mark.once
SEEDS = st.integers(0, 2**32)
LINE = Net(5, tuple(Transition(label, label, (at,), (at + 1,)) for at, label in enumerate("ABCD")), (0,), (4,))


def random_chart(seed, labels="ABCDEFG"):
    chance = random.Random(seed)
    block = chart(chance, list(labels))
    return chance, block, net_of(block)


def changed(chance, case, times):
    """A case with a few labels taken out, put in, or moved."""
    case = list(case)
    for _ in range(times):
        kind = chance.randrange(3)
        label = case.pop(chance.randrange(len(case))) if kind and case else chance.choice("ABCDEFGX")
        if kind != 1:
            case.insert(chance.randrange(len(case) + 1), label)
    return case


def holds(net, alignment, case, ended=True):
    """Whether an explanation is one: its events are the case, and its steps are an order that the net allows."""
    events = [move.label for move in alignment.moves if move.kind != MODEL]
    steps = [move.label for move in alignment.moves if move.kind != LOG]
    places = [move.at for move in alignment.moves if move.kind != MODEL]
    cost = sum(move.kind != SYNC for move in alignment.moves)
    return (
        events == list(case)
        and places == list(range(len(case)))
        and cost == alignment.cost
        and slow_cost(net, [*steps, *alignment.pending]) == 0
    )


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_complete_orders_of_a_chart_fit(seed):
    chance, block, net = random_chart(seed)
    aligner = Aligner(compile_net(net))
    for _ in range(5):
        assert aligner.cost(walk(chance, block)) == 0


def check_costs(seed):
    """Cases with one, two, four changes cost what the slow search says, and their moves explain them."""
    chance, block, net = random_chart(seed)
    whole, lazy = Aligner(compile_net(net)), Aligner(Lazy(net))
    for times in (1, 2, 4):
        case = changed(chance, walk(chance, block), times)[:12]
        for ended in (True, False):
            found = whole.align(case, ended=ended)
            assert found.cost == slow_cost(net, case, ended) == lazy.cost(case, ended=ended)
            assert holds(net, found, case)
            assert not ended or holds(net, lazy.align(case), case)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_the_cost_is_that_of_a_slow_search_and_the_moves_are_an_explanation(seed):
    check_costs(seed)


def tangle(chance):
    """A net without any order to it: steps take and give at random, some silent, some labels twice."""
    steps = []
    for number in range(chance.randrange(5, 11)):
        takes, gives = ([chance.randrange(5) for _ in range(chance.choice((1, 1, 1, 1, 2)))] for _ in range(2))
        steps.append(Transition(f"t{number}", chance.choice(["A", "B", "C", None]), tuple(takes), tuple(gives)))
    return Net(5, tuple(steps), (0,), (chance.randrange(1, 5),))


def built(net):
    """Its automaton; None where it has an end that cannot be reached, grows, or has many markings."""
    try:
        machine = compile_net(net, limit=60)
        return machine if isinstance(machine, Automaton) else None
    except RuleBroken as refused:
        if refused.code not in {"chart_end_unreachable", "chart_unbounded"}:
            raise
        return None


def tangled(chance):
    """A net without order that can be built and is not trivial, and its automaton; None after forty tries."""
    for _ in range(40):
        net = tangle(chance)
        machine = built(net)
        if machine is not None and len(machine.final) > 3:
            return net, machine
    return None


def test_enough_nets_of_any_kind_can_be_built():
    assert sum(tangled(random.Random(seed)) is not None for seed in range(50)) > 35


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_a_net_of_any_kind_costs_what_the_slow_search_says_or_is_refused(seed):
    chance = random.Random(seed)
    found = tangled(chance)
    if found is None:
        return
    net, machine = found
    aligner, lazy = Aligner(machine), Aligner(Lazy(net))
    for _ in range(3):
        case = [chance.choice("ABCX") for _ in range(chance.randrange(7))]
        found = aligner.align(case)
        assert found.cost == slow_cost(net, case) == lazy.cost(case)
        assert holds(net, found, case)
        assert accepts(machine, case) == (found.cost == 0)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_one_change_costs_one_wherever_it_is_and_the_automaton_agrees(seed):
    chance, block, net = random_chart(seed)
    machine = compile_net(net)
    aligner = Aligner(machine)
    case = walk(chance, block)
    for place in range(len(case) + 1):
        foreign = [*case[:place], "X", *case[place:]]
        assert aligner.align(foreign).moves[place : place + 1] == (Move(LOG, "X", place),)
        assert aligner.cost(foreign) == 1
    for place in range(len(case)):
        without = [*case[:place], *case[place + 1 :]]
        assert aligner.cost(without) <= 1
        assert (aligner.cost(without) == 0) == accepts(machine, without)


def accepts(machine, case):
    state = machine.start
    for code in Aligner(machine).codes(case):
        state = machine.row(state).get(code, 0)
    return state != 0 and machine.ends(state)


def check_ties(seed):
    """Events at one time cost what the cheapest of all their orders does."""
    chance, block, net = random_chart(seed)
    aligner = Aligner(compile_net(net))
    case = changed(chance, walk(chance, block), 2)[:6]
    tied = [0] + [chance.randrange(2) for _ in case[1:]]
    groups = []
    for label, again in zip(case, tied, strict=False):
        if again:
            groups[-1].append(label)
        else:
            groups.append([label])
    orders = [[one for part in way for one in part] for way in product(*map(permutations, groups))]
    for ended in (True, False):
        places, whole = cheapest(aligner, case, tied[: len(case)], ended=ended) if case else ((), True)
        assert whole
        assert sorted(places) == list(range(len(case)))
        order = [case[place] for place in places]
        assert list(order) in orders
        assert aligner.cost(order, ended=ended) == min(aligner.cost(one, ended=ended) for one in orders)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_events_at_one_time_are_taken_in_the_order_that_costs_least(seed):
    check_ties(seed)


def test_more_events_at_one_time_than_are_weighed_stand_in_their_order():
    aligner = Aligner(compile_net(LINE))
    case = tuple("DCBA" + "X" * (MOST - 3))
    assert cheapest(aligner, case, [0] + [1] * MOST) == (tuple(range(len(case))), False)
    assert cheapest(aligner, case[:MOST], [0] + [1] * (MOST - 1)) == ((3, 2, 1, 0, *range(4, MOST)), True)


@pytest.mark.parametrize(
    ("case", "moves"),
    [
        ("ABCD", "A B C D"),
        ("ACBD", "A +C B -C D"),  # a step before its turn, not B left out and done too late
        ("ACDB", "A -B C D +B"),
        ("AABCD", "A +A B C D"),
        ("ABCDD", "A B C D +D"),
        ("BACD", "+B A -B C D"),
        ("ABXCD", "A B +X C D"),
        ("ABD", "A B -C D"),
        ("", "-A -B -C -D"),
        ("X", "+X -A -B -C -D"),
    ],
)
def test_of_explanations_that_cost_the_same_one_is_chosen_for_good(case, moves):
    signs = {SYNC: "", LOG: "+", MODEL: "-"}
    found = Aligner(compile_net(LINE)).align(case).moves
    spelled = " ".join(signs[move.kind] + move.label for move in found)
    assert spelled == moves


def test_a_case_under_way_is_not_asked_for_its_end():
    aligner = Aligner(compile_net(LINE))
    assert aligner.cost("AB", ended=False) == 0
    assert aligner.align("AB", ended=False).pending == ("C", "D")
    assert aligner.cost("AB") == 2
    assert aligner.cost("AC", ended=False) == 1


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("after", lambda self, search, code: self._next[search].get(code, 0)),  # an event changes nothing
        ("_skipped", lambda self, members: 0),  # no step can be missing
        ("stops", lambda self, state, ended: (0, [1])),  # everything fits
        ("came", lambda self, search, code, cost, state: (cost - 1, state)),  # no event is what was due
    ],
)
def test_a_broken_search_is_noticed(monkeypatch, name, broken):
    monkeypatch.setattr(aligning.Search, name, broken)
    assert any(fails(check_costs, seed) for seed in range(30))


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("alike", lambda rows, final: [int(end) for end in final]),  # all that may end behave alike
        ("_closures", lambda silent: [1 << here for here in range(len(silent))]),  # silent steps lead nowhere
        ("_trimmed", lambda rows, final: ([{} for _ in rows], final)),  # no step leads anywhere
    ],
)
def test_a_broken_automaton_is_noticed(monkeypatch, name, broken):
    monkeypatch.setattr(determining, name, broken)
    assert any(fails(check_costs, seed) for seed in range(30))


def test_a_tie_that_is_taken_in_the_order_of_its_rows_is_noticed(monkeypatch):
    monkeypatch.setattr(
        ties, "_next", lambda group, happened: [happened.bit_length()] if happened < (1 << len(group)) - 1 else []
    )
    assert any(fails(check_ties, seed) for seed in range(30))


def fails(check, seed):
    """Whether a check notices something."""
    try:
        check(seed)
    except (AssertionError, ValueError, IndexError, TypeError, KeyError, RuleBroken):
        return True
    return False


def test_a_chart_is_built_whole_where_it_can_be():
    assert isinstance(compile_net(LINE), Automaton)
    assert isinstance(compile_net(LINE, limit=3), Lazy)
