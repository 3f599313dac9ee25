"""The guard of every page: who acts, in which post, and what a refusal looks like."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from lianjing.access import clock, policy, posts
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.ui import errors, handwork, wording

View = Callable[..., HttpResponse]


def page(action: Action) -> Callable[[View], View]:
    """Guard a view `view(request, post, ...)`: signed in, in a post whose role has a grant for `action`.

    Without a grant the page looks absent (404). A RuleBroken becomes a sentence with status 422, "not_yours" a 404.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            seat = seat_in(request)
            if seat is None:
                return errors.no_post(request)
            if not policy.holds(seat, action):
                raise Http404
            handwork.begin()
            response = private(answered(request, lambda: view(request, seat, *args, **kwargs)))
            handwork.keep(seat, str(action), clock.now())
            return response

        guarded.__dict__["page_action"] = action
        return guarded

    return guard


def open_page(audience: str) -> Callable[[View], View]:
    """Mark a view that anybody may open; `audience` says for whom: it stands in the golden list of pages."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return answered(request, lambda: view(request, *args, **kwargs))

        guarded.__dict__["page_audience"] = audience
        return guarded

    return guard


def account_page(view: View) -> View:
    """Guard a view that needs a signed-in account but no post, such as switching posts."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return private(answered(request, lambda: view(request, *args, **kwargs)))

    guarded.__dict__["page_audience"] = "account"
    return guarded


def seat_in(request: HttpRequest) -> Seat | None:
    """Return the request's seat, asked once a request."""
    if not hasattr(request, "_seat"):
        request.__dict__["_seat"] = posts.seat_of(request, clock.now())
    seat: Seat | None = request.__dict__["_seat"]
    return seat


def answered(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the view's answer, or the refusal as a page."""
    try:
        return view()
    except RuleBroken as refusal:
        if refusal.code == "not_yours":
            raise Http404 from None
        return errors.refused(request, refusal)


def attempt(form: forms.Form, use_case: Callable[[], Any], demand: handwork.Demand | None = None) -> Any | None:
    """Return what the use case returns, or put its refusal on the form and return None.

    What came too late, for the record has moved on, is a page of its own: the form would not be shown any more.
    What was typed is counted, as a number, for the demand that asked for it: by default the page's own action.
    """
    try:
        result = use_case()
    except RuleBroken as refusal:
        if refusal.code in ("not_yours", "somebody_was_faster") or "not_from_here" in refusal.facts.get("why", ()):
            raise
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, wording.sentence(refusal))
        return None
    handwork.note(form, demand)
    return result


def private(response: HttpResponse) -> HttpResponse:
    """Keep what a post sees out of every cache."""
    patch_cache_control(response, no_store=True, private=True)
    return response
