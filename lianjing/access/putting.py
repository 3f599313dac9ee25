"""One item on the work list of one post, and one line of its history: what `work` and `detecting` both stand on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Post, WorkCopy, WorkItem, WorkMove


def put(
    *,
    code: str,
    about: Table,
    post: Post,
    url: str,
    now: datetime,
    due_on: date | None = None,
    facts: dict[str, Any] | None = None,
    raised_by: Post | None = None,
    copies: Iterable[Post] = (),
    sealed: bool = False,
    person: int | None = None,
) -> tuple[WorkItem, bool]:
    """Put one item on the list of `post`, unless the same open item is there already; return it, and whether it is new.

    person: for whom alone of the post it is; None: whoever holds it.
    code: a title of `ui/wording/work.py`; facts: its placeholders, no numbers of people. about: the record.
    """
    table, key = key_of(about)
    same = unscoped(WorkItem, reason="the same item is not put twice")
    same = same.filter(post=post, person=person, code=code, subject_table=table, subject_id=key)
    found = same.filter(state="open").first()
    if found:
        return found, False
    item = WorkItem(post=post, person_id=person, raised_by=raised_by, path=post.org.path, code=code, url=url)
    item.subject_table, item.subject_id, item.facts, item.sealed = table, key, facts or {}, sealed
    item.opened_at, item.due_on = now, due_on
    item.save()
    move(item, "open", now, by=raised_by, to=post)
    for copy in copies:
        WorkCopy(item=item, post=copy).save()
    return item, True


def move(
    item: WorkItem, step: str, now: datetime, *, by: Post | None = None, to: Post | None = None, words: str = ""
) -> None:
    """Add one line to the item's history."""
    WorkMove(item=item, step=step, by=by, to=to, words=words, at=now).save()
