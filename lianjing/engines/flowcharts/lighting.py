"""From judged cases to the cells of a lit chart, by group of cases and step, with the deviating cases named."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

import numpy as np

from lianjing.domain.power.deviations import BESIDE, Finding
from lianjing.domain.power.light import Cell, is_late
from lianjing.engines.flowcharts.judging import Judged

Group = tuple[str, str]  # unit, half of a school year


@dataclass
class Lit:
    """The cells of one group, by step; and its deviating cases: case -> findings, in order."""

    cells: dict[str, Cell] = field(default_factory=dict)
    deviants: dict[int, list[Finding]] = field(default_factory=dict)


def light(judged: Judged, groups: Sequence[Group], fresh: Container[int] = ()) -> dict[Group, Lit]:
    """Return the cells of each group; groups[i] is the group of case i.

    A case passes a step once, however often it was taken. A step that was left out deviates though nothing passed.
    fresh: cases of which a step that was taken may not be written down yet; what another step would explain is not
    held against them.
    """
    table = judged.table
    names = list(dict.fromkeys(groups))
    number = {name: place for place, name in enumerate(names)}
    group = np.fromiter((number[name] for name in groups), np.int64, len(groups))
    lit = {name: Lit() for name in names}
    passed = np.unique(np.stack([group[table.case], table.step, table.case]), axis=1)[:2]
    counted = Counter(zip(passed[0].tolist(), passed[1].tolist(), strict=True))
    people = _people(judged, group)
    found = {case: _certain(findings, case in fresh) for case, findings in judged.findings().items()}
    found = {case: findings for case, findings in found.items() if findings}
    deviating = _deviating(found, group)
    for key in {*counted, *((place, _code(judged, step)) for place, step in deviating)}:
        place, step = key[0], table.steps[key[1]] if key[1] >= 0 else ""
        if step:
            kinds, cases, late = deviating.pop((place, step), (Counter(), 0, 0))
            lit[names[place]].cells[step] = Cell(step, counted[key], cases, late, people.get(key, 0), kinds)
    for (place, step), (kinds, cases, late) in deviating.items():
        lit[names[place]].cells[step] = Cell(step, 0, cases, late, 0, kinds)
    for case, findings in found.items():
        lit[groups[case]].deviants[case] = findings
    return lit


def _certain(findings: list[Finding], fresh: bool) -> list[Finding]:
    return [one for one in findings if one.kind not in BESIDE] if fresh else findings


def _code(judged: Judged, step: str) -> int:
    return judged.table.steps.index(step) if step in judged.table.steps else -1


def _people(judged: Judged, group: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> dict[tuple[int, int], int]:
    """Return how many different people took each step in each group."""
    table = judged.table
    event = np.repeat(np.arange(len(table.case)), np.diff(table.people_from))
    seen = np.unique(np.stack([group[table.case[event]], table.step[event], table.people]), axis=1)[:2]
    return Counter(zip(seen[0].tolist(), seen[1].tolist(), strict=True))


def _deviating(
    found: dict[int, list[Finding]], group: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]"
) -> dict[tuple[int, str], tuple[Counter[str], int, int]]:
    """Return (group, step) -> (cases by kind, cases that deviate, cases that are late there)."""
    cells: dict[tuple[int, str], tuple[Counter[str], int, int]] = {}
    for case, findings in found.items():
        for step in {finding.step for finding in findings}:
            mine = [finding.kind for finding in findings if finding.step == step]
            kinds, cases, late = cells.get((int(group[case]), step), (Counter(), 0, 0))
            kinds = kinds + Counter(kind.value for kind in set(mine))
            cells[int(group[case]), step] = kinds, cases + 1, late + any(map(is_late, mine))
    return cells
