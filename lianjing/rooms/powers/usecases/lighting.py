"""Charts are lit by what happened: matters and ledger rows are judged anew when they changed, and counted by unit."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from lianjing.access import light, powers
from lianjing.access.acts import act_of
from lianjing.access.lake import pinned
from lianjing.access.rulebook import due_day, library
from lianjing.access.rulebook import powers as listed
from lianjing.domain.power.courses import Course
from lianjing.domain.power.light import half_year
from lianjing.domain.worktime import china_day
from lianjing.records.models import LightCell, LightRun, Matter, PowerVersion
from lianjing.rooms.powers.running import course_of

MOST_CASES = 20  # deviating cases of a kind named in a cell; the lake and the matters have the rest
Counted = dict[tuple[int, str], Any]  # unit, half year -> engines.flowcharts.lighting.Lit


def light_if_due(now: datetime) -> int:
    """Count again the powers whose matters or rows changed since they were last counted; return how many."""
    done = sum(_light_matters(item.id, now) for item in listed().items)
    return done + sum(_light_ledgers(item, now) for item in light.ledger_maps())


def _light_matters(item: str, now: datetime) -> int:
    newest, last = light.last_change(item), light.last_run(item, "matters")
    if newest is None or (last is not None and last.counted_at >= newest and last.on == now.date()):
        return 0
    found: list[LightCell] = []
    events = 0
    for version in light.versions_used(item):
        rows = light.matters_of(version)
        courses = [course_of(matter, happened, now.date()) for matter, happened in rows]
        events += sum(len(course.events) for course in courses)
        found.extend(_matter_cells(version, [matter for matter, _ in rows], courses, now))
    keep(item=item, source="matters", cells=_joined(found), versions={}, events=events, now=now)
    return 1


def _matter_cells(version: Any, matters: list[Matter], courses: list[Course], now: datetime) -> Iterable[LightCell]:
    from lianjing.engines.flowcharts.events import events_of
    from lianjing.engines.flowcharts.lighting import light as lit_by

    kept = [(matter, course) for matter, course in zip(matters, courses, strict=True) if course.events]
    if not kept:
        return []
    compiled = powers.compiled(version)
    judged = compiled.judge.judge(events_of([course for _, course in kept], tuple(compiled.item.papers or {})))
    groups = [(str(matter.org_id), half_year(china_day(course.events[0].at))) for matter, course in kept]
    fresh = {case for case, (matter, course) in enumerate(kept) if _fresh(matter, course, now)}
    return _cells(lit_by(judged, groups, fresh), lambda case: {"matter": kept[case][0].pk}, int)


def _fresh(matter: Matter, course: Course, now: datetime) -> bool:
    """Return whether a step that was taken may not be written down yet: what is written last is not what came last."""
    last = max((event.recorded for event in course.events if event.recorded), default=None)
    return matter.state == "running" and last is not None and now.date() <= due_day("matter.settle", last)


def _light_ledgers(item: str, now: datetime) -> int:
    mapping, last = light.ledger_maps()[item], light.last_run(item, "ledgers")
    versions = {table: version for table, version in pinned().items() if table in mapping.tables}
    if not versions or (last is not None and last.versions == versions):
        return 0
    from lianjing.engines.flowcharts.judging import Judge
    from lianjing.engines.flowcharts.lighting import light as lit_by

    county = powers.county_versions(item)
    if not county:
        return 0
    cases, versions = light.cases_of(mapping)
    days, units = _first_days(cases), {code: org.pk for code, org in light.units().items()}
    groups = [(school, half_year(day)) for (school, _), day in zip(cases.keys, days, strict=True)]
    found: list[LightCell] = []
    for version, mine in _by_version(county, days):
        judge = Judge(powers.compiled(version).item, library().calendar, library().parameters, mapping)
        lit = lit_by(judge.judge(cases.table.of_cases(mine)), groups)
        known = {key: one for key, one in lit.items() if key[0] in units}
        found.extend(_cells(known, _rows_named(cases), units.__getitem__))
    keep(item=item, source="ledgers", cells=_joined(found), versions=versions, events=len(cases.rows), now=now)
    return 1


def _first_days(cases: Any) -> list[date]:
    """Return the day on which each case began."""
    from lianjing.engines.flowcharts.events import EPOCH

    first = {int(case): int(day) for case, day in zip(cases.table.case[::-1], cases.table.day[::-1], strict=True)}
    return [EPOCH + timedelta(days=first[case]) for case in range(cases.table.cases)]


def _by_version(county: list[PowerVersion], days: list[date]) -> Iterable[tuple[PowerVersion, list[int]]]:
    """Yield each of the county's versions with the cases that began under it; what is older has the first one (K4)."""
    begins = [version.first_day for version in county]
    places = [max(bisect_right(begins, day) - 1, 0) for day in days]
    for place, version in enumerate(county):
        if mine := [case for case, at in enumerate(places) if at == place]:
            yield version, mine


def _rows_named(cases: Any) -> Any:
    """Return what names a case for whoever may read it: its number in the books, and its rows."""
    at: dict[int, list[list[Any]]] = {}
    for event, case in enumerate(cases.table.case.tolist()):
        at.setdefault(case, []).append([cases.tables[event], int(cases.rows[event])])
    return lambda case: {"case": cases.keys[case][1], "rows": at[case]}


def _cells(lit: Counted | Any, named: Any, unit_of: Any) -> Iterable[LightCell]:
    for (unit, half), one in lit.items():
        for step, cell in one.cells.items():
            deviants = [
                {**named(case), "kinds": sorted({finding.kind.value for finding in findings if finding.step == step})}
                for case, findings in one.deviants.items()
                if any(finding.step == step for finding in findings)
            ]
            yield LightCell(
                org_id=unit_of(unit),
                half=half,
                step=step[:40],
                passed=cell.passed,
                deviated=cell.deviated,
                late=cell.late,
                people=cell.people,
                kinds=dict(cell.kinds),
                cases=_named_ones(deviants),
            )


def _named_ones(deviants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the deviating cases that a cell names: enough of each kind that no question is put without a row."""
    left: Counter[str] = Counter()
    found = []
    for case in deviants:
        if any(left[kind] < MOST_CASES for kind in case["kinds"]):
            found.append(case)
            left.update(case["kinds"])
    return found


def _joined(cells: Iterable[LightCell]) -> list[LightCell]:
    """Return one cell of those of a unit, half year and step that were judged by different versions of a power.

    The same people may have worked by both: of the two numbers the larger is certain.
    """
    found: dict[tuple[int, str, str], LightCell] = {}
    for cell in cells:
        held = found.setdefault((cell.org_id, cell.half, cell.step), cell)
        if held is not cell:
            for name in ("passed", "deviated", "late"):
                setattr(held, name, getattr(held, name) + getattr(cell, name))
            held.people = max(held.people, cell.people)
            held.kinds = dict(Counter(held.kinds) + Counter(cell.kinds))
            held.cases = _named_ones([*held.cases, *cell.cases])
    return list(found.values())


@act_of("clock", on="result")
def keep(
    *, item: str, source: str, cells: list[LightCell], versions: dict[str, int], events: int, now: datetime
) -> LightRun:
    """Keep a counting in place of the one before it."""
    run = LightRun(item=item, source=source, on=now.date(), counted_at=now, versions=versions, events=events)
    run.save()
    for cell in cells:
        cell.run = run
    light.replace_cells(run, cells)
    return run
