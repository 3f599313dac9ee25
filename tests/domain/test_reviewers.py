"""Who may review an answer, against the coverage proof's own checker on random networks, clause by clause."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.domain import reviewers
from lianjing.domain.coverage_check import _Checker
from lianjing.domain.orgtree import EdgeKind, Network
from lianjing.domain.reviewers import TIES, Bonds, Desk, outranked, why_not
from tests.domain.coverage_county import codes
from tests.domain.test_coverage_oracle import SEEDED, some_town

HEAD, STAFF = Desk("/j/g1/s1/", 0), Desk("/j/g1/s1/", 2)
LEADER = Desk("/j/g1/", 0)


def desks(network: Network) -> dict[int, tuple[Desk, ...]]:
    path = {unit.id: unit.path for unit in network.units.values()}
    return {
        person: tuple(Desk(path[post.unit_id], int(post.rank)) for post in posts)
        for person, posts in network.posts_of.items()
    }


def lines(network: Network) -> frozenset[tuple[str, str]]:
    path = {unit.id: unit.path for unit in network.units.values()}
    return frozenset(
        (path[edge.subject_id], path[edge.object_id]) for edge in network.edges if edge.kind is EdgeKind.LINE
    )


@SEEDED
@given(st.integers(0, 10**9))
def test_who_is_below_whom_is_what_the_proof_holds_it_to_be(seed: int) -> None:
    network, _items, limits = some_town(seed)
    checker, held, above = _Checker(network, codes(), limits), desks(network), lines(network)
    for one in held:
        for other in held:
            if one != other:
                assert outranked(held[one], held[other], above) == checker.outranked(one, other), (one, other)


def test_the_comparison_would_see_a_rule_that_is_looser(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen() -> bool:
        for seed in range(60):
            network, _items, limits = some_town(seed)
            checker, held, above = _Checker(network, codes(), limits), desks(network), lines(network)
            pairs = [(one, other) for one in held for other in held if one != other]
            if any(outranked(held[a], held[b], above) != checker.outranked(a, b) for a, b in pairs):
                return True
        return False

    assert not seen()
    monkeypatch.setattr(reviewers, "_commands", lambda command, desk, lines: command.path == desk.path)
    assert seen()


def bonds(**more: object) -> Bonds:
    free = Bonds(person=1, mine=(LEADER,), theirs={2: (HEAD,), 3: (STAFF,)}, lines=frozenset())
    return replace(free, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tie", "more"),
    [
        ("concerned", {"person": 2}),
        ("recused", {"recused": True}),
        ("kin", {"kin": frozenset({3})}),
        ("interest", {"partners": frozenset({2})}),
        ("subordinate", {"mine": (LEADER, STAFF)}),
        ("subordinate", {"lines": frozenset({("/j/g1/s1/", "/j/g1/")}), "mine": (Desk("/j/g1/x/", 2),)}),
        ("mutual", {"watched": frozenset({"/j/g1/"})}),
    ],
)
def test_each_tie_alone_keeps_from_the_review(tie: str, more: dict[str, object]) -> None:
    assert why_not(bonds()) == ()
    assert tie in why_not(bonds(**more))
    assert set(why_not(bonds(**more))) <= set(TIES)


@SEEDED
@given(st.integers(0, 10**9))
def test_a_tie_more_never_makes_anybody_free(seed: int) -> None:
    chance = random.Random(seed)
    some = bonds(
        kin=frozenset(chance.sample(range(1, 6), 2)),
        watched=frozenset(chance.sample(["/j/g1/", "/j/g2/"], chance.randint(0, 2))),
        recused=chance.random() < 0.5,
    )
    worse = replace(some, partners=frozenset({2}), theirs={**some.theirs, 4: (LEADER,)})
    assert set(why_not(some)) <= set(why_not(worse))
