"""Where something is planted, and what is said about it: the truth that an evaluation compares flags with."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lianjing.county.ledgers.book import Ledger
from lianjing.county.ledgers.days import Days
from lianjing.county.ledgers.world import Site, World

IRREGULAR, INNOCENT, BESIDE = "irregular", "innocent", "beside"
T = TypeVar("T")


@dataclass(frozen=True)
class Sown:
    """One thing that was planted.

    verdict: irregular (the question should be asked), innocent (a look-alike: it should not), beside (it may be asked
    as a consequence of something planted for another question: counted neither way). period: None is any period.
    margin: how far the planted value lies from where the question begins, as a share of it; None where there is no
    measure. why: what was done, in plain words.
    """

    model: str
    verdict: str
    school_code: str
    subject: str
    period: str | None
    margin: float | None
    why: str


@dataclass
class Plot:
    """What one planter of one question works with: the county, its own chance, schools that no other planter took."""

    model: str
    world: World
    chance: random.Random
    free: list[Site]
    cases: list[Sown] = field(default_factory=list)

    def __getitem__(self, table: str) -> Ledger:
        """Return a ledger of the county."""
        return self.world.book[table]

    @property
    def days(self) -> Days:
        """Return the county's calendar."""
        return self.world.days

    def sites(self, wanted: int, fit: Callable[[Site], object] = lambda site: True) -> list[Site]:
        """Take up to `wanted` schools that fit; no planter of this question gets them again."""
        taken = [site for site in self.free if fit(site)][:wanted]
        self.free = [site for site in self.free if site not in taken]
        return taken

    def some(self, among: Iterable[T], wanted: int) -> list[T]:
        """Return up to `wanted` of these, by chance, in their order."""
        found = list(among)
        places = sorted(self.chance.sample(range(len(found)), min(wanted, len(found))))
        return [found[place] for place in places]

    def irregular(
        self, school: str, subject: object, period: str | None = None, margin: float | None = None, why: str = ""
    ) -> None:
        """Say that the question should be asked of this subject."""
        self.cases.append(Sown(self.model, IRREGULAR, school, str(subject), period, margin, why))

    def innocent(
        self, school: str, subject: object, period: str | None = None, margin: float | None = None, why: str = ""
    ) -> None:
        """Say that the question should not be asked of this subject, though it looks alike."""
        self.cases.append(Sown(self.model, INNOCENT, school, str(subject), period, margin, why))

    def beside(self, model: str, school: str, subject: object, period: str | None = None, why: str = "") -> None:
        """Say that another question may be asked because of what was planted here."""
        self.cases.append(Sown(model, BESIDE, school, str(subject), period, None, why))


Planter = Callable[[Plot], None]
# Who is with whom, who moved, how many there are: planted when every other planter is done with rolls and ties.
_AFTER_ALL = frozenset({"M-ZS-06", "M-ZS-07", "M-ZS-11"})
_LAST = "worked_elsewhere"  # it plants nothing: it says what follows from what was


def plant(world: World, planters: Sequence[tuple[str, Planter]]) -> list[Sown]:
    """Let every planter plant and return what was planted, in the order in which it was.

    Each begins at another school, so that what is planted for one question seldom lies where another's does. Where it
    does all the same, a look-alike is none any more: what was planted beside it may be asked about.
    """
    cases: list[Sown] = []
    for number, (model, planter) in sorted(enumerate(planters), key=_turn):
        sites = list(world.sites)
        turned = number * 7 % len(sites) if sites else 0
        plot = Plot(model, world, world.chance("plants", model), sites[turned:] + sites[:turned])
        planter(plot)
        cases += plot.cases
    beside = {(one.model, one.school_code, one.subject, one.period) for one in cases if one.verdict == BESIDE}
    return [one for one in cases if one.verdict != INNOCENT or not _spoilt(one, beside)]


def _turn(one: tuple[int, tuple[str, Planter]]) -> tuple[bool, bool]:
    model, planter = one[1]
    return planter.__name__ == _LAST, model in _AFTER_ALL


def _spoilt(case: Sown, beside: set[tuple[str, str, str, str | None]]) -> bool:
    """Whether something planted for another question lies where a look-alike does, in its time or in any."""
    place = case.model, case.school_code, case.subject
    return (*place, None) in beside or (*place, case.period) in beside
