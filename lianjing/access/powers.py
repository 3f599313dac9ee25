"""Versions of power items as values: which one is in force where, and its chart compiled once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import F, Q, QuerySet

from lianjing.access.matters import bureau
from lianjing.access.once import once
from lianjing.access.rulebook import library, powers
from lianjing.domain.orgpaths import ancestors, at_or_below
from lianjing.domain.parameters import Words
from lianjing.domain.power.item import Item
from lianjing.engines.content.power_desk import PowerDesk
from lianjing.engines.content.powers import item_of_text, power_desk, read_chart_words
from lianjing.engines.flowcharts.telling import Legend
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, PowerVersion

_PUBLIC = "which version of a power is in force is public"


@dataclass(frozen=True)
class Compiled:
    """A version read: its item, and the judge of its chart."""

    item: Item
    judge: Any  # engines.flowcharts.Judge: imported when a chart is first needed


@cache
def _desk() -> PowerDesk:
    return power_desk(library())


def item_of(text: str, shown: str) -> Item:
    """Return the item a file's text says. Raises RuleBroken("content_wrong", problems)."""
    return item_of_text(text, _desk(), shown)


@cache
def chart_words() -> dict[str, Words]:
    """Return the words that drawings and steps are told with."""
    return read_chart_words()


@dataclass(frozen=True)
class NoticeWords:
    """What the fields and places of notices are called, by id; `personal`: fields that tell of a person."""

    fields: Mapping[str, Words]
    places: Mapping[str, Words]
    personal: frozenset[str] = frozenset()


@cache
def notice_words() -> NoticeWords:
    """Return the words of everything that a notice may show, and of where it may hang."""
    known = _desk().fields
    fields = {code: Words(said.zh, said.en) for code, said in known.fields.items()}
    places = {code: Words(said.zh, said.en) for code, said in known.places.items()}
    return NoticeWords(fields, places, frozenset(code for code, said in known.fields.items() if said.personal))


def legend(on: date) -> Legend:
    """Return the words of drawings with the posts' names and the figures in force on a day."""
    return Legend(chart_words(), powers().posts, library().parameters, on)


def compiled(version: PowerVersion) -> Compiled:
    """Return a version's item and judge, compiled once a process for each text."""
    return _compiled(version.text, f"{version.item}/{version.number}")


@lru_cache(maxsize=256)
def _compiled(text: str, shown: str) -> Compiled:
    from lianjing.engines.flowcharts.judging import Judge

    item = item_of(text, shown)
    return Compiled(item, Judge(item, library().calendar, library().parameters))


def digest(text: str) -> str:
    """Return the hash by which a text is known."""
    return sha256(text.encode()).hexdigest()


def versions(org_paths: list[str] | None = None) -> "QuerySet[PowerVersion]":
    """Return versions of the units at these paths, or of all units."""
    rows = unscoped(PowerVersion, reason=_PUBLIC).select_related("org")
    return rows if org_paths is None else rows.filter(org__path__in=org_paths)


def in_force(item: str, org: Org, on: date) -> PowerVersion | None:
    """Return the version of a power by which a unit works, or worked, on a day: its own, else the nearest above it,
    else the county's."""
    rows = _at(org, on).filter(item=item)
    return max(rows, key=lambda row: _nearness(row, org), default=None)


def county_version(item: str) -> PowerVersion | None:
    """Return the county's version of a power in force."""
    keeper = bureau()
    return versions([keeper.path]).filter(item=item, state="effective").first() if keeper else None


def county_versions(item: str) -> list[PowerVersion]:
    """Return the county's versions of a power that are or were in force, by their first day: ledger rows of all schools
    are judged alike, each by the version of its own time."""
    keeper = bureau()
    if keeper is None:
        return []
    rows = versions([keeper.path]).filter(item=item, state__in=("effective", "retired"), first_day__isnull=False)
    return list(rows.exclude(last_day__lt=F("first_day")).order_by("first_day", "number"))


@once
def all_in_force(org: Org, on: date) -> dict[str, PowerVersion]:
    """Return, for each power, the version that a unit works by, in order of the powers."""
    found: dict[str, PowerVersion] = {}
    for row in _at(org, on).order_by("item"):
        if row.item not in found or _nearness(row, org) > _nearness(found[row.item], org):
            found[row.item] = row
    return found


def _at(org: Org, on: date) -> "QuerySet[PowerVersion]":
    """Return versions in force on a day of the unit, the units above it, and the bureau, whose list is the county's."""
    keeper = bureau()
    paths = [org.path, *ancestors(org.path), *([keeper.path] if keeper else [])]
    dated = Q(first_day__isnull=True) | Q(first_day__lte=on)
    return versions(paths).filter(dated, Q(state="effective") | Q(state="retired", last_day__gte=on))


def _nearness(version: PowerVersion, org: Org) -> int:
    """Return how near the keeper of a version stands to a unit; a body beside it counts least."""
    return len(version.org.path) if at_or_below(org.path, version.org.path) else 0
