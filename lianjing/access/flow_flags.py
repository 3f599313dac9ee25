"""What asking about deviations from flowcharts reads past the policy: counted cells, earlier questions, their rows."""

from collections.abc import Iterable
from typing import Any

from lianjing.access.lake import lake, pinned
from lianjing.access.light import ledger_maps
from lianjing.domain.supervision_models import dedup_key
from lianjing.records.doors import unscoped
from lianjing.records.models import LightCell, Matter, RedFlag

FLOW = "flow"  # the code of every question about a flowchart
_WHOLE = "a flowchart asks every unit alike; what is shown of it is asked of the policy"


def deviating_cells() -> list[LightCell]:
    """Return every cell in which a case went otherwise than the chart."""
    rows = unscoped(LightCell, reason=_WHOLE).filter(deviated__gt=0).select_related("run", "org")
    return list(rows.order_by("org_id", "run__item", "half", "step"))


def key_of(cell: LightCell, kind: str) -> str:
    """Return the key of a question: one unit, one step, one kind of deviation, one half year asks once."""
    return dedup_key(FLOW, cell.org.code, f"{cell.run.item}/{cell.step}/{kind}", cell.half)


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


def rows_of(cell: LightCell, kind: str, most: int) -> list[dict[str, Any]]:
    """Return what shows the deviation as it stands now: rows of ledgers, or matters by title; at most `most`."""
    cases = [case for case in cell.cases if kind in case["kinds"]]
    found = _ledger_rows(cell.run.item, cases) if cell.run.source == "ledgers" else _matters(cases)
    return list(found)[:most]


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
