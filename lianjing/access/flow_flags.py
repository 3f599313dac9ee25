"""What asking about deviations from flowcharts reads past the policy: counted cells, earlier questions, their rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lianjing.access.lake import lake, pinned
from lianjing.access.light import ledger_maps
from lianjing.domain.supervision_models import dedup_key
from lianjing.records.doors import unscoped
from lianjing.records.models import LightCell, Matter, RedFlag

FLOW = "flow"  # the code of every question about a flowchart
_WHOLE = "a flowchart asks every unit alike; what is shown of it is asked of the policy"


@dataclass
class Deviating:
    """One question's side of the counting: a unit, a step, a kind of deviation, a half year, and the cells of it.

    There are several where matters and ledgers show the step, or where the power's version changed in the half year.
    """

    kind: str
    cells: list[LightCell] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """Return how many cases went otherwise; what matters and ledgers both show may be the same case."""
        return max(self._by_source({id(cell): cell.kinds[self.kind] for cell in self.cells}))

    @property
    def passed(self) -> int:
        """Return how many cases passed the step, counted alike."""
        return max(self._by_source({id(cell): cell.passed for cell in self.cells}))

    def _by_source(self, counts: dict[int, int]) -> list[int]:
        found: Counter[str] = Counter()
        for cell in self.cells:
            found[cell.run.source] += counts[id(cell)]
        return list(found.values())

    def rows(self, most: int) -> list[dict[str, Any]]:
        """Return what shows it as it stands now: rows of ledgers, or matters by title; at most `most`."""
        return [row for cell in self.cells for row in _rows_of(cell, self.kind)][:most]


def deviations() -> dict[str, Deviating]:
    """Return what the counted cells show otherwise than a chart, by the key under which it is asked once."""
    rows = unscoped(LightCell, reason=_WHOLE).filter(deviated__gt=0).select_related("run", "org")
    found: dict[str, Deviating] = {}
    for cell in rows.order_by("org_id", "run__item", "half", "step", "run__source", "id"):
        for kind in cell.kinds:
            key = dedup_key(FLOW, cell.org.code, f"{cell.run.item}/{cell.step}/{kind}", cell.half)
            found.setdefault(key, Deviating(kind)).cells.append(cell)
    return found


def open_or_closed() -> dict[str, RedFlag]:
    """Return every question that was ever put about a flowchart, by its key."""
    return {flag.dedup_key: flag for flag in unscoped(RedFlag, reason=_WHOLE).filter(code=FLOW).select_related("org")}


def shares_elsewhere(flag: RedFlag, least: int = 5) -> tuple[list[float], bool]:
    """Return the other units' shares of cases that went otherwise at the flag's step and half year, in order, unnamed.

    Of the unit's size where at least `least` are, else of all; none where fewer than `least` are known at all.
    """
    facts, kind = flag.facts, flag.facts["kind"]
    cells = unscoped(LightCell, reason=_WHOLE).filter(run__item=facts["item"], step=facts["step"], half=facts["period"])
    found = [
        (cell.org.size_class, cell.kinds.get(kind, 0) / max(cell.passed, cell.kinds.get(kind, 0), 1))
        for cell in cells.exclude(org=flag.org_id).filter(passed__gt=0).select_related("org")
    ]
    alike = sorted(share for size, share in found if size and size == flag.org.size_class)
    if len(alike) >= least:
        return alike, True
    return (sorted(share for _size, share in found), False) if len(found) >= least else ([], False)


def _rows_of(cell: LightCell, kind: str) -> Iterable[dict[str, Any]]:
    cases = [case for case in cell.cases if kind in case["kinds"]]
    return _ledger_rows(cell.run.item, cases) if cell.run.source == "ledgers" else _matters(cases)


def _matters(cases: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    titles = unscoped(Matter, reason=_WHOLE).filter(pk__in=[case["matter"] for case in cases])
    return [{"table": "matters", "cells": {"matter": matter.pk, "title": matter.title}} for matter in titles]


def _ledger_rows(item: str, cases: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield the rows of cases with the columns that the item's mapping names; no column of a person's number is one."""
    versions, mapping = pinned(), ledger_maps()[item]
    wanted: dict[str, list[int]] = {}
    for case in cases:
        for table, row in case["rows"]:
            wanted.setdefault(table, []).append(row)
    for table, numbers in wanted.items():
        if table not in versions:
            continue
        events = [event for event in mapping.events if event.table == table]
        named = list(dict.fromkeys(name for one in events for name in (*one.case, one.at, *one.people)))
        for row in lake().rows(table, versions[table], sorted(set(numbers))).to_pylist():
            cells = {name: str(row[name]) for name in named if row.get(name) is not None}
            yield {"table": table, "version": versions[table], "row_id": row["row_id"], "cells": cells}
