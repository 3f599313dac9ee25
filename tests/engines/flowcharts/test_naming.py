"""Random charts, each single change of an order at every place of it: one finding, and it names what was changed.

The same events may come of several changes: a step left out of a repetition and one done twice can leave the same case.
What may be said is then any of them, found here by trying every change there is.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.engines.flowcharts import aligning, plain
from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.nets import Net, Transition
from tests.engines.flowcharts.blocks import chart, net_of, walk
from tests.engines.flowcharts.naming import changes, fitting, meant

pytestmark = pytest.mark.once
SEEDS = st.integers(0, 2**32)
LONGEST = 14


def check_names(seed):
    """Return how many changes could be nothing else, and were named."""
    chance = random.Random(seed)
    block = chart(chance, list("ABCDEFG"))
    machine = compile_net(net_of(block))
    aligner, fits, only = Aligner(machine), fitting(machine), 0
    case = walk(chance, block)
    if not 0 < len(case) <= LONGEST:
        return 0
    for kind, step, changed in changes(case):
        said = [(str(one.kind), one.step) for one in explain(aligner.plainly(changed), machine.labels)]
        if fits(changed):
            assert said == []
            continue
        may = meant(fits, machine.labels, changed)
        assert (kind, step) in may
        assert len(said) == 1, (block, case, changed, said)
        assert said[0] in may, (block, case, changed, said, may)
        only += len(may) == 1
    return only


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_a_single_change_anywhere_is_named_as_what_it_is(seed):
    check_names(seed)


def test_most_changes_can_be_nothing_else():
    chances = [random.Random(seed) for seed in range(150)]
    orders = [walk(chance, chart(chance, list("ABCDEFG"))) for chance in chances]
    every = sum(len(list(changes(case))) for case in orders if 0 < len(case) <= LONGEST)
    assert sum(map(check_names, range(150))) > every / 2


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (aligning, "plainest", lambda *_: None),  # the first explanation, as cheap as the others
        (plain, "due_elsewhere", lambda *_: {}),  # a step that may be passed has no turn
        (plain, "AGAIN", 9),  # a step done twice is anything but that
        (plain, "MISSING", 9),  # an event is foreign before a step is missing
    ],
)
def test_a_broken_choice_is_noticed(monkeypatch, where, name, broken):
    monkeypatch.setattr(where, name, broken)
    assert any(fails(seed) for seed in range(200))


def fails(seed):
    try:
        check_names(seed)
    except AssertionError:
        return True
    return False


# A, then B and C or nothing, then D or nothing, then E
PASSED = Net(
    6,
    tuple(
        Transition(str(number), label, (one,), (two,))
        for number, (label, one, two) in enumerate(
            [("A", 0, 1), ("B", 1, 2), ("C", 2, 3), (None, 1, 3), ("D", 3, 4), (None, 3, 4), ("E", 4, 5)]
        )
    ),
    (0,),
    (5,),
)
SAID = {
    "ACE": [("skipped", "B", (1,))],
    "ABE": [("skipped", "C", (2,))],
    "ACBE": [("early", "C", (1, 2))],
    "ADBCE": [("early", "D", (1, 3))],
    "AED": [("early", "E", (1, 2))],
    "ABCED": [("early", "E", (3, 4))],
    "DABCE": [("early", "D", (0, 3))],
    "AEBC": [("early", "E", (1, 3))],
    "BCAE": [("early", "B", (0, 2))],
    "ACBED": [("early", "C", (1, 2)), ("early", "E", (3, 4))],
    "ADDE": [("twice", "D", (2, 1))],
}


@pytest.mark.parametrize(("case", "wanted"), SAID.items())
def test_what_is_said_where_a_branch_may_be_passed(case, wanted):
    found = explain(Aligner(compile_net(PASSED)).plainly(case), PASSED.labels())
    assert [(str(one.kind), one.step, one.at) for one in found] == wanted


def test_a_case_too_long_to_be_weighed_is_told_all_the_same(monkeypatch):
    monkeypatch.setattr(plain, "WAYS", 2)
    aligner = Aligner(compile_net(PASSED))
    assert aligner.plainly("ACBE").cost == aligner.align("ACBE").cost == 2


def test_the_plain_explanation_costs_what_the_first_one_does():
    for seed in range(60):
        chance = random.Random(seed)
        block = chart(chance, list("ABCDEFG"))
        aligner = Aligner(compile_net(net_of(block)))
        case = [label for label in walk(chance, block) if chance.random() < 0.7][:12]
        chance.shuffle(case[:4])
        for ended in (True, False):
            one, other = aligner.plainly(case, ended=ended), aligner.align(case, ended=ended)
            assert one.cost == other.cost == sum(move.kind != "sync" for move in one.moves)
            assert [move.label for move in one.moves if move.kind != "model"] == case
