"""The coverage proof against an oracle that tries everything, on random small networks; and prover mutants."""

import importlib
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lianjing.domain
from lianjing.domain import coverage, coverage_allot, coverage_mutual
from lianjing.domain.coverage_check import verify
from lianjing.domain.coverage_terms import Gap, Limits, PowerItem
from lianjing.domain.orgtree import Network, Tie, TieKind
from lianjing.domain.refusals import RuleBroken
from tests.domain.coverage_county import Need, Oracle, Town, codes, power

SEEDED = settings(print_blob=True, deadline=None, max_examples=150)
FLOW_CODES = ("no_supervisor", "overload")
Case = tuple[Network, tuple[PowerItem, ...], Limits]
SCHOOLS = {"s1": "/j/jyj/g1/s1/", "s2": "/j/jyj/g1/s2/", "s3": "/j/jyj/g2/s3/"}


def some_town(seed: int) -> Case:
    """A random county: up to three schools, people with posts here and there, one or two powers, tight loads."""
    chance = random.Random(seed)
    schools = sorted(SCHOOLS)[: chance.randint(1, 3)]
    made = Town("/j/jw/", "/j/jyj/", "/j/jyj/g1/", "/j/jyj/g2/", *(SCHOOLS[name] for name in schools))
    people = [f"p{n}" for n in range(chance.randint(5, 12))]
    for school in schools:
        for code in chance.sample(["XZ", "FX", "YSY", "CGY"], chance.randint(1, 2)):
            made.post(school, code, *chance.sample(people, chance.choice([0, 1, 1, 1, 2])))
    for unit in ("jw", "jyj", "g1", "g2"):
        if chance.random() < 0.9:
            made.post(unit, chance.choice(["ZZ", "ZY", "FZZ"]), *chance.sample(people, chance.randint(1, 3)))
    for school in schools:
        if chance.random() < 0.3:
            made.post(chance.choice(["g1", *schools]), "YSY", chance.choice(people), serves=[school])
    pool = ["g1", "g2", "jw", "jyj", *schools]
    both = [pair for pair in (("s1", "s2"), ("s2", "s1"), ("s3", "s1")) if set(pair) <= set(schools)]
    both += [("g1", "jyj")] if chance.random() < 0.3 else []  # an edge from below, which makes nobody a peer
    peers: set[tuple[str, str]] = set()
    for one, other in both + [chance.sample(pool, 2) for _ in range(chance.randint(1, 4))]:
        if one != other and (one, other) not in peers:
            peers.add((one, other))
            made.peer(one, other)
    for one, other in (("jw", "jyj"), ("g2", "s1"), ("jw", "g2")):
        if other in made.units and chance.random() < 0.3:
            made.line(one, other)
    for _ in range(chance.choice([0, 0, 1, 2])):
        made.kin(*chance.sample(people, 2))
    if chance.random() < 0.3:
        made.ties.append(Tie(made.person(people[0]), TieKind.INTEREST, supplier="firm"))
    items = tuple(
        power(name, chance.choice(["XZ", "XZ", "FX", "YSY", "CGY", "JYJ"])) for name in "PQ"[: chance.randint(1, 2)]
    )
    suppliers = {(made.units[schools[0]].id, "P"): frozenset({"firm"})}
    limits = Limits(load=chance.randint(1, 4), taken={made.person(people[-1]): 1}, suppliers=suppliers)
    where = random.Random(-1 - seed)
    for slug, unit in made.units.items():
        spot = (where.uniform(30, 31), where.uniform(109, 110))
        made.units[slug] = replace(unit, spot=spot, stage=where.choice("kpm"))
    return made.network(), items, limits


