"""Tell other programs what was published: in order, each thing until it is taken, from where each receiver stands.

Where a receiver stands is one small file of the state folder. Killed between sending and writing it down, the next run
sends the same message with the same id: receivers drop what they had.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from lianjing.access import public_events
from lianjing.access.public_events import ANSWER, NOTICE, Event
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.webhooks import Receiver, ReceiversWrong, read_receivers
from lianjing.jobs.webhook_sending import Answer
from lianjing.jobs.webhook_sending import send as send_once

FOLDER = "webhooks"
_AT_ONCE = 8  # receivers written to at the same time
_WINDOW = 5000  # places of the log looked at in a run
_A_RUN = 20.0  # seconds for one receiver in a run: the clocks wait meanwhile
_LONGEST = timedelta(hours=6)  # between two tries
_DEAD_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Standing:
    """Where a receiver stands. place: of the log, the next to tell. Moments in ISO 8601."""

    place: int
    taken_at: str = ""
    failures: int = 0
    failing_since: str = ""
    next_try: str = ""
    why: str = ""
    gone: bool = False

    def is_dead(self, now: datetime) -> bool:
        """Return whether nothing was taken for days, or the receiver said that it wants no more."""
        return self.gone or (bool(self.failing_since) and now - _moment(self.failing_since) > _DEAD_AFTER)


def receivers() -> list[Receiver]:
    """Return the receivers of the file. Raises RuleBroken: webhooks_file_open, webhooks_file_wrong."""
    file: Path | None = settings.CONFIG.webhooks_file
    if file is None:
        return []
    try:
        if file.stat().st_mode & 0o077:
            raise RuleBroken("webhooks_file_open", path=str(file))
        return read_receivers(file.read_text(encoding="utf-8"))
    except ReceiversWrong as wrong:
        line, advice = wrong.faults[0]
        raise RuleBroken("webhooks_file_wrong", path=str(file), line=line, advice=advice) from None
    except (OSError, UnicodeDecodeError):
        raise RuleBroken("webhooks_file_wrong", path=str(file), line=0, advice="no such file in UTF-8") from None


def tell(now: datetime) -> int:
    """Send every receiver what is due; return how many messages were taken."""
    held = receivers()
    if not held:
        return 0
    with _alone() as alone:
        return _tell(held, now) if alone else 0


def standing_of(receiver: Receiver) -> Standing | None:
    """Return where a receiver stands, None before it was first told anything."""
    try:
        return Standing(**json.loads(_file(receiver).read_text("utf-8")))
    except FileNotFoundError:
        return None


def standing_words(receiver: Receiver, now: datetime) -> str:
    """Return in a line where a receiver stands, for the administrator; of its address the host, its secret never."""
    at, who = standing_of(receiver), f"{receiver.name} ({urlsplit(receiver.url).hostname})"
    if at is None:
        return f"{who}: not told anything yet"
    if not at.failures:
        return f"{who}: told up to entry {at.place}, last taken {at.taken_at or '-'}"
    state = "given up: it wants no more" if at.gone else "dead" if at.is_dead(now) else "failing"
    since = at.failing_since[:16].replace("T", " ")
    return f"{who}: {state} since {since} ({at.why}), tried {at.failures} times, at entry {at.place}"


def try_again(receiver: Receiver) -> None:
    """Have a receiver tried at the next tick from where it stands, given up or not."""
    at = standing_of(receiver)
    if at is not None:
        _keep(receiver, replace(at, next_try="", gone=False, failing_since="", failures=0))


def test_message(receiver: Receiver, now: datetime) -> Answer:
    """Send one message that says nothing happened; return what came of it."""
    body = json.dumps({"type": "test", "timestamp": now.isoformat(), "data": {}}).encode()
    return send_once(receiver, f"test-{int(now.timestamp())}", int(now.timestamp()), body)


def message(event: Event) -> bytes:
    """Return what is said of an event: what kind, which page, which entry of the log, when. Never its content."""
    data = {"leaf": event.place, "address": _address(event)}
    said = {"type": event.kind, "timestamp": event.at.isoformat(timespec="seconds"), "data": data}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _tell(held: list[Receiver], now: datetime) -> int:
    size = public_events.size()
    work: list[tuple[Receiver, Standing, list[Event], int]] = []
    for receiver in held:
        before = standing_of(receiver)
        if before is None:  # what was published before it was named is in the open data
            _keep(receiver, Standing(size))
        elif not before.gone and (not before.next_try or _moment(before.next_try) <= now):
            end = min(size, before.place + _WINDOW)
            work.append((receiver, before, list(public_events.between(before.place, end)), end))
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        told = [hands.submit(_in_order, receiver, at, events, end, now) for receiver, at, events, end in work]
    return sum(one.result() for one in told)


def _in_order(receiver: Receiver, at: Standing, events: list[Event], end: int, now: datetime) -> int:
    """Send events in order until one is not taken; keep where the receiver stands after each. Touches no database.

    events: those at the places from where it stands up to `end`.
    """
    until = time.monotonic() + _A_RUN
    for count, event in enumerate(events):
        if time.monotonic() > until:
            return count
        answer = send_once(receiver, f"leaf-{event.place}", int(now.timestamp()), message(event))
        if not answer.taken:
            _keep(receiver, _failed(at, answer, now))
            return count
        at = _taken(replace(at, place=event.place + 1), now)
        _keep(receiver, at)
    if at.place < end:
        _keep(receiver, replace(at, place=end))
    return len(events)


def _taken(at: Standing, now: datetime) -> Standing:
    return replace(at, taken_at=now.isoformat(), failures=0, failing_since="", next_try="", why="")


def _failed(at: Standing, answer: Answer, now: datetime) -> Standing:
    wait = min(_LONGEST, timedelta(minutes=2 ** min(at.failures, 10)))
    return replace(
        at,
        failures=at.failures + 1,
        failing_since=at.failing_since or now.isoformat(),
        next_try=(now + wait).isoformat(),
        why=answer.why,
        gone=answer.gone,
    )


def _address(event: Event) -> str:
    base = settings.CONFIG.base_url.removesuffix(settings.CONFIG.path_prefix)
    pages = {NOTICE: ("portal:notice", [event.school, event.key]), ANSWER: ("portal:answer", [event.school, event.key])}
    name, args = pages.get(event.table, ("portal:school", [event.school]))
    return base + reverse(name, args=args)


def _file(receiver: Receiver) -> Path:
    return Path(settings.STATE_DIR) / FOLDER / f"{receiver.name}.json"


def _keep(receiver: Receiver, standing: Standing) -> None:
    file = _file(receiver)
    draft = file.with_name(f".{file.name}")
    with draft.open("w", encoding="utf-8") as target:
        json.dump(asdict(standing), target)
        target.flush()
        os.fsync(target.fileno())
    draft.replace(file)


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether no other process tells at this moment: two would tell everything twice."""
    folder = Path(settings.STATE_DIR) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        yield _locked(lock)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
