"""Recusals as pages read them: which records one may be kept away from, what waits for a decision, counts only."""

from typing import Any

from django.db.models import QuerySet

from lianjing.access import flags_seen, question_routes
from lianjing.access.policy import may, visible
from lianjing.access.posts import in_force
from lianjing.access.recusals import ties_behind
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machines.recusal import RECUSAL
from lianjing.records.base import Table
from lianjing.records.models import (
    Directive,
    Handover,
    ImportBatch,
    Person,
    Post,
    PublicQuestion,
    Rectification,
    Recusal,
    RedFlag,
)

SUBJECTS: dict[str, tuple[type[Table], Action]] = {
    "redflag": (RedFlag, Action.FLAG_READ),
    "rectification": (Rectification, Action.RECTIFY_READ),
    "importbatch": (ImportBatch, Action.IMPORT_READ),
    "handover": (Handover, Action.HANDOVER_READ),
    "directive": (Directive, Action.DIRECTIVE_READ),
    "publicquestion": (PublicQuestion, Action.QUESTION_READ),
}
_LOOKERS = (Role.GROUP_LEADER, Role.GROUP_MEMBER, Role.BUREAU_OFFICER, Role.TOWNSHIP_OFFICER, Role.TEAM_INSPECTOR)


def record_seen(post: Seat, table: str, key: int) -> Table | None:
    """Return the record that a recusal would be about, if this post can see it; None looks like absent."""
    if table not in SUBJECTS:
        return None
    of, action = SUBJECTS[table]
    if of is RedFlag:
        return flags_seen.seen(post).filter(pk=key, sealed=False).first()
    if of is PublicQuestion:
        return question_routes.seen(post).filter(pk=key).first()
    return visible(post, action, of).filter(pk=key).first()


def posts_that_look(post: Seat) -> "QuerySet[Post]":
    """Return the posts of supervision whose holders one may ask to be kept away."""
    rows = visible(post, Action.NETWORK_READ, Post).filter(in_force(post.on), role__in=_LOOKERS)
    return rows.select_related("org").order_by("org__path", "rank", "id")


def waiting(post: Seat) -> list[dict[str, Any]]:
    """Return the recusals this post may read, those to decide first."""
    rows = visible(post, Action.RECUSAL_READ, Recusal).select_related("person__home", "replacement", "decided_by")
    listed = sorted(rows, key=lambda row: (row.state in RECUSAL.ends, -row.pk))
    return [{"recusal": row, "open": row.state == RECUSAL.start} for row in listed[:200]]


def sheet(post: Seat, recusal: Recusal) -> dict[str, Any]:
    """Return one recusal with the record's address, if this post may see it."""
    record = record_seen(post, recusal.table, recusal.record_id)
    may_decide = recusal.state == RECUSAL.start and may(post, Action.RECUSAL_DECIDE, recusal)
    return {
        "recusal": recusal,
        "record": record,
        "may_decide": may_decide,
        "ties": ties_behind(recusal, post.on) if may_decide and record else [],
        "may_replace": recusal.state == "recused" and may(post, Action.RECUSAL_DECIDE, recusal),
        "person": visible(post, Action.PERSON_READ, Person).filter(pk=recusal.person_id).first(),
    }
