"""Disclosures outside the policy: what anybody may read, and the doors through which an objection holds a notice.

Only bytes that passed the privacy gate leave here, compared by hash at every reading: what somebody wrote past the gate
is not shown. Whoever answers an objection must not be among `publishers`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from lianjing.access import powers, states
from lianjing.access.acts import act_of
from lianjing.access.once import once
from lianjing.access.rulebook import library
from lianjing.domain.machine import THE_SYSTEM
from lianjing.domain.machines.disclosure import DISCLOSURE, UP
from lianjing.domain.notices import days_overdue
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import CHINA, add_working_days, working_days_between
from lianjing.records.doors import unscoped
from lianjing.records.models import Disclosure, NoticeFile, NoticeVersion

_WHY = "that something is owed, hangs or came down is public"
READABLE = ("published", "corrected", "paused")
_HALF_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class PublicFile:
    """A file beside a published notice."""

    id: int
    name: str
    media: str
    size: int
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class PublicNotice:
    """One version of a notice as anybody may see it.

    content: None where it is not for everybody (audience), or came down (tombstone), or was erased. sha256 stays; ""
    where the content names people and is not to be read: by its hash whoever guesses a list could confirm it.
    """

    id: int
    number: int
    content: dict[str, Any] | None
    sha256: str
    published_at: datetime
    days: int | None
    ends_on: date | None
    why: str
    down_at: datetime | None
    down_as: str
    names_people: bool
    files: tuple[PublicFile, ...] = ()


@dataclass(frozen=True)
class PublicDisclosure:
    """A slot as anybody may see it, the newest version first; `overdue`: days owed and not published."""

    id: int
    org_id: int
    unit_code: str
    unit: str
    item: str
    step: str
    slot: str
    kind: str
    audience: str
    state: str
    due_on: date
    overdue: int
    corrected_nothing: bool
    objections_open: int
    pause_reason: str
    notices: tuple[PublicNotice, ...]

    @property
    def published_on(self) -> date | None:
        """Return the day of the newest version, None while there is none."""
        return _day(self.newest.published_at) if self.newest else None

    @property
    def changed_at(self) -> float:
        """Return when a version went up or came down last, in seconds since 1970; 0 before the first one."""
        moments = (at for one in self.notices for at in (one.published_at, one.down_at) if at is not None)
        return max((at.timestamp() for at in moments), default=0.0)

    @property
    def mark(self) -> str:
        """Return the hash of the newest version, "" where there is none to be told."""
        return self.newest.sha256 if self.newest else ""

    @property
    def newest(self) -> PublicNotice | None:
        """Return the version that stands now or stood last."""
        return self.notices[0] if self.notices else None


@dataclass(frozen=True)
class ListedDisclosure:
    """A slot as a line of a list, named as in `PublicDisclosure`."""

    id: int
    unit_code: str
    item: str
    step: str
    slot: str
    audience: str
    state: str
    due_on: date
    overdue: int
    published_on: date | None
    mark: str


def fingerprint(content: bytes, files: Iterable[tuple[str, str]] = ()) -> str:
    """Return the hash of everything that goes out: the content's bytes, then each file's name and hash, in order."""
    whole = hashlib.sha256(content)
    for name, sha256 in files:
        whole.update(b"\0" + name.encode() + b"\0" + sha256.encode())
    return whole.hexdigest()


def canonical(content: dict[str, Any]) -> bytes:
    """Return content as it is hashed and shown: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unchanged(notice: NoticeVersion) -> bool:
    """Return whether a notice's bytes are exactly those that passed the gate."""
    files = [(one.name, hashlib.sha256(bytes(one.data)).hexdigest()) for one in files_of(notice)]
    now = fingerprint(bytes(notice.content), files)
    return bool(notice.passed) and now == notice.passed == notice.sha256


def files_of(notice: NoticeVersion) -> list[NoticeFile]:
    """Return the files beside a version, in the order in which they were added; none for one not yet kept."""
    loaded = getattr(notice, "_prefetched_objects_cache", {}).get("files")
    if loaded is not None:
        return list(loaded)
    return list(unscoped(NoticeFile, reason="the files of a version go where it goes").filter(notice=notice.pk))


@once
def of_school(code: str, on: date, item: str = "") -> list[PublicDisclosure]:
    """Return what a school owes or shows, the soonest due first; of one power, or of all. Four queries."""
    rows = _rows().filter(org__code=code)
    return [_public(row, on) for row in (rows.filter(item=item) if item else rows)]


