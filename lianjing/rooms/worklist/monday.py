"""The Monday page: newly overdue, newly red, decisions waiting, on one A4 (N8). Nothing that the reader may not read.

Each list is taken through the record's own policy, so that a letter, a sealed item or what the reader is recused from
is on no page and in no number. Sources: product N8, 4.6.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from lianjing.access import policy, rulebook
from lianjing.access.waiting_kinds import KINDS, Kind
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.worktime import CHINA
from lianjing.records.models import Org, Waiting, WorkItem
from lianjing.rooms.worklist import queries
from lianjing.ui.wording import records, states, work

READERS = frozenset({Role.TEAM_INSPECTOR, Role.BUREAU_CHIEF})
SHEETS = READERS | {Role.GROUP_LEADER}  # whose desk offers the sheet: a leader's own desk shows schools instead
_ROWS = 24  # on one sheet, all three lists together


@dataclass(frozen=True)
class Row:
    """One line: what, where, since or until when; `url` when the reader may open it."""

    what: str
    where: str
    day: date | None
    url: str = ""


_Seen = list[tuple[Kind, Q]]
_Found = tuple[list[Row], int]  # as many rows as one sheet could hold, and how many there are


@dataclass(frozen=True)
class Part:
    """One of the three lists, as many rows as the sheet has room for, and how many it has in all."""

    name: str
    title: Any
    rows: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        """Return how many rows the sheet has no room for."""
        return self.total - len(self.rows)


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def page(post: Seat) -> list[Part]:
    """Return the three lists for one sheet: what is short gives its room to what is long."""
    since = monday_of(post.on) - timedelta(days=7)
    seen = _seen(post)
    overdue, red = _newly_overdue(post, seen, since), _newly_red(post, seen, since)
    found = {"overdue": overdue, "red": red, "decide": _decisions(post)}
    room = _room({name: min(total, _ROWS) for name, (_rows, total) in found.items()}, _ROWS)
    return [Part(name, work.MONDAY[name], tuple(rows[: room[name]]), total) for name, (rows, total) in found.items()]


def _room(wanted: dict[str, int], rows: int) -> dict[str, int]:
    """Return how many rows each list gets: an equal share, and of what others leave as much as it wants."""
    given, open_ones = dict.fromkeys(wanted, 0), set(wanted)
    while rows and open_ones:
        share = max(1, rows // len(open_ones))
        for name in [name for name in wanted if name in open_ones]:
            take = min(share, wanted[name] - given[name], rows)
            given[name] += take
            rows -= take
            if given[name] == wanted[name]:
                open_ones.discard(name)
    return given


def _newly_overdue(post: Seat, seen: _Seen, since: date) -> _Found:
    """Return what ran out of time since a day: records whose clock called, and work past its day further down.

    Work about a record that has a clock of its own is left to that clock, or it would stand here twice.
    """
    called, total = _records(post, seen, lambda kind: Q(called_at__gte=_morning(since)))
    late = policy.visible(post, Action.WORK_REMIND, WorkItem).exclude(post=post.post_id)
    late = late.filter(state__in=queries.OPEN, due_on__lt=post.on, due_on__gte=since)
    late = late.exclude(subject_table__in=[kind.table_name for kind in KINDS.values() if kind.watched])
    items = late.select_related("post__org").order_by("due_on", "pk")[:_ROWS]
    rows = [Row(queries.title_of(item), str(item.post.org), item.due_on) for item in items]
    return [*called, *rows], total + late.count()


def _newly_red(post: Seat, seen: _Seen, since: date) -> _Found:
    """Return the records that came since a day into a state that is shown red."""
    return _records(post, seen, lambda kind: Q(since__gte=_morning(since), state__in=_red_states(kind)))


def _decisions(post: Seat) -> _Found:
    items = queries.items(post, "open")
    rows = [
        Row(
            queries.title_of(item), str(item.raised_by or ""), item.due_on, queries.address_of("worklist:item", item.pk)
        )
        for item in items.order_by(*queries.PRESSING)[:_ROWS]
    ]
    return rows, items.count()


def _red_states(kind: Kind) -> list[str]:
    return [state for state in kind.watched if states.state(kind.name, state)[0] == "red"]


def _seen(post: Seat) -> _Seen:
    """Return the kinds of records this post reads, each with the filter of what of it waits and may be read."""
    return [
        (kind, Q(table=kind.table_name, record_id__in=policy.visible(post, kind.read, kind.table).values("pk")))
        for kind in KINDS.values()
        if kind.watched and kind.table is not WorkItem and policy.holds(post, kind.read)
    ]


def _records(post: Seat, seen: _Seen, narrowed: Callable[[Kind], Q]) -> _Found:
    """Return what waits and what the reader may read, and how much it is: two queries and one for each kind shown."""
    of_any = Q(pk__in=[])
    for kind, waits in seen:
        of_any |= narrowed(kind) & waits
    rows = policy.visible(post, Action.WORK_REMIND, Waiting).filter(of_any)
    return _rows(post, list(rows.order_by("due_at", "pk")[:_ROWS])), rows.count()


def _rows(post: Seat, found: list[Waiting]) -> list[Row]:
    paths = {row.path for row in found}
    units = policy.visible(post, Action.NETWORK_READ, Org).filter(path__in=paths)
    names, titles = dict(units.values_list("path", "name")), rulebook.library().labels.machines
    called = _called(post, found)
    return [
        Row(
            _joined(
                titles[row.machine].title.say(work.language()),
                called.get((row.table, row.record_id), ""),
                states.state(row.machine, row.state)[1],
            ),
            names.get(row.path, ""),
            (row.called_at or row.since).astimezone(CHINA).date(),
            queries.address_of(KINDS[row.machine].page, row.record_id),
        )
        for row in found
    ]


def _joined(*words: str) -> str:
    return " · ".join(one for one in words if one)


def _called(post: Seat, found: list[Waiting]) -> dict[tuple[str, int], str]:
    """Return what each record is called, by table and key, as far as the reader may read it: a query for each kind."""
    called = {}
    for kind in {row.machine: KINDS[row.machine] for row in found}.values():
        keys = [row.record_id for row in found if row.table == kind.table_name]
        for record in policy.visible(post, kind.read, kind.table).filter(pk__in=keys):
            called[kind.table_name, record.pk] = records.name_of(record)
    return called


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)


def values_for_paper(parts: list[Part], *, title: str, under: str, foot: str, language: str) -> dict[str, Any]:
    """Return the page as the plain values of `engines/papers/monday.typ`."""
    return {
        "lang": "zh" if language.startswith("zh") else "en",
        "title": title,
        "under": under,
        "foot": foot,
        "parts": [
            {
                "title": str(part.title),
                "total": str(part.total),
                "none": str(work.NOTHING_HERE),
                "more": work.and_more(part.more) if part.more else "",
                "rows": [
                    {"what": row.what, "where": row.where, "day": row.day.isoformat() if row.day else ""}
                    for row in part.rows
                ],
            }
            for part in parts
        ],
    }
