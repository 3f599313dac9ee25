"""Pages of a file of an open standard: dropped, looked through, taken in as the unit's own rows."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.rooms.uploads import assessing, queries_ledgers, queries_standards, standard_files
from lianjing.rooms.uploads.forms import StandardForm
from lianjing.rooms.uploads.standard_files import StandardReading
from lianjing.rooms.uploads.usecases import standards as usecases
from lianjing.ui import wording
from lianjing.ui.page import page


@require_GET
@page(Action.LEDGER_IMPORT)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show where to drop a file of an open standard."""
    return render(request, "uploads/standard.html", _frame(StandardForm()))


@require_POST
@page(Action.LEDGER_IMPORT)
def check(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show what a file says. Nothing is kept: no row, no file, no entry in the journal."""
    form = StandardForm(request.POST, request.FILES)
    reading = _attempt(form, lambda: _read(request, form, post))
    if reading is None:
        return render(request, "uploads/standard.html", _frame(form), status=422)
    return render(request, "uploads/standard.html", _frame(form) | queries_standards.preview(reading))


@require_POST
@page(Action.LEDGER_IMPORT)
def take_in(request: HttpRequest, post: Seat) -> HttpResponse:
    """Take the file that was looked through into the lake."""
    form = StandardForm(request.POST, request.FILES)
    taken = _attempt(form, lambda: _taken(request, form, post))
    if taken is None:
        return render(request, "uploads/standard.html", _frame(form), status=422)
    said = _("%(rows)s rows were taken in. What they raise is asked within minutes.") % {"rows": sum(taken.values())}
    messages.success(request, said)
    return redirect("uploads:ledgers")


def _read(request: HttpRequest, form: StandardForm, post: Seat) -> StandardReading:
    limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > limit:
        raise RuleBroken("file_too_large", size=f"{size / 2**20:.1f} MB", limit=f"{(limit - 2**20) / 2**20:.1f} MB")
    if not form.is_valid():
        raise RuleBroken("file_not_chosen")
    assessing.require_in_force(clock.now().date())
    given, standard = form.cleaned_data["file"], form.cleaned_data["standard"]
    unit = queries_ledgers.unit_of(post)
    school = queries_standards.school_named(post, unit, form.cleaned_data["school"])
    return standard_files.read(unit, school, given.read(), given.name, standard)


def _taken(request: HttpRequest, form: StandardForm, post: Seat) -> dict[str, int]:
    reading = _read(request, form, post)
    checked = form.cleaned_data["checked"]
    if checked and checked != reading.found.sha256:
        raise RuleBroken("file_not_the_checked", file=reading.filename)
    return usecases.take_in(post, reading, clock.now())


def _attempt(form: forms.Form, work: Any) -> Any:
    """Return what the work gives, or put its refusal on the form and return None."""
    form.is_valid()
    try:
        return work()
    except RuleBroken as refusal:
        if refusal.code == "not_yours":
            raise
        form.errors.pop("file", None)
        form.add_error("file", wording.sentence(refusal))
        return None


def _frame(form: StandardForm) -> dict[str, Any]:
    crumbs = [(_("Hand in a table"), reverse("uploads:home")), (_("Ledgers"), reverse("uploads:ledgers"))]
    return {"title": _("A file of an open standard"), "form": form, "crumbs": crumbs}
