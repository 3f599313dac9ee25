"""Red flags: the list, one flag with the rows that raised it, and the steps open to this post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjing.access import clock, flags_seen, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags import flag_pages, queries, queries_links, usecases
from lianjing.rooms.redflags.flag_pages import Failed
from lianjing.rooms.redflags.forms import BY_STEP, form_for
from lianjing.rooms.redflags.usecases_together import together
from lianjing.ui.page import attempt, page


@page(Action.FLAG_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the flags this post may read."""
    return queries.listing(post).respond(
        request,
        "redflags/home.html",
        {
            "title": _("Red flags"),
            "with_officers": flags_seen.with_officers(post),
            "waiting": queries.waiting(post, clock.now()),
            "pairs": queries_links.waiting(post),
            "may_report_danger": policy.holds(post, Action.DANGER_REPORT),
        },
    )


@page(Action.FLAG_READ)
def flag(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Show one flag."""
    return flag_page(request, post, get_object_or_404(queries.flags(post), pk=flag_id))


@page(Action.FLAG_READ)
def step(request: HttpRequest, post: Seat, flag_id: int, name: str) -> HttpResponse:
    """Take one step of a flag, and of those alike that stay ticked, or show its form again with what is missing."""
    record = get_object_or_404(queries.flags(post), pk=flag_id)
    if name not in BY_STEP or request.method != "POST":
        raise Http404
    alike = queries.sheet(post, record).alike
    form = form_for(name, record, alike, post, request.POST, request.FILES)
    if not (form.is_valid() and attempt(form, lambda: _take(post, name, [record, *_also(form, alike)], form))):
        return flag_page(request, post, record, failed=(name, form), status=422)
    many = 1 + len(_also(form, alike))
    messages.success(request, ngettext("Done for %(n)s question.", "Done for %(n)s questions.", many) % {"n": many})
    return redirect("redflags:home")


def flag_page(
    request: HttpRequest, post: Seat, record: RedFlag, failed: Failed | None = None, status: int = 200
) -> HttpResponse:
    """Show a flag with the steps open to this post; `failed`: the step whose form comes back with what is missing."""
    context = {
        "title": _("A question to %(unit)s") % {"unit": record.org.name},
        "crumbs": [(_("Red flags"), reverse("redflags:home"))],
        **flag_pages.context(post, record, failed),
    }
    return render(request, "redflags/flag.html", context, status=status)


def _also(form: forms.Form, alike: list[RedFlag]) -> list[RedFlag]:
    """Return the flags alike whose tick was left in the form."""
    kept = set(form.cleaned_data.get("also") or ())
    return [one for one in alike if one.pk in kept]


def _take(post: Seat, name: str, flags: list[RedFlag], form: Any) -> int:
    said = form.named() if name == "rectify" else {k: v for k, v in form.cleaned_data.items() if k != "also"}
    return together(flags, lambda flag: _STEPS[name](post=post, flag=flag, now=clock.now(), **said))


_STEPS: dict[str, Callable[..., RedFlag]] = {
    "explain": usecases.explain,
    "explain_late": usecases.explain,
    "send_back": usecases.send_back,
    "dismiss": usecases.dismiss,
    "confirm_corrected": usecases.confirm_corrected,
    "rectify": usecases.to_rectification,
}
