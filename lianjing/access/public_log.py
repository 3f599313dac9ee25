"""What is published enters the public log in the transaction of the act that publishes it, or not at all.

A leaf waits without a place until the sequencer (`public_log_tree`) puts it into the tree. What may have to be
withdrawn (personal data) stands in its leaf as a salted commitment only; withdrawing deletes content and salt, and a
tombstone leaf says so. Each entry of the journal is committed to in the same tree.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from lianjing.access import public_log_keys as keys
from lianjing.access import public_log_tree as tree
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.publiclog import canonical, merkle
from lianjing.engines.publiclog.heads import Proof
from lianjing.engines.publiclog.merkle import Unproven
from lianjing.engines.publiclog.tiles import LONGEST_ENTRY
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import JournalEntry, PublicContent, PublicLeaf

OWN_KINDS = frozenset({"journal", "tombstone"})
_KIND = re.compile(r"[a-z][a-z_]{0,29}")
_WHY = "what is published is for everybody"
_JOURNAL = "journalentry"
_AT_ONCE = 2000


def publish(
    kind: str, payload: dict[str, Any], now: datetime, *, of: Table | None = None, personal: bool = False
) -> PublicLeaf:
    """Add one leaf inside the caller's transaction, and return it. The same thing said twice at once is one leaf.

    payload: plain values without fractions (RFC 8785). of: the record that it is about, for `leaf_of`.
    personal: the payload may have to be withdrawn: the leaf only commits to it, and it is published beside the log.
    Raises RuleBroken: public_kind_reserved, public_payload_refused, public_payload_too_long.
    """
    if kind in OWN_KINDS or not _KIND.fullmatch(kind):
        raise RuleBroken("public_kind_reserved", kind=kind)
    try:
        if personal:
            content, salt = canonical.canonical(payload), secrets.token_bytes(canonical.SALT)
            leaf = _added(kind, canonical.closed_entry(kind, content, salt, now), now, of)
            PublicContent(leaf=leaf, payload=content, salt=salt).save()
            return leaf
        return _added(kind, canonical.open_entry(kind, payload, now), now, of)
    except Unproven as why:
        raise RuleBroken("public_payload_refused", why=str(why.facts.get("why", ""))) from None


def withdraw(leaf: PublicLeaf, reason: str, now: datetime) -> PublicLeaf:
    """Delete what a leaf commits to, salt and all, and return the tombstone leaf that says so in public.

    reason: a short public word, such as "term_over". The files of the log lose the content when they are next written.
    Raises RuleBroken("public_content_gone") for a leaf that holds none (any more).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only forgotten
    deleted, _ = unscoped(PublicContent, reason=_WHY).filter(leaf=leaf).delete()
    if not deleted:
        raise RuleBroken("public_content_gone", leaf=leaf.pk)
    entry = canonical.tombstone(bytes.fromhex(leaf.hash), reason, now)
    tombstone = _leaf("tombstone", entry, now)
    tombstone.subject_table, tombstone.subject_id = leaf.subject_table, leaf.subject_id
    tombstone.save()
    return tombstone


