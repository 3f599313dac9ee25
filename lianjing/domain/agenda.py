"""What stands on a joint meeting's agenda before anybody has typed a word: the plan's seven kinds of matter.

Pure: counts come in, lines go out. A line says how many and, at most, which units, powers and models; never who, and
nothing of what is sealed or still open about a person. Small counts are merged. Source: mission, mechanism one; E2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Matter(StrEnum):
    """The kinds of matter, in the order in which they are heard: what was resolved before comes first."""

    RESOLVED = "resolved"  # open resolutions and what came back
    FINDINGS = "findings"  # what supervision found
    REFORM = "reform"  # important matters of education reform
    SHARING = "sharing"  # information shared
    WARNING = "warning"  # circulars and warnings
    LESSONS = "lessons"  # discipline told by cases
    VIEWS = "views"  # views exchanged
    ANALYSIS = "analysis"  # the quarter weighed


SEVEN = tuple(Matter)[1:]  # those the plan names


@dataclass(frozen=True)
class Line:
    """One line. code: how it is worded; facts: plain values for it; source: the one record it is about, or none."""

    matter: Matter
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: tuple[str, int] = ("", 0)


@dataclass(frozen=True)
class Counts:
    """What happened in the days a meeting hears. Lists of (name, count) go by area; `least` merges smaller counts."""

    least: int
    flags: Mapping[str, int] = field(default_factory=dict)  # put, answered, explained, corrected, rectify, overdue
    flags_before: int = 0  # put in the quarter before
    problems: Mapping[str, int] = field(default_factory=dict)  # area -> closed
    rectifications: Mapping[str, int] = field(default_factory=dict)  # opened, closed, late
    powers: Sequence[str] = ()  # ids of powers of which a version took effect
    consulting: int = 0
    grey: tuple[int, int] = (0, 0)  # schools that lack a table, schools in all
    suspended: Sequence[str] = ()  # ids of models that stopped themselves
    disclosures: tuple[int, int] = (0, 0)  # overdue, at how many units
    unanswered: int = 0  # directives at the last level
    relapsed: Sequence[tuple[int, str, int]] = ()  # rectification, unit, how often
    resolutions: Sequence[tuple[int, Mapping[str, Any]]] = ()


def lines(counts: Counts) -> tuple[Line, ...]:
    """Return the whole first agenda: at least one line of each of the plan's kinds, and every open resolution."""
    return tuple(_lines(counts))


def _lines(counts: Counts) -> Iterator[Line]:
    for key, facts in counts.resolutions:
        yield Line(Matter.RESOLVED, "resolution", facts, ("resolution", key))
    for key, unit, times in counts.relapsed:
        yield Line(Matter.RESOLVED, "relapse", {"unit": unit, "times": times}, ("rectification", key))
    yield Line(Matter.FINDINGS, "flags", dict(counts.flags))
    yield Line(Matter.FINDINGS, "problems", {"areas": merged(counts.problems, counts.least), "least": counts.least})
    yield Line(Matter.FINDINGS, "rectifications", dict(counts.rectifications))
    yield Line(Matter.REFORM, "powers", {"powers": list(counts.powers), "consulting": counts.consulting})
    yield Line(Matter.SHARING, "grey", {"grey": counts.grey[0], "schools": counts.grey[1]})
    if counts.suspended:
        yield Line(Matter.SHARING, "suspended", {"models": list(counts.suspended)})
    yield Line(Matter.WARNING, "undisclosed", {"overdue": counts.disclosures[0], "units": counts.disclosures[1]})
    yield Line(Matter.WARNING, "overdue", {"flags": counts.flags.get("overdue", 0)})
    if counts.unanswered:
        yield Line(Matter.WARNING, "unanswered", {"directives": counts.unanswered})
    alike = {area: many for area, many in counts.problems.items() if many >= counts.least}
    yield Line(Matter.LESSONS, "lessons", {"areas": sorted(alike), "least": counts.least})
    yield Line(Matter.VIEWS, "views")
    yield Line(Matter.ANALYSIS, "quarter", {"put": counts.flags.get("put", 0), "before": counts.flags_before})


def merged(counts: Mapping[str, int], least: int) -> list[list[Any]]:
    """Return [area, count] of each area with at least `least`; the rest together as ["", count] once it is enough.

    Fewer than `least` in all are said to be few, ["", 0]: one case alone can be recognised.
    """
    shown = [[area, many] for area, many in sorted(counts.items()) if many >= least]
    rest = sum(many for many in counts.values() if many < least)
    return [*shown, ["", rest if rest >= least else 0]] if rest else shown
