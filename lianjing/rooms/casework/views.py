"""Rectifications: the list, one of them with its next step, and the steps open to this post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Rectification
from lianjing.rooms.casework import evidence, queries, queries_problems
from lianjing.rooms.casework.forms import BY_STEP, form_for
from lianjing.rooms.casework.usecases import opening
from lianjing.rooms.casework.usecases import rectifying as usecases
from lianjing.rooms.casework.usecases.rectifying import Change, Plan
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import casework


@page(Action.RECTIFY_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the rectifications this post may read, and danger to a child that has none yet."""
    context = {
        "title": _("Rectifications"),
        "dangers": queries.danger_flags(post),
        "problems": queries_problems.problems(post).count(),
        "own": queries_problems.own(post).count(),
    }
    return queries.listing(post).respond(request, "casework/home.html", context)


@page(Action.RECTIFY_READ)
def rectification(request: HttpRequest, post: Seat, rectification_id: int) -> HttpResponse:
    """Show one rectification."""
    return _shown(request, post, get_object_or_404(queries.rectifications(post), pk=rectification_id))


@page(Action.RECTIFY_READ)
def step(request: HttpRequest, post: Seat, rectification_id: int, name: str) -> HttpResponse:
    """Take one step, or show its form again with what is missing."""
    record = get_object_or_404(queries.rectifications(post), pk=rectification_id)
    if name not in BY_STEP or request.method != "POST":
        raise Http404
    form = form_for(name, record, queries.choices(post, record, (name,)), request.POST)
    if not (form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data))):
        return _shown(request, post, record, failed=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("casework:rectification", record.pk)


@require_POST
@page(Action.RECTIFY_OPEN)
def danger(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Open a rectification at once: a child is in danger."""
    flag = get_object_or_404(queries.danger_flags(post).select_related("org__parent"), pk=flag_id)
    record = opening.open_at_once(post=post, flag=flag, now=clock.now())
    messages.success(request, _("Opened. The report to the police and the bureau comes first; this runs beside it."))
    return redirect("casework:rectification", record.pk)


def _shown(
    request: HttpRequest,
    post: Seat,
    record: Rectification,
    failed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = queries.sheet(post, record, clock.now().date())
    more = queries.choices(post, record, sheet.steps)
    shown = [
        (name, casework.STEPS[name], failed[1] if failed and failed[0] == name else form_for(name, record, more))
        for name in sheet.steps
        if name in BY_STEP
    ]
    context = {
        "title": casework.subject(record),
        "crumbs": [(_("Rectifications"), reverse("casework:home"))],
        "question": casework.question(record),
        "next": casework.next_step(record),
        "cause": casework.CAUSES.get(record.cause, ""),
        "level": casework.LEVELS[record.level],
        "evidence": evidence.labels(record.evidence),
        "sample": queries.sampled(record.sample),
        "look_back": queries.sampled(record.look_back),
        "may_begin": queries_problems.may_begin(post, record.about_id) if record.about_table == "redflag" else None,
        "sheet": sheet,
        "steps": shown,
    }
    return render(request, "casework/rectification.html", context, status=status)


def _plan(post: Seat, record: Rectification, said: dict[str, Any]) -> Rectification:
    return usecases.plan(post=post, record=record, plan=Plan(**said), now=clock.now())


def _submit(post: Seat, record: Rectification, said: dict[str, Any]) -> Rectification:
    version = next((one for one in evidence.versions(post, record) if str(one.pk) == said["version"]), None)
    change = Change(version=version, step=said["step"], why_none=said["why_none"])
    named = evidence.chosen(post, record, said["evidence"])
    return usecases.submit(post=post, record=record, evidence=named, change=change, now=clock.now())


def _look_back(post: Seat, record: Rectification, said: dict[str, Any]) -> Rectification:
    passed = said["passed"] == "yes"
    return usecases.look_back(post=post, record=record, passed=passed, words=said["words"], now=clock.now())


_STEPS: dict[str, Callable[[Seat, Rectification, dict[str, Any]], Rectification]] = {
    "plan": _plan,
    "agree": lambda p, r, s: usecases.agree(post=p, record=r, now=clock.now()),
    "return_plan": lambda p, r, s: usecases.return_plan(post=p, record=r, now=clock.now(), **s),
    "submit": _submit,
    "return": lambda p, r, s: usecases.give_back(post=p, record=r, lines=s["lines"].splitlines(), now=clock.now()),
    "accept": lambda p, r, s: usecases.accept(post=p, record=r, looked_at=s.get("looked_at", []), now=clock.now()),
    "look_back": _look_back,
    "ask_void": lambda p, r, s: usecases.ask_void(post=p, record=r, now=clock.now(), **s),
    "void": lambda p, r, s: usecases.void(post=p, record=r, now=clock.now()),
    "ask_end": lambda p, r, s: usecases.ask_end(post=p, record=r, now=clock.now(), **s),
    "end_unasked": lambda p, r, s: usecases.end_unasked(post=p, record=r, now=clock.now()),
}
