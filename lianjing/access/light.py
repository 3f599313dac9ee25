"""What lighting charts reads past the policy: every matter, the lake's rows, units by code. Only counts come out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.db.models import Max, Prefetch

from lianjing.access.lake import lake, pinned
from lianjing.access.rulebook import library
from lianjing.domain.power.ledgers import LedgerMap
from lianjing.engines.content.power_ledgers import read_ledger_maps
from lianjing.engines.content.powers import read_items
from lianjing.records.doors import unscoped
from lianjing.records.models import LightCell, LightRun, Matter, MatterEvent, MatterHand, Org, PowerVersion

if TYPE_CHECKING:
    from lianjing.engines.flowcharts.ledgers import LedgerCases

_WHOLE = "a lit chart counts every unit alike; what is shown of it is asked of the policy"


@cache
def ledger_maps() -> dict[str, LedgerMap]:
    """Return how ledger rows show the steps of powers, by item."""
    return read_ledger_maps(read_items(library()))


def last_run(item: str, source: str) -> LightRun | None:
    """Return the newest counting of a power from one source."""
    return unscoped(LightRun, reason=_WHOLE).filter(item=item, source=source).first()


def last_change(item: str) -> datetime | None:
    """Return when a matter of a power last changed: a step written down, confirmed or denied, or its end."""
    rows = unscoped(MatterEvent, reason=_WHOLE).filter(matter__version__item=item)
    said = ("recorded_at", "hands__confirmed_at", "hands__denied_at", "matter__closed_at")
    found = rows.aggregate(**{f"last_{place}": Max(name) for place, name in enumerate(said)})
    return max((moment for moment in found.values() if moment is not None), default=None)


def versions_used(item: str) -> list[PowerVersion]:
    """Return the versions of a power by which any matter was run."""
    return list(unscoped(PowerVersion, reason=_WHOLE).filter(item=item, matters__isnull=False).distinct())


def matters_of(version: PowerVersion) -> list[tuple[Matter, list[MatterEvent]]]:
    """Return every matter of a version with its events in order; also those given up: what was done was done."""
    hands = Prefetch("hands", unscoped(MatterHand, reason=_WHOLE))
    events = Prefetch("events", unscoped(MatterEvent, reason=_WHOLE).prefetch_related(hands))
    rows = unscoped(Matter, reason=_WHOLE).filter(version=version)
    return [
        (matter, sorted(matter.events.all(), key=lambda event: (event.happened_at, event.pk)))
        for matter in rows.select_related("org").prefetch_related(events).order_by("id")
    ]


def cases_of(mapping: LedgerMap) -> "tuple[LedgerCases, dict[str, int]]":
    """Return the cases that the lake's rows show of a power, and the versions they were read from."""
    from lianjing.engines.flowcharts.ledgers import read_cases

    versions = {table: version for table, version in pinned().items() if table in mapping.tables}
    files = {table: lake().files(table, version) for table, version in versions.items()}
    sizes = {org.code: org.size_class for org in units().values()}
    return read_cases(mapping, files, lambda school: sizes.get(school, "")), versions


def units() -> dict[str, Org]:
    """Return every unit by its code."""
    return {org.code: org for org in unscoped(Org, reason=_WHOLE).select_related("parent")}


def replace_cells(run: LightRun, cells: Sequence[LightCell]) -> None:
    """Keep a counting in place of the one before it; called inside an act."""
    unscoped(LightRun, reason=_WHOLE).filter(item=run.item, source=run.source).exclude(pk=run.pk).delete()
    unscoped(LightCell, reason=_WHOLE).bulk_create(cells, batch_size=500)


def cells_of(item: str, orgs: Iterable[int] | None, half: str) -> list[LightCell]:
    """Return the cells of a power in a half year, of some units or of all: for adding up, never for a page itself."""
    rows = unscoped(LightCell, reason=_WHOLE).filter(run__item=item, half=half)
    return list(rows if orgs is None else rows.filter(org__in=list(orgs)))


def halves_of(item: str) -> list[str]:
    """Return the half years for which a power has cells, newest first."""
    rows = unscoped(LightCell, reason=_WHOLE).filter(run__item=item)
    return sorted(set(rows.values_list("half", flat=True)), reverse=True)


def alike(org: Org) -> list[int]:
    """Return the ids of other schools of a unit's size class."""
    rows = unscoped(Org, reason=_WHOLE).filter(size_class=org.size_class).exclude(pk=org.pk)
    return list(rows.values_list("pk", flat=True)) if org.size_class else []


def below(org: Org, on: date) -> list[int]:
    """Return the ids of a unit and every unit below it."""
    rows = unscoped(Org, reason=_WHOLE).filter(path__startswith=org.path, valid_from__lte=on)
    return list(rows.values_list("pk", flat=True))
