"""The agenda and the minutes as documents: always in Chinese, as they go to paper; no number is made up."""

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianjing.engines.papers.official import Block, Official, official_pdf
from lianjing.records.models import Meeting, Outcome
from lianjing.rooms.meetings import queries
from lianjing.ui.wording import meetings as words

_NUMERALS = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341"


def agenda_pdf(meeting: Meeting, county: str) -> bytes:
    """Return the list of matters as PDF."""
    with override("zh-hans"):
        return official_pdf(agenda_paper(meeting, county))


def minutes_pdf(meeting: Meeting, county: str) -> bytes:
    """Return the minutes as PDF: a draft until both sides have signed."""
    with override("zh-hans"):
        return official_pdf(minutes_paper(meeting, county))


def agenda_paper(meeting: Meeting, county: str) -> Official:
    """Return the list of matters in words."""
    blocks = [Block(_("Day and place: %(day)s %(place)s") % {"day": _day(meeting.day), "place": meeting.place})]
    blocks += _numbered(meeting, outcomes=False)
    for side, label in words.SIDES.items():
        if view := getattr(meeting, f"{side}_view"):
            blocks += [Block(_("View of the %(side)s") % {"side": label}, 1), *_paragraphs(view)]
    return Official(
        title=_("%(county)s Integrity School joint meeting, %(quarter)s: list of matters")
        % {"county": county, "quarter": words.quarter(meeting.quarter)},
        blocks=tuple(blocks),
        day=_day(localtime(meeting.papers_at).date()) if meeting.papers_at else "",
    )


def minutes_paper(meeting: Meeting, county: str) -> Official:
    """Return the minutes in words: who sat, what was heard, what was decided, and what comes back."""
    signed = meeting.confirmed_at
    return Official(
        mark=_("Minutes of the %(county)s Integrity School joint meeting") % {"county": county},
        title=_("Minutes of the joint meeting of %(quarter)s") % {"quarter": words.quarter(meeting.quarter)},
        blocks=tuple([_opening(meeting), *_numbered(meeting, outcomes=True)]),
        people=tuple(_people(meeting)),
        day=_day(localtime(signed).date()) if signed else "",
        draft="" if signed else _("Draft, not signed by both sides"),
    )


def _opening(meeting: Meeting) -> Block:
    said = _("On %(day)s the joint meeting sat at %(place)s. The %(host)s presided.")
    return Block(said % {"day": _day(meeting.day), "place": meeting.place or "—", "host": words.SIDES[meeting.host]})


def _numbered(meeting: Meeting, *, outcomes: bool) -> Iterator[Block]:
    groups = [(group, [one for one in group.lines if one.line.struck_at is None]) for group in queries.groups(meeting)]
    for place, (group, lines) in enumerate((group, lines) for group, lines in groups if lines):
        yield Block(f"{_NUMERALS[place]}\u3001{group.title}", 1)
        for number, one in enumerate(lines, 1):
            yield Block(f"{number}.{_stopped(one.words)}")
            if outcomes:
                yield Block(_outcome(one.outcome))


def _outcome(one: Outcome | None) -> str:
    if one is None:
        return _("Not reached; what people had put on the agenda comes back to the next meeting.")
    match one.kind:
        case "task" if one.lead is not None:
            said = _("The meeting set a task: %(words)s Lead body: %(lead)s; by %(due)s.")
            return said % {"words": _stopped(one.words), "lead": one.lead.name, "due": _day(one.due_on)}
        case "decision":
            return _("The meeting decided: %(words)s") % {"words": _stopped(one.words)}
        case "end":
            return _("The meeting ended this resolution: %(words)s") % {"words": _stopped(one.words)}
    return _("The meeting noted this. %(words)s") % {"words": one.words and _stopped(one.words)}


def _people(meeting: Meeting) -> Iterator[tuple[str, str]]:
    rows = queries.attendance(meeting)
    comma = _(", ")
    if here := [f"{one.person.name}" for _side, present, _away in rows for one in present]:
        yield _("Present"), comma.join(here)
    if away := [f"{one.person.name}" for _side, _present, gone in rows for one in gone]:
        yield _("Excused"), comma.join(away)


def _paragraphs(text: str) -> list[Block]:
    return [Block(line.strip()) for line in text.splitlines() if line.strip()]


def _stopped(text: str) -> str:
    """Return a text that ends on a full stop."""
    said = text.strip()
    return said if said.endswith(("\u3002", ".", "\uff01", "\uff1f", "\uff1b")) else f"{said}\u3002"


def _day(day: date | None) -> str:
    """Return a day as the standard writes it, no zero before a figure."""
    return f"{day.year}\u5e74{day.month}\u6708{day.day}\u65e5" if day else "    \u5e74  \u6708  \u65e5"
