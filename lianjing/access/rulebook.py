"""The house's content as this installation has it: figures, calendar, labels, the list of powers, the post codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings

from lianjing.domain.competence import Competence, read_competence
from lianjing.domain.coverage_terms import PowerItem, proven
from lianjing.domain.machine import Machine
from lianjing.domain.parameters import Words
from lianjing.domain.pauses import Standstill, paused_due, pauses_of
from lianjing.domain.post_codes import PostCode, read_post_codes
from lianjing.domain.worktime import china_day, due_at
from lianjing.engines.content import Library, read_content, read_library, read_power_files


@dataclass(frozen=True)
class Powers:
    """The list of powers: what the prover needs, and what a page calls them."""

    items: tuple[PowerItem, ...]
    codes: Mapping[str, PostCode]
    areas: Mapping[str, str]  # power id -> area
    names: Mapping[str, Words]  # power id -> name
    steps: Mapping[tuple[str, str], Words]  # power id, step number -> name
    posts: Mapping[str, Words]  # post code -> name


@cache
def library() -> Library:
    """Return the checked content files, read once a process. Raises RuleBroken("content_wrong")."""
    return read_library(county=settings.CONFIG.content_overlay)


@cache
def powers() -> Powers:
    """Return the list of powers with its words. Raises RuleBroken: content_wrong, catalogue_wrong."""
    items, raw_codes = read_power_files()
    codes = read_post_codes(raw_codes)
    return Powers(
        items=proven(items),
        codes=codes,
        areas={item.id: item.area for item in items},
        names={item.id: item.name for item in items},
        steps={(item.id, step.no): step.name for item in items for step in item.steps},
        posts={row["code"]: _words(row) for row in raw_codes["codes"]},
    )


@cache
def competence() -> Competence:
    """Return who may act on a problem. Raises RuleBroken: content_wrong, competence_incomplete."""
    return read_competence(read_content("competence.yaml"))


def due(parameter: str, since: datetime) -> datetime:
    """Return the first moment at which the time limit `parameter`, counted from `since`, has run out."""
    book = library()
    return due_at(book.parameters.limit(parameter, china_day(since)), since, book.calendar)


def due_day(parameter: str, since: datetime) -> date:
    """Return the last day on which something counted from `since` is still in time."""
    return (due(parameter, since) - timedelta(microseconds=1)).date()


def due_with_pauses(machine: Machine, parameter: str, since: datetime, standstill: Standstill) -> datetime:
    """Return `due`, the days left out on which the clock of an item of `machine` stands still."""
    book = library()
    return paused_due(machine, book.parameters.limit(parameter, china_day(since)), since, standstill, book.calendar)


def due_as_known(machine: Machine, parameter: str, since: datetime, standstill: Standstill) -> datetime:
    """Return the same, beyond the county's list of vacations too: what it does not tell stops no clock."""
    book = library()
    pauses = pauses_of(machine, standstill, china_day(since), book.calendar)
    return due_at(book.parameters.limit(parameter, china_day(since)), since, book.calendar, pauses)


def whole(parameter: str, on: datetime) -> int:
    """Return the whole figure `parameter` in force at the moment `on`."""
    return library().parameters.whole(parameter, on.date())


def content(name: str) -> dict[str, Any]:
    """Return a content file of the catalogue, such as "plan.yaml", as plain values. RuleBroken("content_wrong")."""
    return read_content(name)


def _words(row: Mapping[str, Any]) -> Words:
    return Words(row["name"]["zh"], row["name"]["en"])
