"""Red flags: the list, one flag with the rows that raised it, and the steps open to this post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock, flags_seen, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags import model_pages, queries, queries_links, queries_sealed, usecases
from lianjing.rooms.redflags.flag_sheets import asked, flow
from lianjing.rooms.redflags.forms import BY_STEP, ExceptionForm, form_for, of_two
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import redflags


@page(Action.FLAG_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the flags this post may read."""
    return queries.listing(post).respond(
        request,
        "redflags/home.html",
        {
            "title": _("Red flags"),
            "with_officers": flags_seen.with_officers(post),
            "waiting": queries.waiting(post),
            "pairs": queries_links.waiting(post),
        },
    )


@page(Action.FLAG_READ)
def flag(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Show one flag."""
    return flag_page(request, post, get_object_or_404(queries.flags(post), pk=flag_id))


@page(Action.FLAG_READ)
def step(request: HttpRequest, post: Seat, flag_id: int, name: str) -> HttpResponse:
    """Take one step of a flag, or show its form again with what is missing."""
    record = get_object_or_404(queries.flags(post), pk=flag_id)
    if name not in BY_STEP or request.method != "POST":
        raise Http404
    form = form_for(name, record, request.POST)
    done = form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data))
    if not done:
        return flag_page(request, post, record, failed=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("redflags:home")


def flag_page(
    request: HttpRequest,
    post: Seat,
    record: RedFlag,
    failed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a flag with the steps open to this post; `failed`: the step whose form comes back with what is missing."""
    sheet = queries.sheet(post, record)
    shown = [
        (name, redflags.STEPS[name], failed[1] if failed and failed[0] == name else form_for(name, record))
        for name in sheet.steps
        if name in BY_STEP
    ]
    context = {
        "title": _("A question to %(unit)s") % {"unit": record.org.name},
        "crumbs": [(_("Red flags"), reverse("redflags:home"))],
        "question": redflags.question(record),
        "reason": redflags.reasons(record).get(record.innocent_reason, ""),
        "asked": asked(record),
        "flow": flow(post, record),
        "model_open": not record.run_id or model_pages.may_open(post, record.code),
        **_weighed(post, record, failed),
        "exception_form": ExceptionForm() if may_except(post, record) else None,
        "reviews": policy.holds(post, Action.FLAG_REVIEW),
        "sheet": sheet,
        "steps": shown,
    }
    return render(request, "redflags/flag.html", context, status=status)


def _weighed(post: Seat, record: RedFlag, failed: tuple[str, forms.Form] | None) -> dict[str, Any]:
    found = queries_sealed.weighing(post, record, clock.now())
    kept = dict([failed] if failed else [])
    steps = found.steps if found else ()
    return {
        "weighing": found,
        "weigh_forms": [(name, redflags.STEPS[name], kept.get(name) or of_two(name)) for name in steps],
        "weigh_back": kept.get("back") or of_two("back"),
    }


def may_except(post: Seat, flag: RedFlag) -> bool:
    """Return whether the post may ask that this question is not put for a while."""
    reviews = policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag)
    return reviews and flag.run_id is not None and not flag.sealed


_STEPS: dict[str, Callable[[Seat, RedFlag, dict[str, Any]], RedFlag]] = {
    "explain": lambda p, f, s: usecases.explain(post=p, flag=f, now=clock.now(), **s),
    "explain_late": lambda p, f, s: usecases.explain(post=p, flag=f, now=clock.now(), **s),
    "send_back": lambda p, f, s: usecases.send_back(post=p, flag=f, now=clock.now(), **s),
    "dismiss": lambda p, f, s: usecases.dismiss(post=p, flag=f, now=clock.now(), **s),
    "confirm_corrected": lambda p, f, s: usecases.confirm_corrected(post=p, flag=f, now=clock.now()),
    "rectify": lambda p, f, s: usecases.to_rectification(post=p, flag=f, now=clock.now(), **s),
}
