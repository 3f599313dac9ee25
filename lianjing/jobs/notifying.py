"""Notices out of the house: made from what waits, held back at night, on days off and in vacation, then sent.

It is the clock's last duty, sends to several addresses at once and waits for none longer than a few seconds: a bot
that does not answer delays nothing else, and its notice is tried again. What is counted is asked of the policy, when a
notice is made and again when it goes, for each of those who read the address.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

from lianjing.access import outgoing
from lianjing.access.rulebook import library
from lianjing.domain.worktime import CHINA, QuietHours, reminder_at
from lianjing.engines.messengers import Book, fingerprint, read_book, send
from lianjing.records.models import OutgoingNotice, Post

_AT_ONCE = 8  # addresses written to at the same time
_ITEM = "item "  # what the key of a pressing thing's notice begins with


@dataclass(frozen=True)
class _Line:
    """One address of a post: what waits there, and which of its holders read the address."""

    address: str
    waiting: outgoing.Waiting
    readers: frozenset[int]
    on: date

    @cached_property
    def seen(self) -> outgoing.Waiting:
        """Return what all of its readers find on their lists."""
        return self.waiting.seen_by(self.readers, self.on)

    def count(self, notice: OutgoingNotice) -> int:
        """Return how many things a notice tells of by now: none once they are done, or kept from a reader."""
        if notice.urgent:
            return int(notice.key.removeprefix(_ITEM) in self.seen.pressing)
        return len(self.seen.items)


def notify(now: datetime) -> int:
    """Make the notices that are due and send those that may go out now; return how many went."""
    file: Path | None = settings.CONFIG.notices_file
    if file is None:
        return 0
    book = read_book(file.read_text(encoding="utf-8"))
    return _send(_make(book, now), now)


def _make(book: Book, now: datetime) -> dict[tuple[int, str], _Line]:
    """Make what is new; return (post, channel) -> line of everybody who can be reached."""
    waits = outgoing.waiting()
    held = outgoing.holders_of([one.post.pk for one in waits], now.date())
    mail = outgoing.addresses_of({who for people in held.values() for who in people}) if book.mail else {}
    last, known = outgoing.made_last(), outgoing.known_keys()
    lines: dict[tuple[int, str], _Line] = {}
    for one in waits:
        bots = book.bots_of(one.post.org.code, one.post.code)
        for address, readers in _readers(book, one.post, held.get(one.post.pk, ()), mail).items():
            line = _Line(address, one.of_the_post() if address in bots else one, readers, now.date())
            place = one.post.pk, fingerprint(address)
            lines[place] = line
            if _new(line.waiting, place, last, known, now):  # the policy is asked only where there is something to tell
                for notice in _new(line.seen, place, last, known, now):
                    outgoing.make(notice)
    return lines


def _readers(
    book: Book, post: Post, holders: Iterable[int], mail: Mapping[int, Iterable[str]]
) -> dict[str, frozenset[int]]:
    """Return the addresses of a post, each with the holders who read it: all of them a bot's, one their own e-mail."""
    found = {address: frozenset(holders) for address in book.bots_of(post.org.code, post.code)}
    for person in holders:
        for address in map(book.by_mail, mail.get(person, ())):
            found[address] = found.get(address, frozenset()) | {person}
    return found


def _new(
    one: outgoing.Waiting,
    place: tuple[int, str],
    last: Mapping[tuple[int, str], datetime],
    known: set[tuple[int, str, str]],
    now: datetime,
) -> list[OutgoingNotice]:
    """Return the notices that were not made yet of what waits."""
    found = _notices(one, place[1], last.get(place), now)
    return [notice for notice in found if (*place, notice.key) not in known]


def _notices(one: outgoing.Waiting, channel: str, last: datetime | None, now: datetime) -> Iterable[OutgoingNotice]:
    """Yield the notice of the day, if something came since the last one, and one for each pressing thing."""
    count, newest = len(one.items), one.newest
    if newest and count > len(one.pressing) and (last is None or newest > last):
        day = f"{now.astimezone(CHINA):%Y-%m-%d}"
        yield _notice(one, channel, day, count, now, pressing=False)
    for key in one.pressing:
        yield _notice(one, channel, f"{_ITEM}{key}", 1, now, pressing=True)


def _notice(
    one: outgoing.Waiting, channel: str, key: str, count: int, now: datetime, *, pressing: bool
) -> OutgoingNotice:
    book = library()
    quiet = QuietHours.of(book.parameters, now.date())
    goes = reminder_at(now, book.calendar, quiet, unit_kind=one.post.org.kind, pressing=pressing)
    return OutgoingNotice(
        post=one.post, channel=channel, key=key, count=count, urgent=pressing, made_at=now, not_before=goes
    )


def _send(lines: Mapping[tuple[int, str], _Line], now: datetime) -> int:
    """Send what is due, each address by one hand; one that fails keeps its other notices for later."""
    queues: dict[str, list[tuple[OutgoingNotice, int]]] = {}
    for notice in outgoing.take_due(now):
        if _quiet(notice, now):
            continue
        line = lines.get((notice.post_id, notice.channel))
        count = line.count(notice) if line else 0
        if line is None or not count:  # nothing waits any more, or the address was taken out of the file
            outgoing.sent(notice, now)
        else:
            queues.setdefault(line.address, []).append((notice, count))
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        results = list(hands.map(_deliver, queues, ([count for _, count in told] for told in queues.values())))
    gone = 0
    for told, delivered in zip(queues.values(), results, strict=True):
        for place, (notice, _) in enumerate(told):
            if place < delivered:
                outgoing.sent(notice, now)
                gone += 1
            else:
                outgoing.put_off(notice, now)
    return gone


def _deliver(address: str, counts: list[int]) -> int:
    """Send notices to one address in order, until one fails; return how many were taken. Touches no database."""
    for place, count in enumerate(counts):
        if not send(address, count):
            return place
    return len(counts)


def _quiet(notice: OutgoingNotice, now: datetime) -> bool:
    """Return whether it is night, a day off or vacation by now: a notice put off must keep the hours as well."""
    book = library()
    hours = QuietHours.of(book.parameters, now.date())
    goes = reminder_at(now, book.calendar, hours, unit_kind=notice.post.org.kind, pressing=notice.urgent)
    if goes <= now:
        return False
    outgoing.give_back(notice, goes)
    return True
