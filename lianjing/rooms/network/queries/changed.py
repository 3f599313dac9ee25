"""What the coverage prover says of a power that is about to change: its gaps as sentences, nothing stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import get_language

from lianjing.access import network, proof, rulebook
from lianjing.domain.authority import Seat
from lianjing.domain.coverage_terms import Gap, Limits, PowerItem
from lianjing.domain.orgtree import Network
from lianjing.domain.parameters import Words
from lianjing.records.models import Org
from lianjing.rooms.network.queries.coverage import units_of
from lianjing.ui.wording import coverage as words

AT_MOST = 12  # gaps told; more are alike


def gaps_if(
    post: Seat, item: PowerItem, names: Mapping[str, Words], unit: Org | None, now: datetime
) -> list[tuple[str, tuple[str, ...]]]:
    """Return why steps of `item`, taken as it says, could not all be supervised, each with the numbers of its steps.

    names: of the steps, by number. unit: the school whose own version it is, None for the county's. What people
    supervise of other powers in the newest proof counts as taken. Raises RuleBroken("no_unit_for_step").
    """
    from lianjing.domain import coverage  # noqa: PLC0415 - the solver takes seconds to load; few requests prove

    found = network.history().as_of(now.date())
    limits = Limits(load=rulebook.whole("coverage.load", now), taken=_taken(found, item.id))
    proven = coverage.prove(found, [item], rulebook.powers().codes, limits)
    mine = [gap for gap in proven.gaps if gap.code != "unwatched" and (unit is None or unit.pk in gap.units)]
    units = units_of(post, {key for gap in mine for key in gap.units})
    return [(_sentence(one, names, units), tuple(step.step for step in one[0].steps)) for one in _alike(mine)][:AT_MOST]


def _taken(found: Network, power: str) -> dict[int, int]:
    """Return how many steps of other powers each person supervises; holders of one post share them."""
    taken: Counter[int] = Counter()
    for held, steps in proof.loads_without(power).items():
        people = found.holders.get(held, ())
        taken.update({person: -(-steps // len(people)) for person in people})
    return dict(taken)


def _alike(gaps: Iterable[Gap]) -> Iterator[list[Gap]]:
    """Yield gaps that say the same of several units together."""
    found: dict[object, list[Gap]] = {}
    for gap in gaps:
        reasons = tuple(sorted(gap.facts()["reasons"].items()))
        steps = tuple(sorted({step.step for step in gap.steps}))
        found.setdefault((gap.code, gap.side, steps, reasons), []).append(gap)
    yield from found.values()


def _sentence(alike: list[Gap], names: Mapping[str, Words], units: Mapping[int, Org]) -> str:
    language, first = get_language() or "zh-hans", alike[0]
    facts = replace(first, units=()).facts()
    orgs = [units[key] for key in dict.fromkeys(key for gap in alike for key in gap.units) if key in units]
    townships = {org.township for org in orgs}
    said = dict.fromkeys(f"{step.step} {names[step.step].say(language)}" for step in first.steps)
    return words.gap_sentence(
        first.code,
        first.side.value if first.side else "",
        where=words.places([org.name for org in orgs], next(iter(townships)) if len(townships) == 1 else ""),
        what=words.steps_in_words(list(said), 0),
        looked_at=facts["looked_at"],
        reasons=sorted(facts["reasons"].items(), key=lambda pair: (-pair[1], pair[0])),
    )
