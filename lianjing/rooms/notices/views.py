"""Disclosures: the calendar, one slot with what a parent would see, and the steps open to this post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, notice_slots, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Disclosure
from lianjing.rooms.notices import gate, queries
from lianjing.rooms.notices.forms import ApproveForm, FileForm, ReasonForm, WordsForm
from lianjing.rooms.notices.usecases import approving, course, nothing, preparing
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import notices as wording


@page(Action.NOTICE_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the calendar: what is due, what was stopped, what is up."""
    context = {"title": _("Disclosures"), "counts": queries.counts(post)}
    return queries.listing(post).respond(request, "notices/home.html", context)


@page(Action.NOTICE_READ)
def slot(request: HttpRequest, post: Seat, disclosure_id: int) -> HttpResponse:
    """Show one slot: what it owes, what was made, what is up."""
    return slot_page(request, post, _slot(post, disclosure_id))


@require_POST
@page(Action.NOTICE_PREPARE)
def prepare(request: HttpRequest, post: Seat, disclosure_id: int) -> HttpResponse:
    """Make the notice anew from the records and the words added."""
    record = _slot(post, disclosure_id)
    form = _words(post, record, request.POST)
    done = form.is_valid() and attempt(
        form, lambda: preparing.prepare(post=post, disclosure=record, typed=form.given(), now=clock.now())
    )
    if not done:
        return slot_page(request, post, record, words=form, status=422)
    messages.success(request, _("Made. Look at it as a parent will see it, then send it."))
    return redirect("notices:slot", record.pk)


@require_POST
@page(Action.NOTICE_PREPARE)
def attach(request: HttpRequest, post: Seat, disclosure_id: int) -> HttpResponse:
    """Put a file beside the notice."""
    record = _slot(post, disclosure_id)
    form = FileForm(request.POST, request.FILES)
    done = form.is_valid() and attempt(form, lambda: _attach(post, record, form.cleaned_data["file"]))
    if not done:
        return slot_page(request, post, record, file=form, status=422)
    return redirect("notices:slot", record.pk)


def _attach(post: Seat, record: Disclosure, file: Any) -> Any:
    return preparing.attach(post=post, disclosure=record, name=file.name, data=file.read(), now=clock.now())


@require_POST
@page(Action.NOTICE_PREPARE)
def detach(request: HttpRequest, post: Seat, disclosure_id: int, file_id: int) -> HttpResponse:
    """Take a file away."""
    record = _slot(post, disclosure_id)
    preparing.detach(post=post, disclosure=record, file_id=file_id, now=clock.now())
    return redirect("notices:slot", record.pk)


@require_POST
@page(Action.NOTICE_READ)
def step(request: HttpRequest, post: Seat, disclosure_id: int, name: str) -> HttpResponse:
    """Take a step that asks for nothing or for a reason; what is missing comes back on the page."""
    record = _slot(post, disclosure_id)
    if name in _PLAIN:
        _PLAIN[name](post, record)
        who = queries.sheet(post, _slot(post, record.pk)).who
        messages.success(request, _("Done. Next to act: %(who)s.") % {"who": who} if who else _("Done."))
        return redirect("notices:slot", record.pk)
    if name not in _REASONED:
        raise Http404
    form = ReasonForm(request.POST, prefix=name)
    done = form.is_valid() and attempt(form, lambda: _REASONED[name](post, record, form.cleaned_data["reason"]))
    if not done:
        return slot_page(request, post, record, reason=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("notices:slot", record.pk)


@require_POST
@page(Action.NOTICE_APPROVE)
def approve(request: HttpRequest, post: Seat, disclosure_id: int) -> HttpResponse:
    """Approve what was sent, for now or for a day to come."""
    record = _slot(post, disclosure_id)
    form = ApproveForm(request.POST)
    done = form.is_valid() and attempt(
        form, lambda: approving.approve(post=post, disclosure=record, now=clock.now(), **form.cleaned_data)
    )
    if not done:
        return slot_page(request, post, record, approval=form, status=422)
    messages.success(request, _("Approved."))
    return redirect("notices:slot", record.pk)


def slot_page(
    request: HttpRequest,
    post: Seat,
    record: Disclosure,
    *,
    words: forms.Form | None = None,
    file: forms.Form | None = None,
    reason: tuple[str, forms.Form] | None = None,
    approval: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a slot; a form that came back stands where it was sent from."""
    record = _slot(post, record.pk)
    sheet = queries.sheet(post, record)
    back = dict([reason] if reason else [])
    context = {
        "title": f"{record.item} {sheet.power}",
        "crumbs": [(_("Disclosures"), reverse("notices:home"))],
        "sheet": sheet,
        "slot": record,
        "period": queries.period(record),
        "words": words or (_words(post, record) if "prepare" in sheet.may else None),
        "file": file or FileForm(),
        "approval": approval or ApproveForm(),
        "reasoned": [
            (name, wording.STEPS[name], back.get(name) or ReasonForm(prefix=name))
            for name in _REASONED
            if name in sheet.may
        ],
        "failed": reason[0] if reason else "",
    }
    return render(request, "notices/slot.html", context, status=status)


def _words(post: Seat, record: Disclosure, data: Any = None) -> WordsForm:
    sheet = queries.sheet(post, record)
    newest = notice_slots.newest(record) or notice_slots.typed_before(record)
    known = gate.content_of(newest).get("fields", {}) if newest is not None and bytes(newest.content) else {}
    return WordsForm(sheet.typed, data, initial=known)


def _slot(post: Seat, key: int) -> Disclosure:
    found: Disclosure = get_object_or_404(queries.slots(post), pk=key)
    return found


def _withdraw(post: Seat, slot: Disclosure, reason: str) -> Disclosure:
    if policy.holds(post, Action.NOTICE_APPROVE):
        return course.withdraw(post=post, disclosure=slot, reason=reason, now=clock.now())
    return course.withdraw_from_above(post=post, disclosure=slot, reason=reason, now=clock.now())


def _nothing(post: Seat, slot: Disclosure) -> Disclosure:
    if policy.holds(post, Action.NOTICE_PREPARE):
        return nothing.declare(post=post, disclosure=slot, now=clock.now())
    return nothing.confirm(post=post, disclosure=slot, now=clock.now())


_PLAIN: dict[str, Callable[[Seat, Disclosure], Disclosure]] = {
    "declare_nothing": _nothing,
    "mask": lambda p, s: preparing.mask(post=p, disclosure=s, now=clock.now()),
    "send": lambda p, s: preparing.send(post=p, disclosure=s, now=clock.now()),
    "end": lambda p, s: course.end(post=p, disclosure=s, now=clock.now()),
}
_REASONED: dict[str, Callable[[Seat, Disclosure, str], Disclosure]] = {
    "send_back": lambda p, s, r: approving.send_back(post=p, disclosure=s, reason=r, now=clock.now()),
    "take_back": lambda p, s, r: approving.take_back(post=p, disclosure=s, reason=r, now=clock.now()),
    "correct": lambda p, s, r: approving.correct(post=p, disclosure=s, reason=r, now=clock.now()),
    "pause": lambda p, s, r: course.pause(post=p, disclosure=s, reason=r, now=clock.now()),
    "resume": lambda p, s, r: course.resume(post=p, disclosure=s, reason=r, now=clock.now()),
    "withdraw": _withdraw,
}
