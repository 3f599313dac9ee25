"""A use case is one guarded function: policy, transaction and journal entry in one, or nothing at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction

from lianjing.access import journal, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table

F = TypeVar("F", bound=Callable[..., Any])
ACTS: dict[str, "Action | str"] = {}


def act(
    action: Action, *, on: str, facts: Callable[..., dict[str, Any]] | None = None, sealed: bool = False
) -> Callable[[F], F]:
    """Guard a keyword-only use case that takes `post`, `now` and the record named by `on`.

    Refuses with RuleBroken("not_yours") unless the policy allows `action` on that record, runs the body in a
    transaction, and journals it there. `facts(result, **arguments)` adds plain values to the entry. The entry is
    sealed where the record was, where what came of it is, and where `sealed` says so of every such act. After a
    refusal the record stands as the database has it: what the body had written on it is not so.
    """

    def guard(body: F) -> F:
        ACTS[f"{body.__module__}.{body.__name__}"] = action

        @wraps(body)
        def guarded(*, post: Seat, now: datetime, **arguments: Any) -> Any:
            record: Table = arguments[on]
            try:
                with undone(record), transaction.atomic():
                    policy.require(post, action, record)
                    was_sealed = journal.is_sealed(record)  # what opens a sealed item is still told to nobody else
                    result = body(post=post, now=now, **arguments)
                    said = facts(result, **arguments) if facts else {}
                    kept = sealed or was_sealed or (isinstance(result, Table) and journal.is_sealed(result))
                    journal.write(kind="act", action=action, post=post, record=record, now=now, facts=said, sealed=kept)
            except RuleBroken:
                policy.require(post, action, record)  # as it stands now, it may be somebody else's
                raise
            return result

        guarded.__dict__["guarded_by"] = action
        return cast(F, guarded)

    return guard


@contextmanager
def undone(*records: Table) -> Iterator[None]:
    """Around a transaction: when it is refused, read the records again, which no rollback does."""
    try:
        yield
    except RuleBroken:
        for record in records:
            if record.pk is not None:
                with suppress(type(record).DoesNotExist):
                    record.refresh_from_db()
        raise


def act_of(actor: str, *, on: str) -> Callable[[F], F]:
    """Guard a use case that no signed-in post takes: `actor` is "clock" or "operator". Journalled all the same."""

    def guard(body: F) -> F:
        name = f"{actor}.{body.__name__}"
        ACTS[f"{body.__module__}.{body.__name__}"] = name

        @wraps(body)
        def guarded(*, now: datetime, **arguments: Any) -> Any:
            with transaction.atomic():
                result = body(now=now, **arguments)
                record = result if on == "result" else arguments[on]
                journal.write(kind="act", action=name, post=None, record=record, now=now, facts={})
            return result

        guarded.__dict__["guarded_by"] = name
        return cast(F, guarded)

    return guard
