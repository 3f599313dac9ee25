"""What each act of publishing writes into the public log, and what a page then says of its entry.

Contents go in so that they can be withdrawn (`personal`): a notice that lists people comes down, words of an answer may
be masked later. A version of a power is law of the house and stays.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lianjing.access import powers, public_log, public_log_files
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Disclosure, NoticeVersion, PowerVersion, PublicLeaf, PublicQuestion

_WHY = "what is published is for everybody"
_AT_ONCE = 500
EVERYBODY = "public"


@dataclass(frozen=True)
class Mark:
    """What a page says of its entry in the log. `proof`, `content`: paths in the log, "" while not there.

    gone: the place of the entry that says that the content was withdrawn, None while it was not.
    """

    place: int | None
    proof: str
    content: str
    gone: int | None = None


def enter_power(version: PowerVersion, now: datetime) -> None:
    """Write that a version of a power is in force, with the hash of its text."""
    first = version.first_day.isoformat() if version.first_day else ""
    said = {"power": version.item, "unit": version.org.code, "version": version.number, "first_day": first}
    public_log.publish("power", {**said, "sha256": version.sha256}, now, of=version)


def enter_notice(slot: Disclosure, notice: NoticeVersion, now: datetime) -> None:
    """Write that a version of a notice was put up, and until when; with its content where that is for everybody."""
    ends = notice.ends_on.isoformat() if notice.ends_on else ""
    said = {"slot": slot.pk, "unit": slot.org.code, "power": slot.item, "period": slot.slot}
    said |= {"version": notice.number, "ends_on": ends}
    if slot.audience == EVERYBODY:
        text = bytes(notice.content).decode()
        said |= {"sha256": notice.sha256, "content": text, "words": _words(json.loads(text))}
        public_log.publish("notice", said, now, of=notice, personal=True)
    else:  # what hangs at the school and not on the net: neither content nor a hash that would give names away
        public_log.publish("notice", {**said, "audience": slot.audience}, now, of=notice)


def _words(content: dict[str, Any]) -> dict[str, list[str]]:
    """Return what pages call each field of a content, in Chinese and English: a name changed later is seen."""
    fields, keys = powers.notice_words().fields, set(content.get("fields", {}))
    keys = keys.union(*content.get("rows", ()))
    return {key: [fields[key].zh, fields[key].en] for key in sorted(keys & fields.keys())}


def enter_answer(question: PublicQuestion, now: datetime) -> None:
    """Write what everybody can read of a question now: asked, answered, reviewed, put right."""
    words = ("kind", "power", "asked", "answer", "answered_as", "review", "reviewed_as", "put_right", "state")
    said: dict[str, Any] = {word: getattr(question, word) for word in words if getattr(question, word)}
    said |= {"upheld": question.upheld} if question.upheld is not None else {}
    said |= {"question": question.pk, "unit": question.org.code}
    public_log.publish("answer", said, now, of=question, personal=True)


def take_out(record: Table, reason: str, now: datetime) -> int:
    """Withdraw every content about a record from the log; each leaves a tombstone. Return how many there were."""
    table, key = key_of(record)
    held = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=table, subject_id=key, content__isnull=False)
    leaves = list(held.order_by("id"))
    for leaf in leaves:
        public_log.withdraw(leaf, reason, now)
    return len(leaves)


def mark_of(table: str, key: int) -> Mark | None:
    """Return what a page says of the newest entry about a record, None when there is none."""
    return marks_of(table, [key]).get(key)


def marks_of(table: str, keys: Sequence[int]) -> dict[int, Mark]:
    """Return what pages say of the newest entries about records of one table, by their keys."""
    found = dict[int, Mark]()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=table, subject_id__in=some).order_by("id")
        for key, kind, place, held in rows.values_list("subject_id", "kind", "place", "content__id"):
            if kind != "tombstone":
                found[key] = _mark(place, held is not None)
            elif key in found:
                found[key] = replace(found[key], gone=place)
    return found


def marks_by_kind(table: str, key: int) -> dict[str, Mark]:
    """Return what pages say of the newest entry of each kind about one record."""
    rows = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=table, subject_id=key).order_by("id")
    newest = dict(rows.values_list("kind", "place"))
    return {kind: _mark(place, held=False) for kind, place in newest.items()}


def _mark(place: int | None, held: bool) -> Mark:
    if place is None:
        return Mark(None, "", "")
    proof = public_log_files.proof_path(place)
    there = (public_log_files.served() / proof).exists()
    return Mark(place, proof if there else "", public_log_files.content_path(place) if held else "")
