"""Words of the coverage proof: power items and post codes read from content, steps, supervisions, gaps.

Sources: product D2, D6, 6.3; domain 0.5, 1H. Numbers of people and units are ids, never names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from lianjing.domain.power.item import Item


class Side(StrEnum):
    """From where a step is supervised: from one level above, or from another unit beside."""

    UPPER = "upper"
    PEER = "peer"


class PowerStep(NamedTuple):
    """A step of a power item and the codes of those who take it."""

    no: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class PowerItem:
    """A power item as the prover needs it. `separate`: pairs of step numbers one person must not hold alone."""

    id: str
    steps: tuple[PowerStep, ...]
    separate: tuple[tuple[str, str], ...] = ()


class StepAt(NamedTuple):
    """A step of a power as it is taken at one unit."""

    unit_id: int
    power: str
    step: str


class ProofLine(NamedTuple):
    """One line of the proof: this person, in this post, supervises this step from this side."""

    unit_id: int
    power: str
    step: str
    side: Side
    post_id: int
    person_id: int


class Candidate(NamedTuple):
    """Who was looked at for a gap. `reason`: why not; `load` is somebody who could, but is full."""

    person_id: int
    post_id: int
    reason: str


@dataclass(frozen=True)
class Limits:
    """What the county set for a term. `load`: steps a person may supervise, both sides together.

    own_load: another limit for single people. taken: steps they already supervise outside this proof.
    suppliers: names of the suppliers of live items, by (unit id, power id).
    """

    load: int = 400
    own_load: Mapping[int, int] = field(default_factory=dict)
    taken: Mapping[int, int] = field(default_factory=dict)
    suppliers: Mapping[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    def free(self, person_id: int) -> int:
        """Return how many steps the person may still take on, never below 0."""
        return max(0, self.own_load.get(person_id, self.load) - self.taken.get(person_id, 0))


@dataclass(frozen=True)
class Advice:
    """A change that would mend a gap. `facts` as its code needs: units, limit, posts."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """Steps that cannot all be covered, and no fewer of them: leaving any one out, the rest can be.

    code: no_supervisor, overload, mutual, undecided (these are about sides), no_channel, not_separated, unwatched.
    sides: which side of each of `steps` is uncovered; `side` when it is the same for all.
    free: steps the eligible people can still take together. short: how many steps stay uncovered for this reason.
    smallest: proven that people and their load leave no smaller set uncovered (mutual pairs not counted in).
    candidates: once a person, for all steps named and all others that depend on the same people.
    """

    code: str
    side: Side | None = None
    steps: tuple[StepAt, ...] = ()
    sides: tuple[Side, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    units: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    free: int = 0
    short: int = 0
    smallest: bool = False
    advice: tuple[Advice, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return plain values that a page may word and a row may keep: ids and counts, no names."""
        reasons = Counter(candidate.reason for candidate in self.candidates)
        return {
            "code": self.code,
            "side": self.side.value if self.side else None,
            "units": list(self.units),
            "steps": [list(step) for step in self.steps],
            "sides": [side.value for side in self.sides],
            "people": list(self.people),
            "candidates": [list(candidate) for candidate in self.candidates],
            "looked_at": len({candidate.person_id for candidate in self.candidates}),
            "reasons": dict(sorted(reasons.items())),
            "free": self.free,
            "short": self.short,
            "smallest": self.smallest,
            "advice": [{"code": advice.code, **advice.facts} for advice in self.advice],
        }


def proven(items: Iterable[Item]) -> tuple[PowerItem, ...]:
    """Return power items as the prover needs them: their steps with posts, and the pairs kept apart, waivers aside."""
    return tuple(
        PowerItem(item.id, tuple(PowerStep(step.no, step.posts) for step in item.steps), tuple(sorted(item.apart())))
        for item in items
    )
