"""The coverage proof on networks with known answers: each clause, each reason, each counterexample."""

from datetime import date

import pytest

from lianjing.domain import coverage
from lianjing.domain.coverage import prove
from lianjing.domain.coverage_terms import Limits, Side, StepAt
from lianjing.domain.orghistory import History
from lianjing.domain.orgtree import EdgeKind, Holding, OrgKind, Post, Tie, TieKind, Unit
from lianjing.domain.post_codes import read_post_codes
from lianjing.domain.refusals import RuleBroken
from tests.domain.coverage_county import DAY, Need, Oracle, Town, codes, one, power, powers, reasons, run

ACCEPT = (power("ST-03", "YSY"),)


def town(schools: int = 1) -> Town:
    """Group g1 with schools s1.. and an acceptor each; beside it school s9 of g2; beside that the leader of g3."""
    paths = ("/j/jw/", "/j/b/", "/j/b/g1/", "/j/b/g2/", "/j/b/g2/s9/", "/j/b/g3/")
    made = Town(*paths, *(f"/j/b/g1/s{n}/" for n in range(1, schools + 1)))
    for number in range(1, schools + 1):
        made.post(f"s{number}", "YSY", f"acceptor{number}")
    made.post("g1", "ZZ", "leader")
    made.post("s9", "YSY", "acceptor9")
    made.post("g2", "ZZ", "leader2")
    made.post("g3", "ZZ", "leader3")
    made.peer("s9", "g1")
    made.peer("g3", "g2")
    made.line("g2", "b")  # a line upward stands above nobody
    return made.crown()


def test_content_holds_the_34_powers() -> None:
    assert len(powers()) == len({item.id for item in powers()}) == 34
    assert {item.id[:2] for item in powers()} == {"ZS", "RS", "JF", "ZZ", "ST", "CW"}
    assert all(code in codes() for item in powers() for step in item.steps for code in step.posts)


@pytest.mark.parametrize(
    ("why", "rows"),
    [
        ("twice", [{"code": "A", "kind": "post"}, {"code": "A", "kind": "post"}]),
        ("names_no_post", [{"code": "A", "kind": "body", "members": ["B"]}]),
        ("kind_and_fields", [{"code": "A", "kind": "office"}]),
    ],
)
def test_wrong_post_codes_are_refused(why: str, rows: list[dict[str, object]]) -> None:
    with pytest.raises(RuleBroken, match="catalogue_wrong") as refused:
        read_post_codes({"codes": rows})
    assert refused.value.facts["why"] == why


# What is proven.


def test_every_step_gets_a_supervisor_above_and_one_beside() -> None:
    made = town()
    proof = run(made, ACCEPT)
    assert proof.complete
    assert proof.day == date(2026, 9, 1)
    assert proof.steps == proof.covered == 2
    found = {(line.unit_id, line.side): line.person_id for line in proof.supervisions}
    s1 = made.units["s1"].id
    assert found[s1, Side.UPPER] == made.people["leader"]
    assert found[s1, Side.PEER] == made.people["acceptor9"]
    assert sum(proof.loads.values()) == 4


def test_who_supervises_this_names_posts_and_channels_never_people() -> None:
    made = town()
    proof = run(made, ACCEPT)
    s1 = made.units["s1"].id
    (watch,) = proof.who_supervises(s1, "ST-03")
    assert watch.step == "1"
    assert {watch.upper, watch.peer} == {line.post_id for line in proof.supervisions if line.unit_id == s1}
    assert watch.channels == (made.units["b"].id,)
    assert not set(made.people.values()) & {watch.upper, watch.peer, *watch.channels}
    assert proof.who_supervises(s1, "CW-01") == ()


def test_the_load_is_spread() -> None:
    """Six steps and three people: two each, though one could take all six."""
    made = Town("/j/b/", "/j/b/g1/", "/j/b/g1/s1/", "/j/b/g1/s2/")
    made.post("s1", "XZ", "head")
    made.post("g1", "ZY", "m1", "m2", "m3")
    network = made.network()
    items = tuple(power(f"P{n}", "XZ") for n in range(3))
    proof = prove(network, items, codes(), Limits())
    upper = [line.person_id for line in proof.supervisions if line.side is Side.UPPER]
    assert sorted(upper.count(one) for one in set(upper)) == [2, 2, 2]


