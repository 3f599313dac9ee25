"""The limits of clicks and typed fields, from one file that quotes product §4; what was measured is printed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.browser.hands import SIZES, Hands

FILE = Path(__file__).with_name("journeys.toml")


@dataclass(frozen=True)
class Journey:
    """One thing that somebody comes for: who, at which widths, where §4 says so and in which words, and the limits.

    minutes: what §4 gives a person for it; a machine is faster and proves nothing about it, so it is printed only.
    """

    who: str
    at: tuple[str, ...]
    section: str
    says: str
    clicks: int
    fields: int
    minutes: float = 0


def read() -> dict[str, Journey]:
    """Return the journeys by name, in the order of §4."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Journey(**{**row, "at": tuple(row["at"])}) for name, row in rows.items()}


JOURNEYS = read()
MEASURED: dict[tuple[str, str], tuple[int, int]] = {}


def hold(name: str, *people: Hands) -> None:
    """Hold what people did in their windows, all together, to the limits of a journey."""
    journey, size = JOURNEYS[name], people[0].size
    assert size in journey.at, f"{name} is walked at {journey.at}, not at {size}"
    counted = [hands.counted() for hands in people]
    clicks, fields = (sum(part) for part in zip(*counted, strict=True))
    MEASURED[name, size] = (clicks, fields)
    assert clicks <= journey.clicks, f"{name}: {clicks} clicks, at most {journey.clicks}: {journey.says}"
    assert fields <= journey.fields, f"{name}: {fields} typed fields, at most {journey.fields}: {journey.says}"


def lines() -> list[str]:
    """Return the journeys that were walked, each with its limits and what was measured."""
    walked = []
    for (name, size), (clicks, fields) in MEASURED.items():
        one = JOURNEYS[name]
        walked.append(
            f"{name} · {one.who} · {SIZES[size]['width']} px · §{one.section}: "
            f"clicks {clicks} of {one.clicks}, fields {fields} of {one.fields}"
        )
    return sorted(walked)
