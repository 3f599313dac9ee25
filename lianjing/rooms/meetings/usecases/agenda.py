"""What people change on an agenda: a line struck, put back, or added, each with its reason."""

from datetime import datetime
from typing import Any

from lianjing.access import meetings
from lianjing.access.acts import act
from lianjing.domain.agenda import Matter
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import AgendaLine, Meeting

OPEN = ("collecting", "papers")
LONGEST = 500
_AFTER = 200


def _told(result: AgendaLine, **_: Any) -> dict[str, Any]:
    return {"line": result.pk, "code": result.code, "struck": result.struck_at is not None}


@act(Action.MEETING_PREPARE, on="line", facts=_told)
def strike(*, post: Seat, line: AgendaLine, reason: str, now: datetime) -> AgendaLine:
    """Strike a line with a reason; it stays to be read. What only a meeting can end cannot be struck.

    Raises RuleBroken: agenda_closed, line_must_stay, reason_missing, words_long.
    """
    _refuse_closed(line.meeting)
    if line.matter == Matter.RESOLVED:
        raise RuleBroken("line_must_stay")
    line.reason, line.struck_by_id, line.struck_at = _worded(reason, "reason"), post.person_id, now
    line.save()
    return line


@act(Action.MEETING_PREPARE, on="line", facts=_told)
def put_back(*, post: Seat, line: AgendaLine, now: datetime) -> AgendaLine:
    """Put a struck line back. Raises RuleBroken("agenda_closed")."""
    _refuse_closed(line.meeting)
    line.struck_by, line.struck_at = None, None
    line.reason = line.reason if line.words else ""
    line.save()
    return line


@act(Action.MEETING_PREPARE, on="meeting", facts=_told)
def add(*, post: Seat, meeting: Meeting, matter: str, words: str, reason: str, now: datetime) -> AgendaLine:
    """Add a line to one of the plan's kinds of matter, saying why.

    Raises RuleBroken: agenda_closed, matter_unknown, reason_missing, words_long.
    """
    held = meetings.locked(meeting)
    _refuse_closed(held)
    if matter not in tuple(Matter)[1:]:
        raise RuleBroken("matter_unknown", field="matter")
    said, why = _worded(words, "words"), _worded(reason, "reason")
    line = AgendaLine(meeting=held, matter=matter, words=said, reason=why, added_by_id=post.person_id, place=_AFTER)
    line.save()
    return line


def _refuse_closed(meeting: Meeting) -> None:
    if meetings.locked(meeting).state not in OPEN:
        raise RuleBroken("agenda_closed")


def _worded(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise RuleBroken("reason_missing", field=field)
    if len(said) > LONGEST:
        raise RuleBroken("words_long", field=field, length=len(said), limit=LONGEST)
    return said
