"""A notice is made from what is on record, looked at by the gate, completed in the rule's own fields, and sent."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from lianjing.access import notice_slots, notices, pausing, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.notice_rows import all_schools_at_once
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_SYSTEM, Hand
from lianjing.domain.machines.disclosure import DISCLOSURE, HANDLER, UP
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.privacy import clean_file
from lianjing.records.models import Disclosure, NoticeFile, NoticeVersion
from lianjing.rooms.notices import contents, gate, placing
from lianjing.rooms.notices.rules import rule_of

LATELY = timedelta(days=3)
FILE_BYTES, FILES, TEXT = 5 * 2**20, 5, 2_000
_OPEN = ("scheduled", "overdue", "prepared", "blocked")


def prepare_due(now: datetime) -> int:
    """Make what records already tell, for every slot whose period is over; return how many were made.

    Only where rows came in lately, or the period has just ended: later the clerk makes it with one tap.
    """
    schools, _moved = notice_slots.fresh(now - LATELY)
    rows = [
        slot
        for slot in notice_slots.to_prepare(now.date())
        if (slot.item, slot.step) in contents.BUILDERS
        and (slot.org.code in schools or now.date() - slot.last_day <= LATELY)
    ]
    with all_schools_at_once():
        ready = [slot for slot in rows if contents.says_something(contents.build(slot, rule_of(slot))[0])]
    return states.each(ready, lambda slot: generate(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def generate(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Make a slot's notice from the records alone, and put it on the clerk's list."""
    _write(disclosure, {}, None, now)
    return disclosure


@act(Action.NOTICE_PREPARE, on="disclosure")
def prepare(*, post: Seat, disclosure: Disclosure, typed: Mapping[str, str], now: datetime) -> Disclosure:
    """Make a slot's notice anew from the records, with the words that no record tells.

    typed: field -> text, only fields that the power's rule allows. A notice that is up gets a further version, which is
    the correction once it is approved. Raises RuleBroken: notice_field_unknown, notice_text_long (field, limit),
    notice_says_nothing, notice_is_over, step_refused.
    """
    allowed = rule_of(disclosure).fields
    for key, text in typed.items():
        if key not in allowed:
            raise RuleBroken("notice_field_unknown", field=key)
        if len(text) > TEXT:
            raise RuleBroken("notice_text_long", field=key, limit=TEXT, length=len(text))
    _write(disclosure, typed, post, now)
    return disclosure


def _write(slot: Disclosure, typed: Mapping[str, str], post: Seat | None, now: datetime) -> None:
    content, source = contents.build(slot, rule_of(slot))
    content["fields"] |= {key: text.strip() for key, text in typed.items() if text.strip()}
    if not contents.says_something(content):
        raise RuleBroken("notice_says_nothing")
    notice = _draft(slot, now)
    notice.content, notice.source = gate.bytes_of(content), source
    _settle(slot, notice, post, now)


def _draft(slot: Disclosure, now: datetime) -> NoticeVersion:
    """Return the version being made, new where none is. Raises RuleBroken("notice_is_over")."""
    if slot.state not in (*_OPEN, *UP, "paused"):
        raise RuleBroken("notice_is_over")
    notice_slots.hold(slot)
    found, newest = notice_slots.draft(slot), notice_slots.newest(slot)
    if found is not None:
        return found
    number = newest.number + 1 if newest else 1
    return NoticeVersion(disclosure=slot, number=number, prepared_at=now, salt=secrets.token_bytes(16))


def _settle(slot: Disclosure, notice: NoticeVersion, post: Seat | None, now: datetime) -> None:
    """Judge the bytes, keep them, and move the slot to prepared or blocked. A change takes back what was sent."""
    notice.prepared_by_id, notice.prepared_at = (post.person_id if post else None), now
    notice.hands = sorted({*notice.hands, *([post.person_id] if post else [])})
    notice.sent_by, notice.sent_at, notice.returned = None, None, ""
    found = gate.judge(notice, now)
    notice.save()
    if slot.state in _OPEN:
        _move(slot, bool(found), post, now)


