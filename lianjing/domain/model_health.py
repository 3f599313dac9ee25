"""A model stands by its evidence: an innocent answer counts against the question, never against the school.

What its file says is where a version begins; the flags that people weighed carry it on, back, or stop it. Only
flags of the version that runs now count, and after a waking only those closed since: who mended a question is not
held to what the old one did. Sources: product C7; domain 3.0 (self-monitoring); screening 3.1.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lianjing.domain.supervision_models import RUNNING, Status

INNOCENT = "closed_false"
RIGHT = frozenset({"closed_corrected", "to_rectify", "transferred"})


class Standing(StrEnum):
    """How far evidence carries a model today."""

    EXPERIMENTAL = "experimental"
    TRIAL = "trial"
    LIVE = "live"
    SUSPENDED = "suspended"  # it stopped itself: no new flag until a new version, or until somebody wakes it
    RETIRED = "retired"


@dataclass(frozen=True)
class Bar:
    """The figures of a day. least: closed flags before anything is said; the others are shares of them, 0 to 1."""

    least: int
    precision: float  # below it the model is suspended
    innocent: float  # above it a live model is on trial again


@dataclass(frozen=True)
class Tally:
    """How the weighed flags of one version ended."""

    right: int = 0
    innocent: int = 0

    @property
    def closed(self) -> int:
        """Return how many flags were weighed to their end."""
        return self.right + self.innocent

    @property
    def precision(self) -> float | None:
        """Return the share that was right, None where nothing was weighed."""
        return self.right / self.closed if self.closed else None


def tally(ends: Collection[str]) -> Tally:
    """Return the tally of flags by the states they stand in; open ones say nothing yet."""
    return Tally(sum(state in RIGHT for state in ends), sum(state == INNOCENT for state in ends))


def fails(seen: Tally, bar: Bar) -> bool:
    """Return whether enough flags were weighed and too few of them were right."""
    return seen.closed >= bar.least and seen.right < bar.precision * seen.closed


def standing(status: Status, seen: Tally, bar: Bar, *, suspended: bool = False, woken: bool = False) -> Standing:
    """Return where a model stands: `status` is its file's, `suspended` and `woken` what happened to this version.

    A version that was woken and failed again is retired: asking a third time needs another question, not another
    try. Below `bar.least` closed flags the file's word counts, and a model that does not run is where it is.
    """
    if status not in RUNNING:
        return Standing(status)
    if suspended or fails(seen, bar):
        return Standing.RETIRED if woken else Standing.SUSPENDED
    if seen.closed < bar.least:
        return Standing(status)
    return Standing.TRIAL if seen.innocent > bar.innocent * seen.closed else Standing.LIVE
