"""Danger to a child: reported by whoever learns of it, marked on a question, and noted once it was reported."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Org
from lianjing.rooms.redflags import queries, usecases_danger
from lianjing.rooms.redflags.forms_danger import DangerForm, MarkForm, NoteForm
from lianjing.rooms.redflags.views import flag_page
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import danger


@page(Action.DANGER_REPORT)
def report_here(request: HttpRequest, post: Seat) -> HttpResponse:
    """Report a danger to a child at one's own unit."""
    org = get_object_or_404(policy.visible(post, Action.DANGER_REPORT, Org), path=post.own_path)
    return _reported(request, post, org)


@page(Action.DANGER_REPORT)
def report_at(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Report a danger to a child at a unit one looks after."""
    return _reported(request, post, get_object_or_404(policy.visible(post, Action.DANGER_REPORT, Org), pk=unit_id))


def _reported(request: HttpRequest, post: Seat, org: Org) -> HttpResponse:
    form = DangerForm(request.POST or None)
    if form.is_valid():
        made = usecases_danger.report_danger(post=post, org=org, seen=form.seen(), now=clock.now())
        return render(request, "redflags/danger_done.html", _words(org, made.danger))
    return render(request, "redflags/danger.html", {**_words(org), "form": form}, status=422 if form.errors else 200)


@require_POST
@page(Action.FLAG_READ)
def mark(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Mark an open question as danger to a child."""
    flag, form = get_object_or_404(queries.flags(post), pk=flag_id), MarkForm(request.POST)
    if not form.is_valid():
        return flag_page(request, post, flag, status=422)
    usecases_danger.mark(post=post, flag=flag, now=clock.now(), **form.cleaned_data)
    return render(request, "redflags/danger_done.html", _words(flag.org, flag.danger))


@require_POST
@page(Action.DANGER_HANDLE)
def note(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Note to which bodies a danger was reported."""
    flag, form = get_object_or_404(queries.flags(post), pk=flag_id), NoteForm(request.POST)
    done = form.is_valid() and attempt(
        form, lambda: usecases_danger.note_report(post=post, flag=flag, now=clock.now(), **form.said())
    )
    if not done:
        return flag_page(request, post, flag, failed=("report", form), status=422)
    messages.success(request, _("Noted. Somebody who did not write this looks at it next."))
    return redirect("redflags:home")


def _words(org: Org, kind: str = "") -> dict[str, object]:
    return {
        "title": _("Danger to a child: %(unit)s") % {"unit": org.name},
        "duty": danger.DUTY,
        "danger_basis": danger.BASIS,
        "first": danger.FIRST.get(kind, ""),
    }