def listed(on: date) -> list[ListedDisclosure]:
    """Return what every unit owes or shows, without contents, the soonest due first. Two queries."""
    out = unscoped(NoticeVersion, reason=_WHY).filter(published_at__isnull=False).order_by("number")
    told = out.values_list(
        "disclosure_id", "published_at", "sha256", "personal", "erased_at", "down_at", "down_as", named=True
    )
    newest = {one.disclosure_id: one for one in told}
    rows = unscoped(Disclosure, reason=_WHY).order_by("due_on", "id")
    columns = ("id", "org__code", "item", "step", "slot", "audience", "state", "due_on")
    return [_listed(row, newest.get(row.id), on) for row in rows.values_list(*columns, named=True)]


def _listed(row: Any, newest: Any, on: date) -> ListedDisclosure:
    """Return a line. row, newest: rows of the database that have the columns asked for, under their names."""
    return ListedDisclosure(
        id=row.id,
        unit_code=row.org__code,
        item=row.item,
        step=row.step,
        slot=row.slot,
        audience=row.audience,
        state=row.state,
        due_on=row.due_on,
        overdue=days_overdue(row.state, row.due_on, on),
        published_on=_day(newest.published_at) if newest else None,
        mark=newest.sha256 if newest and _is_marked(newest, row) else "",
    )


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def some(ids: Iterable[int], on: date) -> list[PublicDisclosure]:
    """Return slots by their ids, as far as there are any. Four queries."""
    return [_public(row, on) for row in _rows().filter(pk__in=list(ids))]


def one(disclosure_id: int, on: date) -> PublicDisclosure | None:
    """Return one slot with all its versions, None where there is none that anything may be told of."""
    row = _rows().filter(pk=disclosure_id).first()
    return _public(row, on) if row else None


def file_of(file_id: int) -> NoticeFile | None:
    """Return a file of a notice that is up and open to everybody, None otherwise."""
    rows = unscoped(NoticeFile, reason=_WHY).filter(
        notice__disclosure__audience="public",
        notice__disclosure__state__in=READABLE,
        notice__published_at__isnull=False,
        notice__down_at=None,
    )
    found: NoticeFile | None = rows.filter(pk=file_id).select_related("notice").first()
    return found if found is not None and unchanged(found.notice) else None


def is_objectable(slot: PublicDisclosure, on: date) -> bool:
    """Return whether an objection may be lodged: a notice that runs its days, up to its last day, or paused."""
    if slot.kind != "notice" or slot.state not in READABLE:
        return False
    up = next((one for one in reversed(slot.notices) if one.down_at is None), None)
    return up is not None and (up.ends_on is None or on <= up.ends_on or slot.state == "paused")


def publishers(disclosure_id: int) -> frozenset[int]:
    """Return the people who prepared, sent, approved or took down any version: none of them answers an objection."""
    return _hands(disclosure=disclosure_id)


def publishers_lately(code: str, item: str, on: date) -> frozenset[int]:
    """Return the people who had a hand in what a school published of a power in the last half year: its last term."""
    return _hands(disclosure__org__code=code, disclosure__item=item, published_at__date__gt=on - _HALF_YEAR)


def _hands(**which: Any) -> frozenset[int]:
    rows = unscoped(NoticeVersion, reason="whoever published it does not answer for it").filter(**which)
    found = rows.values_list("hands", "prepared_by", "sent_by", "approved_by", "down_by")
    return frozenset(person for hands, *people in found for person in (*hands, *people) if person is not None)


def objection_opened(*, disclosure_id: int, now: datetime) -> None:
    """Count an objection lodged against a slot and hold its notice, so that it cannot end before the answer."""
    rows = unscoped(Disclosure, reason="an objection holds the end of a notice")
    rows.filter(pk=disclosure_id).update(objections_open=F("objections_open") + 1)
    held = rows.select_related("org").get(pk=disclosure_id)
    if held.state in UP and held.kind == "notice":
        _hold(disclosure=held, now=now)


def reserve(disclosure_id: int) -> None:
    """Keep everybody else from a slot until the act is over: a slot is taken before the questions about it."""
    rows = unscoped(Disclosure, reason="an objection holds the end of a notice")
    rows.select_for_update(no_key=True).filter(pk=disclosure_id).first()


def objection_settled(*, disclosure_id: int, now: datetime) -> None:
    """Count one objection less; when none is open the notice goes on by itself with the days it had left.

    Raises RuleBroken("no_objection_to_settle").
    """
    rows = unscoped(Disclosure, reason="an objection holds the end of a notice")
    fewer = rows.filter(pk=disclosure_id, objections_open__gt=0).update(objections_open=F("objections_open") - 1)
    if not fewer:
        raise RuleBroken("no_objection_to_settle")
    held = rows.select_related("org").get(pk=disclosure_id)
    if held.state == "paused" and not held.objections_open and not held.pause_reason:
        go_on(disclosure=held, now=now)


