"""Notices out of the house: made from what waits, held back at night, on days off and in vacation, then sent.

It is the clock's last duty, sends to several addresses at once and waits for none longer than a few seconds: a bot
that does not answer delays nothing else, and its notice is tried again.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lianjing.access import outgoing
from lianjing.access.rulebook import library
from lianjing.domain.worktime import CHINA, QuietHours, reminder_at
from lianjing.engines.messengers import Book, fingerprint, read_book, send
from lianjing.records.models import OutgoingNotice

_AT_ONCE = 8  # addresses written to at the same time


def notify(now: datetime) -> int:
    """Make the notices that are due and send those that may go out now; return how many went."""
    file: Path | None = settings.CONFIG.notices_file
    if file is None:
        return 0
    book = read_book(file.read_text(encoding="utf-8"))
    where = _make(book, now)
    return _send(where, now)


def _make(book: Book, now: datetime) -> dict[tuple[int, str], str]:
    """Make what is new; return (post, channel) -> address of everybody who can be reached."""
    waits = outgoing.waiting()
    mail = outgoing.addresses_of(waits, now.date()) if book.mail else {}
    last, known = outgoing.made_last(), outgoing.known_keys()
    where: dict[tuple[int, str], str] = {}
    for one in waits:
        bots = book.bots_of(one.post.org.code, one.post.code) if one.person is None else ()
        for address in (*bots, *book.mails_to(mail.get((one.post.pk, one.person), ()))):
            channel = fingerprint(address)
            where[one.post.pk, channel] = address
            for notice in _notices(one, channel, last.get((one.post.pk, channel)), now):
                if (one.post.pk, channel, notice.key) not in known:
                    outgoing.make(notice)
    return where


def _notices(one: outgoing.Waiting, channel: str, last: datetime | None, now: datetime) -> Iterable[OutgoingNotice]:
    """Yield the notice of the day, if something came since the last one, and one for each pressing item."""
    pressing = len(one.pressing)
    if one.count > pressing and (last is None or one.newest > last):
        day = f"{now.astimezone(CHINA):%Y-%m-%d}"
        yield _notice(one, channel, day, one.count, now, pressing=False)
    for key in one.pressing:
        yield _notice(one, channel, f"item {key}", 1, now, pressing=True)


def _notice(
    one: outgoing.Waiting, channel: str, key: str, count: int, now: datetime, *, pressing: bool
) -> OutgoingNotice:
    book = library()
    quiet = QuietHours.of(book.parameters, now.date())
    goes = reminder_at(now, book.calendar, quiet, unit_kind=one.post.org.kind, pressing=pressing)
    return OutgoingNotice(
        post=one.post, channel=channel, key=key, count=count, urgent=pressing, made_at=now, not_before=goes
    )


def _send(where: dict[tuple[int, str], str], now: datetime) -> int:
    """Send what is due, each address by one hand; one that fails keeps its other notices for later."""
    queues: dict[str, list[OutgoingNotice]] = {}
    for notice in outgoing.take_due(now):
        if _quiet(notice, now):
            continue
        address = where.get((notice.post_id, notice.channel))
        if address is None:  # nothing waits any more, or the address was taken out of the file
            outgoing.sent(notice, now)
        else:
            queues.setdefault(address, []).append(notice)
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        results = list(hands.map(_deliver, queues, queues.values()))
    gone = 0
    for notices, delivered in zip(queues.values(), results, strict=True):
        for place, notice in enumerate(notices):
            if place < delivered:
                outgoing.sent(notice, now)
                gone += 1
            else:
                outgoing.put_off(notice, now)
    return gone


def _deliver(address: str, notices: list[OutgoingNotice]) -> int:
    """Send notices to one address in order, until one fails; return how many were taken. Touches no database."""
    for place, notice in enumerate(notices):
        if not send(address, notice.count):
            return place
    return len(notices)


def _quiet(notice: OutgoingNotice, now: datetime) -> bool:
    """Return whether it is night, a day off or vacation by now: a notice put off must keep the hours as well."""
    book = library()
    hours = QuietHours.of(book.parameters, now.date())
    goes = reminder_at(now, book.calendar, hours, unit_kind=notice.post.org.kind, pressing=notice.urgent)
    if goes <= now:
        return False
    outgoing.give_back(notice, goes)
    return True