def faults_of(proof: coverage.Proof, case: Case) -> list[str]:
    """What is wrong with an answer, by checking it against every possibility; empty when nothing is."""
    network, items, limits = case
    oracle = Oracle(network, items, limits)
    lines = proof.supervisions
    covered = {(line.unit_id, line.power, line.step, line.side) for line in lines}
    admitted = [need for need in oracle.needs if (*need.at, need.side) not in covered]
    wrong = [
        f"checker: {fault}"
        for fault in verify(network, items, codes(), limits, lines, admitted)
        if fault.code not in ("no_channel", "unwatched", "not_separated")
    ]
    feasible = oracle.coverable(oracle.needs, pairs=True)
    by_flow = oracle.most(oracle.needs, pairs=False)
    if feasible is bool(side_gaps(proof)):
        wrong.append(f"feasible {feasible} but {side_gaps(proof)}")
    if by_flow == len(oracle.needs) and len(lines) != oracle.most(oracle.needs, pairs=True):
        wrong.append(f"covers {len(lines)}, could {oracle.most(oracle.needs, pairs=True)}")
    flow_gaps = [gap for gap in proof.gaps if gap.code in FLOW_CODES]
    if sum(gap.short for gap in flow_gaps) != len(oracle.needs) - by_flow:
        wrong.append("short does not add up")
    if flow_gaps and min(len(gap.steps) for gap in flow_gaps) != oracle.smallest(pairs=False):
        wrong.append(f"smallest is {oracle.smallest(pairs=False)}")
    for gap in side_gaps(proof):
        wrong += not_irreducible(gap, oracle)
    return wrong


def side_gaps(proof: coverage.Proof) -> list[Gap]:
    return [gap for gap in proof.gaps if gap.sides]


def not_irreducible(gap: Gap, oracle: Oracle) -> list[str]:
    needs = [Need(at, side) for at, side in zip(gap.steps, gap.sides, strict=True)]
    pairs = gap.code == "mutual"
    if oracle.coverable(needs, pairs):
        return [f"coverable: {gap}"]
    smaller = combinations(needs, len(needs) - 1)
    return [f"reducible: {gap}" for some in smaller if not oracle.coverable(some, pairs)]


@SEEDED
@given(st.integers(0, 10**9))
def test_the_prover_agrees_with_trying_everything(seed: int) -> None:
    case = some_town(seed)
    assert faults_of(coverage.prove(case[0], case[1], codes(), case[2]), case) == []


def test_five_hundred_fixed_networks_of_every_sort() -> None:
    """The same, on fixed seeds, so that every sort of gap is known to have come up."""
    seen: dict[str, int] = {}
    sizes: set[int] = set()
    for seed in range(500):
        case = some_town(seed)
        proof = coverage.prove(case[0], case[1], codes(), case[2])
        assert faults_of(proof, case) == [], seed
        for gap in side_gaps(proof):
            seen[gap.code] = seen.get(gap.code, 0) + 1
            sizes.add(len(gap.steps))
            if gap.code in FLOW_CODES:
                assert gap.smallest
    assert seen.keys() == {"no_supervisor", "overload", "mutual"}
    assert min(seen.values()) >= 10, seen
    assert sizes >= {1, 2, 3, 4}


def unsound(proof: coverage.Proof, case: Case) -> list[str]:
    """What is not so in an answer that may be less than the most: lines, gaps named, and that they add up."""
    network, items, limits = case
    oracle = Oracle(network, items, limits)
    covered = {(line.unit_id, line.power, line.step, line.side) for line in proof.supervisions}
    admitted = [need for need in oracle.needs if (*need.at, need.side) not in covered]
    faults = verify(network, items, codes(), limits, proof.supervisions, admitted)
    wrong = [fault.code for fault in faults if fault.code not in ("no_channel", "unwatched", "not_separated")]
    for gap in side_gaps(proof):
        wrong += [] if gap.code == "undecided" else not_irreducible(gap, oracle)
    if bool(side_gaps(proof)) is (len(covered) == len(oracle.needs)) or proof.unexplained:
        wrong.append("does not add up")
    return wrong


