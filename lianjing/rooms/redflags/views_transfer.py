"""An ordinary question handed over: signed by a reviewer, then by a second person; the class of result comes later."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.redflags import queries, usecases_transfer
from lianjing.rooms.redflags.forms_two import ResultForm, of_two
from lianjing.rooms.redflags.views import flag_page
from lianjing.ui.page import attempt, page


@require_POST
@page(Action.FLAG_REVIEW)
def sign(request: HttpRequest, post: Seat, flag_id: int, step: str) -> HttpResponse:
    """Sign a transfer first or second, or put it back."""
    flag, now = get_object_or_404(queries.flags(post), pk=flag_id, sealed=False), clock.now()
    if step == "second":
        usecases_transfer.sign_second(post=post, flag=flag, now=now)
        messages.success(request, _("Both have signed. It is handed over."))
        return redirect("redflags:flag", flag.pk)
    if step not in ("first", "back"):
        raise Http404
    form = of_two("transfer" if step == "first" else "back", request.POST)
    name = "transfer" if step == "first" else "transfer_back"

    def take() -> object:
        if step == "first":
            return usecases_transfer.sign_first(post=post, flag=flag, words=form.cleaned_data, now=now)
        return usecases_transfer.put_back(post=post, flag=flag, now=now, **form.cleaned_data)

    if not (form.is_valid() and attempt(form, take)):
        return flag_page(request, post, flag, failed=(name, form), status=422)
    messages.success(request, _("Signed. It counts once a second person signs too.") if step == "first" else _("Done."))
    return redirect("redflags:flag", flag.pk)


@require_POST
@page(Action.FLAG_REVIEW)
def result(request: HttpRequest, post: Seat, flag_id: int) -> HttpResponse:
    """Note the class of result of what was handed over."""
    flag, form = get_object_or_404(queries.flags(post), pk=flag_id), ResultForm(request.POST)
    if not form.is_valid():
        return flag_page(request, post, flag, status=422)
    record = usecases_transfer.record_sealed_result if flag.sealed else usecases_transfer.record_result
    record(post=post, flag=flag, now=clock.now(), **form.cleaned_data)
    messages.success(request, _("Done."))
    return redirect("redflags:flag", flag.pk)
