"""What happened on the public side, read from the public log: nothing is told that was not published there first.

The log is the outbox: a leaf is written in the transaction of the act, has one place for ever, and holds no content
here, only its kind and what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lianjing.access import public_log_keys as keys
from lianjing.access import public_log_tree as tree
from lianjing.records.doors import unscoped
from lianjing.records.models import NoticeVersion, Org, PublicLeaf, PublicQuestion

_WHY = "that something was published is public"
NOTICE, ANSWER, FIGURE = "noticeversion", "publicquestion", "org"


@dataclass(frozen=True)
class Event:
    """One thing that happened. kind: such as notice.published. school, key: whose page, and which slot or question."""

    kind: str
    place: int
    at: datetime
    table: str
    school: str
    key: int = 0


def size() -> int:
    """Return up to which place, not counting it, the published head tells of the log; 0 before the first head."""
    row = tree.shown_checkpoint(keys.policy())
    return int(row.size) if row is not None else 0


def between(first: int, end: int) -> Iterator[Event]:
    """Yield what happened at the places from `first` to `end` - 1, in order: notices, answers, figures of schools."""
    rows = unscoped(PublicLeaf, reason=_WHY).filter(place__gte=first, place__lt=end)
    rows = rows.filter(subject_table__in=(NOTICE, ANSWER, FIGURE)).exclude(kind="journal").order_by("place")
    leaves = list(rows.values_list("place", "kind", "at", "subject_table", "subject_id"))
    about: dict[str, list[int]] = {NOTICE: [], ANSWER: [], FIGURE: []}
    for *_rest, table, key in leaves:
        about[table].append(key)
    notices = _notices(about[NOTICE])
    asked = unscoped(PublicQuestion, reason=_WHY).filter(pk__in=about[ANSWER])
    questions = dict(asked.values_list("pk", "org__code"))
    schools = dict(unscoped(Org, reason=_WHY).filter(pk__in=about[FIGURE]).values_list("pk", "code"))
    for place, kind, at, table, key in leaves:
        word = "withdrawn" if kind == "tombstone" else "published"
        if table == NOTICE and key in notices:
            school, slot, number = notices[key]
            word = "corrected" if word == "published" and number > 1 else word
            yield Event(f"notice.{word}", place, at, table, school, slot)
        elif table == ANSWER and key in questions:
            yield Event(f"answer.{word}", place, at, table, questions[key], key)
        elif table == FIGURE and key in schools:
            yield Event(f"figure.{word}", place, at, table, schools[key])


def _notices(keys_: list[int]) -> dict[int, tuple[str, int, int]]:
    """Return by version of a notice its school, its slot and its number."""
    rows = unscoped(NoticeVersion, reason=_WHY).filter(pk__in=keys_)
    found = rows.values_list("pk", "disclosure__org__code", "disclosure_id", "number")
    return {key: (school, slot, number) for key, school, slot, number in found}
