"""The pass over columns gives the verdict and the cost of each case, whatever the order, the types and the ties."""

import random
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.engines.flowcharts import checking, columns
from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import Lazy, compile_net
from lianjing.engines.flowcharts.checking import DEVIANT, FIT, OPEN, Check, variant_hash, variants_of
from lianjing.engines.flowcharts.columns import events, ordered
from lianjing.engines.flowcharts.nets import Net, Transition
from lianjing.engines.flowcharts.online import Following, advance
from tests.engines.flowcharts.blocks import chart, net_of, walk

SEEDS = st.integers(0, 2**32)
LINE = Net(5, tuple(Transition(label, label, (at,), (at + 1,)) for at, label in enumerate("ABCD")), (0,), (4,))
CASES = {"one": "ABCD", "two": "ACBD", "three": "AB", "four": "", "five": "ABXCD", "six": "ACBD"}


def columns_of(cases, chance=None, times=False):
    """Rows of cases, one case after the other, or mixed so that each keeps its order."""
    rows = [(name, label) for name, case in cases.items() for label in case]
    if chance is not None:
        waiting = {name: iter(case) for name, case in cases.items()}
        names = [name for name, _ in rows]
        chance.shuffle(names)
        rows = [(name, next(waiting[name])) for name in names]
    return [name for name, _ in rows], [label for _, label in rows]


def verdicts(found, read):
    return dict(
        zip(read.named(found.cases), zip(found.verdicts.tolist(), found.costs.tolist(), strict=True), strict=True)
    )


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_every_case_gets_its_verdict_and_cost(mixed, whole):
    chance = random.Random(5) if mixed else None
    cases, labels = columns_of({name: case for name, case in CASES.items() if case}, chance)
    read = events(cases, labels)
    found = Check(compile_net(LINE) if whole else Lazy(LINE)).run(read)
    assert verdicts(found, read) == {
        "one": (FIT, 0), "two": (DEVIANT, 2), "three": (DEVIANT, 2), "five": (DEVIANT, 1), "six": (DEVIANT, 2)
    }  # fmt: skip
    assert sorted((one.labels, one.cases) for one in found.variants) == [
        (("A", "B"), 1), (("A", "B", "X", "C", "D"), 1), (("A", "C", "B", "D"), 2)
    ]  # fmt: skip
    assert (found.fit, found.cost, found.events, variants_of(read)) == (1, 7, 19, 4)


