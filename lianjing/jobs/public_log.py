"""What the clock does for the public log: commit to the journal, place what waits, sign a head, ask the witnesses."""

import json
import logging
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError

from lianjing.access import public_log, public_log_files, public_log_keys, public_log_tree
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.publiclog.heads import Asked
from lianjing.engines.publiclog.notes import Verifier
from lianjing.engines.publiclog.policy import Witness
from lianjing.records.doors import unscoped
from lianjing.records.models import JournalEntry, PublicCheckpoint

T = TypeVar("T")
Answer = str | int | Exception  # signature lines, the size it has seen, a fault
_PATIENCE = 5  # seconds for one witness
_AT_ONCE = 8
_LONGEST = 100_000  # bytes of an answer
_log = logging.getLogger("lianjing.publiclog")


def keep(now: datetime) -> int:
    """Commit to the journal, place what waits and sign a head; return how many leaves were placed.

    Without a key nothing is done: what is published waits, and `lianjing check` says so. Run twice at once, one of the
    two is refused by the database and leaves everything to the other. Raises IntegrityError where no other was there:
    then rows were changed behind our back.
    """
    signer = public_log_keys.signer()
    if signer is None:
        return 0
    _or_the_other(lambda: public_log.commit_journal(now), public_log_tree.leaves)
    placed = _or_the_other(public_log_tree.integrate, public_log_tree.size) or 0
    _or_the_other(lambda: public_log_tree.checkpoint(signer, now), public_log_tree.head_size)
    if placed and public_log.withdrawn_since(public_log_tree.size() - placed):
        public_log.shred()
    return placed


def _or_the_other(work: Callable[[], T], grows: Callable[[], int]) -> T | None:
    """Return what the work gives, None where another process did it at the same moment: then what grows has grown."""
    before = grows()
    try:
        return work()
    except IntegrityError:
        if grows() == before:
            raise
        return None


def write(now: datetime) -> int:
    """Bring the files that the portal serves up to the newest head with a quorum; return by how many leaves.

    What was withdrawn leaves them at once, also while witnesses are away and no newer head can be shown.
    """
    folder = public_log_files.served()
    newest, policy = public_log_tree.newest_checkpoint(), public_log_keys.policy()
    if newest is None:
        return 0
    shown = public_log_tree.text_of(public_log_tree.shown_checkpoint(policy))
    there = folder / "checkpoint"
    if there.exists() and there.read_text("utf-8") == shown:
        public_log_files.take_out(folder)
        return 0
    return public_log_files.write(folder)


def cosign(now: datetime) -> int:
    """Ask every witness that has an address and has not signed the newest head; return how many signed.

    One that does not answer, or refuses, is asked again at the next head or the next minute.
    """
    policy, row = public_log_keys.policy(), public_log_tree.newest_checkpoint()
    if policy is None or row is None:
        return 0
    signed = public_log_tree.signed(row)
    asked = [one for one in policy.witnesses.values() if one.url and one.verifier.name not in signed]
    answers = _ask({one: public_log_tree.asked_of(one, row) for one in asked})
    ahead = {one: size for one, size in answers.items() if isinstance(size, int) and size <= row.size}
    again = _ask({one: public_log_tree.asked_of(one, row, size) for one, size in ahead.items()})
    known = [one.verifier for one in policy.witnesses.values()]
    return sum(_kept(one, row, answer, known) for one, answer in {**answers, **again}.items())


def _kept(witness: Witness, row: PublicCheckpoint, answer: Answer, known: list[Verifier]) -> bool:
    """Keep a witness's signature; log what it said instead. Return whether it signed."""
    if isinstance(answer, str):
        try:
            public_log_tree.keep_cosignatures(row, answer, known)
        except RuleBroken as refused:
            answer = refused.code
        else:
            return True
    if isinstance(answer, int):
        _log.error("witness %s has seen %s leaves, this head has %s", witness.name, answer, row.size)
    else:
        _log.error("witness %s did not sign the head of size %s: %s", witness.name, row.size, answer)
    return False


def _ask(asked: dict[Witness, Asked]) -> dict[Witness, Answer]:
    """Ask witnesses at once: one that is switched off must not keep the others waiting."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return dict(zip(asked, pool.map(_posted, asked, asked.values()), strict=True))


def _posted(witness: Witness, asked: Asked) -> Answer:
    """Return the witness's lines, the size that it has seen when that is another (409), or the fault."""
    url = f"{witness.url.rstrip('/')}/add-checkpoint"
    request = urllib.request.Request(url, str(asked).encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            return str(answer.read(_LONGEST).decode())
    except urllib.error.HTTPError as refused:
        with refused:
            told = refused.read(30)
        if refused.code == 409 and refused.headers.get("Content-Type") == "text/x.tlog.size":
            return int(told)
        return refused
    except (OSError, ValueError) as fault:
        return fault


def export_journal(file: Path) -> int:
    """Write every entry of the journal with its salt, one JSON object a line, to a new file of its owner alone.

    Return how many. Raises RuleBroken("backup_file_exists").
    """
    rows = unscoped(JournalEntry, reason="an inspection holds the journal against the public log").order_by("id")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise RuleBroken("backup_file_exists", path=str(file)) from None
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        for entry in rows.iterator(chunk_size=2000):
            said = {"entry": entry.pk, "salt": bytes(entry.salt).hex(), "canonical": bytes(entry.canonical).decode()}
            target.write(json.dumps(said, ensure_ascii=False) + "\n")
            count += 1
    return count
