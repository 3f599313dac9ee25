"""Matters: the list, one matter with what is next, and the steps people write down."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, policy
from lianjing.access.matters import hands_waiting, unit_of
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.deviations import Finding
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Matter, MatterEvent, MatterHand
from lianjing.rooms.powers import queries, running
from lianjing.rooms.powers.forms import AmountForm, BeginForm, CloseForm, TakeForm
from lianjing.rooms.powers.framing import crumbs, item_at
from lianjing.rooms.powers.running import Due, Running
from lianjing.rooms.powers.sheets import MatterSheet, sheet, told
from lianjing.rooms.powers.usecases import matters
from lianjing.ui.page import attempt, page


@page(Action.MATTER_READ)
def listed(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the matters this post may read."""
    return queries.listing(post).respond(request, "powers/matters.html", {"title": _("Matters")})


@page(Action.MATTER_ACT)
def begin(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Begin an exercise of a power at one's own unit."""
    read = item_at(post, item)
    form = BeginForm(read, request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = unit_of(post)
        made = attempt(
            form,
            lambda: matters.open_matter(post=post, unit=unit, item=item, now=clock.now(), **form.given()),
        )
        if made:
            messages.success(request, _("Begun. What is next stands at the top."))
            return redirect("powers:matter", made.pk)
    context = {
        "title": _("Begin: %(power)s") % {"power": read.name.say(queries.language())},
        "crumbs": crumbs(read),
        "item": read,
        "form": form,
    }
    return render(request, "powers/begin.html", context, status=422 if form.errors else 200)


@page(Action.MATTER_READ)
def shown(request: HttpRequest, post: Seat, matter_id: int) -> HttpResponse:
    """Show one matter: what is next, what was done, what went otherwise."""
    return _page(request, post, _matter(post, matter_id))


@require_POST
@page(Action.MATTER_ACT)
def check(request: HttpRequest, post: Seat, matter_id: int) -> HttpResponse:
    """Say what a step would deviate in, before it is written down. Nothing is kept of it (C4)."""
    record = _matter(post, matter_id)
    read = running.read(record, post.on)
    due, form = _asked(request, post, read)
    if not form.is_valid():
        return _page(request, post, record, failed=(due.step.no, form), status=422)
    found = matters.would_find(post, record, form.given())
    return _page(request, post, record, failed=(due.step.no, form), checked=found)


@require_POST
@page(Action.MATTER_ACT)
def take(request: HttpRequest, post: Seat, matter_id: int) -> HttpResponse:
    """Write a step down; what would be found in it is said first, and written once the person says so."""
    record = _matter(post, matter_id)
    due, form = _asked(request, post, running.read(record, post.on))
    found: list[Finding] = []

    def write() -> MatterEvent:
        told_before = request.POST.get("told", "").split()
        try:
            return matters.take(post=post, matter=record, taken=form.given(), now=clock.now(), told=told_before)
        except RuleBroken as refusal:
            found.extend(refusal.facts.get("found", ()))
            raise

    if not (form.is_valid() and attempt(form, write)):
        return _page(request, post, record, failed=(due.step.no, form), checked=found or None, status=422)
    messages.success(request, _("Written down. What is next stands at the top."))
    return redirect("powers:matter", record.pk)


@require_POST
@page(Action.MATTER_ACT)
def amount(request: HttpRequest, post: Seat, matter_id: int) -> HttpResponse:
    """Say the amount of a matter that was begun before it was known."""
    record, form = _matter(post, matter_id), AmountForm(request.POST)
    done = form.is_valid() and attempt(
        form, lambda: matters.tell_amount(post=post, matter=record, amount=form.given(), now=clock.now())
    )
    if not done:
        return _page(request, post, record, amount_form=form, status=422)
    messages.success(request, _("Written down."))
    return redirect("powers:matter", record.pk)


@require_POST
@page(Action.MATTER_ACT)
def confirm(request: HttpRequest, post: Seat, hand_id: int) -> HttpResponse:
    """Say whether one took part in a step."""
    hand = get_object_or_404(visible(post, Action.MATTER_ACT, MatterHand).select_related("event"), pk=hand_id)
    matters.confirm(post=post, hand=hand, there="yes" in request.POST, now=clock.now())
    messages.success(request, _("Done."))
    return redirect("powers:matter", hand.event.matter_id)


@require_POST
@page(Action.MATTER_ACT)
def close(request: HttpRequest, post: Seat, matter_id: int, name: str) -> HttpResponse:
    """End a matter."""
    record = _matter(post, matter_id)
    form = CloseForm(request.POST)
    if name not in ("complete", "complete_otherwise", "stop") or not form.is_valid():
        raise Http404
    matters.close(post=post, matter=record, name=name, reason=form.cleaned_data["reason"], now=clock.now())
    messages.success(request, _("Closed."))
    return redirect("powers:matter", record.pk)


def _matter(post: Seat, matter_id: int) -> Matter:
    found: Matter = get_object_or_404(queries.matters(post), pk=matter_id)
    return found


def _asked(request: HttpRequest, post: Seat, read: Running) -> tuple[Due, TakeForm]:
    no = request.POST.get("step", "")
    due = next((due for due in read.due if due.step.no == no), None) or running.any_step(read, no, post.on)
    if due is None:
        raise Http404
    return due, TakeForm(due, read.item, post.person_id, request.POST, request.FILES, auto_id=f"step_{no}_%s")


def _page(
    request: HttpRequest,
    post: Seat,
    record: Matter,
    failed: tuple[str, TakeForm] | None = None,
    checked: Sequence[Finding] | None = None,
    amount_form: AmountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    read = running.read(record, post.on)
    shown: MatterSheet = sheet(post, read, failed, request.GET.get("step", ""))
    context = {
        "title": record.title,
        "crumbs": crumbs(read.item),
        "sheet": shown,
        "matter": record,
        "checked": [told(one, read.item, post.on) for one in checked or ()],
        "signs": " ".join(sorted(matters.signs(checked or ()))),
        "checked_step": failed[0] if failed and checked is not None else "",
        "hands": hands_waiting(post, record),
        "amount_form": (amount_form or AmountForm()) if shown.asks_amount else None,
        "close_form": CloseForm(),
        "acts": policy.holds(post, Action.MATTER_ACT) and policy.may(post, Action.MATTER_ACT, record),
    }
    return render(request, "powers/matter.html", context, status=status)
