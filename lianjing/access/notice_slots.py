"""The slots of the calendar outside the policy: what the clock finds due, and which versions each school works by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Prefetch, Q, QuerySet

from lianjing.access.matters import bureau
from lianjing.access.posts import in_force
from lianjing.access.powers import versions
from lianjing.domain.authority import Role
from lianjing.domain.orgpaths import ancestors
from lianjing.domain.pauses import touched_by
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    Disclosure,
    LedgerBatch,
    MatterEvent,
    NoticeFile,
    NoticeVersion,
    Org,
    PowerVersion,
    WorkItem,
)

_CLOCK = "the clock acts for nobody"
Key = tuple[int, str, str, str]


def known() -> set[Key]:
    """Return every slot by unit, power, step and period. One query."""
    rows = unscoped(Disclosure, reason=_CLOCK)
    return set(rows.values_list("org_id", "item", "step", "slot"))


def keep(rows: list[Disclosure]) -> list[Disclosure]:
    """Write new slots, leaving out those that another clock has just written."""
    return list(unscoped(Disclosure, reason=_CLOCK).bulk_create(rows, batch_size=500, ignore_conflicts=True))


def began(now: datetime) -> date:
    """Return the day on which this calendar began: what was owed before it is nobody's fault."""
    first = unscoped(Disclosure, reason=_CLOCK).aggregate(first=Min("made_at"))["first"]
    return (first or now).date() if first is None else first.astimezone(now.tzinfo).date()


def versions_by_school(schools: list[Org], on: date) -> Iterator[tuple[Org, list[PowerVersion]]]:
    """Yield each school with the versions it works by: the nearest above it, else the county's. Two queries."""
    keeper = bureau()
    by_path: dict[str, list[PowerVersion]] = {}
    for row in versions().filter(state="effective"):
        if row.first_day is None or row.first_day <= on:
            by_path.setdefault(row.org.path, []).append(row)
    county = by_path.get(keeper.path, []) if keeper else []
    for school in schools:
        found = {row.item: row for row in county}
        for path in (*sorted(ancestors(school.path), key=len), school.path):
            found.update({row.item: row for row in by_path.get(path, [])})
        yield school, list(found.values())


def offices(on: date) -> list[Org]:
    """Return the bureau's office that looks after schools: where an overdue slot goes in the end."""
    rows = unscoped(Org, reason=_CLOCK).filter(in_force(on), kind="bureau_office", posts__role=Role.BUREAU_OFFICER)
    return list(rows.order_by("path").distinct()[:1])


def past_due(on: date) -> "QuerySet[Disclosure]":
    """Return the foreseen slots whose day is over."""
    return _slots().filter(state="scheduled", due_on__lt=on)


def in_state(*names: str) -> "QuerySet[Disclosure]":
    """Return the slots in some states."""
    return _slots().filter(state__in=names)


@dataclass(frozen=True)
class Alike:
    """Overdue slots that fell due on one day, are as far up, and whose clock stands still on the same days."""

    due_on: date
    levels: int
    kind: str
    items: tuple[str, ...]

    @property
    def rows(self) -> Q:
        """Return what finds them among the overdue slots."""
        return Q(due_on=self.due_on, levels=self.levels, org__kind=self.kind, item__in=self.items)


def overdue_alike() -> list[Alike]:
    """Return the overdue slots by what their next level depends on: few, whatever grows."""
    rows = unscoped(Disclosure, reason=_CLOCK).filter(state="overdue").order_by("due_on", "levels")
    found: dict[tuple[date, int, str, bool], list[str]] = {}
    for due_on, levels, kind, item in rows.values_list("due_on", "levels", "org__kind", "item").distinct():
        found.setdefault((due_on, levels, kind, bool(touched_by(item))), []).append(item)
    return [Alike(due_on, levels, kind, tuple(items)) for (due_on, levels, kind, _), items in found.items()]


def leave_with_bureau(alike: Alike, level: int) -> int:
    """Write the level of overdue slots that the bureau's office has on its list and has not closed."""
    held = unscoped(WorkItem, reason=_CLOCK).filter(code="notice_overdue", closed_at=None)
    held = held.filter(subject_table="disclosure", post__role=Role.BUREAU_OFFICER)
    rows = unscoped(Disclosure, reason=_CLOCK).filter(alike.rows, state="overdue")
    return rows.filter(pk__in=held.values("subject_id")).update(levels=level)


def to_prepare(on: date) -> "QuerySet[Disclosure]":
    """Return the slots whose period is over and of which nothing was made yet."""
    return _slots().filter(state__in=("scheduled", "overdue"), last_day__lt=on)