# Counterexamples, clause by clause.


def test_three_schools_seven_candidates_five_kin_two_full() -> None:
    """The sentence of the plan's product: three schools, nobody free beside; named whole, nothing more."""
    made = town(3)
    beside = [f"n{n}" for n in range(1, 7)]
    for name in beside:
        made.post("s9", "YSY", name)
    for name in ["acceptor9", *beside[:4]]:
        for number in (1, 2, 3):
            made.kin(name, f"acceptor{number}")
    full = {made.people[name]: 1 for name in beside[4:]}
    proof = run(made, ACCEPT, own_load=full)
    gap = one(proof, "overload")
    assert gap.side is Side.PEER
    assert gap.units == tuple(made.units[f"s{n}"].id for n in (1, 2, 3))
    assert gap.steps == tuple(StepAt(unit, "ST-03", "1") for unit in gap.units)
    assert (gap.free, gap.short, gap.smallest) == (2, 1, True)
    facts = gap.facts()
    assert facts["looked_at"] == 7
    assert facts["reasons"] == {"kin": 5, "load": 2}
    assert {advice.code for advice in gap.advice} == {"pair_across"}
    assert not proof.complete
    assert proof.covered == proof.steps - 1
    assert proof.unexplained == 0


def test_nobody_above() -> None:
    made = Town("/j/s1/", "/j/s2/")
    made.post("s1", "YSY", "acceptor")
    made.post("s2", "YSY", "other")
    made.peer("s2", "s1")
    proof = run(made, ACCEPT)
    gaps = [gap for gap in proof.gaps if gap.code == "no_supervisor"]
    assert {(gap.side, gap.units) for gap in gaps} == {
        (Side.UPPER, (made.units["s1"].id,)),
        (Side.UPPER, (made.units["s2"].id,)),
        (Side.PEER, (made.units["s2"].id,)),
    }
    assert all(gap.smallest and len(gap.steps) == 1 for gap in gaps)


def test_without_peer_edges_there_is_no_peer() -> None:
    made = town()
    made.edges = [edge for edge in made.edges if edge.kind is not EdgeKind.PEER]
    gap = next(
        gap for gap in run(made, ACCEPT).gaps if gap.code == "no_supervisor" and gap.units == (made.units["s1"].id,)
    )
    assert gap.side is Side.PEER
    assert gap.candidates == ()
    assert [advice.code for advice in gap.advice] == ["pair_across"]
    assert gap.advice[0].facts["units"][0] in (made.units["s9"].id, made.units["g2"].id)


REASONS = {
    "holder": lambda made: made.post("s1", "YSY", "acceptor9"),
    "insider": lambda made: made.post("s1", "JS", "acceptor9"),
    "sits_above": lambda made: made.post("g1", "ZY", "acceptor9"),
    "subordinate": lambda made: made.post("s9", "XZ", "acceptor1"),
    "kin": lambda made: made.kin("acceptor9", "acceptor1"),
    "interest": lambda made: made.ties.append(
        Tie(made.person("acceptor1"), TieKind.INTEREST, made.person("acceptor9"))
    ),
}


@pytest.mark.parametrize("reason", REASONS)
def test_why_a_candidate_is_excluded(reason: str) -> None:
    made = town()
    REASONS[reason](made)
    proof = run(made, ACCEPT)
    gap = next(gap for gap in proof.gaps if gap.code == "no_supervisor" and gap.units == (made.units["s1"].id,))
    assert gap.side is Side.PEER
    assert reasons(made, gap)["acceptor9"] == reason


def test_an_interest_in_the_supplier_of_a_live_item_excludes_there_and_only_there() -> None:
    made = town(2)
    made.ties.append(Tie(made.person("acceptor9"), TieKind.INTEREST, supplier="firm"))
    s1, s2 = made.units["s1"].id, made.units["s2"].id
    proof = run(made, ACCEPT, suppliers={(s1, "ST-03"): frozenset({"firm"}), (s2, "ST-03"): frozenset({"other firm"})})
    gap = one(proof, "no_supervisor")
    assert gap.units == (s1,)
    assert reasons(made, gap) == {"acceptor9": "interest"}


