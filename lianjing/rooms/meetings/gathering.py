"""How an agenda gathers itself: the lines of the day are written over those of yesterday; what people did stays."""

from datetime import datetime

from lianjing.access import agenda, meetings
from lianjing.domain.agenda import Line, lines
from lianjing.records.models import AgendaLine, Meeting

_ADDED_AFTER = 100  # what people add comes after what gathered itself, kind by kind


def gather(meeting: Meeting, now: datetime) -> None:
    """Bring the lines of an open agenda up to date. Called inside an act; a struck line stays struck."""
    held = meetings.lines_of(meeting)
    known = {(line.code, line.source_table, line.source_id): line for line in held if line.code}
    for place, line in enumerate(lines(agenda.counts(meeting, now))):
        kept = known.pop((line.code, *line.source), None) or _new(meeting, line)
        kept.facts, kept.place = dict(line.facts), place
        kept.save()
    for gone in known.values():
        if gone.struck_at is None:
            gone.delete()
    if meeting.gathered_at is None:
        _carry_over(meeting)
    meeting.gathered_at = now
    meeting.save(update_fields=["gathered_at"])


def _new(meeting: Meeting, line: Line) -> AgendaLine:
    table, key = line.source
    return AgendaLine(meeting=meeting, matter=line.matter, code=line.code, source_table=table, source_id=key)


def _carry_over(meeting: Meeting) -> None:
    for place, line in enumerate(agenda.unheard_before(meeting)):
        AgendaLine(
            meeting=meeting,
            matter=line.matter,
            words=line.words,
            reason=line.reason,
            added_by=line.added_by,
            place=_ADDED_AFTER + place,
            carried_from=line,
        ).save()
