"""What a reply may point to: the records that the unit already has here. Nobody attaches or types it again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.base import Table
from lianjing.records.models import Directive, LedgerBatch, Matter, Rectification, RedFlag
from lianjing.ui.wording import redflags

_NEWEST = 20


@dataclass(frozen=True)
class Kind:
    """One table whose rows may be pointed to: who may read them, how a row is called, and where it is shown."""

    table: type[Table]
    action: Action
    called: Callable[[Any], str]
    address: Callable[[Any], str]


KINDS: tuple[Kind, ...] = (
    Kind(
        Matter,
        Action.MATTER_READ,
        lambda row: _("Matter: %(title)s") % {"title": row.title},
        lambda row: reverse("powers:matter", args=[row.pk]),
    ),
    Kind(
        LedgerBatch,
        Action.IMPORT_READ,
        lambda row: _("Ledger handed in: %(file)s") % {"file": row.filename or row.slot},
        lambda row: reverse("uploads:ledgers"),
    ),
    Kind(
        Rectification,
        Action.RECTIFY_READ,
        lambda row: _("Rectification no. %(number)s") % {"number": row.pk},
        lambda row: "",
    ),
    Kind(
        RedFlag,
        Action.FLAG_READ,
        lambda row: _("Question answered: %(question)s") % {"question": redflags.headline(row)},
        lambda row: reverse("redflags:flag", args=[row.pk]),
    ),
)
_STATES = {RedFlag: ("answered", "closed_false", "closed_corrected", "to_rectify")}


def choices(post: Seat, directive: Directive) -> list[tuple[str, str]]:
    """Return (key, name) of the newest records of the directive's unit that this post may point to."""
    found = []
    for kind in KINDS:
        if policy.holds(post, kind.action):
            rows = _rows(post, kind, directive).order_by("-pk")[:_NEWEST]
            found += [(f"{row._meta.model_name}:{row.pk}", kind.called(row)) for row in rows]
    return found


def record_of(post: Seat, directive: Directive, key: str) -> Table | None:
    """Return the record of a key that this post may point to, None for any other."""
    name, _colon, number = key.partition(":")
    for kind in KINDS:
        if kind.table._meta.model_name == name and policy.holds(post, kind.action) and number.isdigit():
            found: Table | None = _rows(post, kind, directive).filter(pk=int(number)).first()
            return found
    return None


def told(post: Seat, directive: Directive) -> tuple[str, str]:
    """Return (name, address) of the record a reply points to; both "" where this reader may not see it."""
    for kind in KINDS:
        if kind.table._meta.model_name == directive.reply_table and policy.holds(post, kind.action):
            row = policy.visible(post, kind.action, kind.table).filter(pk=directive.reply_id).first()
            return (kind.called(row), kind.address(row)) if row is not None else ("", "")
    return "", ""


def _rows(post: Seat, kind: Kind, directive: Directive) -> "QuerySet[Any]":
    rows: QuerySet[Any] = policy.visible(post, kind.action, kind.table)
    rows = rows.filter(org=directive.org_id)
    return rows.filter(state__in=_STATES[kind.table]) if kind.table in _STATES else rows
