"""The steps of a sealed flag: signed by one of the two, then by the other, or put back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.redflags import queries_sealed, usecases_sealed
from lianjing.rooms.redflags.forms_two import OF_TWO, of_two
from lianjing.rooms.redflags.views import flag_page
from lianjing.ui.page import attempt, page


@require_POST
@page(Action.FLAG_WEIGH)
def sign(request: HttpRequest, post: Seat, flag_id: int, step: str) -> HttpResponse:
    """Sign a step first, sign it second, put it back, or step aside."""
    flag = get_object_or_404(queries_sealed.weighed(post), pk=flag_id)
    now = clock.now()
    if step == "second":
        usecases_sealed.sign_second(post=post, flag=flag, now=now)
        messages.success(request, _("Both have signed. It is done."))
        return redirect("redflags:home")
    if step == "aside":
        usecases_sealed.step_aside(post=post, flag=flag, now=now)
        messages.success(
            request, _("You are kept away from it. It no longer exists for you; somebody else takes over.")
        )
        return redirect("redflags:home")
    form = _form(step, request)
    if not (form.is_valid() and attempt(form, lambda: _take(step)(post, flag, form.cleaned_data, now))):
        return flag_page(request, post, flag, failed=(step, form), status=422)
    messages.success(request, _("Signed. It counts once the other person signs too.") if step in OF_TWO else _("Done."))
    return redirect("redflags:flag", flag.pk)


def _form(step: str, request: HttpRequest) -> Any:
    if step != "back" and step not in OF_TWO:
        raise Http404
    return of_two(step, request.POST)


def _take(step: str) -> Callable[[Seat, Any, dict[str, str], datetime], Any]:
    if step == "back":
        return lambda post, flag, said, now: usecases_sealed.put_back(post=post, flag=flag, now=now, **said)
    return lambda post, flag, said, now: usecases_sealed.sign_first(
        post=post, flag=flag, step=step, words=said, now=now
    )
