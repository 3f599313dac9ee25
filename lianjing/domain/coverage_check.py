"""Checks a coverage proof again, clause by clause and line by line, with nothing of the prover's own working.

Slow and plain on purpose: it shares only the words (`coverage_terms`) and the network with the prover. An empty
answer means that every clause of product 6.3 holds for the lines given.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from lianjing.domain.coverage_terms import Limits, PowerItem, ProofLine, Side, StepAt
from lianjing.domain.orgtree import Edge, EdgeKind, Network, Post, TieKind
from lianjing.domain.post_codes import PostCode

_SCHOOLS = ("central_school", "county_school", "school")
_COMMISSION = ("commission", "dispatched_team", "guiding_office", "task_force")
_BUREAU = (
    "bureau",
    "bureau_office",
    "section",
    "second_level_unit",
    "leading_group",
    "leading_office",
    "organ_committee",
)


class Violation(NamedTuple):
    """A clause broken by a line, a step, a unit or a person. `at` names it by ids."""

    code: str
    at: tuple[Any, ...]


def verify(
    network: Network,
    powers: Sequence[PowerItem],
    codes: Mapping[str, PostCode],
    limits: Limits,
    supervisions: Iterable[ProofLine],
    uncovered: Iterable[tuple[StepAt, Side]] = (),
) -> tuple[Violation, ...]:
    """Return every violation found; `uncovered` lists steps that the proof itself admits are not covered.

    Codes: missing, twice, no_such_step, not_in_post, may_not_supervise, not_above, not_a_peer, holder, insider,
    sits_above, subordinate, kin, interest, mutual_people, mutual_units, load, no_channel, not_separated, unwatched.
    """
    lines = list(supervisions)
    checker = _Checker(network, codes, limits)
    steps = checker.steps(powers)
    found = [*_complete(steps, lines, set(uncovered))]
    for line in lines:
        at = StepAt(line.unit_id, line.power, line.step)
        if at in steps:
            found += [Violation(code, tuple(line)) for code in checker.faults(line, steps[at])]
    found += checker.mutual(lines, steps)
    for person, load in Counter(line.person_id for line in lines).items():
        allowed = limits.own_load.get(person, limits.load) - limits.taken.get(person, 0)
        if load > allowed:
            found.append(Violation("load", (person, load, allowed)))
    found += [Violation("no_channel", (unit,)) for unit in {at.unit_id for at in steps} if not checker.channel(unit)]
    found += checker.together(powers, steps)
    found += [Violation("unwatched", (person,)) for person in network.posts_of if not checker.watched(person)]
    return tuple(sorted(found, key=repr))


def _complete(
    steps: Mapping[StepAt, set[int]], lines: Sequence[ProofLine], admitted: set[tuple[StepAt, Side]]
) -> Iterator[Violation]:
    count = Counter((StepAt(line.unit_id, line.power, line.step), line.side) for line in lines)
    for at, side in product(steps, Side):
        if not count[at, side] and (at, side) not in admitted:
            yield Violation("missing", (*at, side))
        if count[at, side] > 1:
            yield Violation("twice", (*at, side))
    for at, side in count:
        if at not in steps:
            yield Violation("no_such_step", (*at, side))


class _Checker:
    def __init__(self, network: Network, codes: Mapping[str, PostCode], limits: Limits) -> None:
        self.network, self.codes, self.limits = network, codes, limits
        self.path = {unit.id: unit.path for unit in network.units.values()}
        self.kind = {unit.id: unit.kind.value for unit in network.units.values()}
        self.holders: dict[int, set[int]] = defaultdict(set)
        self.own: dict[int, list[Post]] = defaultdict(list)
        self.by_code: dict[str, list[Post]] = defaultdict(list)
        self.at_unit: dict[int, list[Post]] = defaultdict(list)
        for post in network.posts.values():
            self.by_code[post.code].append(post)
            self.at_unit[post.unit_id].append(post)
        for row in network.holdings:
            self.holders[row.post_id].add(row.person_id)
            self.own[row.person_id].append(network.posts[row.post_id])
        self._above: dict[int, list[set[int]]] = {}
        self._peers: dict[int, set[int]] = {}

    # Who takes a step.

    def steps(self, powers: Sequence[PowerItem]) -> dict[StepAt, set[int]]:
        found: dict[StepAt, set[int]] = {}
        for power in powers:
            for step in power.steps:
                kinds = [self.codes[code] for code in step.posts]
                school = [
                    one for one in kinds if one.kind != "office" and not (one.kind == "outside" and one.at_county)
                ]
                offices = [one.slug for one in kinds if one.kind == "office"]
                for unit, path in self.path.items():
                    at = StepAt(unit, power.id, step.no)
                    if school and self.kind[unit] in _SCHOOLS:
                        found[at] = {person for one in school for person in self._takes(unit, one)}
                    elif path.split("/")[-2] in offices:
                        found[at] = {person for post in self.at_unit[unit] for person in self.holders[post.id]}
                if not any((at.power, at.step) == (power.id, step.no) for at in found):
                    bureaus = [unit for unit in self.path if self.kind[unit] == "bureau"]
                    found.update({StepAt(unit, power.id, step.no): set() for unit in bureaus})
        return found

    def _takes(self, unit: int, code: PostCode) -> set[int]:
        if code.kind == "body":
            return {person for member in code.members for person in self._takes(unit, self.codes[member])}
        for name in (code.code, *code.stand_in):
            posts = [post for post in self.by_code[name] if self._at(post, unit)]
            if posts:
                return {person for post in posts for person in self.holders[post.id]}
        return set()

    @staticmethod
    def _at(post: Post, unit: int) -> bool:
        return post.unit_id == unit or unit in post.serves

    # One line.

    def faults(self, line: ProofLine, holders: set[int]) -> Iterator[str]:
        post = self.network.posts.get(line.post_id)
        if post is None or line.person_id not in self.holders[line.post_id]:
            yield "not_in_post"
            return
        if post.code not in self.codes or not self.codes[post.code].supervises:
            yield "may_not_supervise"
        person = line.person_id
        if person in holders:
            yield "holder"
        if any(self._at(own, line.unit_id) for own in self.own[person]):
            yield "insider"
        if any(self.outranked(person, holder) for holder in holders):
            yield "subordinate"
        yield from self._ties(person, holders, (line.unit_id, line.power))
        above = self._level_above(line.unit_id)
        if line.side is Side.UPPER and post.unit_id not in above:
            yield "not_above"
        if line.side is Side.PEER and post.unit_id not in self._beside(line.unit_id):
            yield "not_a_peer"
        if line.side is Side.PEER and any(
            own.unit_id in above and own.code in self.codes and self.codes[own.code].supervises
            for own in self.own[person]
        ):
            yield "sits_above"

    def _ties(self, person: int, holders: set[int], matter: tuple[int, str]) -> Iterator[str]:
        for tie in self.network.ties:
            ends = {tie.person_id, tie.other_id}
            if person in ends and ends & (holders - {person}):
                yield "kin" if tie.kind is TieKind.KIN else "interest"
            own_stake = tie.kind is TieKind.INTEREST and tie.person_id == person
            if own_stake and tie.supplier in self.limits.suppliers.get(matter, frozenset()):
                yield "interest"

    def _over(self, unit: int) -> list[int]:
        """The unit, its parent, and so on up the tree."""
        found = [other for other, path in self.path.items() if self.path[unit].startswith(path)]
        return sorted(found, key=lambda other: -len(self.path[other]))

    def _edges(self, kind: EdgeKind, unit: int) -> Iterator[Edge]:
        return (edge for edge in self.network.edges if edge.kind is kind and edge.object_id == unit)

    def _levels(self, unit: int) -> list[set[int]]:
        if unit not in self._above:
            rows: list[set[int]] = []
            for number, over in enumerate(self._over(unit)):
                level = {over} | {edge.subject_id for edge in self._edges(EdgeKind.LINE, over)}
                level = {one for one in level if not self.path[one].startswith(self.path[unit])}
                if number == 1:
                    rows[0] |= level
                else:
                    rows.append(level)
            for number, row in enumerate(rows):
                row.difference_update(*rows[:number])
            self._above[unit] = rows
        return self._above[unit]

    def _level_above(self, unit: int) -> set[int]:
        """The units one level above: the nearest level where somebody is in a post that supervises."""
        return next((row for row in self._levels(unit) if any(self._staffed(one) for one in row)), set())

    def _staffed(self, unit: int) -> bool:
        codes = [post.code for post in self.at_unit[unit] if self.holders[post.id]]
        return any(self.codes[code].supervises for code in codes if code in self.codes)

    def _beside(self, unit: int) -> set[int]:
        if unit not in self._peers:
            chain = self._over(unit)
            self._peers[unit] = set()
            for over in chain:
                edges = [edge for edge in self._edges(EdgeKind.PEER, over) if self._meant_for(edge, unit)]
                tops = [self.path[edge.subject_id] for edge in edges]
                found = {one for one, path in self.path.items() for top in tops if path.startswith(top)}
                found = {one for one in found if one not in chain and not self.path[one].startswith(self.path[unit])}
                if found:
                    self._peers[unit] = found
                    break
        return self._peers[unit]

    def _meant_for(self, edge: Edge, unit: int) -> bool:
        """Commission and bureau as each other's peer: for their own bodies only."""
        return not self._by_plan(edge.subject_id, edge.object_id) or self._by_plan(edge.subject_id, unit)

    def outranked(self, person: int, by: int) -> bool:
        """Whether a post of `by` commands a post of `person`, who holds none of that standing in that unit."""
        for command in self.own[by]:
            level = [post for post in self.own[person] if post.unit_id == command.unit_id and post.rank <= command.rank]
            if not level and any(self._commands(command, post) for post in self.own[person]):
                return person != by
        return False

    def _commands(self, command: Post, post: Post) -> bool:
        if command.unit_id == post.unit_id:
            return command.rank < post.rank
        above = self.path[command.unit_id]
        if above.startswith(self.path[post.unit_id]):
            return False
        return self.path[post.unit_id].startswith(above) or any(
            edge.subject_id == command.unit_id for over in self._over(post.unit_id)
            for edge in self._edges(EdgeKind.LINE, over)
        )  # fmt: skip

    # Between lines, units and people.

    def mutual(self, lines: Sequence[ProofLine], steps: Mapping[StepAt, set[int]]) -> Iterator[Violation]:
        people: set[tuple[str, int, int]] = set()
        units: set[tuple[str, int, int]] = set()
        for line in lines:
            post = self.network.posts.get(line.post_id)
            if post is None or self._by_plan(post.unit_id, line.unit_id):
                continue
            holders = steps.get(StepAt(line.unit_id, line.power, line.step), set())
            people |= {(line.power, line.person_id, holder) for holder in holders}
            if line.side is Side.PEER:
                units.add((line.power, post.unit_id, line.unit_id))
        for code, pairs in (("mutual_people", people), ("mutual_units", units)):
            for power, one, other in pairs:
                if one < other and (power, other, one) in pairs:
                    yield Violation(code, (power, one, other))

    def _by_plan(self, one: int, other: int) -> bool:
        kinds = {self.kind[one], self.kind[other]}
        return bool(kinds & set(_COMMISSION)) and bool(kinds & set(_BUREAU))

    def channel(self, unit: int) -> bool:
        return any(True for over in self._over(unit) for _ in self._edges(EdgeKind.PUBLIC, over))

    def together(self, powers: Sequence[PowerItem], steps: Mapping[StepAt, set[int]]) -> Iterator[Violation]:
        for power in powers:
            numbers = sorted({no for pair in power.separate for no in pair})
            for unit in {at.unit_id for at in steps if at.power == power.id} if numbers else ():
                rows = {
                    no: steps[StepAt(unit, power.id, no)] for no in numbers if steps.get(StepAt(unit, power.id, no))
                }
                choices = (dict(zip(rows, people, strict=True)) for people in product(*rows.values()))
                if not any(
                    all(one[a] != one[b] for a, b in power.separate if a in one and b in one) for one in choices
                ):
                    yield Violation("not_separated", (unit, power.id))

    def watched(self, person: int) -> bool:
        """Whether somebody, in a unit not below any of the person's and not under the person, has an edge to them."""
        mine = {post.unit_id for post in self.own[person]}
        for unit in mine:
            chain = self._over(unit)
            edges = [
                edge for over in chain for kind in (EdgeKind.LINE, EdgeKind.PEER) for edge in self._edges(kind, over)
            ]
            for subject in (*chain[1:], *(edge.subject_id for edge in edges)):
                if any(self.path[subject].startswith(self.path[one]) for one in mine):
                    continue
                people = {other for post in self.at_unit[subject] for other in self.holders[post.id]}
                if any(other != person and not self.outranked(other, person) for other in people):
                    return True
        return False
