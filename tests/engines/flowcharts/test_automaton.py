"""Equal charts have equal automata, unequal ones do not, and what is unsound or far too large is said at once."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import DEAD, Fault, Lazy, compile_net, fingerprint, soundness
from lianjing.engines.flowcharts.nets import Net, Transition
from tests.engines.flowcharts.blocks import chart, net_of

SEEDS = st.integers(0, 2**32)


def step(label, takes, gives, name=""):
    return Transition(name or label or "silent", label, tuple(takes), tuple(gives))


def at_once(branches, steps):
    """A net of branches that run at once, each of some steps."""
    ends = [(1 + branch * (steps + 1), 1 + branch * (steps + 1) + steps) for branch in range(branches)]
    last = ends[-1][1] + 1
    moves = [step(f"{first}.{n}", [first + n], [first + n + 1]) for first, _ in ends for n in range(steps)]
    fork = step(None, [0], [first for first, _ in ends], "fork")
    join = step(None, [end for _, end in ends], [last], "join")
    return Net(last + 1, (fork, *moves, join), (0,), (last,))


def shuffled(chance, net):
    """The same net with its places and transitions in another order, under other names."""
    place = list(range(net.places))
    chance.shuffle(place)
    moves = [
        Transition(f"x{n}", t.label, tuple(place[p] for p in t.takes), tuple(place[p] for p in t.gives))
        for n, t in enumerate(net.transitions)
    ]
    chance.shuffle(moves)
    return Net(net.places, tuple(moves), tuple(place[p] for p in net.start), tuple(place[p] for p in net.end))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_fingerprint_does_not_depend_on_names_and_order(seed):
    chance = random.Random(seed)
    net = net_of(chart(chance, list("ABCDEF")))
    assert fingerprint(net) == fingerprint(shuffled(chance, net))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_chart_of_blocks_is_sound_and_another_label_is_another_chart(seed):
    net = net_of(chart(random.Random(seed), list("ABCDEF")))
    assert soundness(net) == []
    for place, one in enumerate(net.transitions):
        if one.label is not None:
            others = [*net.transitions[:place], replace(one, label="Z"), *net.transitions[place + 1 :]]
            assert fingerprint(replace(net, transitions=tuple(others))) != fingerprint(net)


def test_two_ways_to_draw_the_same_orders_are_one_automaton():
    plain = Net(3, (step("A", [0], [1]), step("B", [1], [2])), (0,), (2,))
    winding = Net(
        5, (step("A", [0], [1]), step(None, [1], [3]), step("B", [3], [4]), step(None, [4], [2], "end")), (0,), (2,)
    )
    assert fingerprint(plain) == fingerprint(winding)
    machine = compile_net(winding)
    assert (machine.table.shape, machine.labels) == ((4, 2), ("A", "B"))
    assert machine.next_steps(machine.start) == ("A",)
    assert machine.final.tolist() == [False, False, False, True]


def test_a_fingerprint_is_the_same_tomorrow():
    net = Net(3, (step("A", [0], [1]), step("B", [1], [2])), (0,), (2,))
    assert fingerprint(net) == "a1:b34f53246cfd6879685914d53ec800c3c789cfb255df7550bc83abdce70df868"


FAULTY = {
    "the end is never reached": (
        Net(3, (step("A", [0], [1]), step("B", [2], [2])), (0,), (2,)),
        [Fault("chart_end_unreachable"), Fault("chart_dead_step", ("B",))],
    ),
    "a step that cannot happen": (
        Net(4, (step("A", [0], [1]), step("B", [1, 2], [3])), (0,), (1,)),
        [Fault("chart_dead_step", ("B",))],
    ),
    "a loop without a way out": (
        Net(3, (step("A", [0], [1]), step("B", [0], [2]), step("C", [2], [2])), (0,), (1,)),
        [Fault("chart_no_exit", ("B",))],
    ),
    "a choice that waits for both": (
        Net(4, (step("A", [0], [1]), step("B", [0], [2]), step("C", [1, 2], [3])), (0,), (3,)),
        [Fault("chart_end_unreachable"), Fault("chart_dead_step", ("C",))],
    ),
    "the end while something is open": (
        Net(3, (step("A", [0], [1, 2]), step("B", [2], [])), (0,), (1,)),
        [Fault("chart_ends_too_soon", ("A",))],
    ),
    "tokens without end": (
        Net(2, (step("A", [0], [0, 1]), step("B", [0], [1])), (0,), (1,)),
        [Fault("chart_unbounded", ("A",))],
    ),
}


@pytest.mark.parametrize(("net", "faults"), FAULTY.values(), ids=FAULTY)
def test_what_is_unsound_is_named_with_its_steps(net, faults):
    assert soundness(net) == faults


@pytest.mark.parametrize(("branches", "steps"), [(17, 1), (10, 2), (60, 4)])
def test_a_chart_with_far_too_many_states_is_refused_at_once(branches, steps):
    took = []
    for _ in range(3):  # a collection of what other tests left may fall into one of them
        begun = time.process_time()
        (fault,) = soundness(at_once(branches, steps))
        took.append(time.process_time() - begun)
    assert min(took) < 0.1
    assert fault.code == "chart_too_large"
    assert len(fault.steps) == branches * steps


def test_an_end_that_cannot_be_reached_is_refused_and_not_searched_for():
    with pytest.raises(RuleBroken) as refused:
        compile_net(FAULTY["the end is never reached"][0])
    assert refused.value.code == "chart_end_unreachable"


def test_a_chart_that_grows_is_refused():
    for net in (FAULTY["tokens without end"][0], Net(2, (step("A", [], [0]), step("B", [0], [1])), (0,), (1,))):
        with pytest.raises(RuleBroken) as refused:
            compile_net(net)
        assert refused.value.code == "chart_unbounded"


def test_a_large_net_is_walked_only_where_cases_lead():
    net = at_once(40, 2)  # 3 to the 40th states
    machine = compile_net(net)
    assert isinstance(machine, Lazy)
    state = machine.start
    for branch in range(40):
        for n in range(2):
            state = machine.row(state)[machine.labels.index(f"{1 + branch * 3}.{n}")]
            assert state != DEAD
    assert machine.ends(state)
    assert machine.fingerprint.startswith("n1:")


def test_a_case_of_a_large_net_is_explained_without_all_of_its_states():
    machine = compile_net(at_once(14, 2))  # 4.8 million states
    case = ["1.1", "1.0", *(f"{1 + branch * 3}.{n}" for branch in range(1, 14) for n in (0, 1))]
    found = Aligner(machine).align(case)
    assert isinstance(machine, Lazy)
    assert (found.cost, found.moves[0], found.pending) == (2, ("log", "1.1", 0), ())


def test_a_search_that_has_seen_too_much_starts_again(monkeypatch):
    monkeypatch.setattr("lianjing.engines.flowcharts.aligning.REMEMBERED", 3)
    aligner = Aligner(compile_net(at_once(2, 2)))
    assert [aligner.cost(["1.1", "1.0", "4.0", "4.1"]) for _ in range(3)] == [2, 2, 2]


def test_a_lazy_chart_gives_up_at_its_limit(monkeypatch):
    monkeypatch.setattr("lianjing.engines.flowcharts.automaton.SEEN", 50)
    machine = Lazy(at_once(40, 1))
    with pytest.raises(RuleBroken) as refused:
        _ = [machine.row(there) for there in machine.row(machine.start).values()]
    assert refused.value.code == "chart_too_large"