def shred() -> None:
    """Take deleted contents off the disk as well: out of the write-ahead log, out of the pages that deletion left.

    Inside a transaction neither database can; the next withdrawal does it then.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM (FULL) records_publiccontent")


def withdrawn_since(place: int) -> bool:
    """Return whether a content was withdrawn by a leaf at `place` or later."""
    return unscoped(PublicLeaf, reason=_WHY).filter(kind="tombstone", place__gte=place).exists()


def leaf_of(record: Table, kind: str = "") -> PublicLeaf | None:
    """Return the newest leaf about a record, of one kind or of any but a tombstone."""
    table, key = key_of(record)
    rows = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=table, subject_id=key)
    rows = rows.filter(kind=kind) if kind else rows.exclude(kind="tombstone")
    return rows.order_by("-id").first()


@dataclass(frozen=True)
class Shown:
    """What a page says of its leaf: the leaf's own bytes, its place, and the proof to the head of its publication.

    `proof` is None while the leaf waits for its first head (a minute, as a rule); `content` and `salt` (hex) are there
    when the leaf only commits, until they are withdrawn.
    """

    entry: str
    place: int | None
    proof: Proof | None
    content: str = ""
    salt: str = ""


def proof_for(leaf: PublicLeaf) -> Shown:
    """Return what a page needs to carry its own proof; `str(shown.proof)` is the text of a .tlog-proof file."""
    leaf = unscoped(PublicLeaf, reason=_WHY).get(pk=leaf.pk)
    content = unscoped(PublicContent, reason=_WHY).filter(leaf=leaf).first()
    said = {"content": bytes(content.payload).decode(), "salt": bytes(content.salt).hex()} if content else {}
    return Shown(bytes(leaf.entry).decode(), leaf.place, tree.proof_of(leaf, keys.policy()), **said)


def commit_journal(now: datetime) -> int:
    """Add a leaf for each entry of the journal that has none yet; return how many. It tells their number, and no more.

    Entries have one order (see `journal`), so those after the last one committed are those that are missing.
    """
    leaves = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=_JOURNAL)
    last = leaves.aggregate(last=Max("subject_id"))["last"] or 0
    rows = unscoped(JournalEntry, reason="the public log commits to the journal").filter(pk__gt=last).order_by("id")
    new = [_leaf_of_entry(entry, now) for entry in rows[:_AT_ONCE]]
    unscoped(PublicLeaf, reason=_WHY).bulk_create(new)
    return len(new) + (commit_journal(now) if len(new) == _AT_ONCE else 0)


def journal_differs() -> int | None:
    """Return the number of the first entry of the journal that is not what the log committed to, None when all are.

    Finds what the journal's own chain cannot: a journal rewritten from the beginning, links and all.
    """
    rows = unscoped(JournalEntry, reason="comparing the journal with the log").order_by("id")
    kept: Iterator[tuple[int, str]] = rows.values_list("pk", "leaf").iterator(chunk_size=_AT_ONCE)
    leaves = unscoped(PublicLeaf, reason=_WHY).filter(subject_table=_JOURNAL).order_by("subject_id")
    for number, entry in leaves.values_list("subject_id", "entry").iterator(chunk_size=_AT_ONCE):
        said = canonical.read(bytes(entry))
        if next(kept, None) != (number, said["commitment"]["sha256"]):
            return int(number)
    return None


def standing() -> tuple[str, bool, str]:
    """Return what `lianjing check` says of the log: (which part, whether it is sound, in words)."""
    if keys.signer() is None:
        return "key", True, "no key: what is published waits for a place. Run: lianjing log init"
    differs = journal_differs()
    if differs is not None:
        return "journal", False, f"entry {differs} of the journal is not what the log committed to"
    policy, newest = keys.policy(), tree.newest_checkpoint()
    if policy is None:
        return "witnesses", True, f"{tree.size()} leaves; no witness policy: nobody outside vouches for this log"
    if newest is not None and not tree.has_quorum(newest, policy):
        shown = tree.shown_checkpoint(policy)
        since = shown.size if shown is not None and tree.has_quorum(shown, policy) else 0
        return "witnesses", False, f"no quorum for the head of {newest.size} leaves; the last one has {since}"
    return "witnesses", True, f"{tree.size()} leaves, the newest head has its quorum"


def _leaf_of_entry(entry: JournalEntry, now: datetime) -> PublicLeaf:
    sm3 = canonical.sm3(bytes(entry.salt) + bytes(entry.canonical))
    leaf = _leaf("journal", canonical.journal_entry(entry.pk, entry.leaf, sm3), now)
    leaf.subject_table, leaf.subject_id = _JOURNAL, entry.pk
    return leaf


def _added(kind: str, entry: bytes, now: datetime, of: Table | None) -> PublicLeaf:
    leaf = _leaf(kind, entry, now)
    there = unscoped(PublicLeaf, reason=_WHY).filter(hash=leaf.hash).first()
    if there is not None:
        return there
    if of is not None:
        leaf.subject_table, leaf.subject_id = key_of(of)
    leaf.save()
    return leaf


def _leaf(kind: str, entry: bytes, now: datetime) -> PublicLeaf:
    if len(entry) > LONGEST_ENTRY:
        raise RuleBroken("public_payload_too_long", length=len(entry), longest=LONGEST_ENTRY)
    return PublicLeaf(at=now, kind=kind, entry=entry, hash=merkle.leaf_hash(entry).hex())
