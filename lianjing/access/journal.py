"""The append-only journal: who did or read what, when, in which post. One chain, one order."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from lianjing.domain.authority import Action, Seat
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import JournalEntry, JournalHead

GENESIS = hashlib.sha256(b"lianjing journal v1").hexdigest()


def write(
    *,
    kind: str,
    action: Action | str,
    post: Seat | None,
    record: Table,
    now: datetime,
    facts: dict[str, Any],
    sealed: bool = False,
) -> JournalEntry:
    """Append one entry inside the caller's transaction. `facts` must hold plain values and no numbers of people.

    sealed: the record was sealed when the act began; an entry about a sealed record is open only to whoever acted.
    """
    table, key = _subject(record)
    path = post.own_path if post else _path(record)
    entry = JournalEntry(
        at=now,
        kind=kind,
        action=str(action),
        person_id=post.person_id if post else None,
        post_id=post.post_id if post else None,
        path=path,
        subject_table=table,
        subject_id=key,
        sealed=sealed or is_sealed(record),
        salt=secrets.token_bytes(16),
    )
    entry.canonical = canonical_bytes(entry, facts)
    _link(entry)
    entry.save(force_insert=True)
    return entry


def read(post: Seat, action: Action, records: Iterable[Table], now: datetime) -> None:
    """Append one entry a record for a read of sensitive rows: all or none, though a page that reads is no act."""
    with transaction.atomic():
        for record in records:
            write(kind="read", action=action, post=post, record=record, now=now, facts={})


def canonical_bytes(entry: JournalEntry, facts: dict[str, Any]) -> bytes:
    """Return the entry as JSON with sorted keys, no spaces, UTF-8: the bytes that the leaf commits to."""
    whole = {
        "v": 1,
        "at": entry.at.astimezone(UTC).isoformat(),
        "kind": entry.kind,
        "action": entry.action,
        "person": entry.person_id,
        "post": entry.post_id,
        "path": entry.path,
        "subject": [entry.subject_table, entry.subject_id],
        "facts": facts,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(salt: bytes, canonical: bytes) -> str:
    """Return the salted commitment: publishing it tells nothing, and later binds the bytes."""
    return hashlib.sha256(bytes(salt) + bytes(canonical)).hexdigest()


def is_sealed(record: Table) -> bool:
    """Return whether a record is sealed now."""
    lookup = type(record).scope.sealed
    return bool(lookup and _follow(record, lookup))


def first_broken() -> int | None:
    """Return the id of the first entry whose leaf or link does not recompute, -1 for a cut end, None when whole."""
    chain, count = GENESIS, 0
    rows = unscoped(JournalEntry, reason="checking the chain").order_by("id")
    for entry in rows.iterator(chunk_size=2000):
        if entry.leaf != leaf_hash(entry.salt, entry.canonical) or not _columns_match(entry):
            return int(entry.pk)
        chain = _next(chain, entry.leaf)
        if entry.chain != chain:
            return int(entry.pk)
        count += 1
    head = unscoped(JournalHead, reason="checking the chain").first()
    whole = (head is None and count == 0) or (head is not None and (head.chain, head.entries) == (chain, count))
    return None if whole else -1


def _columns_match(entry: JournalEntry) -> bool:
    said = json.loads(bytes(entry.canonical))
    return bytes(entry.canonical) == canonical_bytes(entry, said["facts"])


def _link(entry: JournalEntry) -> None:
    heads = unscoped(JournalHead, reason="the journal's own order")
    if connection.features.has_select_for_update:
        heads = heads.select_for_update()
    head = heads.first() or JournalHead(pk=1, chain=GENESIS)
    entry.leaf = leaf_hash(entry.salt, entry.canonical)
    entry.chain = head.chain = _next(head.chain, entry.leaf)
    head.entries += 1
    head.save()


def _next(chain: str, leaf: str) -> str:
    return hashlib.sha256(bytes.fromhex(chain) + bytes.fromhex(leaf)).hexdigest()


def _subject(record: Table) -> tuple[str, int]:
    """Return what the entry is about: a record that speaks of another is filed under that other."""
    named = getattr(record, "journal_subject", None)
    return named() if named else key_of(record)


def _path(record: Table) -> str:
    return str(_follow(record, type(record).scope.path) or "")


def _follow(record: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        record = getattr(record, name, "")
    return record
