"""Exceptions from a question: asked for on a flag's page, agreed to or ended on the model's page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ModelException
from lianjing.rooms.redflags import queries, usecases_exceptions
from lianjing.rooms.redflags.forms_two import ExceptionForm
from lianjing.ui.page import page

_STEPS = {"agree": usecases_exceptions.agree, "end": usecases_exceptions.end}


@require_POST
@page(Action.FLAG_REVIEW)
def ask(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Ask that a question is not put about a subject for a while."""
    flag = get_object_or_404(queries.flags(post), pk=flag_id)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        raise RuleBroken("exception_without_reason")
    usecases_exceptions.ask(post=post, flag=flag, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Asked for. It counts once somebody else who reviews agrees."))
    return redirect("redflags:model", flag.code)


@require_POST
@page(Action.FLAG_REVIEW)
def settle(request: HttpRequest, post: Seat, exception_id: int, step: str) -> HttpResponse:
    """Agree to an exception, or end it."""
    if step not in _STEPS:
        raise Http404
    exception = get_object_or_404(visible(post, Action.FLAG_REVIEW, ModelException), pk=exception_id)
    _STEPS[step](post=post, exception=exception, now=clock.now())
    messages.success(request, _("Done."))
    return redirect("redflags:model", exception.code)
