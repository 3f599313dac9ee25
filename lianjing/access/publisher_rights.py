"""What the publisher's role may read in PostgreSQL: one view a table, with the columns and rows that are public.

The views stand in a schema of their own under the tables' own names, and the publisher's connection looks only there:
so the same program reads them without knowing, and every other table does not exist for it. `lianjing publish-rights`
prints the statements; whoever runs the database runs them, after each upgrade too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection, models

from lianjing.access.asking_text import SHOWN
from lianjing.domain.refusals import RuleBroken
from lianjing.records import models as m

SCHEMA = "published"
_SHOWN = ", ".join(f"'{state}'" for state in SHOWN)
_WHEN_SHOWN = f"CASE WHEN state IN ({_SHOWN}) THEN {{column}} ELSE '' END"


@dataclass(frozen=True)
class Shown:
    """What is public of a table. hidden: columns that are empty in the view. as_said: column -> expression instead."""

    where: str = "true"
    hidden: frozenset[str] = frozenset()
    as_said: Mapping[str, str] = field(default_factory=dict)


def _hidden(*names: str) -> frozenset[str]:
    return frozenset(names)


def _all_but(table: type[models.Model], *told: str) -> frozenset[str]:
    return frozenset(str(one.column) for one in table._meta.concrete_fields) - frozenset(told)


TABLES: Mapping[type[models.Model], Shown] = {
    m.Org: Shown(),
    m.Edge: Shown(),
    m.Post: Shown(),
    m.CoverageRun: Shown(),
    m.Supervisor: Shown(),
    m.PowerVersion: Shown(
        "state = 'effective'",
        _hidden("why", "drafted_by_id", "first_approver_id", "second_approver_id", "closed_reason"),
    ),
    m.Disclosure: Shown("audience <> 'staff'", _hidden("nothing_by_id", "nothing_at")),
    m.NoticeVersion: Shown(
        "published_at IS NOT NULL",
        _hidden(
            "prepared_by_id", "sent_by_id", "hands", "returned", "approved_by_id", "down_by_id", "verdict", "source"
        ),
    ),
    m.NoticeFile: Shown(  # as long as their notice may be read, see `notices`: longer than it is up
        "notice_id IN (SELECT n.id FROM {public}.records_noticeversion n"
        " JOIN {public}.records_disclosure d ON d.id = n.disclosure_id"
        " WHERE d.audience = 'public' AND n.published_at IS NOT NULL AND n.erased_at IS NULL"
        " AND n.down_as <> 'withdrawn' AND NOT (n.personal AND n.down_at IS NOT NULL))"
    ),
    m.PublicQuestion: Shown(
        "state <> 'diverted'",
        _hidden("number_hash", "answered_by_id", "reviewed_by_id"),
        {"asked": _WHEN_SHOWN.format(column="asked")},
    ),
    m.PublicQuestionMove: Shown(),
    m.PublicMasking: Shown(hidden=_hidden("sealed_before")),
    m.LakeTable: Shown(),
    m.LedgerBatch: Shown("in_force", _hidden("taken_in_by_id", "filename", "sha256", "slot")),
    m.Meeting: Shown(hidden=_all_but(m.Meeting, "id", "quarter", "state", "drafted_at", "confirmed_at")),
    m.Resolution: Shown(
        hidden=_all_but(
            m.Resolution,
            *("id", "directive_id", "lead_id", "state", "due_on", "reported_at", "verify_by", "closed_at"),
            "recorded_at",
        )
    ),
    m.Directive: Shown(
        "issued_at IS NOT NULL",
        _all_but(m.Directive, "id", "state", "issued_at", "due_on", "replied_at", "closed_at", "accepted_by_silence"),
    ),
    m.JournalEntry: Shown(hidden=_hidden("person_id", "post_id", "path", "canonical", "salt", "kind", "action")),
}


def statements(role: str, public: str = "public") -> Iterator[str]:
    """Yield the statements that give a role its views, nothing else. Raises RuleBroken("role_name_wrong")."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise RuleBroken("role_name_wrong", role=role)
    yield f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
    yield f"CREATE SCHEMA {SCHEMA}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {public} FROM {role}"
    for table, shown in (*TABLES.items(), *((table, Shown()) for table in _log_tables())):
        name = table._meta.db_table
        columns = ", ".join(_column(one, shown) for one in table._meta.concrete_fields)
        where = shown.where.format(public=public)
        yield f"CREATE VIEW {SCHEMA}.{name} AS SELECT {columns} FROM {public}.{name} WHERE {where}"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}"


def _column(one: "models.Field[object, object]", shown: Shown) -> str:
    column = str(one.column)
    if column in shown.hidden:
        return f"NULL::{one.db_type(connection)} AS {column}".replace("::bigserial", "::bigint")
    if column in shown.as_said:
        return f"{shown.as_said[column]} AS {column}"
    return f'"{column}"'


def _log_tables() -> list[type[models.Model]]:
    """Return the tables of the public log: all that stands in them is published as files."""
    here = "lianjing.records.public_log"
    return [table for table in vars(m).values() if getattr(table, "__module__", "") == here]
