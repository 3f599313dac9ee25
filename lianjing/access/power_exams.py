"""What stands against publishing a version of a power: its chart, its controls, what is looser than the county's."""

from dataclasses import dataclass
from datetime import date

from lianjing.access import powers
from lianjing.access.matters import bureau
from lianjing.access.rulebook import library
from lianjing.domain.coverage_terms import PowerItem, PowerStep
from lianjing.domain.power import checks
from lianjing.domain.power.item import Item
from lianjing.domain.power.stricter import Looser, looser
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.including import Beyond, beyond_for_amounts, just_before
from lianjing.engines.flowcharts.soundness import Fault as Unsound
from lianjing.engines.flowcharts.soundness import soundness
from lianjing.records.models import PowerVersion


@dataclass(frozen=True)
class Exam:
    """The answers about one text, known by its hash.

    gaps: what the coverage prover said, (sentence, numbers of the steps); None: it was not asked.
    """

    sha256: str
    unsound: tuple[Unsound, ...] = ()
    faults: tuple[checks.Fault, ...] = ()
    looser: tuple[Looser, ...] = ()
    beyond: Beyond | None = None
    gaps: tuple[tuple[str, tuple[str, ...]], ...] | None = None

    @property
    def clean(self) -> bool:
        """Return whether nothing was found; the prover may still have to be asked."""
        return not (self.unsound or self.faults or self.looser or self.beyond or self.gaps)

    def facts(self) -> frozenset[str]:
        """Return the facts of SM12 that these answers prove."""
        held = {"file_right"}
        if not self.unsound and not self.faults:
            held.add("chart_sound")
        if not self.looser and self.beyond is None:
            held.add("no_looser")
        if self.gaps == ():
            held.add("all_watched")
        return frozenset(held)


def examine(item: Item, sha256: str, county: Item | None) -> Exam:
    """Return what can be said of an item without asking the prover. county: what it may not be looser than."""
    net = net_of(item.flow)
    unsound = tuple(soundness(net))
    found = Exam(sha256, unsound, tuple(checks.faults(item)))
    if county is None:
        return found
    loose = tuple(looser(item, county, library().parameters, item.first, {} if unsound else just_before(net)))
    more = None if unsound else beyond_for_amounts(item.flow, county.flow)
    return Exam(sha256, unsound, found.faults, loose, more)


def county_version(version: PowerVersion, on: date) -> PowerVersion | None:
    """Return the county's version in force that a school's version is held against; None for the county's own."""
    keeper = bureau()
    if keeper is None or version.org_id == keeper.pk:
        return None
    return powers.in_force(version.item, keeper, on)


def county_item(version: PowerVersion, on: date) -> Item | None:
    """Return the item of `county_version`."""
    held = county_version(version, on)
    return powers.compiled(held).item if held else None


def for_prover(item: Item) -> PowerItem:
    """Return an item as the coverage prover takes it."""
    steps = tuple(PowerStep(step.no, step.posts) for step in item.steps)
    return PowerItem(item.id, steps, tuple(sorted(item.apart())))
