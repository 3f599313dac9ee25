"""Accounts: a list, one account, and its steps. A password is shown on one page, once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import accounts, clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Person
from lianjing.rooms.accounts import queries, usecases
from lianjing.rooms.accounts.forms import NothingForm, OpenForm
from lianjing.ui.page import attempt, page


@page(Action.ACCOUNT_MANAGE)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show who can sign in."""
    return queries.listing(post).respond(request, "accounts/home.html", {"title": _("Accounts")})


@page(Action.ACCOUNT_MANAGE)
def account(request: HttpRequest, post: Seat, person_id: int) -> HttpResponse:
    """Show one person's account."""
    return _account_page(request, _person(post, person_id), OpenForm())


@page(Action.ACCOUNT_MANAGE)
def step(request: HttpRequest, post: Seat, person_id: int, name: str) -> HttpResponse:
    """Take one step of an account."""
    person = _person(post, person_id)
    if name not in _STEPS or request.method != "POST":
        raise Http404
    form = OpenForm(request.POST) if name == "open" else NothingForm(request.POST)
    done = attempt(form, lambda: _STEPS[name](post, person, form.cleaned_data)) if form.is_valid() else None
    if done is None:
        return _account_page(request, person, form, status=422)
    if isinstance(done, str):
        return render(request, "accounts/password.html", _shown_once(person, done))
    messages.success(request, _("Done."))
    return redirect("accounts:account", person.pk)


def _person(post: Seat, person_id: int) -> Person:
    people = policy.visible(post, Action.ACCOUNT_MANAGE, Person).select_related("account", "home")
    return get_object_or_404(people, pk=person_id)


def _account_page(request: HttpRequest, person: Person, form: Any, status: int = 200) -> HttpResponse:
    standing = queries.standing(person)
    context = {
        "title": person.name,
        "crumbs": [(_("Accounts"), reverse("accounts:home"))],
        "person": person,
        "standing": standing,
        "second_factor": standing != "none" and accounts.has_second_factor(person.account),
        "platform": standing != "none" and accounts.platform_knows(person.account),
        "form": form,
    }
    return render(request, "accounts/account.html", context, status=status)


def _shown_once(person: Person, password: str) -> dict[str, Any]:
    return {
        "title": _("One-time password"),
        "crumbs": [(_("Accounts"), reverse("accounts:home"))],
        "person": person,
        "account": accounts.account_of(person),
        "password": password,
    }


_STEPS: dict[str, Callable[[Seat, Person, dict[str, Any]], Any]] = {
    "open": lambda p, who, said: usecases.open_account(post=p, person=who, now=clock.now(), **said),
    "password": lambda p, who, said: usecases.give_password(post=p, person=who, now=clock.now()),
    "factor": lambda p, who, said: usecases.forget_second_factor(post=p, person=who, now=clock.now()),
    "platform": lambda p, who, said: usecases.forget_platform(post=p, person=who, now=clock.now()),
    "close": lambda p, who, said: usecases.close_account(post=p, person=who, now=clock.now()),
    "reopen": lambda p, who, said: usecases.reopen_account(post=p, person=who, now=clock.now()),
}
