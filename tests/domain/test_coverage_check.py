"""The independent check: an honest proof of a made-up county passes, every tampering with it is caught."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import lianjing.domain.coverage_check as checking
from lianjing.domain.coverage import Proof, prove
from lianjing.domain.coverage_check import verify
from lianjing.domain.coverage_terms import Limits, ProofLine, Side, StepAt
from lianjing.domain.orgtree import Edge, EdgeKind, Network, Tie, TieKind
from tests.domain.coverage_county import Town, codes, power, powers

SEED = 20260901
DUTIES = ("XZ", "FX", "JW", "BZY", "CGY", "YSY", "KGY", "STG", "JD", "LDX")
Lines = list[ProofLine]


@cache
def county() -> tuple[Network, Proof]:
    """Three groups of three schools on the real list of powers; groups and schools in a ring, one tiny school."""
    groups, schools = (1, 2, 3), (1, 2, 3)
    sections = ("gs-jj", "gs-rs", "gs-zz", "gs-zk", "hszx")
    paths = [f"/j/jyj/{slug}/" for slug in sections]
    paths += [f"/j/jyj/g{g}/{tail}" for g in groups for tail in ("", *(f"s{g}{s}/" for s in schools))]
    made = Town("/j/jw/", "/j/jw/pz7/", "/j/jyj/", "/j/jyj/o1/", *paths)
    made.post("jw", "SJ", "secretary")
    made.post("pz7", "ZZ", "inspector")
    made.post("pz7", "ZY", "inspector2")
    made.post("jyj", "JZ", "chief")
    made.post("o1", "ZR", "office head")
    for slug in sections:
        made.post(slug, "ZR", f"{slug} head")
    for g in groups:
        made.post(f"g{g}", "ZZ", f"g{g} leader")
        made.post(f"g{g}", "ZY", f"s{g}1 JW", f"s{g}2 LDX")
        for s in schools:
            for code in DUTIES if (g, s) != (3, 3) else ("XZ", "LDX"):
                made.post(f"s{g}{s}", code, f"s{g}{s} {code}")
        made.peer(f"g{g % 3 + 1}", f"g{g}")
        made.line("o1", f"g{g}")
        made.kin(f"s{g}1 BZY", f"s{g % 3 + 1}2 BZY")
    for code in ("CGY", "YSY", "KGY", "BZY", "FX"):
        made.post("s31", code, f"pool {code}", serves=["s33"])
    made.line("pz7", "jyj")
    made.peer("jw", "jyj")
    made.peer("jyj", "jw")
    made.edge(EdgeKind.PUBLIC, "o1", "jyj")
    network = made.network()
    return network, prove(network, powers(), codes(), LIMITS)


LIMITS = Limits(load=400)


def codes_of(network: Network, lines: Lines, limits: Limits = LIMITS) -> set[str]:
    return {fault.code for fault in verify(network, powers(), codes(), limits, lines)}


def test_an_honest_proof_of_a_county_passes_every_clause() -> None:
    network, proof = county()
    assert proof.complete, proof.gaps[:3]
    assert proof.steps > 900
    assert codes_of(network, list(proof.supervisions)) == set()


# Each tampering takes the honest lines and a random one of them, and returns what it makes of it.


def swapped(line: ProofLine, lines: Lines, network: Network, chosen: Callable[[int, int], bool]) -> Lines:
    """The line given to somebody else of whom `chosen(post, person)` is true."""
    others = [(row.post_id, row.person_id) for row in network.holdings if chosen(row.post_id, row.person_id)]
    post, person = random.Random(SEED).choice(others)
    return [line._replace(post_id=post, person_id=person) if one == line else one for one in lines]


def unit_of(network: Network, post: int) -> int:
    return network.posts[post].unit_id


def holders_of(network: Network, line: ProofLine) -> set[int]:
    steps = checking._Checker(network, codes(), LIMITS).steps(powers())
    return steps[StepAt(line.unit_id, line.power, line.step)]


TAMPERINGS: dict[str, tuple[Side | None, Callable[[ProofLine, Lines, Network], Lines]]] = {
    "missing": (None, lambda line, lines, network: [one for one in lines if one != line]),
    "twice": (None, lambda line, lines, network: [*lines, line]),
    "no_such_step": (None, lambda line, lines, network: [*lines, line._replace(power="XX-99")]),
    "not_in_post": (None, lambda line, lines, network: swapped_person(line, lines, network)),
    "may_not_supervise": (
        None,
        lambda line, lines, network: swapped(line, lines, network, lambda post, _: network.posts[post].code == "CGY"),
    ),
    "holder": (
        None,
        lambda line, lines, network: swapped(
            line, lines, network, (lambda held: lambda _, person: person in held)(holders_of(network, line))
        ),
    ),
    "insider": (
        None,
        lambda line, lines, network: swapped(
            line, lines, network, lambda post, _: unit_of(network, post) == line.unit_id
        ),
    ),
    "not_above": (
        Side.UPPER,
        lambda line, lines, network: swapped(
            line, lines, network, lambda post, _: network.units[unit_of(network, post)].name == "jw"
        ),
    ),
    "not_a_peer": (
        Side.PEER,
        lambda line, lines, network: swapped(
            line, lines, network, lambda post, _: network.units[unit_of(network, post)].name == "pz7"
        ),
    ),
    "sits_above": (
        Side.PEER,
        lambda line, lines, network: swapped(
            line, lines, network, lambda post, _: network.units[unit_of(network, post)].name == "o1"
        ),
    ),
    "load": (
        Side.UPPER,
        lambda line, lines, network: [
            one._replace(post_id=line.post_id, person_id=line.person_id) if one.side is Side.UPPER else one
            for one in lines
        ],
    ),
}


def swapped_person(line: ProofLine, lines: Lines, network: Network) -> Lines:
    other = next(row.person_id for row in network.holdings if row.person_id != line.person_id)
    return [one._replace(person_id=other) if one == line else one for one in lines]


@pytest.mark.parametrize("code", TAMPERINGS)
def test_every_tampering_with_a_line_is_caught(code: str) -> None:
    network, proof = county()
    lines = list(proof.supervisions)
    side, tamper = TAMPERINGS[code]
    chance = random.Random(f"{SEED} {code}")
    schools = [line for line in lines if network.units[line.unit_id].name.startswith("s")]
    steps = checking._Checker(network, codes(), LIMITS).steps(powers())
    pool = [
        line for line in schools if line.side is (side or line.side) and steps[StepAt(*line[:3])]
    ]  # steps with a holder, so that every tampering has somebody to pick
    for line in chance.sample(pool, 2):
        assert code in codes_of(network, tamper(line, lines, network)), line


FACTS: dict[str, Callable[[Network, ProofLine, set[int]], Network]] = {
    "kin": lambda network, line, holders: replace(
        network, ties=(*network.ties, Tie(line.person_id, TieKind.KIN, min(holders)))
    ),
    "interest": lambda network, line, holders: replace(
        network, ties=(*network.ties, Tie(min(holders), TieKind.INTEREST, line.person_id))
    ),
    "no_channel": lambda network, line, holders: replace(
        network, edges=tuple(edge for edge in network.edges if edge.kind is not EdgeKind.PUBLIC)
    ),
    "subordinate": lambda network, line, holders: replace(
        network,
        edges=(
            *network.edges,
            *(
                Edge(post.unit_id, network.posts[line.post_id].unit_id, EdgeKind.LINE)
                for post in network.posts_of[min(holders)]
            ),
        ),
    ),
    "unwatched": lambda network, line, holders: replace(
        network,
        edges=tuple(edge for edge in network.edges if network.units[edge.object_id].name != "jw"),
    ),
}


@pytest.mark.parametrize("code", FACTS)
def test_a_proof_does_not_outlive_the_facts_it_rests_on(code: str) -> None:
    network, proof = county()
    for line in random.Random(SEED).sample([line for line in proof.supervisions if line.side is Side.PEER], 40):
        holders = holders_of(network, line)
        if holders and network.units[line.unit_id].name.startswith("s"):
            assert code in codes_of(FACTS[code](network, line, holders), list(proof.supervisions))
            return
    pytest.fail("no line to try")


def test_a_live_suppliers_friend_is_caught() -> None:
    network, proof = county()
    line = proof.supervisions[0]
    tied = replace(network, ties=(Tie(line.person_id, TieKind.INTEREST, supplier="firm"),))
    limits = Limits(suppliers={(line.unit_id, line.power): frozenset({"firm"})})
    assert "interest" in codes_of(tied, list(proof.supervisions), limits)


def test_a_personal_limit_and_what_is_taken_already_count() -> None:
    network, proof = county()
    person, load = max(proof.loads.items(), key=lambda row: row[1])
    lines = list(proof.supervisions)
    assert codes_of(network, lines, Limits(load=load)) == set()
    assert codes_of(network, lines, Limits(own_load={person: load - 1})) == {"load"}
    assert codes_of(network, lines, Limits(load=load, taken={person: 1})) == {"load"}


def test_one_person_in_posts_kept_apart_is_caught() -> None:
    made = Town("/j/s1/")
    for code in ("CGY", "YSY", "KGY"):
        made.post("s1", code, "one")
    items = (power("ST-03", "CGY", "YSY", separate=(("1", "2"),)),)
    faults = verify(made.network(), items, codes(), LIMITS, [])
    assert "not_separated" in {fault.code for fault in faults}


# The check itself can fail: each of its clauses is broken once, and some tampering then slips through.

MUTANTS = [
    ("missing", "if not count[at, side] and (at, side) not in admitted:", "if False:"),
    ("twice", "if count[at, side] > 1:", "if False:"),
    ("no_such_step", "        if at not in steps:\n            yield", "        if False:\n            yield"),
    ("not_in_post", "if post is None or line.person_id not in self.holders[line.post_id]:", "if post is None:"),
    ("may_not_supervise", "not self.codes[post.code].supervises:", "False:"),
    ("holder", "if person in holders:", "if False:"),
    ("insider", "if any(self._at(own, line.unit_id) for own in self.own[person]):", "if False:"),
    ("not_above", "if line.side is Side.UPPER and post.unit_id not in above:", "if False:"),
    ("not_a_peer", "post.unit_id not in self._beside(line.unit_id):", "False:"),
    ("sits_above", "own.unit_id in above and", "False and"),
    ("load", "if load > allowed:", "if False:"),
]


@pytest.mark.parametrize(("code", "old", "new"), MUTANTS, ids=[row[0] for row in MUTANTS])
def test_mutants_of_the_check_let_a_tampering_slip_through(
    monkeypatch: pytest.MonkeyPatch, code: str, old: str, new: str
) -> None:
    source = Path(checking.__file__).read_text(encoding="utf-8")
    assert source.count(old) == 1
    broken: dict[str, object] = {"__name__": checking.__name__}
    exec(source.replace(old, new), broken)
    monkeypatch.setitem(globals(), "verify", broken["verify"])
    with pytest.raises(AssertionError):
        test_every_tampering_with_a_line_is_caught(code)


def test_the_county_is_of_its_day() -> None:
    assert county()[0].day == county()[1].day == date(2026, 9, 1)
