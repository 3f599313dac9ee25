"""What shows that something was put right: records that the house holds already, chosen from a list, by fingerprint.

Nothing is uploaded and nothing is photographed for it (product K7, SM5).
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from lianjing.access import policy, rectifying
from lianjing.access.matters import events_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.worktime import china_day
from lianjing.records.models import Matter, NoticeVersion, PowerVersion, Rectification

MOST = 30  # of each kind, newest first: what came after the question, or shortly before it


@dataclass(frozen=True)
class Evidence:
    """One record: its table and key, what it is called, the SHA-256 of what it holds now, and those of papers in it."""

    table: str
    id: int
    label: str
    sha256: str
    papers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return how a form calls it."""
        return f"{self.table}:{self.id}"

    def as_json(self, on: date) -> dict[str, Any]:
        """Return it as it is kept, handed in on a day."""
        return {**asdict(self), "papers": list(self.papers), "on": on.isoformat()}


def choices(post: Seat, record: Rectification) -> list[Evidence]:
    """Return what the post may name: the unit's matters, ledger files, published notices and power versions."""
    return [*_matters(post, record), *_batches(post, record), *_notices(post, record), *_versions(post, record)]


def chosen(post: Seat, record: Rectification, names: Collection[str]) -> list[Evidence]:
    """Return those of `choices` that were named."""
    return [one for one in choices(post, record) if one.name in names]


def versions(post: Seat, record: Rectification) -> list[PowerVersion]:
    """Return the versions that changed an earlier one since it was opened: what may have been changed because of it."""
    rows = policy.visible(post, Action.POWER_READ, PowerVersion)
    rows = rows.filter(drafted_at__gte=record.opened_at, based_on__isnull=False)
    here = rows.filter(org=record.org) | rows.filter(org__kind="bureau")
    return list(here.exclude(state="dropped").select_related("org").order_by("-id")[:MOST])


def _matters(post: Seat, record: Rectification) -> Iterator[Evidence]:
    if not policy.holds(post, Action.MATTER_READ):
        return
    rows = policy.visible(post, Action.MATTER_READ, Matter).filter(org=record.org).order_by("-id")[:MOST]
    for matter in rows:
        events = events_of(matter)
        said = [[one.step, one.happened_at.isoformat(), one.papers] for one in events]
        papers = tuple(sorted({paper["sha256"] for one in events for paper in one.papers if paper.get("sha256")}))
        yield Evidence("matter", matter.pk, matter.title, _print(matter.title, matter.state, said), papers)


def _batches(post: Seat, record: Rectification) -> Iterator[Evidence]:
    if not policy.holds(post, Action.IMPORT_READ):
        return
    for batch in rectifying.batches_covering(record.org, MOST):
        label = f"{batch.filename or batch.table.name} {china_day(batch.taken_in_at)}"
        yield Evidence("ledgerbatch", batch.pk, label, batch.sha256)


def _notices(post: Seat, record: Rectification) -> Iterator[Evidence]:
    if not policy.holds(post, Action.NOTICE_READ):
        return
    rows = policy.visible(post, Action.NOTICE_READ, NoticeVersion).filter(disclosure__org=record.org)
    rows = rows.filter(published_at__isnull=False, down_at=None).select_related("disclosure")
    for one in rows.order_by("-id")[:MOST]:
        yield Evidence("notice", one.pk, f"{one.disclosure.item} {one.disclosure.slot}", one.sha256)


def _versions(post: Seat, record: Rectification) -> Iterator[Evidence]:
    for one in versions(post, record):
        yield Evidence("powerversion", one.pk, f"{one.item} v{one.number}", one.sha256)


def _print(*said: object) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def labels(kept: Iterable[dict[str, object]]) -> list[str]:
    """Return what kept evidence is called, with the beginning of its fingerprint."""
    return [f"{one['label']} {str(one['sha256'])[:12]}" for one in kept]
