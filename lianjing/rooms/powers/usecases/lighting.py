"""Charts are lit by what happened: matters and ledger rows are judged anew when they changed, and counted by unit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lianjing.access import light, powers
from lianjing.access.acts import act_of
from lianjing.access.lake import pinned
from lianjing.access.rulebook import library
from lianjing.access.rulebook import powers as listed
from lianjing.domain.power.courses import Course
from lianjing.domain.power.light import half_year
from lianjing.domain.worktime import china_day
from lianjing.records.models import LightCell, LightRun, Matter
from lianjing.rooms.powers.running import course_of

MOST_CASES = 20  # deviating cases named in a cell; the lake and the matters have the rest
Counted = dict[tuple[int, str], Any]  # unit, half year -> engines.flowcharts.lighting.Lit


def light_if_due(now: datetime) -> int:
    """Count again the powers whose matters or rows changed since they were last counted; return how many."""
    done = sum(_light_matters(item.id, now) for item in listed().items)
    return done + sum(_light_ledgers(item, now) for item in light.ledger_maps())


def _light_matters(item: str, now: datetime) -> int:
    newest, last = light.newest_event(item), light.last_run(item, "matters")
    if newest is None or (last is not None and last.counted_at >= newest and last.on == now.date()):
        return 0
    found: list[LightCell] = []
    events = 0
    for version in light.versions_used(item):
        rows = light.matters_of(version)
        courses = [course_of(matter, happened) for matter, happened in rows]
        events += sum(len(course.events) for course in courses)
        found.extend(_matter_cells(version, [matter for matter, _ in rows], courses))
    keep(item=item, source="matters", cells=found, versions={}, events=events, now=now)
    return 1


def _matter_cells(version: Any, matters: list[Matter], courses: list[Course]) -> Iterable[LightCell]:
    from lianjing.engines.flowcharts.events import events_of
    from lianjing.engines.flowcharts.lighting import light as lit_by

    kept = [(matter, course) for matter, course in zip(matters, courses, strict=True) if course.events]
    if not kept:
        return []
    compiled = powers.compiled(version)
    judged = compiled.judge.judge(events_of([course for _, course in kept], tuple(compiled.item.papers or {})))
    groups = [(str(matter.org_id), half_year(china_day(course.events[0].at))) for matter, course in kept]
    return _cells(lit_by(judged, groups), lambda case: {"matter": kept[case][0].pk}, int)


def _light_ledgers(item: str, now: datetime) -> int:
    mapping, last = light.ledger_maps()[item], light.last_run(item, "ledgers")
    versions = {table: version for table, version in pinned().items() if table in mapping.tables}
    if not versions or (last is not None and last.versions == versions):
        return 0
    from lianjing.engines.flowcharts.judging import Judge
    from lianjing.engines.flowcharts.lighting import light as lit_by

    version = powers.county_version(item)
    if version is None:
        return 0
    cases, versions = light.cases_of(mapping)
    judge = Judge(powers.compiled(version).item, library().calendar, library().parameters, mapping)
    units = {code: org.pk for code, org in light.units().items()}
    groups = [(school, half) for (school, _), half in zip(cases.keys, _halves(cases), strict=True)]
    lit = {key: one for key, one in lit_by(judge.judge(cases.table), groups).items() if key[0] in units}
    found = list(_cells(lit, _rows_named(cases), units.__getitem__))
    keep(item=item, source="ledgers", cells=found, versions=versions, events=len(cases.rows), now=now)
    return 1


def _halves(cases: Any) -> list[str]:
    """Return the half year in which each case began."""
    from lianjing.engines.flowcharts.events import EPOCH

    first = {int(case): int(day) for case, day in zip(cases.table.case[::-1], cases.table.day[::-1], strict=True)}
    return [half_year(EPOCH + timedelta(days=first[case])) for case in range(cases.table.cases)]


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
                cases=deviants[:MOST_CASES],
            )


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
