"""The task that an asker's browser is given, and whether what comes back was worth a question. Nobody is identified."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction

from lianjing.access.rulebook import whole
from lianjing.domain import asking_work
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, SpentWork

_SALT = "lianjing.asking"
_WHY = "how much is asked at a school sets how much work the next question is"


@dataclass(frozen=True)
class Task:
    """A signed task: `bits` of work for a browser, or `wait` seconds where no script runs."""

    text: str
    bits: int
    wait: int


def task_for(school: Org, now: datetime) -> Task:
    """Return a new task for a question at a school."""
    signed = signing.dumps({"n": secrets.token_urlsafe(12), "s": school.code, "t": int(now.timestamp())}, salt=_SALT)
    return Task(signed, _bits(school, now), _wait(school, now))


def spend(*, school: Org, task: str, found: str, now: datetime) -> None:
    """Take the work that was done for one question; called inside the act that keeps the question.

    found: what the browser computed, "" where no script ran. Raises RuleBroken: work_forged, work_old, work_spent,
    work_missing (bits), work_too_soon (seconds).
    """
    said = _read(task, school, now)
    # no_key: whoever writes a row of this school meanwhile need not wait, nor waits for them who asks.
    unscoped(Org, reason="one question at a time is weighed at a school").select_for_update(no_key=True).get(
        pk=school.pk
    )
    if found:
        bits = _bits(school, now)
        if not asking_work.proves(task, found, bits):
            raise RuleBroken("work_missing", bits=bits)
    else:
        _waited(school, said["t"], now)
    spent = SpentWork(path=school.path, kind="proof" if found else "wait", nonce_hash=_hash(said["n"]), at=now)
    try:
        with transaction.atomic():
            spent.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken("work_spent") from None


def forget_spent(now: datetime) -> int:
    """Forget the tasks that nobody could hand in any more; return how many."""
    old = now - timedelta(seconds=max(asking_work.LIFE_SECONDS, asking_work.WINDOW_SECONDS))
    return int(unscoped(SpentWork, reason="what is spent and old is worth nothing").filter(at__lt=old).delete()[0])


def _read(task: str, school: Org, now: datetime) -> dict[str, Any]:
    try:
        said = signing.loads(task, salt=_SALT)
    except signing.BadSignature:
        raise RuleBroken("work_forged") from None
    if said["s"] != school.code:
        raise RuleBroken("work_forged")
    if not 0 <= now.timestamp() - said["t"] + 1 <= asking_work.LIFE_SECONDS:
        raise RuleBroken("work_old")
    return dict(said)


def _waited(school: Org, given_out: int, now: datetime) -> None:
    """Refuse a question without script before its own wait is over, or too soon after somebody else's."""
    wait = _wait(school, now)
    last = _spent(school, now).filter(kind="wait").order_by("-at").first()
    since = min(now.timestamp() - given_out, (now - last.at).total_seconds() if last else float(wait))
    if since < wait:
        raise RuleBroken("work_too_soon", seconds=int(wait - since) + 1)


def _bits(school: Org, now: datetime) -> int:
    return asking_work.bits_needed(whole("objection.proof_bits", now), _spent(school, now).count())


def _wait(school: Org, now: datetime) -> int:
    recent = _spent(school, now).filter(kind="wait").count()
    return asking_work.wait_needed(whole("objection.wait_seconds", now), recent)


def _spent(school: Org, now: datetime) -> Any:
    start = now - timedelta(seconds=asking_work.WINDOW_SECONDS)
    return unscoped(SpentWork, reason=_WHY).filter(path=school.path, at__gt=start)


def _hash(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
