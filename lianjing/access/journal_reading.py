"""Which entries of the journal a post reads: what the policy lets it reach, less what would tell of something hidden.

Entries lie at the unit of whoever acted, so that supervisors are read one level up (D5). Sealed entries and those on a
record kept from the reader are out by the policy. Three more would speak of what other pages do not tell (D4, SM1).
"""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from lianjing.access import flags_seen, question_routes
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    Declaration,
    Disclosure,
    Edge,
    Handover,
    Holding,
    ImportBatch,
    JournalEntry,
    LedgerBatch,
    Matter,
    Org,
    Person,
    Post,
    PowerVersion,
    PublicQuestion,
    Recusal,
    RedFlag,
)

# What a record is read by, and the columns that name it.
NAMED: dict[str, tuple[type[Table], Action, tuple[str, ...]]] = {
    "org": (Org, Action.NETWORK_READ, ("name",)),
    "post": (Post, Action.NETWORK_READ, ("org__name", "title")),
    "edge": (Edge, Action.NETWORK_READ, ("subject__name", "object__name")),
    "person": (Person, Action.PERSON_READ, ("home__name", "name")),
    "holding": (Holding, Action.PERSON_READ, ("post__org__name", "post__title", "person__name")),
    "declaration": (Declaration, Action.DECLARATION_READ, ("person__home__name", "person__name")),
    "handover": (Handover, Action.HANDOVER_READ, ("post__org__name", "post__title")),
    "importbatch": (ImportBatch, Action.IMPORT_READ, ("org__name", "filename")),
    "ledgerbatch": (LedgerBatch, Action.IMPORT_READ, ("org__name", "slot")),
    "redflag": (RedFlag, Action.FLAG_READ, ("org__name",)),
    "matter": (Matter, Action.MATTER_READ, ("org__name", "title")),
    "disclosure": (Disclosure, Action.NOTICE_READ, ("org__name", "item")),
    "publicquestion": (PublicQuestion, Action.QUESTION_READ, ("org__name",)),
    "powerversion": (PowerVersion, Action.POWER_READ, ("org__name", "item")),
}
_RECUSAL_ACTS = (Action.RECUSAL_DECIDE, "clock._detected", "clock.detected", "clock._lapse", "clock._succeed")
_WHY = "an entry does not tell what the record's own page keeps back"


def entries(post: Seat) -> "QuerySet[JournalEntry]":
    """Return the entries this post reads, newest first, each with `subject_name` as far as it may see the record.

    Left out, but for one's own: who asked for a recusal of whom; how a recusal of the reader was decided; what became
    of a red flag while only whoever answers sees it.
    """
    rows = visible(post, Action.JOURNAL_READ, JournalEntry)
    others = ~Q(person=post.person_id) | Q(person=None)
    for told in (Q(action=Action.RECUSAL_REQUEST), _on_a_recusal_of(post), _on_a_flag_kept_back(post)):
        rows = rows.exclude(others & told)
    return rows.select_related("person", "post__org").annotate(subject_name=_name_for(post)).order_by("-id")


def record_seen(post: Seat, table: str, key: int) -> Any | None:
    """Return a record with its `shown_name`, if this post may read it; None looks like absent."""
    if table not in NAMED:
        return None
    of, action, columns = NAMED[table]
    rows: Any = _rows(post, of, action).filter(pk=key).annotate(shown_name=_joined(columns))
    return rows.exclude(_kept_back(post)).first() if of is RedFlag else rows.first()


def _on_a_recusal_of(post: Seat) -> Q:
    about = unscoped(Recusal, reason=_WHY).filter(
        person=post.person_id, table=OuterRef("subject_table"), record_id=OuterRef("subject_id")
    )
    return Q(action__in=_RECUSAL_ACTS) & Q(Exists(about))


def _on_a_flag_kept_back(post: Seat) -> Q:
    flags = unscoped(RedFlag, reason=_WHY).filter(_kept_back(post), pk=OuterRef("subject_id"))
    return Q(subject_table="redflag") & Q(Exists(flags))


def _kept_back(post: Seat) -> Q:
    """Return the filter of flags whose content is kept back; of one's own office's question, its journal is too."""
    return flags_seen.kept_back(post) | Q(state=flags_seen.WITH_THE_OFFICER)


def _name_for(post: Seat) -> Case:
    """Return what an entry's record is called, "" where the post may not read it."""
    cases = [When(subject_table=table, then=_sub(post, *named)) for table, named in NAMED.items()]
    return Case(*cases, default=Value(""), output_field=CharField())


def _sub(post: Seat, of: type[Table], action: Action, columns: tuple[str, ...]) -> Any:
    rows = _rows(post, of, action).filter(pk=OuterRef("subject_id")).annotate(shown_name=_joined(columns))
    return Subquery(rows.values("shown_name")[:1])


def _rows(post: Seat, of: type[Table], action: Action) -> Any:
    return question_routes.seen(post) if of is PublicQuestion else visible(post, action, of)


def _joined(columns: tuple[str, ...]) -> Any:
    parts: list[Any] = [F(columns[0])]
    for column in columns[1:]:
        parts += [Value(" "), F(column)]
    return Concat(*parts, Value(""), output_field=CharField())
