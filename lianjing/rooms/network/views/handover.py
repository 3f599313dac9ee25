"""Pages of hand-over: open, read the list, sign, sign for somebody, cancel."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lianjing.access import clock
from lianjing.access.policy import may, visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Handover, Person, Post
from lianjing.rooms.network import forms
from lianjing.rooms.network.queries import handover as queries
from lianjing.rooms.network.usecases import handover as usecases
from lianjing.rooms.network.views.common import form_page
from lianjing.ui.page import page


class OpenForm(django_forms.Form):
    """Who gives the post and who takes it."""

    leaving = django_forms.ModelChoiceField(
        label=gettext_lazy("Who leaves"), queryset=None, required=False, empty_label=gettext_lazy("nobody holds it")
    )
    coming = django_forms.ModelChoiceField(label=gettext_lazy("Who comes"), queryset=None)

    def __init__(self, post: Seat, of: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [person.pk for person in queries.holders(post, of)]
        people = visible(post, Action.PERSON_READ, Person)
        fields: dict[str, Any] = self.fields
        fields["leaving"].queryset = people.filter(pk__in=held).order_by("pk")
        fields["coming"].queryset = queries.candidates(post, of)


class ReasonForm(django_forms.Form):
    """Why somebody else signs, or why it is given up."""

    reason = forms.reason(gettext_lazy("Why"))


@require_GET
@page(Action.HANDOVER_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the hand-overs within reach."""
    return queries.handovers(post).respond(request, "network/handovers.html", {"title": _("Hand-overs")})


@page(Action.HANDOVER_OPEN)
def new(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """Open the hand-over of a post."""
    of = get_object_or_404(visible(post, Action.NETWORK_READ, Post).select_related("org"), pk=post_id)
    if not may(post, Action.HANDOVER_OPEN, of.org):
        raise RuleBroken("not_yours")
    return form_page(
        request,
        OpenForm(post, of, request.POST or None),
        lambda asked: usecases.open_handover(post=post, unit=of.org, of=of, now=clock.now(), **asked),
        done=_("Opened. Both sides have it on their work list."),
        back=reverse("network:post", args=[of.pk]),
        then=lambda made: reverse("network:handover", args=[made.pk]),
        context={
            "title": _("Hand over: %(post)s") % {"post": of.title},
            "button": _("Open and list what is in flight"),
            "lead": _("What is in flight moves as one set. Both sides sign the same list."),
        },
    )


@require_GET
@page(Action.HANDOVER_READ)
def handover(request: HttpRequest, post: Seat, handover_id: int) -> HttpResponse:
    """Show one hand-over with its list."""
    return _page(request, post, _record(post, Action.HANDOVER_READ, handover_id))


@require_POST
@page(Action.HANDOVER_SIGN)
def sign(request: HttpRequest, post: Seat, handover_id: int) -> HttpResponse:
    """Sign one's own part."""
    record = _record(post, Action.HANDOVER_SIGN, handover_id)
    done = usecases.sign(post=post, handover=record, shown=request.POST.get("shown", ""), now=clock.now())
    return _after(request, done)


@require_POST
@page(Action.HANDOVER_OPEN)
def sign_for(request: HttpRequest, post: Seat, handover_id: int) -> HttpResponse:
    """Sign out for somebody who cannot."""
    record, form = _record(post, Action.HANDOVER_READ, handover_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, post, record, sign_form=form, status=422)
    done = usecases.sign_out_for(
        post=post,
        unit=record.post.org,
        handover=record,
        shown=request.POST.get("shown", ""),
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    return _after(request, done)


@require_POST
@page(Action.HANDOVER_OPEN)
def cancel(request: HttpRequest, post: Seat, handover_id: int) -> HttpResponse:
    """Give a hand-over up."""
    record, form = _record(post, Action.HANDOVER_READ, handover_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, post, record, cancel_form=form, status=422)
    reason = form.cleaned_data["reason"]
    usecases.cancel(post=post, unit=record.post.org, handover=record, reason=reason, now=clock.now())
    messages.success(request, _("Given up. The post stays with whoever holds it."))
    return redirect("network:handover", record.pk)


def _after(request: HttpRequest, done: Handover) -> HttpResponse:
    if done.state == "listed":
        messages.warning(request, _("Not signed: the list has changed meanwhile. Read it again below."))
    elif done.state == "signed_in":
        messages.success(request, _("Signed: the post has passed over today."))
    else:
        messages.success(request, _("Signed. The other side signs next."))
    return redirect("network:handover", done.pk)


def _record(post: Seat, action: Action, handover_id: int) -> Handover:
    rows = visible(post, action, Handover).select_related("post__org", "leaving", "coming", "opened_by__org")
    found: Handover = get_object_or_404(rows, pk=handover_id)
    return found


def _page(
    request: HttpRequest,
    post: Seat,
    record: Handover,
    *,
    sign_form: ReasonForm | None = None,
    cancel_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "title": _("Hand-over: %(post)s") % {"post": record.post.title},
        "sign_form": sign_form or ReasonForm(auto_id="sign_%s"),
        "cancel_form": cancel_form or ReasonForm(auto_id="cancel_%s"),
        **queries.sheet(post, record),
    }
    return render(request, "network/handover.html", shown, status=status)
