"""What the pages of the network share: the day asked about, units found through the policy, one kind of form page."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lianjing.access import clock, journal
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.models import Org
from lianjing.ui.page import attempt


def day_asked(request: HttpRequest, post: Seat) -> date:
    """Return the day of `?on=2024-03-01`, today without it. Raises RuleBroken("day_unreadable")."""
    text = request.GET.get("on", "")
    if not text:
        return post.on
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("day_unreadable", text=text[:20]) from None


def found(post: Seat, action: Action, table: type[Table], key: int) -> Any:
    """Return a record on which the post may take `action`; anything else looks absent."""
    return get_object_or_404(visible(post, action, table), pk=key)


def looked(post: Seat, action: Action, records: Iterable[Table]) -> None:
    """Write down that the post looked at sensitive rows; without the entry there is no look."""
    with transaction.atomic():
        journal.read(post, action, records, clock.now())


def county_of(post: Seat, action: Action) -> Org:
    """Return the root of the tree, which acts over the whole county are journalled on."""
    root = visible(post, action, Org).filter(parent=None).order_by("pk").first()
    if root is None:
        raise Http404
    return root


def form_page(
    request: HttpRequest,
    form: forms.Form,
    use_case: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    back: str,
    context: dict[str, Any],
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show a form, or take it: on success say `done` and go back (or where `then` says), else show what is wrong.

    `form` is bound exactly when the request is a POST; context gives title, button and words about consequences.
    """
    if request.method == "POST" and form.is_valid():
        result = attempt(form, lambda: use_case(form.cleaned_data))
        if form.is_valid():
            messages.success(request, done)
            return redirect(then(result) if then else back)
    status = 422 if form.is_bound else 200
    return render(request, "network/form.html", {"form": form, "back": back, **context}, status=status)
