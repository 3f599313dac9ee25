"""Where a file or record was handed in before, by its fingerprint: a question to whoever reviews, and nothing else.

Nobody is refused for it and nothing is counted: one receipt may rightly show two things. What is sealed, touches a
child in danger or is with its officer still is left out; of what the reviewer may not read only the day is said.
Sources: product K7 (evidence by fingerprint), N5 (identical papers are asked about, not punished), C6.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from lianjing.access import policy, rectifying
from lianjing.access.flags_seen import ASKED_NOBODY, WITH_THE_OFFICER, seen
from lianjing.domain.authority import Action, Seat
from lianjing.domain.worktime import china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import FlagPaper, LedgerBatch, Rectification, RedFlag

_WHY = "whether the same file was handed in before, whoever handed it in"
_MOST = 5  # questions on a page; one is enough to ask


@dataclass(frozen=True)
class Before:
    """An earlier hand-in of the same file. unit, url: "" where the reader may not read what it was handed in for."""

    label: str
    on: date
    unit: str = ""
    url: str = ""


def papers_before(post: Seat, flag: RedFlag, papers: Collection[FlagPaper]) -> list[Before]:
    """Return where the papers of an answer were handed in before, newest first, for a reader who reviews the answer."""
    if not papers:
        return []
    until = min(paper.added_at for paper in papers)
    names = {paper.sha256: paper.name for paper in papers}
    found = [*_as_papers(post, names, until, flag), *_as_evidence(post, names, china_day(until), None)]
    return sorted(found, key=lambda one: one.on, reverse=True)[:_MOST]


def evidence_before(post: Seat, record: Rectification) -> list[Before]:
    """Return where what shows a rectification was handed in before, newest first, for a reader who accepts it."""
    names = _names(record)
    if not names:
        return []
    own = rectifying.flag_of(record)
    found = [*_as_papers(post, names, record.entered_at, own), *_as_evidence(post, names, _day_of(record), record)]
    return sorted(found, key=lambda one: one.on, reverse=True)[:_MOST]


def _as_papers(post: Seat, names: dict[str, str], until: Any, mine: RedFlag | None) -> Iterator[Before]:
    rows = unscoped(FlagPaper, reason=_WHY).filter(sha256__in=list(names), added_at__lt=until, flag__sealed=False)
    rows = rows.filter(flag__danger="").exclude(flag__state__in=(ASKED_NOBODY, WITH_THE_OFFICER))
    rows = rows.exclude(flag=mine.pk if mine else None).select_related("flag__org").defer("sealed_file")
    found = list(rows.order_by("-added_at", "-id")[:_MOST])
    open_ones = set(seen(post).filter(pk__in=[one.flag_id for one in found]).values_list("pk", flat=True))
    for one in found:
        on, label = china_day(one.added_at), names[one.sha256]
        if one.flag_id in open_ones:
            yield Before(label, on, one.flag.org.name, reverse("redflags:flag", args=[one.flag_id]))
        else:
            yield Before(label, on)


def _as_evidence(post: Seat, names: dict[str, str], until: date, mine: Rectification | None) -> Iterator[Before]:
    """Yield the rectifications that named it. Evidence is a small list on each; there are few rectifications."""
    rows = unscoped(Rectification, reason=_WHY).exclude(evidence=[]).exclude(pk=mine.pk if mine else None)
    rows = rows.filter(urgent=False).select_related("org").order_by("-id")
    found = [(one, prints) for one in rows if _day_of(one) <= until and (prints := _prints(one) & set(names))][:_MOST]
    readable = policy.visible(post, Action.RECTIFY_READ, Rectification).filter(pk__in=[one.pk for one, _ in found])
    open_ones = set(readable.values_list("pk", flat=True))
    for one, prints in found:
        label, on = names[min(prints)], _day_of(one)
        if one.pk in open_ones:
            yield Before(label, on, one.org.name, reverse("casework:rectification", args=[one.pk]))
        else:
            yield Before(label, on)


def _names(record: Rectification) -> dict[str, str]:
    """Return print -> label of what was named and of the papers in it; files of several schools and powers left out."""
    kept = [one for one in record.evidence if one["table"] != "powerversion"]
    several = _of_several([one["id"] for one in kept if one["table"] == "ledgerbatch"])
    own = [one for one in kept if one["table"] != "ledgerbatch" or one["id"] not in several]
    return {found: one["label"] for one in own for found in (one["sha256"], *one.get("papers", ()))}


def _prints(record: Rectification) -> set[str]:
    return {found for one in record.evidence for found in (one["sha256"], *one.get("papers", ()))}


def _of_several(keys: list[int]) -> set[int]:
    if not keys:
        return set()
    rows = unscoped(LedgerBatch, reason=_WHY).filter(pk__in=keys)
    return {key for key, schools in rows.values_list("pk", "schools") if len(schools) > 1}


def _day_of(record: Rectification) -> date:
    said = next((one["on"] for one in record.evidence if one.get("on")), None)
    return date.fromisoformat(said) if said else china_day(record.opened_at)
