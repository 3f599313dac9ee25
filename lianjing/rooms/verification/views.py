"""Verification files: the list, asking for one, one file with its looks."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Org, Verification
from lianjing.rooms.verification import queries, usecases
from lianjing.rooms.verification.forms import AskForm, CloseForm, LookForm, RefuseForm
from lianjing.rooms.verification.ways import SCHOOL, Seen
from lianjing.ui.page import attempt, page
from lianjing.ui.wording.verification import FACTS

_ACTS: dict[str, Callable[..., Verification]] = {
    "agree": usecases.agree,
    "refuse": usecases.refuse,
    "close": usecases.close,
}
_FORMS: dict[str, type[forms.Form]] = {"refuse": RefuseForm, "close": CloseForm}


@page(Action.VERIFICATION_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """List the files this post is named on or watches."""
    context = {
        "title": _("Verification files"),
        "files": list(queries.files(post)[:200]),
        "asks": policy.holds(post, Action.VERIFICATION_ASK),
    }
    return render(request, "verification/home.html", context)


@page(Action.VERIFICATION_ASK)
def new(request: HttpRequest, post: Seat) -> HttpResponse:
    """Ask for a file."""
    form = AskForm(queries.units(post), queries.power_names(_language()), request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            told = form.cleaned_data
            unit = get_object_or_404(policy.visible(post, Action.VERIFICATION_ASK, Org), pk=told["org"])
            asked = attempt(
                form,
                lambda: usecases.ask(post=post, unit=unit, power=told["power"], reason=told["reason"], now=clock.now()),
            )
            if asked:
                return redirect("verification:file", asked.pk)
        status = 422
    context = {"title": _("Ask for a verification file"), "crumbs": _crumbs(), "form": form}
    return render(request, "verification/new.html", context, status=status)


@page(Action.VERIFICATION_READ)
def file(request: HttpRequest, post: Seat, file_id: int) -> HttpResponse:
    """Show one file: its reason, its clock, every look by it."""
    return _page(request, post, _reached(post, file_id))


@require_POST
@page(Action.VERIFICATION_READ)
def look(request: HttpRequest, post: Seat, file_id: int) -> HttpResponse:
    """Look one hop further, and show what is seen."""
    record, form = _reached(post, file_id), LookForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    seen = attempt(form, lambda: usecases.look(post=post, record=record, now=clock.now(), **asked))
    return _page(request, post, record, seen=seen or None, failed=form, status=200 if seen else 422)


@require_POST
@page(Action.VERIFICATION_READ)
def step(request: HttpRequest, post: Seat, file_id: int, name: str) -> HttpResponse:
    """Agree to a file, refuse it, or close it."""
    record = _reached(post, file_id)
    if name not in _ACTS:
        raise Http404
    act, form = _ACTS[name], _FORMS.get(name, forms.Form)(request.POST)
    if form.is_valid() and attempt(form, lambda: act(post=post, record=record, now=clock.now(), **form.cleaned_data)):
        messages.success(request, _("Kept."))
        return redirect("verification:file", record.pk)
    return _page(request, post, record, failed=form, status=422)


def _page(
    request: HttpRequest,
    post: Seat,
    record: Verification,
    *,
    seen: Seen | None = None,
    failed: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = queries.sheet(post, record, _language())
    context = {
        "title": _("Verification file %(number)s") % {"number": record.number},
        "crumbs": _crumbs(),
        "sheet": sheet,
        "record": record,
        "seen": seen,
        "facts": [(FACTS[key], said) for key, said in seen.facts] if seen else [],
        "school": SCHOOL,
        "failed": failed if failed is not None and failed.errors else None,
        "refuse_form": failed if isinstance(failed, RefuseForm) else RefuseForm(auto_id="refuse_%s"),
        "close_form": failed if isinstance(failed, CloseForm) else CloseForm(auto_id="close_%s"),
    }
    return render(request, "verification/file.html", context, status=status)


def _reached(post: Seat, file_id: int) -> Verification:
    record: Verification = get_object_or_404(queries.files(post), pk=file_id)
    return record


def _crumbs() -> list[tuple[object, str]]:
    return [(_("Verification files"), reverse("verification:home"))]


def _language() -> str:
    return get_language() or "zh-hans"
