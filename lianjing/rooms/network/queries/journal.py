"""The journal as lists: everything in reach, what one post did, what befell one record. Rows, never sums of people."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import journal_reading
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Declaration, JournalEntry
from lianjing.ui.listing import Choice, Column, Days, Listing, Search
from lianjing.ui.wording import journal as words


def listing(post: Seat, title: str, narrowed: Q | None = None) -> Listing:
    """Return the list of entries this post reads that are `narrowed` to a post or a record; the newest first."""
    rows = journal_reading.entries(post)
    return Listing(
        rows=rows.filter(narrowed) if narrowed else rows,
        title=title,
        columns=[
            Column("at", _("When"), lambda row: row.at, kind="moment", sort="at"),
            Column("who", _("Who"), who_acted),
            Column("post", _("In which post"), lambda row: f"{row.post.org.name} {row.post.title}" if row.post else ""),
            Column("kind", _("Acted or looked"), lambda row: str(words.KINDS[row.kind])),
            Column("what", _("What"), lambda row: words.action(row.action)),
            Column("record", _("Record"), subject_of, link=_address),
        ],
        filters=[
            Choice("kind", _("Acted or looked"), list(words.KINDS.items()), "kind"),
            Choice("record", _("Record"), _tables(), "subject_table"),
            Days("at", _("Days"), "at__date"),
            Search("q", _("Person or unit, by name or pinyin"), ("person__sought", "post__org__sought")),
        ],
        order=("-pk",),
    )


def about(post: Seat, table: str, key: int) -> Q:
    """Return the filter of the entries on a record; on a person with those on the declarations the post may read."""
    on_it = Q(subject_table=table, subject_id=key)
    if table != "person":
        return on_it
    declared = visible(post, Action.DECLARATION_READ, Declaration).filter(person=key).values("pk")
    return on_it | Q(subject_table="declaration", subject_id__in=declared)


def who_acted(row: JournalEntry) -> str:
    """Return the person, or the clock or the operator."""
    return row.person.name if row.person else words.actor(row.action)


def subject_of(row: Any) -> str:
    """Return the kind of record and its name; its number where the reader may not see the record."""
    kind = str(words.TABLES.get(row.subject_table, row.subject_table))
    return f"{kind} {row.subject_name or row.subject_id}"


def _address(row: Any) -> str:
    """Return the page of the record's own entries, "" where the reader may not see the record."""
    return reverse("network:journal_record", args=[row.subject_table, row.subject_id]) if row.subject_name else ""


def _tables() -> list[tuple[str, Any]]:
    return [(name, words.TABLES[name]) for name in journal_reading.NAMED]
