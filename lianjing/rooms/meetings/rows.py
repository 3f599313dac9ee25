"""The rows behind a line of an agenda or a figure: those the reader may open, and how many more there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from lianjing.access import agenda, clock, policy
from lianjing.access.quarter import PUBLIC, power_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.rectification import RECTIFICATION
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.worktime import china_day
from lianjing.records.models import (
    AgendaLine,
    Directive,
    Disclosure,
    Meeting,
    PowerVersion,
    Readiness,
    Rectification,
    RedFlag,
    Resolution,
)
from lianjing.rooms.redflags import queries as flag_queries
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import meetings as words
from lianjing.ui.wording import redflags, states

SHOWN = 200


@dataclass(frozen=True)
class RowShown:
    """One row: unit, what it is, its state, and where it opens, "" where it has no page."""

    unit: str
    words: str
    state: SafeString | str
    url: str = ""


@dataclass(frozen=True)
class Rows:
    """What a reader may open, and how many rows more are counted that they may not."""

    shown: list[RowShown]
    more: int


def of_line(post: Seat, line: AgendaLine) -> Rows:
    """Return the rows behind a gathered line."""
    found = _SOURCES.get(line.code)
    shown = list(found(post, line)) if found else []
    counted = line.facts.get(_COUNTED.get(line.code, ""), len(shown))
    return Rows(shown[:SHOWN], max(0, int(counted) - min(len(shown), SHOWN)))


def of_records(post: Seat, records: Iterable[tuple[str, int]]) -> Rows:
    """Return these records, as far as the reader may open them."""
    wanted = list(records)
    by_table: dict[str, list[int]] = {}
    for table, key in wanted:
        by_table.setdefault(table, []).append(key)
    shown = [row for table, keys in by_table.items() if table in _TABLES for row in _TABLES[table](post, keys)]
    return Rows(shown[:SHOWN], len(wanted) - min(len(shown), SHOWN))


def _flag_rows(rows: "QuerySet[RedFlag]") -> list[RowShown]:
    held = rows.filter(sealed=False).select_related("org").order_by("org__path", "pk")
    return [
        RowShown(
            row.org.name,
            redflags.headline(row),
            badge(*states.state("red_flag", row.state)),
            reverse("redflags:flag", args=[row.pk]),
        )
        for row in held
    ]


def _flags(post: Seat) -> "QuerySet[RedFlag]":
    if not policy.holds(post, Action.FLAG_READ):
        return policy.visible(post, Action.FLAG_READ, RedFlag)
    return flag_queries.flags(post)


def _put(post: Seat, line: AgendaLine) -> list[RowShown]:
    days = agenda.days_of(line.meeting, china_day(clock.now()))
    rows = [row.pk for row in _flags(post).filter(sealed=False) if china_day(row.asked_at or row.raised_at) in days]
    return _flag_rows(_flags(post).filter(pk__in=rows))


def _overdue(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = _flags(post).exclude(state__in=RED_FLAG.ends).filter(due_on__lt=china_day(clock.now()))
    return _flag_rows(rows)


def _disclosures(rows: "QuerySet[Disclosure]") -> list[RowShown]:
    held = rows.select_related("org").order_by("org__path", "due_on", "pk")
    return [
        RowShown(row.org.name, f"{words.power(row.item)} {row.slot}", badge(*states.disclosure(row.state, row.kind)))
        for row in held
    ]


def _undisclosed(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = policy.visible(post, Action.NOTICE_READ, Disclosure).filter(due_on__lt=china_day(clock.now()))
    return _disclosures(rows.exclude(state__in=PUBLIC))


def _directives(rows: "QuerySet[Directive]") -> list[RowShown]:
    held = rows.select_related("org").order_by("org__path", "pk")
    return [
        RowShown(row.org.name, f"{row.number} {row.title}", badge(*states.state("directive", row.state)))
        for row in held
    ]


def _unanswered(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = policy.visible(post, Action.DIRECTIVE_READ, Directive)
    return _directives(rows.filter(state="doing", calls__level=4, calls__acted_at=None).distinct())


def _rectifications(rows: "QuerySet[Rectification]") -> list[RowShown]:
    held = rows.select_related("org").order_by("org__path", "pk")
    return [RowShown(row.org.name, _asked_by(row), badge(*states.state("rectification", row.state))) for row in held]


def _meetings(rows: "QuerySet[Meeting]") -> list[RowShown]:
    return [
        RowShown(
            "",
            words.quarter(row.quarter),
            badge(*states.state("meeting", row.state)),
            reverse("meetings:meeting", args=[row.pk]),
        )
        for row in rows.order_by("quarter")
    ]


def _resolutions(rows: "QuerySet[Resolution]") -> list[RowShown]:
    return [
        RowShown(
            row.lead.name,
            row.words,
            badge(*states.state("resolution", row.state)),
            reverse("meetings:resolution", args=[row.pk]),
        )
        for row in rows.select_related("lead").order_by("lead__path", "pk")
    ]


def _asked_by(row: Rectification) -> str:
    return words.power(power_of(row.origin.get("code", ""), row.origin.get("facts", {})))


def _put_right(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = policy.visible(post, Action.RECTIFY_READ, Rectification).exclude(about_table="problem").exclude(state="void")
    if line.source_id:
        return _rectifications(rows.filter(pk=line.source_id))
    today = china_day(clock.now())
    days = agenda.days_of(line.meeting, today)
    held = [row.pk for row in rows if any(at and china_day(at) in days for at in (row.opened_at, row.closed_at))]
    late = Q(due_on__lt=today) & ~Q(state__in=RECTIFICATION.ends)
    return _rectifications(rows.filter(Q(pk__in=held) | late))


def _powers(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = policy.visible(post, Action.POWER_READ, PowerVersion).filter(item__in=line.facts["powers"])
    held = rows.filter(state="effective").select_related("org").order_by("item", "org__path")
    return [
        RowShown(
            row.org.name,
            words.power(row.item),
            badge(*states.state("power_version", row.state)),
            reverse("powers:version", args=[row.pk]),
        )
        for row in held
    ]


def _grey(post: Seat, line: AgendaLine) -> list[RowShown]:
    rows = policy.visible(post, Action.FLAG_READ, Readiness).exclude(gaps={}).select_related("org")
    return [RowShown(row.org.name, ", ".join(sorted(row.gaps)), "") for row in rows.order_by("org__path")]


def _models(post: Seat, line: AgendaLine) -> list[RowShown]:
    return [RowShown("", code, "", reverse("redflags:model", args=[code])) for code in line.facts["models"]]


_SOURCES: dict[str, Callable[[Seat, AgendaLine], list[RowShown]]] = {
    "flags": _put,
    "overdue": _overdue,
    "rectifications": _put_right,
    "relapse": _put_right,
    "undisclosed": _undisclosed,
    "unanswered": _unanswered,
    "powers": _powers,
    "grey": _grey,
    "suspended": _models,
}
_COUNTED = {"flags": "put", "overdue": "flags", "undisclosed": "overdue", "unanswered": "directives", "grey": "grey"}
_TABLES: dict[str, Callable[[Seat, list[int]], Any]] = {
    "meeting": lambda post, keys: _meetings(policy.visible(post, Action.MEETING_READ, Meeting).filter(pk__in=keys)),
    "resolution": lambda post, keys: _resolutions(
        policy.visible(post, Action.RESOLUTION_READ, Resolution).filter(pk__in=keys)
    ),
    "redflag": lambda post, keys: _flag_rows(_flags(post).filter(pk__in=keys)),
    "disclosure": lambda post, keys: _disclosures(
        policy.visible(post, Action.NOTICE_READ, Disclosure).filter(pk__in=keys)
    ),
    "rectification": lambda post, keys: _rectifications(
        policy.visible(post, Action.RECTIFY_READ, Rectification).filter(pk__in=keys)
    ),
    "directive": lambda post, keys: _directives(
        policy.visible(post, Action.DIRECTIVE_READ, Directive).filter(pk__in=keys)
    ),
}
