"""Questions from outside: the list, and one question with the steps open to this post."""

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
from lianjing.records.models import PublicQuestion
from lianjing.rooms.answering import queries, usecases
from lianjing.rooms.answering.forms import BY_STEP, form_for
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import asking


@page(Action.QUESTION_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the questions this post may read."""
    return queries.listing(post).respond(request, "answering/home.html", {"title": _("Questions from outside")})


@page(Action.QUESTION_READ)
def question(request: HttpRequest, post: Seat, question_id: int) -> HttpResponse:
    """Show one question."""
    return _question_page(request, post, get_object_or_404(queries.questions(post), pk=question_id))


@page(Action.QUESTION_READ)
def step(request: HttpRequest, post: Seat, question_id: int, name: str) -> HttpResponse:
    """Take one step of a question, or show its form again with what is missing."""
    record = get_object_or_404(queries.questions(post), pk=question_id)
    if name not in BY_STEP or request.method != "POST":
        raise Http404
    form = form_for(name, record.kind, request.POST)
    if not (form.is_valid() and attempt(form, lambda: _STEPS[name](post, record, form.cleaned_data))):
        return _question_page(request, post, record, failed=(name, form), status=422)
    messages.success(request, _("Done."))
    return redirect("answering:home")


def _question_page(
    request: HttpRequest,
    post: Seat,
    record: PublicQuestion,
    failed: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = queries.sheet(post, record)
    kept = dict([failed] if failed else [])
    steps = [
        (
            name,
            asking.step(name, record.kind),
            kept.get(name) or form_for(name, record.kind, **({"words": sheet.draft} if name == "answer" else {})),
        )
        for name in sheet.steps
        if name in BY_STEP
    ]
    shown = {
        "title": _("A question from outside"),
        "crumbs": [(_("Questions from outside"), reverse("answering:home"))],
        "sheet": sheet,
        "kind": asking.KINDS[record.kind],
        "power": queries.power_words(record),
        "steps": steps,
        "mask_form": (kept.get("mask") or form_for("mask", record.kind)) if sheet.maskable else None,
    }
    return render(request, "answering/question.html", shown, status=status)


_STEPS: dict[str, Callable[[Seat, PublicQuestion, dict[str, Any]], PublicQuestion]] = {
    "answer": lambda p, q, s: usecases.answer(post=p, question=q, now=clock.now(), **s),
    "uphold": lambda p, q, s: usecases.uphold(post=p, question=q, now=clock.now(), **s),
    "reply": lambda p, q, s: usecases.reply(post=p, question=q, now=clock.now(), **s),
    "settle": lambda p, q, s: usecases.put_right(post=p, question=q, now=clock.now(), **s),
    "admit": lambda p, q, s: usecases.admit(post=p, question=q, now=clock.now()),
    "close_repeated": lambda p, q, s: usecases.close_repeated(post=p, question=q, now=clock.now()),
    "divert_read": lambda p, q, s: usecases.divert(post=p, question=q, now=clock.now()),
    "mask": lambda p, q, s: usecases.mask(post=p, question=q, now=clock.now(), **s),
}
