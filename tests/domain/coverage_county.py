"""Small networks for the coverage tests, and a plain oracle that tries everything."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import yaml

from lianjing.domain.coverage import Proof, prove
from lianjing.domain.coverage_check import _Checker, verify
from lianjing.domain.coverage_terms import Gap, Limits, PowerItem, PowerStep, ProofLine, Side, StepAt, proven
from lianjing.domain.orghistory import History
from lianjing.domain.orgtree import Edge, EdgeKind, Holding, Network, OrgKind, Post, Tie, TieKind, Unit
from lianjing.domain.post_codes import PostCode, read_post_codes
from lianjing.engines.content import read_power_files

CATALOGUE = Path(__file__).parents[2] / "lianjing" / "catalogue"
DAY = date(2026, 9, 1)


@cache
def codes() -> dict[str, PostCode]:
    return read_post_codes(yaml.safe_load((CATALOGUE / "org" / "post_codes.yaml").read_text(encoding="utf-8")))


@cache
def powers() -> tuple[PowerItem, ...]:
    return proven(read_power_files()[0])


def power(name: str, *steps: str, separate: tuple[tuple[str, str], ...] = ()) -> PowerItem:
    """A power whose steps are numbered 1, 2, … and taken by these post codes."""
    return PowerItem(name, tuple(PowerStep(str(n), (code,)) for n, code in enumerate(steps, 1)), separate)


KINDS = {
    "jw": OrgKind.COMMISSION, "pz": OrgKind.DISPATCHED_TEAM, "b": OrgKind.BUREAU, "jyj": OrgKind.BUREAU,
    "o": OrgKind.BUREAU_OFFICE, "gs": OrgKind.SECTION, "hszx": OrgKind.SECOND_LEVEL_UNIT,
    "g": OrgKind.SUPERVISION_GROUP, "c": OrgKind.CENTRAL_SCHOOL, "s": OrgKind.SCHOOL,
}  # fmt: skip


class Town:
    """A network written down by names: units by their last part, people by any name."""

    def __init__(self, *paths: str) -> None:
        self.units = {"j": Unit(1, OrgKind.COUNTY, "/j/")}
        self.posts: list[Post] = []
        self.people: dict[str, int] = {}
        self.holdings: list[Holding] = []
        self.edges: list[Edge] = []
        self.ties: list[Tie] = []
        for number, path in enumerate(paths, 2):
            slug = path.split("/")[-2]
            kind = KINDS[slug.rstrip("0123456789").split("-")[0]]
            self.units[slug] = Unit(number, kind, path, slug, township="花坪镇")

    def post(self, unit: str, code: str, *people: str, serves: Iterable[str] = ()) -> int:
        number = len(self.posts) + 1
        served = frozenset(self.units[one].id for one in serves)
        self.posts.append(Post(number, self.units[unit].id, code, rank=codes()[code].rank, serves=served, seats=None))
        self.holdings += [Holding(number, self.person(one)) for one in people]
        return number

    def person(self, name: str) -> int:
        return self.people.setdefault(name, 1001 + len(self.people))

    def edge(self, kind: EdgeKind, subject: str, target: str) -> None:
        self.edges.append(Edge(self.units[subject].id, self.units[target].id, kind))

    def line(self, subject: str, target: str) -> None:
        self.edge(EdgeKind.LINE, subject, target)

    def peer(self, subject: str, target: str) -> None:
        self.edge(EdgeKind.PEER, subject, target)

    def kin(self, one: str, other: str) -> None:
        self.ties.append(Tie(self.person(one), TieKind.KIN, self.person(other)))

    def crown(self) -> "Town":
        """Give the bureau b a chief and a channel, and a commission jw: each other's peer, as the plan has it."""
        self.post("b", "JZ", "chief")
        self.post("jw", "SJ", "secretary")
        self.peer("jw", "b")
        self.peer("b", "jw")
        self.edge(EdgeKind.PUBLIC, "b", "b")
        return self

    def network(self) -> Network:
        facts = (tuple(some) for some in (self.units.values(), self.posts, self.holdings, self.edges, self.ties))
        history = History(*facts)
        history.check()
        return history.as_of(DAY)


class Need(NamedTuple):
    at: StepAt
    side: Side


Choice = tuple[int, int]  # post, person


class Oracle:
    """What can be covered, by trying everything; who is eligible is asked of the independent check."""

    def __init__(self, network: Network, items: tuple[PowerItem, ...], limits: Limits) -> None:
        self.checker = _Checker(network, codes(), limits)
        self.network, self.limits = network, limits
        self.steps = self.checker.steps(items)
        self.needs = [Need(at, side) for at in sorted(self.steps) for side in Side]
        self.choices: Mapping[Need, list[Choice]] = {need: self._choices(need) for need in self.needs}

    def _choices(self, need: Need) -> list[Choice]:
        lines = (ProofLine(*need.at, need.side, row.post_id, row.person_id) for row in self.network.holdings)
        return [
            (line.post_id, line.person_id) for line in lines if not any(self.checker.faults(line, self.steps[need.at]))
        ]

    def most(self, needs: Iterable[Need], pairs: bool) -> int:
        """How many of the needs can be covered together; `pairs`: mutual pairs are refused."""
        order = sorted(needs, key=lambda need: len(self.choices[need]))
        best = 0

        def place(number: int, lines: list[ProofLine], load: dict[int, int]) -> bool:
            nonlocal best
            best = max(best, len(lines))
            if number == len(order) or best == len(order) or len(lines) + len(order) - number <= best:
                return best == len(order)
            need = order[number]
            for post, person in self.choices[need]:
                if load.get(person, 0) >= self.limits.own_load.get(person, self.limits.load) - self.limits.taken.get(
                    person, 0
                ):
                    continue
                tried = [*lines, ProofLine(*need.at, need.side, post, person)]
                if pairs and any(True for _ in self.checker.mutual(tried, self.steps)):
                    continue
                if place(number + 1, tried, {**load, person: load.get(person, 0) + 1}):
                    return True
            return place(number + 1, lines, load)

        place(0, [], {})
        return best

    def coverable(self, needs: Iterable[Need], pairs: bool) -> bool:
        some = list(needs)
        return self.most(some, pairs) == len(some)

    def smallest(self, pairs: bool) -> int:
        """The size of the smallest set of needs that cannot be covered together, 0 when all can."""
        if self.coverable(self.needs, pairs):
            return 0
        return next(
            size
            for size in range(1, len(self.needs) + 1)
            if any(not self.coverable(some, pairs) for some in combinations(self.needs, size))
        )


def run(made: Town, items: tuple[PowerItem, ...], **limits: object) -> Proof:
    network = made.network()
    proof = prove(network, items, codes(), Limits(**limits))
    admitted = [(at, side) for gap in proof.gaps for at, side in zip(gap.steps, gap.sides, strict=False)]
    faults = verify(network, items, codes(), Limits(**limits), proof.supervisions, admitted)
    allowed = {"no_channel", "not_separated", "unwatched", "missing"} if proof.gaps else set()
    assert {fault.code for fault in faults} <= allowed
    return proof


def one(proof: Proof, code: str) -> Gap:
    found = [gap for gap in proof.gaps if gap.code == code]
    assert len(found) == 1, proof.gaps
    return found[0]


def reasons(made: Town, gap: Gap) -> dict[str, str]:
    names = {number: name for name, number in made.people.items()}
    return {names[candidate.person_id]: candidate.reason for candidate in gap.candidates}
