"""The session: opened by the chair, outcomes entered line by line, ended, and its minutes signed by both sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy, rulebook
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import AgendaLine, Meeting
from lianjing.rooms.meetings import forms, queries
from lianjing.rooms.meetings.usecases import session
from lianjing.rooms.meetings.views import agenda_page, bodies, crumbs, minutes_page, reached
from lianjing.ui.page import attempt, page


@require_POST
@page(Action.MEETING_CHAIR)
def open_(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Open the session with whoever is there."""
    meeting, now = reached(post, meeting_id), clock.now()
    form = forms.PresentForm(queries.seats(now), request.POST)
    if form.is_valid():
        present, excused = form.chosen()
        done = attempt(
            form,
            lambda: session.open_session(post=post, meeting=meeting, present=present, excused=excused, now=now),
        )
        if done:
            return redirect("meetings:session", meeting.pk)
    return agenda_page(request, post, meeting, status=422, present_form=form)


@page(Action.MEETING_PREPARE)
def shown(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Show the session: each line, what was entered, and the form of the line that `?line=` names."""
    meeting = reached(post, meeting_id)
    if meeting.state != "session":
        return redirect("meetings:meeting", meeting.pk)
    return _session(request, post, meeting)


def _session(
    request: HttpRequest, post: Seat, meeting: Meeting, form: forms.OutcomeForm | None = None, line: int = 0
) -> HttpResponse:
    sheet = queries.sheet(post, meeting)
    asked = line or _number(request.GET.get("line", ""))
    chosen = next((one for group in sheet.groups for one in group.lines if one.line.pk == asked), None)
    if chosen is not None and form is None:
        form = _form(post, chosen.line)
    heard = [one for group in sheet.groups for one in group.lines if one.line.struck_at is None]
    context = {
        "title": _("Session"),
        "crumbs": crumbs(meeting),
        "meeting": meeting,
        "sheet": sheet,
        "open": chosen.line.pk if chosen else 0,
        "form": form,
        "heard": len(heard),
        "entered": sum(one.outcome is not None for one in heard),
    }
    return render(request, "meetings/session.html", context, status=422 if form and form.errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _form(post: Seat, line: AgendaLine, data: object = None) -> forms.OutcomeForm:
    now, before = clock.now(), queries.outcome(line)
    initial = {"kind": before.kind, "words": before.words, "lead": before.lead_id} if before else {"kind": "decision"}
    due_on = (before.due_on if before else None) or rulebook.due_day("resolution.due", now)
    return forms.OutcomeForm(bodies(post), due_on, data, initial=initial, ends=line.source_table == "resolution")


@require_POST
@page(Action.MEETING_PREPARE)
def record(request: HttpRequest, post: Seat, line_id: int) -> HttpResponse:
    """Enter what the meeting did about a line."""
    line, now = _line(post, line_id), clock.now()
    form = _form(post, line, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        lead = next((org for org in bodies(post) if org.pk == said["lead"]), None)
        done = attempt(
            form,
            lambda: session.record(
                post=post, line=line, kind=said["kind"], words=said["words"], lead=lead, due_on=said["due_on"], now=now
            ),
        )
        if done:
            return redirect(reverse("meetings:session", args=[line.meeting_id]) + f"#line-{line.pk}")
    return _session(request, post, line.meeting, form, line.pk)


@require_POST
@page(Action.MEETING_PREPARE)
def note(request: HttpRequest, post: Seat, line_id: int) -> HttpResponse:
    """Enter that a line was noted: one tap."""
    line = _line(post, line_id)
    session.record(post=post, line=line, kind="inform", words="", now=clock.now())
    return redirect(reverse("meetings:session", args=[line.meeting_id]) + f"#line-{line.pk}")


@require_POST
@page(Action.MEETING_PREPARE)
def note_rest(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Enter that every line without an outcome was noted: one tap at the end."""
    meeting, now = reached(post, meeting_id), clock.now()
    for line in queries.without_outcome(meeting):
        session.record(post=post, line=line, kind="inform", words="", now=now)
    return redirect("meetings:session", meeting.pk)


@require_POST
@page(Action.MEETING_PREPARE)
def draft(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """End the session; what was not reached comes back by itself."""
    meeting = reached(post, meeting_id)
    session.draft(post=post, meeting=meeting, now=clock.now())
    messages.success(request, _("The session is over. Both sides sign the minutes now."))
    return redirect("meetings:minutes", meeting.pk)


@require_POST
@page(Action.MEETING_CHAIR)
def sign(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Sign the minutes for one's side."""
    meeting = session.sign(post=post, meeting=reached(post, meeting_id), now=clock.now())
    both = meeting.state == "confirmed"
    messages.success(request, _("Both sides have signed: the resolutions went out.") if both else _("Signed."))
    return redirect("meetings:minutes", meeting.pk)


@require_POST
@page(Action.MEETING_CHAIR)
def object_(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Object to the minutes: once, to complete the record."""
    meeting, form = reached(post, meeting_id), forms.ReasonForm(request.POST, auto_id="object_%s")
    done = form.is_valid() and attempt(
        form,
        lambda: session.object_to(post=post, meeting=meeting, reason=form.cleaned_data["reason"], now=clock.now()),
    )
    if not done:
        return minutes_page(request, post, meeting, status=422, object_form=form)
    messages.success(request, _("The session is open again to complete the record."))
    return redirect("meetings:session", meeting.pk)


def _line(post: Seat, line_id: int) -> AgendaLine:
    rows = policy.visible(post, Action.MEETING_PREPARE, AgendaLine).select_related("meeting")
    found: AgendaLine = get_object_or_404(rows, pk=line_id)
    return found