def test_large_networks_way_with_pairs_names_nothing_that_is_not_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs settled apart from load, as in large networks: sound throughout, and nearly always as good."""
    seen: dict[str, int] = {}
    less = 0
    for seed in range(500):
        case = some_town(seed)
        exact = coverage.prove(case[0], case[1], codes(), case[2])
        with monkeypatch.context() as patch:
            patch.setattr(coverage_allot, "EXACT", 0)
            proof = coverage.prove(case[0], case[1], codes(), case[2])
        assert unsound(proof, case) == [], seed
        less += len(proof.supervisions) < len(exact.supervisions)
        for gap in side_gaps(proof):
            seen[gap.code] = seen.get(gap.code, 0) + 1
    assert seen["mutual"] >= 30
    assert less <= seen.get("undecided", 0) <= 3


def test_when_the_search_for_pairs_runs_out_of_time_that_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_mutual, "SEARCH", 0.0)
    for exact in (0, 400):
        monkeypatch.setattr(coverage_allot, "EXACT", exact)
        found: set[str] = set()
        for seed in range(150):
            case = some_town(seed)
            proof = coverage.prove(case[0], case[1], codes(), case[2])
            found |= {gap.code for gap in side_gaps(proof)} - set(FLOW_CODES)
            assert unsound(proof, case) == []
        assert "undecided" in found


def test_reasons_named_for_a_gap_are_those_of_the_check() -> None:
    """`load` and `mutual` are people the check finds eligible for some step named; all others it excludes for all."""
    for seed in range(200):
        network, items, limits = some_town(seed)
        proof = coverage.prove(network, items, codes(), limits)
        oracle = Oracle(network, items, limits)
        for gap in side_gaps(proof):
            needs = [Need(at, side) for at, side in zip(gap.steps, gap.sides, strict=True)]
            eligible = {person for need in needs for _, person in oracle.choices[need]}
            could = {one.person_id for one in gap.candidates if one.reason in ("load", "mutual")}
            assert eligible <= could, seed


def test_the_same_network_gives_the_same_proof() -> None:
    for seed in range(20):
        network, items, limits = some_town(seed)
        shuffled = Network(
            network.day,
            dict(reversed(network.units.items())),
            dict(reversed(network.posts.items())),
            network.holdings,
            network.edges[::-1],
            network.ties[::-1],
        )
        first = coverage.prove(network, items, codes(), limits)
        assert coverage.prove(shuffled, items, codes(), limits) == first


# Mutants of the prover: each breaks one guard; the oracle or the check must notice on some of the fixed networks.

MUTANTS: list[tuple[str, str, str]] = [
    ("coverage_sets", "self._mark(why, self.steps.insiders.get(unit, ()), _INSIDER)", "pass"),
    ("coverage_sets", "self._mark(why, self.standing.below(holder), _SUBORDINATE)", "pass"),
    ("coverage_sets", "self._mark(why, (person,), code)", "pass"),
    ("coverage_sets", "self._mark(why, self._interests.get(supplier, ()), _INTEREST)", "pass"),
    ("coverage_sets", "if side is Side.PEER:\n            self._mark", "if False:\n            self._mark"),
    ("coverage_sets", "below -= {person for other, person in self._people_at[unit] if other <= rank}", "pass"),
    ("coverage_sets", "found -= {key for key in found if at_or_below", "found -= {key for key in () if at_or_below"),
    ("coverage_sets", "for unit in {post.unit_id, *post.serves}", "for unit in {post.unit_id}"),
    ("coverage_sets", "codes[post.code].supervises", "True"),
    ("coverage_sets", "self._close[tie.other_id].append((tie.person_id, code))", "pass"),
    ("coverage_flow", "free = int(web.free[list(people)].sum())", "free = int(web.free[list(people)].sum()) + 1"),
    ("coverage_flow", "if int(trial.carried.sum()) == covered:", "if int(trial.carried.sum()) >= covered - 1:"),
    ("coverage_mutual", "if back is not None and watcher < watched:", "if back is not None and watched < 0 and False:"),
    ("coverage_mutual", "if demand.side is Side.PEER:", "if False:"),
    ("coverage_mutual", "web.people[web.person[arcs]], holder)", "web.people[web.person[arcs]], -1)"),
    ("coverage_mutual", "ahead = (2 * gap < len(values))", "ahead = (2 * gap <= len(values))"),
    ("coverage_mutual", "search.add(steps == 0).only_enforce_if(used.negated())", "pass"),
    ("coverage_mutual", "if touched.intersection(knot)]", "if not knot]"),
    ("coverage_allot", "if not len(marks.arc) or not _has_pair(marks, near):", "if True:"),
    ("coverage_allot", "if not turns[turn].unmet.any():", "if True:"),
    ("coverage", "for *_, number in pool[len(pool) - found.short :]:", "for *_, number in pool[len(pool) - 1 :]:"),
    ("coverage", "pool[: found.free + 1]", "pool[: found.free + 2]"),
]  # fmt: skip


def broken(tmp_path: Path, module: str, old: str, new: str) -> ModuleType:
    """Import a copy of the prover in which `old` is replaced by `new` in one module; words stay the house's own."""
    name = f"mutant_{abs(hash((module, old, new)))}"
    home = tmp_path / name
    home.mkdir()
    for file in Path(lianjing.domain.__file__).parent.glob("coverage*.py"):
        text = file.read_text(encoding="utf-8")
        if file.stem == module:
            assert text.count(old) == 1, (module, old, text.count(old))
            text = text.replace(old, new)
        text = text.replace("lianjing.domain.coverage", f"{name}.coverage")
        (home / file.name).write_text(text.replace(f"{name}.coverage_terms", "lianjing.domain.coverage_terms"), "utf-8")
    (home / "__init__.py").write_text("")
    sys.path.insert(0, str(tmp_path))
    try:
        return importlib.import_module(f"{name}.coverage")
    finally:
        sys.path.remove(str(tmp_path))