def _move(slot: Disclosure, blocked: bool, post: Seat | None, now: datetime) -> None:
    was = slot.state
    hand = Hand.of(post.person_id, HANDLER) if post else THE_SYSTEM
    step = DISCLOSURE.take(slot.state, "prepare", hand, facts={"content"})
    if blocked:
        step = DISCLOSURE.take(step.dst, "block", THE_SYSTEM, facts={"findings"})
    slot.state, slot.since = step.dst, now
    states.swap(slot, was)
    work.overtake(about=slot, now=now)
    code = "notice_blocked" if blocked else "notice_to_send"
    limit = "disclosure.blocked" if blocked else "disclosure.prepared"
    placing.call_clerk(slot, code, now, pausing.owed_by(limit, now, pausing.of_slot(slot)))


@act(Action.NOTICE_PREPARE, on="disclosure", facts=lambda result, **_: {"file": result.sha256})
def attach(*, post: Seat, disclosure: Disclosure, name: str, data: bytes, now: datetime) -> NoticeFile:
    """Put a file beside the version being made; the gate looks at it at once.

    Raises RuleBroken: notice_not_made, notice_file_large (limit), notice_files_many (limit), notice_file_twice.
    """
    notice = _made(disclosure)
    if len(data) > FILE_BYTES:
        raise RuleBroken("notice_file_large", field="file", limit=FILE_BYTES // 2**20)
    kept = notices.files_of(notice)
    if len(kept) >= FILES:
        raise RuleBroken("notice_files_many", field="file", limit=FILES)
    if name in {one.name for one in kept}:
        raise RuleBroken("notice_file_twice", field="file")
    made = NoticeFile(notice=notice, name=name[-120:], media=_media(name), data=data, sha256=_hash(data))
    made.save()
    _settle(disclosure, notice, post, now)
    return made


@act(Action.NOTICE_PREPARE, on="disclosure")
def detach(*, post: Seat, disclosure: Disclosure, file_id: int, now: datetime) -> Disclosure:
    """Take a file away from the version being made. Raises RuleBroken: notice_not_made, notice_file_unknown."""
    notice = _made(disclosure)
    if not notice_slots.take_away(notice, file_id):
        raise RuleBroken("notice_file_unknown")
    _settle(disclosure, notice, post, now)
    return disclosure


@act(Action.NOTICE_PREPARE, on="disclosure")
def mask(*, post: Seat, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Hide everything that was found, in the content and in each file, and let the gate look again.

    A file that cannot be written anew is taken away. Raises RuleBroken("notice_not_made").
    """
    notice = _made(disclosure)
    content, found = gate.content_of(notice), gate.findings_of(notice)
    known = gate.knowledge(disclosure, content)
    notice.content = gate.bytes_of(gate.hide(content, found))
    named = {str(one.place.get("file", "")) for one in found}
    for file in notices.files_of(notice):
        if file.name not in named:
            continue
        made = clean_file(file.name, bytes(file.data), known)
        if isinstance(made, tuple):
            file.name, file.data = made
            file.media, file.sha256 = _media(file.name), _hash(file.data)
            file.save()
        else:
            notice_slots.take_away(notice, file.pk)
    _settle(disclosure, notice, post, now)
    return disclosure


@act(Action.NOTICE_PREPARE, on="disclosure")
def send(*, post: Seat, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Send a version that passed the gate for approval. Raises RuleBroken: notice_not_made, notice_not_passed."""
    notice = _made(disclosure)
    if not gate.passed(notice):
        raise RuleBroken("notice_not_passed")
    notice.sent_by_id, notice.sent_at, notice.returned = post.person_id, now, ""
    notice.save(update_fields=["sent_by", "sent_at", "returned"])
    work.overtake(about=disclosure, now=now)
    due_on = pausing.owed_by("disclosure.prepared", now, pausing.of_slot(disclosure))
    placing.call_principal(disclosure, "notice_to_approve", now, due_on)
    return disclosure


def _made(slot: Disclosure) -> NoticeVersion:
    notice_slots.hold(slot)
    found = notice_slots.draft(slot)
    if found is None or slot.state not in (*_OPEN, *UP, "paused"):
        raise RuleBroken("notice_not_made")
    return found


_MEDIA = {
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def _media(name: str) -> str:
    return _MEDIA.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
