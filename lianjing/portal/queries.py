"""What the public pages show, from public facts only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from lianjing.access import powers as powers_in_force
from lianjing.access import public, public_supervision, rulebook
from lianjing.ui.wording import in_time
from lianjing.ui.wording.network import AREAS


@dataclass(frozen=True)
class PowerLine:
    """One power on a page: its words, and who supervises it (None where no school is in question)."""

    id: str
    name: str
    steps: int
    watch: public.PowerWatch | None = None
    open: bool = False  # whether a version is in force at the school, so that it has a page


@dataclass(frozen=True)
class Area:
    """The powers of one field, such as the canteen."""

    name: Any
    powers: tuple[PowerLine, ...]


def townships(on: date, query: str) -> list[tuple[str, list[public.PublicSchool]]]:
    """Return the schools found, grouped by township. Raises RuleBroken("listing_search_too_long")."""
    return [(place, list(rows)) for place, rows in groupby(public.schools(on, query), key=lambda row: row.township)]


@dataclass(frozen=True)
class QuarterLine:
    """One quarter of the supervisors' own days, in words."""

    name: str
    held: str
    figures: tuple[tuple[str, str], ...]


def quarters_in_time(on: date) -> list[QuarterLine]:
    """Return whether the supervisors kept their own days in the last quarters."""
    return [
        QuarterLine(
            in_time.quarter(str(one.quarter)),
            in_time.held(one.held, one.quarter.period.last < on),
            tuple(
                (in_time.label(name), in_time.said(share, one)) for name, share in one.figures.items() if share.whole
            ),
        )
        for one in public_supervision.of_quarters(on)
    ]


def areas(
    language: str, watches: dict[str, public.PowerWatch] | None = None, in_force: Collection[str] = ()
) -> list[Area]:
    """Return the list of powers by field, in the order of the list."""
    powers = rulebook.powers()
    lines = [
        (
            powers.areas[item.id],
            PowerLine(
                item.id,
                powers.names[item.id].say(language),
                len(item.steps),
                (watches or {}).get(item.id),
                item.id in in_force,
            ),
        )
        for item in powers.items
    ]
    order = list(dict.fromkeys(area for area, _line in lines))
    return [Area(AREAS.get(area, area), tuple(line for key, line in lines if key == area)) for area in order]


def sheet(code: str, on: date, language: str) -> dict[str, Any] | None:
    """Return a school's public page, None when there is no such school in force."""
    school = public.school(code, on)
    if school is None:
        return None
    watch = public.watch(code, _power_ids(), on)
    record = public.school_record(code, on)
    in_force = powers_in_force.all_in_force(record, on) if record else {}
    watched = sum(bool(one.upper and one.peer) for one in watch.powers.values())
    return {
        "school": school,
        "watch": watch,
        "watched": watched,
        "of": len(watch.powers),
        "areas": areas(language, watch.powers if watch.as_of else None, in_force),
    }


def _power_ids() -> Iterable[str]:
    return [item.id for item in rulebook.powers().items]


def power_count() -> int:
    """Return how many powers the list has."""
    return len(rulebook.powers().items)
