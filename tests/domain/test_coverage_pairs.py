"""Tiny schools that share posts, the county level, and mutual pairs, each with a known answer."""

import pytest
from ortools.sat.python import cp_model

from lianjing.domain import coverage_allot
from lianjing.domain.coverage_check import verify
from lianjing.domain.coverage_terms import Limits, ProofLine, Side, StepAt
from lianjing.domain.orgtree import EdgeKind
from tests.domain.coverage_county import Town, codes, one, power, reasons, run

# Tiny schools (domain 0.5).

BUY_AND_ACCEPT = (power("ST-03", "CGY", "YSY", "KGY", separate=(("1", "2"), ("2", "3"), ("1", "3"))),)


def tiny() -> Town:
    """A school of one person, s1; its central school c1 in the same group has people of its own."""
    made = Town("/j/jw/", "/j/b/", "/j/b/g1/", "/j/b/g1/c1/", "/j/b/g1/s1/", "/j/b/g2/", "/j/b/g2/s9/", "/j/b/g3/")
    made.post("s1", "XZ", "alone")
    made.post("c1", "CGY", "buyer")
    made.post("c1", "YSY", "acceptor")
    made.post("c1", "KGY", "keeper")
    made.post("g1", "ZZ", "leader")
    made.post("s9", "CGY", "b9")
    made.post("s9", "YSY", "a9")
    made.post("s9", "KGY", "k9")
    made.post("g2", "ZZ", "leader2")
    made.post("g3", "ZZ", "leader3")
    made.peer("g2", "g1")
    made.peer("g3", "g2")
    return made.crown()


def test_one_person_cannot_separate_duties_and_sharing_a_post_is_suggested() -> None:
    made = tiny()
    gap = one(run(made, BUY_AND_ACCEPT), "not_separated")
    assert gap.steps == (StepAt(made.units["s1"].id, "ST-03", "1"), StepAt(made.units["s1"].id, "ST-03", "2"))
    assert gap.people == (made.people["alone"],)
    assert [(advice.code, advice.facts) for advice in gap.advice] == [("share_post", {"units": [made.units["c1"].id]})]


def test_shared_posts_at_the_central_school_separate_the_duties_of_the_tiny_one() -> None:
    made = tiny()
    for code, name in (("CGY", "buyer"), ("YSY", "acceptor"), ("KGY", "keeper")):
        made.post("c1", code, name, serves=["s1"])
    proof = run(made, BUY_AND_ACCEPT)
    assert proof.complete


def test_separation_is_judged_over_the_people_who_serve() -> None:
    """The central school's one person in two shared posts does not separate the tiny school's duties."""
    made = tiny()
    for code, name in (("CGY", "buyer"), ("YSY", "buyer"), ("KGY", "keeper")):
        made.post("c1", code, name, serves=["s1"])
    gap = one(run(made, BUY_AND_ACCEPT), "not_separated")
    assert gap.people == (made.people["buyer"],)


def test_who_serves_the_tiny_school_cannot_be_its_supervisor() -> None:
    made = tiny()
    made.post("c1", "KGY", "leader2", serves=["s1"])
    gaps = [gap for gap in run(made, (power("ST-03", "XZ"),)).gaps if gap.side is Side.PEER]
    assert not gaps
    made.holdings = [row for row in made.holdings if row.person_id != made.people["a9"]]
    found = {gap.units: gap for gap in run(made, (power("ST-03", "XZ"),)).gaps if gap.side is Side.PEER}
    gap = found[(made.units["s1"].id,)]
    assert reasons(made, gap) == {"leader2": "insider"}


def test_three_steps_two_people_is_the_smallest_that_cannot_be_separated() -> None:
    made = tiny()
    for code, names in (("CGY", ("p", "q")), ("YSY", ("p", "q")), ("KGY", ("p", "q"))):
        made.post("s1", code, *names)
    gap = one(run(made, BUY_AND_ACCEPT), "not_separated")
    assert len(gap.steps) == 3
    assert gap.people == (made.people["p"], made.people["q"])


# County level, mutual pairs.


def county(mutual: bool = True) -> Town:
    """A section's step: above it the bureau's chief, beside it the commission; the commission's own step likewise."""
    made = Town("/j/jw/", "/j/jw/pz7/", "/j/b/", "/j/b/gs-jj/", "/j/b/g1/", "/j/b/g1/s1/")
    made.post("jw", "SJ", "secretary")
    made.post("pz7", "ZZ", "inspector")
    made.post("b", "JZ", "chief")
    made.post("gs-jj", "ZR", "section head")
    made.line("pz7", "b")
    made.peer("jw", "b")
    if mutual:
        made.peer("b", "jw")
    made.edge(EdgeKind.PUBLIC, "b", "b")
    return made


def test_commission_and_bureau_are_each_others_peer() -> None:
    made = county()
    proof = run(made, (power("ZS-01", "GS-JJ"),))
    assert proof.complete
    (watch,) = proof.who_supervises(made.units["gs-jj"].id, "ZS-01")
    assert made.posts[watch.peer - 1].unit_id == made.units["jw"].id


