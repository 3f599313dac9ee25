"""What concerns oneself in person: the facts, one's rights, the clock, one's answer, the letter. Nothing else of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Problem
from lianjing.rooms.casework import queries_problems as queries
from lianjing.rooms.casework.forms_problems import OWN, form_for
from lianjing.rooms.casework.usecases import hands, reviews
from lianjing.rooms.casework.usecases import problems as usecases
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import casework


@page(Action.PROBLEM_OWN)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show what concerns oneself in person."""
    rows = [(one, reverse("casework:own", args=[one.pk])) for one in queries.own(post).order_by("-id")]
    return render(request, "casework/owns.html", {"title": _("What concerns me in person"), "rows": rows})


@page(Action.PROBLEM_OWN)
def looks(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show who looked at what is kept about oneself (G13)."""
    title = _("Who looked at what is kept about me")
    context = {"title": title, "crumbs": [(_("What concerns me in person"), reverse("casework:owns"))]}
    return queries.looks_at_me(post, title).respond(request, "casework/looks.html", context)


@page(Action.PROBLEM_OWN)
def own(request: HttpRequest, post: Seat, problem_id: int) -> HttpResponse:
    """Show one problem to the person it is about."""
    return _shown(request, post, get_object_or_404(queries.own(post), pk=problem_id))


@page(Action.PROBLEM_OWN)
def step(request: HttpRequest, post: Seat, problem_id: int, name: str) -> HttpResponse:
    """Answer, waive, ask for a review or that a handler be kept away, or choose who is told."""
    record = get_object_or_404(queries.own(post), pk=problem_id)
    if name not in OWN or request.method != "POST":
        raise Http404
    form = form_for(name, record, request.POST)
    if not (form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data))):
        return _shown(request, post, record, failed=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("casework:own", record.pk)


def _shown(
    request: HttpRequest,
    post: Seat,
    record: Problem,
    failed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = queries.own_sheet(post, record)
    shown = [
        (name, casework.PROBLEM_STEPS[name], failed[1] if failed and failed[0] == name else form_for(name, record))
        for name in sheet.steps
        if name in OWN
    ]
    context = {
        "title": _("A matter that concerns you in person"),
        "crumbs": [(_("What concerns me in person"), reverse("casework:owns"))],
        "proposed": casework.measure(record.proposed),
        "measure": casework.measure(record.measure),
        "circle": casework.CIRCLES.get(record.circle, ""),
        "review": casework.review(record),
        "challenges": casework.challenges(record.challenges),
        "sheet": sheet,
        "steps": shown,
    }
    return render(request, "casework/own.html", context, status=status)


_STEPS: dict[str, Callable[[Seat, Problem, dict[str, Any]], Problem]] = {
    "speak": lambda p, r, s: usecases.speak(post=p, record=r, lines=s["lines"].splitlines(), now=clock.now()),
    "waive": lambda p, r, s: usecases.waive(post=p, record=r, now=clock.now()),
    "ask_review": lambda p, r, s: reviews.ask_review(post=p, record=r, words=s["words"], now=clock.now()),
    "keep_away": lambda p, r, s: hands.challenge(post=p, record=r, now=clock.now(), **s),
    "choose": lambda p, r, s: usecases.choose(post=p, record=r, circle=s["circle"], now=clock.now()),
}
