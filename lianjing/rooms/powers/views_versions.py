"""Versions of a power: all of them, one of them with its difference, and the acts on its way into force."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, power_drafts, power_drawings, powers, rulebook
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.engines.flowcharts.geometry import PHONE
from lianjing.engines.flowcharts.svg import svg_of
from lianjing.records.models import PowerOpinion, PowerVersion
from lianjing.rooms.powers import drafts, exams, queries
from lianjing.rooms.powers.forms_editor import AnswerForm, ConsultForm, OpinionForm, ReasonForm
from lianjing.rooms.powers.tables import table
from lianjing.rooms.powers.usecases import opinions, versions
from lianjing.ui.page import attempt, page


@page(Action.POWER_READ)
def listed(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show every version of a power, the county's first: in force, on the way, and what was in force before."""
    shown = list(power_drafts.of_item(item))
    if not shown:
        raise Http404
    context = {
        "title": _("Versions: %(power)s") % {"power": queries.power_name(item)},
        "crumbs": drafts.crumbs(item),
        "item": item,
        "groups": drafts.by_unit(shown),
        "draft": drafts.mine(post, item),
        "may_start": drafts.unit_for(post) is not None,
    }
    return render(request, "powers/versions.html", context)


@require_POST
@page(Action.POWER_EDIT)
def start(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Begin the next version of one's own unit, and open it for editing."""
    unit = drafts.unit_for(post)
    if unit is None:
        raise Http404
    made = versions.start(post=post, unit=unit, item=item, now=clock.now())
    messages.success(request, _("A draft was made from the version in force. Change it row by row."))
    return redirect("powers:version_edit", made.pk)


@page(Action.POWER_READ)
def shown(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Show one version: where it stands, what differs, what was said, and what this post may do about it."""
    return _page(request, post, reached(post, version_id))


def reached(post: Seat, version_id: int) -> PowerVersion:
    """Return a version that this post may read."""
    rows = visible(post, Action.POWER_READ, PowerVersion).select_related("org", "drafted_by")
    version: PowerVersion = get_object_or_404(rows, pk=version_id)
    return version


def _page(request: HttpRequest, post: Seat, version: PowerVersion, status: int = 200, **forms: Any) -> HttpResponse:
    item, other = powers.compiled(version).item, drafts.compared(version, post.on)
    steps = [(step.no, f"{step.no} {step.name.say(queries.language())}") for step in item.steps]
    may = drafts.may(post, version)
    least = rulebook.due_day("power.consult_days", clock.now())
    context = {
        "title": _("%(power)s, version %(no)s") % {"power": item.name.say(queries.language()), "no": version.number},
        "crumbs": drafts.crumbs(version.item, versions_too=True),
        "version": version,
        "other": other,
        "kept": power_drawings.of_version(version),
        "table": table(item, powers.compiled(other).item if other else None, post.on),
        "drawing": mark_safe(svg_of(item, PHONE, powers.legend(post.on), queries.language())),
        "opinions": drafts.opinion_lines(post, version, forms.get("answer")),
        "may": may,
        "may_say": version.state == "consulting" and version.heard_until and post.on <= version.heard_until,
        "may_edit": "check" in may,
        "consult_form": forms.get("consult") or ConsultForm(least),
        "reason_form": forms.get("reason") or ReasonForm(auto_id="reason_%s"),
        "opinion_form": forms.get("opinion") or OpinionForm(steps),
    }
    return render(request, "powers/version.html", context, status=status)


@require_POST
@page(Action.POWER_EDIT)
def check(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Ask everything that stands against a draft, the coverage prover included; take it for checked if nothing does."""
    version, now = reached(post, version_id), clock.now()
    if "check" not in drafts.may(post, version):
        raise Http404
    exam = exams.full(post, version, now)
    if not exam.clean:
        return drafts.editor(request, post, version, exam=exam, status=422)
    versions.check(post=post, version=version, exam=exam, now=now)
    messages.success(
        request, _("Checked: the chart is sound, and every step has somebody who watches it. Now ask the staff.")
    )
    return redirect("powers:version", version.pk)


@require_POST
@page(Action.POWER_EDIT)
def consult(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Ask the staff until a day."""
    version, now = reached(post, version_id), clock.now()
    form = ConsultForm(rulebook.due_day("power.consult_days", now), request.POST)
    done = form.is_valid() and attempt(
        form, lambda: versions.consult(post=post, version=version, until=form.cleaned_data["until"], now=now)
    )
    if not done:
        return _page(request, post, version, status=422, consult=form)
    messages.success(request, _("The staff can now say what they think of it."))
    return redirect("powers:version", version.pk)


@require_POST
@page(Action.POWER_EDIT)
def draft_step(request: HttpRequest, post: Seat, version_id: int, name: str) -> HttpResponse:
    """Take a draft back, or drop it, with a reason."""
    act: Callable[..., Any] = versions.draft_step
    return _with_reason(request, post, version_id, act, name)


@require_POST
@page(Action.POWER_APPROVE)
def refuse(request: HttpRequest, post: Seat, version_id: int, name: str) -> HttpResponse:
    """Give a version back to its drafter, with a reason."""
    return _with_reason(request, post, version_id, versions.refuse, name)


def _with_reason(request: HttpRequest, post: Seat, version_id: int, act: Callable[..., Any], name: str) -> HttpResponse:
    version = reached(post, version_id)
    form = ReasonForm(request.POST, auto_id="reason_%s")
    done = form.is_valid() and attempt(
        form, lambda: act(post=post, version=version, name=name, reason=form.cleaned_data["reason"], now=clock.now())
    )
    if not done:
        return _page(request, post, version, status=422, reason=form)
    messages.success(request, _("Done."))
    return redirect("powers:version", version.pk)


@require_POST
@page(Action.POWER_APPROVE)
def approve(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Approve for one's body: the first of the two, or the second."""
    version = reached(post, version_id)
    act = versions.countersign if version.state == "approved_once" else versions.approve
    act(post=post, version=version, now=clock.now())
    messages.success(request, _("Approved."))
    return redirect("powers:version", version.pk)


@require_POST
@page(Action.POWER_READ)
def say(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Say something about a step while the staff are heard."""
    version = reached(post, version_id)
    steps = [(step.no, step.no) for step in powers.compiled(version).item.steps]
    form = OpinionForm(steps, request.POST)
    done = form.is_valid() and attempt(
        form,
        lambda: opinions.say(
            post=post,
            version=version,
            step=form.cleaned_data["step"],
            said=form.cleaned_data["said"],
            now=clock.now(),
        ),
    )
    if not done:
        return _page(request, post, version, status=422, opinion=form)
    messages.success(request, _("Said. The drafter answers it here."))
    return redirect("powers:version", version.pk)


@require_POST
@page(Action.POWER_EDIT)
def answer(request: HttpRequest, post: Seat, opinion_id: int) -> HttpResponse:
    """Answer what somebody said."""
    rows = visible(post, Action.POWER_EDIT, PowerOpinion).select_related("version__org")
    opinion: PowerOpinion = get_object_or_404(rows, pk=opinion_id)
    form = AnswerForm(request.POST, auto_id=f"answer{opinion.pk}_%s")
    done = form.is_valid() and attempt(
        form,
        lambda: opinions.answer(
            post=post,
            opinion=opinion,
            words=form.cleaned_data["words"],
            taken_up=form.cleaned_data["taken_up"],
            now=clock.now(),
        ),
    )
    if not done:
        return _page(request, post, opinion.version, status=422, answer=(opinion.pk, form))
    return redirect(reverse("powers:version", args=[opinion.version_id]) + "#opinions")