def test_posts_that_may_not_supervise_are_not_looked_at() -> None:
    made = town()
    made.posts = [
        post if post.unit_id != made.units["s9"].id else post.__class__(post.id, post.unit_id, "JS", seats=None)
        for post in made.posts
    ]
    gap = next(gap for gap in run(made, (power("P", "XZ", "YSY"),)).gaps if gap.units == (made.units["s1"].id,))
    assert gap.candidates == ()


def test_limits_of_load_are_named_with_what_would_do() -> None:
    made = town(3)
    proof = run(made, ACCEPT, load=2)
    gaps = {gap.side: gap for gap in proof.gaps if gap.code == "overload"}
    assert set(gaps) == {Side.UPPER, Side.PEER}
    assert next((advice.code, advice.facts) for advice in gaps[Side.UPPER].advice) == (
        "raise_load",
        {"limit": 3, "now": 2},
    )
    assert len(gaps[Side.UPPER].steps) == 3
    assert run(made, ACCEPT, load=3).complete


def test_the_next_level_up_is_suggested_where_it_is_free() -> None:
    made = town()
    made.kin("leader", "acceptor1")
    gap = one(run(made, ACCEPT), "no_supervisor")
    assert gap.side is Side.UPPER
    assert [advice.code for advice in gap.advice] == ["climb"]
    assert made.units["b"].id in gap.advice[0].facts["units"]


def test_a_unit_without_public_channel() -> None:
    made = town(2)
    made.edges = [edge for edge in made.edges if edge.kind is not EdgeKind.PUBLIC]
    made.edge(EdgeKind.PUBLIC, "g1", "s1")
    made.edge(EdgeKind.PUBLIC, "g2", "g2")
    proof = run(made, ACCEPT)
    assert one(proof, "no_channel").units == (made.units["s2"].id,)
    assert proof.covered == proof.steps - 1
    assert not proof.complete


def test_a_post_without_holder_is_told_apart_from_a_step_nobody_supervises() -> None:
    made = town(2)
    made.holdings = [row for row in made.holdings if row.person_id != made.people["acceptor2"]]
    proof = run(made, ACCEPT)
    assert proof.vacant == (StepAt(made.units["s2"].id, "ST-03", "1"),)
    assert proof.complete


def test_where_there_is_no_such_post_the_principal_answers_for_the_step() -> None:
    made = town(2)
    made.post("s2", "XZ", "head2")
    made.post("s2", "JW", "dean2")
    made.kin("acceptor9", "head2")
    assert run(made, ACCEPT).complete
    made.posts = [post for post in made.posts if post.id != 2]
    made.holdings = [row for row in made.holdings if row.post_id != 2]
    gap = one(run(made, ACCEPT), "no_supervisor")
    assert gap.units == (made.units["s2"].id,)
    assert reasons(made, gap) == {"acceptor9": "kin"}


def test_gaps_beyond_those_explained_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "EXPLAINED", 1)
    proof = run(town(3), ACCEPT, load=2)
    assert len([gap for gap in proof.gaps if gap.sides]) == 1
    assert proof.unexplained == 1
    assert not proof.complete


def test_a_school_that_stands_alone_has_nobody_above() -> None:
    network = History((Unit(1, OrgKind.SCHOOL, "/s1/"),), (Post(1, 1, "YSY"),), (Holding(1, 7),)).as_of(DAY)
    proof = prove(network, ACCEPT, codes())
    assert {(gap.code, gap.side) for gap in proof.gaps} == {
        ("no_supervisor", Side.UPPER),
        ("no_supervisor", Side.PEER),
        ("no_channel", None),
        ("unwatched", None),
    }


def test_a_county_step_without_a_bureau_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no_unit_for_step"):
        prove(Town("/j/s1/").network(), (power("ZS-01", "GS-JJ"),), codes())


def test_an_empty_network_has_nothing_to_prove() -> None:
    proof = prove(Town().network(), ACCEPT, codes())
    assert proof.complete
    assert proof.steps == 0


def test_the_oracle_and_the_prover_agree_on_the_known_counterexample() -> None:
    made = town(3)
    oracle = Oracle(made.network(), ACCEPT, Limits(load=2))
    assert oracle.smallest(pairs=False) == 3
    gap = next(gap for gap in run(made, ACCEPT, load=2).gaps if gap.side is Side.UPPER)
    assert not oracle.coverable([Need(at, side) for at, side in zip(gap.steps, gap.sides, strict=True)], pairs=False)
