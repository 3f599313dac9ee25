"""The flow beneath the proof: covers as much as can be, spreads the load, and names a smallest violator of Hall."""

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from ortools.sat.python import cp_model

from lianjing.domain import coverage_flow
from lianjing.domain.coverage_flow import Patience, Violator, Web, match, violator
from lianjing.domain.coverage_mutual import Cell, Knot, Marks


def web(wants: list[tuple[int, list[int]]], free: list[int]) -> Web:
    """wants: steps needed and eligible people of each demand; free: room of each person."""
    arcs = [(demand, person) for demand, (_, people) in enumerate(wants) for person in people]
    demand, person = (np.array([arc[end] for arc in arcs], dtype=np.int64) for end in (0, 1))
    need = np.array([count for count, _ in wants], dtype=np.int64)
    people = np.arange(len(free), dtype=np.int64)
    return Web(demand, person, person, person, need, people, np.array(free, dtype=np.int64))


def some(seed: int) -> tuple[list[tuple[int, list[int]]], list[int]]:
    """A random web; every second one is larger than all ways to take steps could be tried on."""
    chance = random.Random(seed)
    people, demands = (chance.randint(1, 4), 6) if seed % 2 else (chance.randint(3, 8), 14)
    most = people if seed % 2 else 3
    wants = [
        (chance.randint(1, 3), sorted(chance.sample(range(people), chance.randint(0 if seed % 2 else 1, most))))
        for _ in range(chance.randint(1, demands))
    ]
    return wants, [chance.randint(0 if seed % 2 else 1, 3) for _ in range(people)]


def smallest(wants: list[tuple[int, list[int]]], free: list[int]) -> int | None:
    """Size of a smallest set of steps that needs more than its people can take, over all sets of people."""
    sizes = []
    for kept in product((False, True), repeat=len(free)):
        room = sum(room for room, keep in zip(free, kept, strict=True) if keep)
        if sum(count for count, people in wants if all(kept[one] for one in people)) > room:
            sizes.append(room + 1)
    return min(sizes, default=None)


def smallest_by_steps(wants: list[tuple[int, list[int]]], free: list[int]) -> int | None:
    """The same over all ways to take steps: slower, and straight from the definition."""
    sizes = []
    for taken in product(*(range(count + 1) for count, _ in wants)):
        people = {one for many, (_, some) in zip(taken, wants, strict=True) if many for one in some}
        if sum(taken) > sum(free[one] for one in people):
            sizes.append(sum(taken))
    return min(sizes, default=None)


def test_looking_at_people_or_at_steps_gives_the_same_smallest_set() -> None:
    for seed in range(1, 600, 2):
        assert smallest(*some(seed)) == smallest_by_steps(*some(seed))


def wrong(violator: Callable[[Web, np.ndarray], tuple[Violator | None, np.ndarray]], seed: int) -> bool:
    wants, free = some(seed)
    (found, _), known = violator(made := web(wants, free), made.need), smallest(wants, free)
    if found is None or known is None:
        return (found is None) is not (known is None)
    inside = {one for demand in found.demands for one in wants[demand][1]}
    asked = sum(wants[demand][0] for demand in found.demands)
    return not (
        found.smallest
        and found.free + 1 == known
        and found.free == sum(free[one] for one in inside)
        and found.short == asked - found.free > 0
    )


def test_a_smallest_violator_is_found_on_two_thousand_random_webs() -> None:
    assert not [seed for seed in range(2000) if wrong(violator, seed)]


def test_the_flow_covers_as_much_as_can_be_and_the_busiest_has_as_little_as_can_be() -> None:
    for seed in range(1, 600, 2):
        wants, free = some(seed)
        made = web(wants, free)
        flow = match(made, made.need)
        loads = np.bincount(made.person, weights=flow.carried, minlength=len(free)).astype(int)
        most, least_peak = best(wants, free)
        assert flow.carried.sum() == most == made.need.sum() - flow.unmet.sum()
        assert (loads <= made.free).all()
        assert loads.max(initial=0) == least_peak


def best(wants: list[tuple[int, list[int]]], free: list[int]) -> tuple[int, int]:
    """Most steps covered and then the least load of the busiest, by following every way to hand steps out."""
    states = {tuple(0 for _ in free)}
    for count, people in wants:
        for _ in range(count):
            states |= {
                (*loads[:one], loads[one] + 1, *loads[one + 1 :])
                for loads in states
                for one in people
                if loads[one] < free[one]
            }
    most = max(map(sum, states))
    return most, min(max(loads) for loads in states if sum(loads) == most)


def test_hundreds_of_steps_that_only_one_person_may_take() -> None:
    made = web([(400, [0]), (5, [0, 1])], [399, 5])
    found, inside = violator(made, made.need)
    assert inside.tolist() == [0]
    assert found == Violator((0,), (0,), 399, 1, True)


def test_when_time_runs_out_the_answer_is_irreducible_but_not_called_smallest() -> None:
    claims = set()
    for seed in range(300):
        wants, free = some(seed)
        made = web(wants, free)
        found, _ = violator(made, made.need, Patience(0.0))
        if found is None:
            continue
        claims.add(found.smallest)
        if found.smallest:
            assert found.free + 1 == smallest(wants, free)
        inside = [wants[demand] for demand in found.demands]
        assert sum(count for count, _ in inside) > sum(
            free[one] for one in {one for _, people in inside for one in people}
        )
    assert claims == {True, False}


def test_steps_that_have_nothing_to_do_with_it_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cp_model.CpSolver, "sufficient_assumptions_for_infeasibility", lambda solver: [])
    nothing = np.zeros(0, dtype=np.int64)
    knot = Knot(web([(2, [0]), (3, [1]), (2, [0])], [2, 3]), Marks(nothing, nothing, nothing))
    cells = [Cell(0, "P", 2), Cell(1, "P", 3), Cell(2, "Q", 2)]
    assert [cell.steps for cell in knot.irreducible(cells) if cell.demand != 1] in ([1, 2], [2, 1])
    assert not [cell for cell in knot.irreducible(cells) if cell.demand == 1]


def test_a_flow_library_that_finds_no_optimum_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_flow.max_flow.SimpleMaxFlow, "OPTIMAL", None)
    made = web([(1, [0])], [1])
    with pytest.raises(ArithmeticError):
        match(made, made.need)


MUTANTS = [
    ("search.add(room <= known - 1)", "search.add(room >= known)"),
    ("search.minimize(room)", "search.maximize(room)"),
    ("search.add_implication(kind, chosen[person])", "pass"),
    ("better, proven = _search(", "better, proven = (None, True) or _search("),
    ("if wanted <= people", "if wanted & people"),
    ("side[(side > 0)", "side[(side > 1)"),
    ("if not result.unmet.any():", "if True:"),
]


@pytest.mark.parametrize(("old", "new"), MUTANTS, ids=[new for _, new in MUTANTS])
def test_mutants_of_the_flow_are_killed(old: str, new: str) -> None:
    source = Path(coverage_flow.__file__).read_text(encoding="utf-8")
    assert source.count(old) == 1
    broken: dict[str, object] = {"__name__": coverage_flow.__name__}
    exec(source.replace(old, new), broken)
    for seed in range(2000):
        try:
            if wrong(broken["violator"], seed):
                return
        except (KeyError, IndexError, ValueError):
            return
    pytest.fail("nobody noticed")