def fresh(since: datetime) -> tuple[frozenset[str], frozenset[tuple[int, str]]]:
    """Return (codes of schools with rows accepted since a moment, (unit, power) of matters moved since). Two queries.

    A tick looks again only where something came in: asking the lake about every slot every time would take minutes.
    """
    batches = unscoped(LedgerBatch, reason=_CLOCK).filter(in_force=True, taken_in_at__gte=since)
    schools = frozenset(code for codes in batches.values_list("schools", flat=True) for code in codes)
    moved = unscoped(MatterEvent, reason=_CLOCK).filter(recorded_at__gte=since)
    return schools, frozenset(moved.values_list("matter__org_id", "matter__version__item").distinct())


def hold(slot: Disclosure) -> None:
    """Keep everybody else from a slot until the act is over; what is read of it afterwards is as it stands.

    Called first in every act on a notice. Raises RuleBroken("somebody_was_faster") where it moved meanwhile.
    """
    held = unscoped(Disclosure, reason="exactly one of two hands wins").select_for_update(no_key=True).get(pk=slot.pk)
    if held.state != slot.state:
        raise RuleBroken("somebody_was_faster")
    slot.objections_open = held.objections_open


def ended(on: date) -> "QuerySet[Disclosure]":
    """Return the slots whose notice that is up has had its last day."""
    up = unscoped(NoticeVersion, reason=_CLOCK).filter(published_at__isnull=False, down_at=None, ends_on__lt=on)
    return _slots().filter(state__in=("published", "corrected"), pk__in=up.values("disclosure"))


def one_of(org: Org, item: str, step: str, slot: str) -> Disclosure | None:
    """Return the slot of a unit, step and period."""
    found: Disclosure | None = _slots().filter(org=org, item=item, step=step, slot=slot).first()
    return found


def current(slot: Disclosure) -> NoticeVersion | None:
    """Return the version that is up, None where none is."""
    rows = unscoped(NoticeVersion, reason="the versions of a slot reached through the policy").filter(disclosure=slot)
    return _with_slot(rows.filter(published_at__isnull=False, down_at=None).first(), slot)


def published(slot: Disclosure) -> list[NoticeVersion]:
    """Return every version that was put up, the newest first."""
    return [one for one in all_of(slot) if one.published_at is not None]


def draft(slot: Disclosure) -> NoticeVersion | None:
    """Return the version that is being made, None where none is."""
    rows = unscoped(NoticeVersion, reason="the versions of a slot reached through the policy").filter(disclosure=slot)
    return _with_slot(rows.filter(published_at=None).first(), slot)


def newest(slot: Disclosure) -> NoticeVersion | None:
    """Return the version with the highest number."""
    rows = unscoped(NoticeVersion, reason="the versions of a slot reached through the policy").filter(disclosure=slot)
    return _with_slot(rows.order_by("-number").first(), slot)


def all_of(slot: Disclosure) -> list[NoticeVersion]:
    """Return every version, the newest first."""
    rows = unscoped(NoticeVersion, reason="the versions of a slot reached through the policy").filter(disclosure=slot)
    people = ("approved_by", "sent_by", "prepared_by", "down_by")
    files = Prefetch("files", unscoped(NoticeFile, reason="the files of a version go where it goes"))
    found = list(rows.order_by("-number").select_related(*people).prefetch_related(files))
    for one in found:
        one.disclosure = slot
    return found


def take_away(notice: NoticeVersion, file_id: int | None = None) -> int:
    """Delete one file of a version, or all of them; return how many."""
    rows = unscoped(NoticeFile, reason="the files of a version go where it goes").filter(notice=notice)
    return int((rows if file_id is None else rows.filter(pk=file_id)).delete()[0])


def typed_before(slot: Disclosure) -> NoticeVersion | None:
    """Return what the same unit said at the same step the last time, so that nobody types it again."""
    rows = unscoped(NoticeVersion, reason="a unit's own words of the last time").filter(
        disclosure__org=slot.org_id, disclosure__item=slot.item, disclosure__step=slot.step, erased_at=None
    )
    found: NoticeVersion | None = rows.exclude(disclosure=slot).order_by("-id").first()
    return found


def _with_slot(found: NoticeVersion | None, slot: Disclosure) -> NoticeVersion | None:
    if found is not None:
        found.disclosure = slot
    return found


def _slots() -> "QuerySet[Disclosure]":
    rows = unscoped(Disclosure, reason=_CLOCK).select_related("org__parent", "version", "matter")
    return rows.order_by("id")