@act_of("clock", on="disclosure")
def _hold(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    step = DISCLOSURE.take(disclosure.state, "hold", THE_SYSTEM, facts={"objection_open"})
    was, disclosure.state, disclosure.since = disclosure.state, step.dst, now
    disclosure.paused_on = now.date()
    states.swap(disclosure, was)
    return disclosure


@act_of("clock", on="disclosure")
def go_on(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Let a held notice run on: every working day it stood still is added to its end."""
    step = DISCLOSURE.take(disclosure.state, "go_on", THE_SYSTEM, facts={"no_objection_open"})
    was, disclosure.state, disclosure.since = disclosure.state, step.dst, now
    lengthen(disclosure, now.date())
    states.swap(disclosure, was)
    return disclosure


def lengthen(disclosure: Disclosure, on: date) -> None:
    """Move the end of the notice that is up by the working days of its pause; the pause is over."""
    calendar = library().calendar
    rows = unscoped(NoticeVersion, reason="a pause lengthens the notice")
    up = rows.filter(disclosure=disclosure, published_at__isnull=False, down_at=None).first()
    if up is not None and up.ends_on is not None and disclosure.paused_on is not None:
        lost = working_days_between(disclosure.paused_on, on, calendar)
        up.ends_on = add_working_days(up.ends_on, lost, calendar)
        up.save(update_fields=["ends_on"])
    disclosure.paused_on, disclosure.pause_reason = None, ""


def _rows() -> "QuerySet[Disclosure]":
    out = unscoped(NoticeVersion, reason=_WHY).filter(published_at__isnull=False).order_by("-number")
    files = unscoped(NoticeFile, reason=_WHY)
    rows = unscoped(Disclosure, reason=_WHY).select_related("org")
    rows = rows.prefetch_related(Prefetch("notices", out), Prefetch("notices__files", files))
    return rows.order_by("due_on", "id")


def _public(row: Disclosure, on: date) -> PublicDisclosure:
    return PublicDisclosure(
        id=row.pk,
        org_id=row.org_id,
        unit_code=row.org.code,
        unit=row.org.name,
        item=row.item,
        step=row.step,
        slot=row.slot,
        kind=row.kind,
        audience=row.audience,
        state=row.state,
        due_on=row.due_on,
        overdue=days_overdue(row.state, row.due_on, on),
        corrected_nothing=row.corrected_nothing,
        objections_open=row.objections_open,
        pause_reason=row.pause_reason,
        notices=tuple(_version(one, row) for one in row.notices.all()),
    )


def _version(notice: NoticeVersion, row: Disclosure) -> PublicNotice:
    shown = row.audience == "public" and _stands(notice, row) and unchanged(notice)
    content = json.loads(bytes(notice.content)) if shown else None
    files = tuple(_file(one) for one in files_of(notice)) if shown else ()
    assert notice.published_at is not None
    return PublicNotice(
        id=notice.pk,
        number=notice.number,
        content=content,
        sha256=notice.sha256 if _is_marked(notice, row) else "",
        published_at=notice.published_at,
        days=notice.days,
        ends_on=notice.ends_on,
        why=notice.why,
        down_at=notice.down_at,
        down_as=notice.down_as,
        names_people=_names_people(notice),
        files=files,
    )


def _names_people(notice: NoticeVersion) -> bool:
    """Return whether a version holds a field of persons: a rule may list one that these rows do not have."""
    if not notice.personal or not bytes(notice.content):
        return bool(notice.personal)
    content = json.loads(bytes(notice.content))
    held = {*content.get("fields", ()), *(key for row in content.get("rows", ()) for key in row)}
    return bool(held & powers.notice_words().personal)


def _is_marked(notice: NoticeVersion, row: Disclosure) -> bool:
    """Return whether the hash of a version may be told: of what names people only while everybody may read it."""
    return row.audience == "public" and (not notice.personal or _stands(notice, row))


def _file(one: NoticeFile) -> PublicFile:
    return PublicFile(one.pk, one.name, one.media, len(one.data), one.sha256, bytes(one.data))


def _stands(notice: NoticeVersion, row: Disclosure) -> bool:
    """Return whether a version's content may be read: what was corrected stays readable unless it lists people."""
    if notice.erased_at is not None or notice.down_as == "withdrawn":
        return False
    if notice.personal:
        return notice.down_at is None and row.state in READABLE
    return True