def test_a_case_under_way_is_open_and_not_a_deviation_unless_it_left_the_chart():
    cases, labels = columns_of({name: case for name, case in CASES.items() if case})
    read = events(cases, labels)
    check = Check(compile_net(LINE))
    under_way = verdicts(check.run(read, ended=False), read)
    assert under_way["one"] == (FIT, 0)
    assert under_way["three"] == (OPEN, 0)
    assert under_way["two"] == (DEVIANT, 2)
    some = np.array([place for place, name in enumerate(read.names.to_pylist()) if name == "three"])
    mixed = verdicts(check.run(read, ended=some), read)
    assert mixed["three"] == (DEVIANT, 2)
    assert mixed["five"] == (DEVIANT, 1)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_mixed_rows_numbers_texts_and_times_come_out_the_same(seed):
    chance = random.Random(seed)
    block = chart(chance, list("ABCDEF"))
    net = net_of(block)
    aligner = Aligner(compile_net(net))
    cases = {}
    for number in range(8):
        case = walk(chance, block)
        if case and chance.random() < 0.5:
            case.pop(chance.randrange(len(case)))
        if case:
            cases[number * 1_000_003 - 5] = case
    wanted = {name: aligner.cost(case) for name, case in cases.items()}
    numbers, labels = columns_of(cases, chance)
    times = np.arange(len(labels)) * 1_000_000
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    texts = [f"case {number}" for number in numbers]
    stamps = pa.array([datetime(2026, 1, 1) + timedelta(seconds=int(at) // 1_000_000) for at in times])
    for columns_ in (
        (np.array(numbers), labels, None),
        (np.array(numbers)[shuffled], np.array(labels)[shuffled], times[shuffled]),
        (pa.chunked_array([texts[:3], texts[3:]], pa.string()), pa.array(labels).dictionary_encode(), stamps),
        (pa.array(texts).take(pa.array(shuffled)), pa.array(labels).take(pa.array(shuffled)), times[shuffled]),
    ):
        read = events(*columns_)
        found = verdicts(Check(compile_net(net)).run(read), read)
        named = {int(str(name).removeprefix("case ")): cost for name, (_, cost) in found.items()}
        assert named == wanted
        assert all((cost == 0) == (verdict == FIT) for verdict, cost in found.values())


def test_numbers_too_wide_to_be_sorted_together_are_sorted_all_the_same():
    read = events(np.array([2**62, -5, 2**62, -5]), ["A", "A", "C", "B"])
    of = ordered(read)
    assert (of.cases.tolist(), of.starts.tolist()) == ([-5, 2**62], [0, 2, 4])
    assert [read.labels[code] for code in of.activities.tolist()] == ["A", "B", "A", "C"]
    assert of.rows_at(np.arange(4)).tolist() == [1, 3, 0, 2]


def test_only_an_order_that_every_order_breaks_is_a_deviation():
    cases, labels, at = ["x"] * 4 + ["y"] * 4, list("ACBD") + list("ACBD"), [1, 2, 2, 3, 1, 2, 3, 4]
    read = events(cases, labels, at)
    check = Check(compile_net(LINE))
    assert verdicts(check.run(read), read) == {"x": (DEVIANT, 2), "y": (DEVIANT, 2)}
    found = check.run(read, any_order=True)
    assert verdicts(found, read) == {"x": (FIT, 0), "y": (DEVIANT, 2)}
    assert found.ties_kept == 0
    assert [(places.tolist(), order) for places, order in found.orders] == [([0], (0, 2, 1, 3))]
    under_way = check.run(events(["x"] * 3, list("ACB"), [1, 2, 2]), any_order=True, ended=False)
    assert under_way.verdicts.tolist() == [OPEN]


def test_more_events_at_one_time_than_are_weighed_are_counted():
    read = events(["x"] * 12, list("DCBA") + ["X"] * 8, [1] * 12)
    found = Check(compile_net(LINE)).run(read, any_order=True)
    assert (found.ties_kept, found.verdicts.tolist()) == (1, [DEVIANT])


def test_what_was_explained_once_is_not_explained_again(monkeypatch):
    cache = {}
    cases, labels = columns_of({name: case for name, case in CASES.items() if case})
    read = events(cases, labels)
    first = Check(compile_net(LINE), cache).run(read)
    assert len(cache) == 3
    monkeypatch.setattr(Aligner, "align", None)  # whoever calls it now fails
    again = Check(compile_net(LINE), cache).run(read)
    assert again.variants == first.variants


def test_a_variant_has_the_same_hash_everywhere():
    assert variant_hash(("A", "B")) == "eb3c771bc17e2f4b9290360563320395"
    different = [(("A", "B"), False, b""), (("AB",), True, b""), (("A", "B"), True, b"\0\1"), ((), True, b"")]
    assert len({variant_hash(*one) for one in different} | {variant_hash(("A", "B"))}) == 5


def test_no_events_are_no_cases():
    found = Check(compile_net(LINE)).run(events(pa.array([], pa.string()), pa.array([], pa.string())))
    assert (len(found.cases), found.fit, found.cost, found.variants) == (0, 0, 0, [])


def test_missing_names_are_a_case_and_a_label_of_their_own():
    read = events(pa.array(["x", None, "x"]), pa.array(["A", "A", None]))
    found = Check(compile_net(LINE)).run(read)
    assert read.named(found.cases) == ["x", None]
    assert found.costs.tolist() == [4, 3]


def test_a_pass_that_loses_the_order_is_noticed(monkeypatch):
    def unsorted(of):
        return columns.Ordered(np.unique(of.cases), np.array([0, 2, 4]), of.activities.astype(np.uint8), None)

    monkeypatch.setattr(checking, "ordered", unsorted)
    read = events([1, 2, 1, 2], list("AABB"))
    assert verdicts(Check(compile_net(LINE)).run(read), read) != {1: (DEVIANT, 2), 2: (DEVIANT, 2)}


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_following_events_as_they_arrive_gives_the_same_verdicts(seed):
    chance = random.Random(seed)
    block = chart(chance, list("ABCDEF"))
    machine = compile_net(net_of(block))
    cases = {f"case {n}": [*walk(chance, block), *("X" if chance.random() < 0.3 else "")] for n in range(6)}
    names, labels = columns_of({name: case for name, case in cases.items() if case}, chance)
    if not names:
        return
    one_by_one, at_once = Following(machine), Following(machine)
    arrived = [one_by_one.take(name, label) for name, label in zip(names, labels, strict=True)]
    assert at_once.take_all(zip(names, labels, strict=True)) == arrived
    assert at_once.states() == one_by_one.states()
    read = events(names, labels)
    whole = Check(machine).run(read, ended=False)
    assert {name: one_by_one.verdict(name) for name in cases if name in names} == {
        name: verdict for name, (verdict, _) in verdicts(whole, read).items()
    }
    table = np.column_stack([machine.table, np.zeros(len(machine.table), np.int32)])
    codes = np.array([machine.labels.index(label) if label in machine.labels else -1 for label in labels])
    states = np.ones(int(read.cases.max()) + 1, np.int32)
    half = len(codes) // 2
    after = [advance(table, states, read.cases[part], codes[part]) for part in (slice(half), slice(half, None))]
    assert dict(zip(read.names.to_pylist(), states.tolist(), strict=True)) == one_by_one.states()
    assert [one_by_one._verdicts[state] for state in np.concatenate(after).tolist()] == arrived


def test_an_open_case_knows_what_may_come_next_and_what_it_is_when_it_ends():
    following = Following(compile_net(LINE))
    assert following.next_steps("x") == ("A",)
    assert [following.take("x", label) for label in "AB"] == [OPEN, OPEN]
    assert following.next_steps("x") == ("C",)
    later = Following(compile_net(LINE), following.states())
    assert [later.take("x", label) for label in "CD"] == [OPEN, FIT]
    assert (later.next_steps("x"), later.close("x"), later.states()) == ((), FIT, {})
    assert following.close("x") == DEVIANT
    assert following.take("y", "B") == DEVIANT
    assert (following.next_steps("y"), following.take("y", "A")) == ((), DEVIANT)