def test_without_the_bureau_nobody_watches_the_commission() -> None:
    """Inspectors are supervised too (clause 8): the commission's head is named, the team below it is not."""
    made = county(mutual=False)
    gap = one(run(made, (power("ZS-01", "GS-JJ"),)), "unwatched")
    assert gap.people == (made.people["secretary"],)


def test_being_watched_only_from_below_is_not_enough() -> None:
    made = county(mutual=False)
    made.line("pz7", "jw")
    assert one(run(made, (power("ZS-01", "GS-JJ"),)), "unwatched").people == (made.people["secretary"],)


def test_an_edge_from_an_empty_unit_watches_nobody() -> None:
    made = county()
    made.holdings = [row for row in made.holdings if row.person_id not in (made.people["chief"],)]
    assert made.people["secretary"] in one(run(made, (power("ZS-01", "XZ"),)), "unwatched").people


def pairs_town() -> Town:
    """Two schools, each the other's only peer; each has one person, who takes the step and could supervise."""
    paths = (f"/j/b/g{n}/{slug}" for n in (1, 2, 3) for slug in ("", f"s{n}/"))
    made = Town("/j/jw/", "/j/b/", *paths)
    for number in (1, 2, 3):
        made.post(f"s{number}", "XZ", f"head{number}")
        made.post(f"g{number}", "ZZ", f"leader{number}")
    made.peer("s1", "s2")
    made.peer("s2", "s1")
    made.peer("s1", "s3")
    return made.crown()


def test_a_mutual_pair_is_refused_and_named() -> None:
    made = pairs_town()
    items = (power("P", "XZ"),)
    gap = one(run(made, items), "mutual")
    assert set(gap.units) == {made.units["s1"].id, made.units["s2"].id}
    assert gap.side is Side.PEER
    assert len(gap.steps) == 2
    assert gap.short == 1
    assert set(reasons(made, gap).values()) == {"mutual"}


def test_a_third_school_unties_the_pair() -> None:
    made = pairs_town()
    made.peer("s3", "s2")
    proof = run(made, (power("P", "XZ"),))
    assert proof.complete


def test_a_pair_is_a_pair_on_one_power_only() -> None:
    """s1 watches s2 on one power and s2 watches s1 on another: allowed. Both ways on one: not."""
    made = pairs_town()
    items = (power("P", "XZ"), power("Q", "XZ"))
    gaps = [gap for gap in run(made, items).gaps if gap.code == "mutual"]
    assert (
        sorted({step.power for step in gap.steps} == {name} for gap in gaps for name in "PQ")
        == [False] * 2 + [True] * 2
    )
    network = made.network()
    unit = {name: made.units[name].id for name in ("s1", "s2")}
    post = {name: next(post.id for post in made.posts if post.unit_id == unit[name]) for name in unit}
    lines = [
        ProofLine(unit["s2"], "P", "1", Side.PEER, post["s1"], made.people["head1"]),
        ProofLine(unit["s1"], "Q", "1", Side.PEER, post["s2"], made.people["head2"]),
    ]
    assert not {fault.code for fault in verify(network, items, codes(), Limits(), lines)} & {
        "mutual_people",
        "mutual_units",
    }
    lines.append(lines[0]._replace(power="Q"))
    found = {fault.code for fault in verify(network, items, codes(), Limits(), lines)}
    assert found >= {"mutual_people", "mutual_units"}


def test_two_people_may_not_supervise_each_other_from_the_same_group() -> None:
    """Two principals sit in the group above their schools: between them only one direction is left."""
    made = Town("/j/jw/", "/j/b/", "/j/b/g1/", "/j/b/g1/s1/", "/j/b/g1/s2/", "/j/b/g2/", "/j/b/g2/s9/")
    made.post("s1", "XZ", "one")
    made.post("s2", "XZ", "two")
    made.post("s9", "XZ", "nine")
    made.post("g1", "ZY", "one", "two")
    made.post("g2", "ZZ", "leader2")
    made.peer("g2", "g1")
    made.peer("g1", "g2")
    made.crown()
    gap = one(run(made, (power("P", "XZ"),)), "mutual")
    assert gap.side is Side.UPPER
    assert set(gap.units) == {made.units["s1"].id, made.units["s2"].id}
    made.post("g1", "FZZ", "deputy")
    assert run(made, (power("P", "XZ"),)).complete


def test_the_same_pair_on_several_powers_is_named_once_in_a_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_allot, "EXACT", 0)
    made = pairs_town()
    gap = one(run(made, (power("P", "XZ"), power("Q", "XZ"), power("R", "XZ", "XZ"))), "mutual")
    assert set(gap.units) == {made.units["s1"].id, made.units["s2"].id}
    assert len(gap.steps) == 2
    assert gap.short == 4  # one side of P, of Q, and of both steps of R


def test_a_core_that_the_solver_does_not_name_is_found_by_leaving_steps_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cp_model.CpSolver, "sufficient_assumptions_for_infeasibility", lambda solver: [])
    made = pairs_town()
    gap = one(run(made, (power("P", "XZ"),)), "mutual")
    assert set(gap.units) == {made.units["s1"].id, made.units["s2"].id}
    assert len(gap.steps) == 2
