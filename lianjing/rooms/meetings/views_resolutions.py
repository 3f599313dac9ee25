"""Resolutions: the list a post may read, one with its history, and what moves it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.worktime import china_day
from lianjing.records.models import Resolution
from lianjing.rooms.meetings import forms, queries
from lianjing.rooms.meetings.usecases import resolutions
from lianjing.ui.page import attempt, page


@page(Action.RESOLUTION_READ)
def listed(request: HttpRequest, post: Seat) -> HttpResponse:
    """List the resolutions the post may read."""
    context = {"title": _("Resolutions"), "resolutions": queries.resolutions(post), "crumbs": _crumbs(post)}
    return render(request, "meetings/resolutions.html", context)


def _crumbs(post: Seat, *, inside: bool = False) -> list[tuple[Any, str]]:
    way = [(_("Joint meetings"), reverse("meetings:home"))] if policy.holds(post, Action.MEETING_READ) else []
    return [*way, (_("Resolutions"), reverse("meetings:resolutions"))] if inside else way


def _reached(post: Seat, resolution_id: int) -> Resolution:
    found: Resolution = get_object_or_404(queries.resolutions(post), pk=resolution_id)
    return found


def _page(request: HttpRequest, post: Seat, held: Resolution, status: int = 200, **wrong: Any) -> HttpResponse:
    sheet = queries.resolution_sheet(post, held, china_day(clock.now()))
    context = {
        "title": held.words,
        "crumbs": _crumbs(post, inside=True),
        "resolution": held,
        "sheet": sheet,
        "report_form": forms.ReportForm(sheet.records),
        "return_form": forms.ReturnForm(),
        **wrong,
    }
    return render(request, "meetings/resolution.html", context, status=status)


@page(Action.RESOLUTION_READ)
def shown(request: HttpRequest, post: Seat, resolution_id: int) -> HttpResponse:
    """Show one resolution."""
    return _page(request, post, _reached(post, resolution_id))


@require_POST
@page(Action.RESOLUTION_REPORT)
def report_done(request: HttpRequest, post: Seat, resolution_id: int) -> HttpResponse:
    """Report it done."""
    held = _reached(post, resolution_id)
    form = forms.ReportForm(queries.records(held), request.POST)
    done = form.is_valid() and attempt(
        form,
        lambda: resolutions.report_done(
            post=post, resolution=held, words=form.cleaned_data["words"], evidence=form.chosen(), now=clock.now()
        ),
    )
    if not done:
        return _page(request, post, held, status=422, report_form=form)
    messages.success(request, _("Reported. The other side verifies it."))
    return redirect("meetings:resolution", held.pk)


@require_POST
@page(Action.RESOLUTION_VERIFY)
def verify(request: HttpRequest, post: Seat, resolution_id: int) -> HttpResponse:
    """Find it done, for the other side."""
    held = resolutions.verify(post=post, resolution=_reached(post, resolution_id), now=clock.now())
    messages.success(request, _("Verified: it is done."))
    return redirect("meetings:resolution", held.pk)


@require_POST
@page(Action.RESOLUTION_VERIFY)
def send_back(request: HttpRequest, post: Seat, resolution_id: int) -> HttpResponse:
    """Return the report point by point."""
    held, form = _reached(post, resolution_id), forms.ReturnForm(request.POST)
    done = form.is_valid() and attempt(
        form,
        lambda: resolutions.send_back(post=post, resolution=held, missing=form.chosen(), now=clock.now()),
    )
    if not done:
        return _page(request, post, held, status=422, return_form=form)
    messages.success(request, _("Returned, point by point."))
    return redirect("meetings:resolution", held.pk)
