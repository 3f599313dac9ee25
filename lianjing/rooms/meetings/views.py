"""The joint meetings, one meeting with its agenda, the rows behind a line, and its papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock, policy, rulebook
from lianjing.domain.authority import Action, Seat
from lianjing.domain.worktime import china_day
from lianjing.records.models import AgendaLine, Meeting, Org
from lianjing.rooms.meetings import forms, hands, paper, queries, rows
from lianjing.ui.page import page
from lianjing.ui.wording import meetings as words


def reached(post: Seat, meeting_id: int) -> Meeting:
    """Return a meeting the post may read. Raises Http404."""
    rows_ = policy.visible(post, Action.MEETING_READ, Meeting).select_related("opened_by", "objected_by")
    found: Meeting = get_object_or_404(rows_, pk=meeting_id)
    return found


def crumbs(meeting: Meeting | None = None) -> list[tuple[Any, str]]:
    """Return the way back."""
    way = [(_("Joint meetings"), reverse("meetings:home"))]
    if meeting is not None:
        way.append((title_of(meeting), reverse("meetings:meeting", args=[meeting.pk])))
    return way


def title_of(meeting: Meeting) -> str:
    """Return what a meeting is called."""
    return _("Joint meeting, %(quarter)s") % {"quarter": words.quarter(meeting.quarter)}


@page(Action.MEETING_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """List the meetings quarter by quarter, and the resolutions that are open."""
    context = {
        "title": _("Joint meetings"),
        "meetings": queries.visible_meetings(post),
        "resolutions": queries.resolutions(post).exclude(state__in=("done", "ended")),
        **queries.meeting_of(post),
    }
    return render(request, "meetings/home.html", context)


def agenda_page(request: HttpRequest, post: Seat, meeting: Meeting, status: int = 200, **wrong: Any) -> HttpResponse:
    """Answer with a meeting's page; `wrong` holds the forms that were refused, by name."""
    sheet, now = queries.sheet(post, meeting), clock.now()
    days = hands.open_days(meeting, now)
    context = {
        "title": title_of(meeting),
        "crumbs": crumbs(),
        "sheet": sheet,
        "meeting": meeting,
        "host": words.SIDES[meeting.host],
        "days": days,
        "today": china_day(now),
        "view_words": _views(meeting),
        "day_form": forms.DayForm(initial={"place": meeting.place}),
        "view_form": forms.ViewForm(initial={"words": getattr(meeting, f"{sheet.side}_view", "")}),
        "move_form": forms.ReasonForm(auto_id="move_%s"),
        "strike_form": forms.ReasonForm(auto_id="strike_%s"),
        "add_form": forms.AddForm(auto_id="add_%s"),
        "papers_days": rulebook.whole("meeting.papers", now),
        **wrong,
    }
    if "open" in sheet.steps:
        context.setdefault("present_form", forms.PresentForm(queries.seats(now)))
    return render(request, "meetings/meeting.html", context, status=status)


def _views(meeting: Meeting) -> list[tuple[Any, str, Any]]:
    return [
        (words.SIDES["commission"], meeting.commission_view, meeting.commission_view_at),
        (words.SIDES["bureau"], meeting.bureau_view, meeting.bureau_view_at),
    ]


@page(Action.MEETING_READ)
def shown(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Show one meeting: where it stands, what is to be done, its agenda."""
    return agenda_page(request, post, reached(post, meeting_id))


@page(Action.MEETING_READ)
def line(request: HttpRequest, post: Seat, line_id: int) -> HttpResponse:
    """Show the rows behind a line, as far as the reader may open them."""
    found = policy.visible(post, Action.MEETING_READ, AgendaLine).select_related("meeting")
    held: AgendaLine = get_object_or_404(found, pk=line_id)
    context = {
        "title": queries.said(held),
        "crumbs": crumbs(held.meeting),
        "rows": rows.of_line(post, held),
    }
    return render(request, "meetings/rows.html", context)


@page(Action.MEETING_READ)
def minutes(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Show the minutes as they stand, to sign or to object to."""
    return minutes_page(request, post, reached(post, meeting_id))


def minutes_page(request: HttpRequest, post: Seat, meeting: Meeting, status: int = 200, **wrong: Any) -> HttpResponse:
    """Answer with the page of the minutes."""
    context = {
        "title": _("Minutes"),
        "crumbs": crumbs(meeting),
        "meeting": meeting,
        "sheet": queries.sheet(post, meeting),
        "attendance": queries.attendance(meeting),
        "object_form": forms.ReasonForm(auto_id="object_%s"),
        **wrong,
    }
    return render(request, "meetings/minutes.html", context, status=status)


@page(Action.MEETING_READ)
def agenda_print(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Show the agenda on one A4, for the chair's hand."""
    meeting = reached(post, meeting_id)
    context = {"title": title_of(meeting), "meeting": meeting, "sheet": queries.sheet(post, meeting)}
    return render(request, "meetings/agenda_print.html", context)


@page(Action.MEETING_READ)
def agenda_pdf(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Send the list of matters as a document."""
    meeting = reached(post, meeting_id)
    return _file(paper.agenda_pdf(meeting, _county(meeting)), f"agenda-{meeting.quarter}.pdf")


@page(Action.MEETING_READ)
def minutes_pdf(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Send the minutes as a document: a draft until both sides have signed."""
    meeting = reached(post, meeting_id)
    return _file(paper.minutes_pdf(meeting, _county(meeting)), f"minutes-{meeting.quarter}.pdf")


def _county(meeting: Meeting) -> str:
    return queries.county_name(meeting)


def _file(made: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def bodies(post: Seat) -> list[Org]:
    """Return the bodies that may lead a resolution: every unit in force but the county itself."""
    return queries.bodies(post)
