"""What changes a meeting before it sits: its day, both sides' views, its agenda, its papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import AgendaLine, Meeting
from lianjing.rooms.meetings import forms
from lianjing.rooms.meetings.usecases import agenda, planning
from lianjing.rooms.meetings.views import agenda_page, reached
from lianjing.ui.page import attempt, page


def _done(
    request: HttpRequest, post: Seat, meeting: Meeting, form: Any, name: str, act: Callable[[], Any], words: str
) -> HttpResponse:
    """Do what a form asks for and show the meeting again; or show it with the form as it was refused."""
    if not (form.is_valid() and attempt(form, act)):
        return agenda_page(request, post, meeting, status=422, **{name: form})
    messages.success(request, words)
    return redirect("meetings:meeting", meeting.pk)


@require_POST
@page(Action.MEETING_PREPARE)
def day(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Fix the day."""
    meeting, form = reached(post, meeting_id), forms.DayForm(request.POST)
    return _done(
        request,
        post,
        meeting,
        form,
        "day_form",
        lambda: planning.set_day(post=post, meeting=meeting, **form.cleaned_data, now=clock.now()),
        _("The day is fixed. The agenda gathers itself from now on."),
    )


@require_POST
@page(Action.MEETING_PREPARE)
def view(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Write the view of one's side."""
    meeting, form = reached(post, meeting_id), forms.ViewForm(request.POST)
    return _done(
        request,
        post,
        meeting,
        form,
        "view_form",
        lambda: planning.write_view(post=post, meeting=meeting, words=form.cleaned_data["words"], now=clock.now()),
        _("Written. The other side reads it here."),
    )


@require_POST
@page(Action.MEETING_PREPARE)
def move(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Give up the day that was fixed, with a reason."""
    meeting, form = reached(post, meeting_id), forms.ReasonForm(request.POST, auto_id="move_%s")
    return _done(
        request,
        post,
        meeting,
        form,
        "move_form",
        lambda: planning.move_day(post=post, meeting=meeting, reason=form.cleaned_data["reason"], now=clock.now()),
        _("The day is given up. Fix another one."),
    )


@require_POST
@page(Action.MEETING_PREPARE)
def prepare(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Send out the papers."""
    meeting = reached(post, meeting_id)
    planning.prepare(post=post, meeting=meeting, now=clock.now())
    messages.success(request, _("The papers are out: agenda and both sides' views."))
    return redirect("meetings:meeting", meeting.pk)


@require_POST
@page(Action.MEETING_PREPARE)
def add(request: HttpRequest, post: Seat, meeting_id: int) -> HttpResponse:
    """Add a line."""
    meeting, form = reached(post, meeting_id), forms.AddForm(request.POST, auto_id="add_%s")
    return _done(
        request,
        post,
        meeting,
        form,
        "add_form",
        lambda: agenda.add(post=post, meeting=meeting, **form.cleaned_data, now=clock.now()),
        _("Added to the agenda."),
    )


@require_POST
@page(Action.MEETING_PREPARE)
def strike(request: HttpRequest, post: Seat, line_id: int) -> HttpResponse:
    """Strike a line with a reason."""
    line, form = _line(post, line_id), forms.ReasonForm(request.POST, auto_id="strike_%s")
    return _done(
        request,
        post,
        line.meeting,
        form,
        "strike_form",
        lambda: agenda.strike(post=post, line=line, reason=form.cleaned_data["reason"], now=clock.now()),
        _("Struck from the agenda; the reason stays to be read."),
    )


@require_POST
@page(Action.MEETING_PREPARE)
def put_back(request: HttpRequest, post: Seat, line_id: int) -> HttpResponse:
    """Put a struck line back."""
    line = _line(post, line_id)
    agenda.put_back(post=post, line=line, now=clock.now())
    return redirect("meetings:meeting", line.meeting_id)


def _line(post: Seat, line_id: int) -> AgendaLine:
    rows = policy.visible(post, Action.MEETING_PREPARE, AgendaLine).select_related("meeting")
    found: AgendaLine = get_object_or_404(rows, pk=line_id)
    return found
