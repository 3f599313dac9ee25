"""What one chart allows beyond another: held against all short courses, written out one by one."""

import random
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.including import Beyond, beyond, hidden
from lianjing.engines.flowcharts.nets import Net, Transition
from tests.engines.flowcharts.blocks import chart, net_of, slow_cost

SEEDS = st.integers(0, 2**32)
LONGEST = 5


def courses(block, longest=LONGEST) -> set[tuple[str, ...]]:
    """Return every complete course of a block up to a length, by the meaning of its blocks alone: no net, no states."""
    if isinstance(block, str):
        return {(block,)}
    kind, parts = block
    inside = [courses(part, longest) for part in parts]
    if kind in ("either", "maybe"):
        return set().union(*inside) | ({()} if kind == "maybe" else set())
    if kind == "then":
        return joined(inside, longest)
    if kind == "both":
        found = {()}
        for one in inside:
            found = {way for a, b in product(found, one) if len(a) + len(b) <= longest for way in woven(a, b)}
        return found
    found = once = inside[0]
    again = [*inside[1:], inside[0]]
    while more := joined([found, *again], longest) - found:
        found = found | more
    return found | once


def joined(inside, longest) -> set[tuple[str, ...]]:
    found = {()}
    for one in inside:
        found = {a + b for a, b in product(found, one) if len(a) + len(b) <= longest}
    return found


def woven(a, b):
    """Yield every order of two courses that keeps each one's own."""
    if not a or not b:
        yield a + b
        return
    yield from ((a[0], *rest) for rest in woven(a[1:], b))
    yield from ((b[0], *rest) for rest in woven(a, b[1:]))


def changed(chance, block):
    """Return a block that somebody changed a little: a part dropped, another kind, parts turned round, a step more."""
    if isinstance(block, str):
        return chance.choice([block, block, ("then", [block, chance.choice("XY")]), ("maybe", [block])])
    kind, parts = block
    parts = list(parts)
    match chance.randrange(5):
        case 0 if len(parts) > 1:
            parts.pop(chance.randrange(len(parts)))
        case 1:
            parts.reverse()
        case 2:
            kind = chance.choice(("then", "either", "both"))
    if kind == "maybe" and len(parts) > 1:
        kind = "then"
    return (kind, [changed(chance, part) if chance.random() < 0.5 else part for part in parts])


def labels(block) -> set[str]:
    return {block} if isinstance(block, str) else set().union(*(labels(part) for part in block[1]))


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_a_counterexample_is_the_shortest_and_none_is_missed(seed):
    chance = random.Random(seed)
    county = chart(chance, list("ABCD"), 2)
    own = changed(chance, county)
    known, net = labels(county), net_of(county)
    mine = {tuple(step for step in way if step in known) for way in courses(own)}
    extra = sorted(mine - courses(county), key=len)
    found = beyond(net_of(own), net)
    assert found is not None or not extra
    if found is not None:
        assert not extra or len(found.steps) <= len(extra[0])
        assert slow_cost(hidden(net_of(own), known), list(found.steps)) == 0
        assert slow_cost(net, list(found.steps)) > 0
        assert slow_cost(net, list(found.steps[: found.at]), ended=False) == 0
        assert slow_cost(net, list(found.steps[: found.at + 1]), ended=False) > 0 or found.at == len(found.steps)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_chart_allows_nothing_beyond_itself_nor_with_steps_added(seed):
    chance = random.Random(seed)
    county = chart(chance, list("ABCDE"))
    assert beyond(net_of(county), net_of(county)) is None
    assert beyond(net_of(("then", [county, "X"])), net_of(county)) is None
    assert beyond(net_of(("both", [county, "X"])), net_of(county)) is None


@pytest.mark.parametrize(
    ("own", "county", "says"),
    [
        (("then", ["A", "C"]), ("then", ["A", "B", "C"]), Beyond(("A", "C"), 1, ("B",))),
        (("then", ["B", "A"]), ("then", ["A", "B"]), Beyond(("B", "A"), 0, ("A",))),
        (("then", ["A", "X"]), ("then", ["A", "B"]), Beyond(("A",), 1, ("B",))),
        (("then", ["A", "B"]), ("either", ["A", "B"]), Beyond(("A", "B"), 1, ())),
        (("either", ["A", "B"]), ("either", ["A", ("then", ["B", "C"])]), Beyond(("B",), 1, ("C",))),
        ("A", ("either", ["A", "B"]), None),
        (("then", ["A", "B"]), ("both", ["A", "B"]), None),
        (("then", ["A", "X", "B"]), ("then", ["A", "B"]), None),
        (("again", ["A", "X"]), "A", Beyond(("A", "A"), 1, ())),
    ],
)
def test_what_is_said_is_where_the_other_chart_stops_and_what_it_wants(own, county, says):
    assert beyond(net_of(own), net_of(county)) == says


def test_a_chart_that_cannot_end_is_refused():
    stuck = Net(2, (Transition("A", "A", (0,), (0,)),), (0,), (1,))
    with pytest.raises(RuleBroken) as refused:
        beyond(stuck, net_of("A"))
    assert refused.value.code == "chart_end_unreachable"


def test_many_steps_at_once_are_answered_soon():
    lanes = [("then", [f"{lane}{n}" for n in range(3)]) for lane in "ABCDEF"]
    began = time.process_time()
    assert beyond(net_of(("both", lanes)), net_of(("both", lanes))) is None
    assert time.process_time() - began < 5
