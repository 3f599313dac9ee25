"""`visible` compiles the published table of grants to SQL; everything else derives from it.

`may` *is* `visible(...)` narrowed to one row, so that lists and checks cannot disagree. The pure twin is
`domain.authority.verdict`; tests compare the two, and both with a matrix written by hand.
"""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.db.models.lookups import Exact

from lianjing.access.facts import FOLLOWED, facts_of
from lianjing.domain.authority import GRANTS, OPENS_SEALED, OWN_TOO, Action, Reach, Seat, Verdict, verdict
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Recusal

T = TypeVar("T", bound=Table)

RECUSED_STATES = ("recused", "replaced")


class NotAsked(RuntimeError):
    """An action was asked of a table that does not declare it: a mistake in the program, not a refusal."""


def visible(post: Seat, action: Action, table: type[T]) -> "models.QuerySet[T]":
    """Return the rows of `table` on which `post` may take `action`; none without a grant. Any order."""
    if action not in table.scope.actions:
        raise NotAsked(f"{action} is not an action on {table.__name__}")
    rows = unscoped(table, reason="the policy itself")
    reach = GRANTS.get((post.role, action))
    if reach is None:
        return rows.none()
    open_to = _open(table, post, reach)
    if action in OWN_TOO:
        open_to |= _within(table, post, Reach.SELF)
    return _without_kept(rows.filter(open_to), table, post)


def may(post: Seat, action: Action, record: Table) -> bool:
    """Return whether `post` may take `action` on this saved record."""
    return visible(post, action, type(record)).filter(pk=record.pk).exists()


def require(post: Seat, action: Action, record: Table) -> None:
    """Raise RuleBroken("not_yours") unless `may`. The code is one for all reasons: absent looks like forbidden."""
    if not may(post, action, record):
        raise RuleBroken("not_yours")


def explain(post: Seat, action: Action, record: Table) -> Verdict:
    """Return the verdict with its reason, from the pure rules: for tests, documents and the operator, not for pages."""
    return verdict(post, action, facts_of(record), GRANTS)


def holds(post: Seat, action: Action) -> bool:
    """Return whether the role has any grant for `action`: enough to open a page, never to show a row."""
    return (post.role, action) in GRANTS


def _open(table: type[Table], post: Seat, reach: Reach) -> Q:
    """Return the filter of one reach less what is sealed and what is about the person who asks."""
    scope, rows = table.scope, _within(table, post, reach)
    if scope.sealed and reach not in OPENS_SEALED:
        rows &= Q(**{scope.sealed: False})
    if scope.about and reach is not Reach.SELF:
        rows &= ~Q(**{scope.about: post.person_id})
    return rows


def _within(table: type[Table], post: Seat, reach: Reach) -> Q:
    """Return the filter of one reach. A table that lacks the field a reach needs has no such rows."""
    scope, nothing = table.scope, Q(pk__in=[])
    match reach:
        case Reach.COUNTY:
            return ~nothing  # an empty Q would vanish in an "or"
        case Reach.BELOW:
            below = nothing
            for path in post.paths:
                below |= _begins(scope.path, path)
            return below
        case Reach.OWN:
            return Q(**{scope.path: post.own_path})
        case Reach.SELF:
            mine = nothing
            for lookup in scope.posts:
                mine |= Q(pk__in=_named(table, lookup, post.post_id)) if "__" in lookup else Q(**{lookup: post.post_id})
            if scope.person:
                mine &= Q(**{scope.person: None}) | Q(**{scope.person: post.person_id})
            return mine | Q(**{scope.owner: post.person_id}) if scope.owner else mine
        case Reach.LISTED:
            return Q(pk__in=_named(table, scope.listed, post.person_id)) if scope.listed else nothing


def _begins(lookup: str, path: str) -> Q:
    """Return the filter for paths that begin with `path`, to the letter: SQLite's LIKE takes "A" for "a"."""
    return Q(**{f"{lookup}__startswith": path}) & Q(Exact(Substr(F(lookup), 1, len(path)), path))


def _named(table: type[Table], lookup: str, key: int) -> "models.QuerySet[Any]":
    """Return the keys of rows where `lookup` leads to `key`, without multiplying rows by a join."""
    return unscoped(table, reason="the policy itself").filter(**{lookup: key}).values("pk")


def _without_kept(rows: "models.QuerySet[Any]", table: type[Table], post: Seat) -> "models.QuerySet[Any]":
    """Return the rows less those from which this person is recused, and those that hang on what is kept from them."""
    rows = rows.filter(~Exists(_recusals_of(post).filter(table=table._meta.model_name, record_id=OuterRef("pk"))))
    return rows.exclude(_hangs_on_kept(table, post, FOLLOWED)) if table.scope.subject else rows


def _recusals_of(post: Seat) -> "models.QuerySet[Any]":
    return unscoped(Recusal, reason="the policy itself").filter(person=post.person_id, state__in=RECUSED_STATES)


def _hangs_on_kept(table: type[Table], post: Seat, followed: tuple[type[Table], ...]) -> Q:
    """Return the filter of rows that hang on what this person is recused from, or on what is about them.

    To whom a record is about, nothing that hangs on it exists, however long the chain: work on a recusal from a flag.
    Their own stays unless they are recused from that very record: the entry of an act of theirs tells nothing new.
    """
    name, key = table.scope.subject or ("", "")
    further = Q(pk__in=[])
    for place, other in enumerate(followed):
        kept = Q(pk__in=_named(other, other.scope.about, post.person_id))
        if other.scope.subject:
            kept |= _hangs_on_kept(other, post, followed[:place])
        keys = unscoped(other, reason="the policy itself").filter(kept).values("pk")
        further |= Q(**{name: other._meta.model_name, f"{key}__in": keys})
    if table.scope.owner:
        further &= ~Q(**{table.scope.owner: post.person_id})
    recused = _recusals_of(post).filter(table=OuterRef(name), record_id=OuterRef(key))
    return Q(Exists(recused)) | further
