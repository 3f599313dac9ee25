"""Which questions new rows can change, and at which schools: what need not be asked again is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianjing.domain.supervision_models import Grain, SupervisionModel


@dataclass(frozen=True)
class Plan:
    """What to ask again. whole: models to ask of every school. schools: school → models to ask of it alone."""

    whole: tuple[str, ...]
    schools: Mapping[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        return bool(self.whole or self.schools)


def plan(models: Iterable[SupervisionModel], changed: Mapping[str, frozenset[str]]) -> Plan:
    """Return what a change of rows asks for.

    changed: table → codes of the schools whose rows changed; "" among them for rows of the whole county. A model of
    grain `school` is asked again of those schools only; of grain `county`, or after a county-wide change, of all.
    """
    whole: list[str] = []
    schools: dict[str, list[str]] = {}
    for model in models:
        touched = frozenset().union(*(changed.get(table, frozenset()) for table in model.reads))
        if not touched:
            continue
        if model.grain is Grain.COUNTY or "" in touched:
            whole.append(model.id)
            continue
        for school in touched:
            schools.setdefault(school, []).append(model.id)
    return Plan(tuple(whole), {school: tuple(schools[school]) for school in sorted(schools)})


def changed_schools(
    before: Mapping[str, Iterable[int]], now: Mapping[str, Iterable[int]], schools: Mapping[int, Iterable[str]]
) -> dict[str, frozenset[str]]:
    """Return table → schools whose batches came or went between two runs; packing changes none.

    before, now: table → batches in force. schools: batch → codes of the schools whose rows it holds.
    """
    found: dict[str, frozenset[str]] = {}
    for table in {*before, *now}:
        moved = set(before.get(table, ())) ^ set(now.get(table, ()))
        if moved:
            found[table] = frozenset(code for batch in moved for code in schools.get(batch, ("",)))
    return found
