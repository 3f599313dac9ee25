"""What every table shares: a manager that refuses, and a statement of scope that the policy compiles."""

from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from django.db import models

from lianjing.domain.authority import Action


class UnscopedRead(RuntimeError):
    """A table was read without the policy. Use `access.policy.visible`, or a named door."""


class RefusingManager(models.Manager[Any]):
    """Refuses every query that starts from a table: rows are reached through `access.policy.visible`."""

    def get_queryset(self) -> NoReturn:
        raise UnscopedRead(f"{self.model.__name__}.objects is closed: use access.policy.visible(post, action, table)")


@dataclass(frozen=True)
class Scope:
    """Which fields of a table carry what the policy asks for, as lookups from the table itself.

    path: the unit's path. owner: a person's id. posts: ids of posts. about, listed: people. sealed: a boolean.
    person: a person's id; a row that names one is theirs alone, not that of whoever else holds one of its posts.
    subject: the two fields that name another record: who is recused from it, or whom it is about, finds nothing here.
    actions: the only actions that may be asked of this table.
    """

    path: str
    actions: frozenset[Action]
    owner: str = ""
    posts: tuple[str, ...] = ()
    person: str = ""
    about: str = ""
    listed: str = ""
    sealed: str = ""
    subject: tuple[str, str] | None = None


class Table(models.Model):
    """Base of all tables with rows about units, people and powers."""

    scope: ClassVar[Scope]

    objects = RefusingManager()

    class Meta:
        abstract = True


def key_of(record: models.Model) -> tuple[str, int]:
    """Return (table, primary key): how a recusal, a work item or a journal entry names a record."""
    return record._meta.model_name or "", record.pk