def noticed(prove: Callable[..., coverage.Proof], wrong: Callable[..., list[str]] = faults_of) -> bool:
    """Whether some fixed network gives an answer that the check or the oracle refuses."""
    for seed in range(500):
        case = some_town(seed)
        honest = coverage.prove(case[0], case[1], codes(), case[2])
        try:
            proof = prove(case[0], case[1], codes(), case[2])
        except (RuleBroken, ArithmeticError, LookupError, ValueError):
            return True
        if (proof.supervisions, proof.gaps) != (honest.supervisions, honest.gaps) and wrong(proof, case):
            return True
    return False


def test_an_unbroken_copy_of_the_prover_is_not_noticed(tmp_path: Path) -> None:
    assert not noticed(broken(tmp_path, "coverage_sets", "import numpy as np", "import numpy as np  # the same").prove)


@pytest.mark.parametrize(("module", "old", "new"), MUTANTS, ids=[f"{row[0]}-{n}" for n, row in enumerate(MUTANTS)])
def test_mutants_of_the_prover_are_killed(tmp_path: Path, module: str, old: str, new: str) -> None:
    assert noticed(broken(tmp_path, module, old, new).prove)


LOCAL_MUTANTS = [
    ("if (demand, power) in taken:", "if False:"),
    ("mark in used or (mark[::-1] not in used and mark not in self.given_up)", "True"),
    ("(mark[::-1] not in used and mark not in self.given_up)", "mark not in self.given_up"),
    ("fresh = (self.demands[pair] & there) - seen", "fresh = set[int]()"),
    ("if (demand, step.power) not in taken]", "]"),
    ("turned[marks.arc[against(marks, turn)]] = False", "pass"),
    ("short = sum(len(of_power[one]) for one in around) - sum(settled.counts)", "short = 1"),
]


@pytest.mark.parametrize(("old", "new"), LOCAL_MUTANTS, ids=[old[:25] for old, _ in LOCAL_MUTANTS])
def test_mutants_of_the_large_networks_way_are_killed(tmp_path: Path, old: str, new: str) -> None:
    mutant = broken(tmp_path, "coverage_local", old, new)
    sys.modules[f"{mutant.__package__}.coverage_allot"].EXACT = 0
    assert noticed(mutant.prove, unsound)


def test_the_limit_of_load_counts_what_is_taken_already() -> None:
    limits = Limits(load=5, own_load={1: 2}, taken={1: 1, 2: 9, 3: 2})
    assert [limits.free(person) for person in (1, 2, 3, 4)] == [1, 0, 3, 5]
