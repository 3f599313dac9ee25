"""Pages of the impact assessment: write, sign, send back, revoke."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianjing.access import clock, policy
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.worktime import china_day
from lianjing.records.models import ImpactAssessment
from lianjing.rooms.uploads import assessing, queries
from lianjing.rooms.uploads.forms import AssessmentForm, ReasonForm
from lianjing.rooms.uploads.usecases import impact
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import uploads as words

_CLOSING = ("drop", "amend", "revoke")


@require_GET
@page(Action.IMPACT_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the assessments and whether real rows may be imported today."""
    shown = {
        "title": _("Impact assessment"),
        "rows": queries.assessments(post),
        "may_write": policy.holds(post, Action.IMPACT_WRITE),
        "today": clock.now().date(),
    }
    return render(request, "uploads/impact.html", shown)


@require_http_methods(["GET", "POST"])
@page(Action.IMPACT_WRITE)
def new(request: HttpRequest, post: Seat) -> HttpResponse:
    """Write a new assessment, starting from what this software knows about its own columns and protections."""
    form = AssessmentForm(request.POST or None, initial=words.assessment_start())
    if request.method == "POST" and form.is_valid():
        made = impact.draft(post=post, county=queries.county(post), texts=form.cleaned_data, now=clock.now())
        messages.success(request, _("Written. It waits for two signatures of two bodies."))
        return redirect("uploads:assessment", made.pk)
    status = 422 if form.errors else 200
    return render(request, "uploads/assessment_form.html", {"title": _("New assessment"), "form": form}, status=status)


@require_GET
@page(Action.IMPACT_READ)
def assessment(request: HttpRequest, post: Seat, assessment_id: int) -> HttpResponse:
    """Show one assessment, its signatures and what this post may do."""
    return _page(request, post, _record(post, Action.IMPACT_READ, assessment_id))


@require_http_methods(["GET", "POST"])
@page(Action.IMPACT_WRITE)
def rewrite(request: HttpRequest, post: Seat, assessment_id: int) -> HttpResponse:
    """Change the text of a draft."""
    record = _record(post, Action.IMPACT_WRITE, assessment_id)
    form = AssessmentForm(request.POST or None, initial={name: getattr(record, name) for name in assessing.TEXTS})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = attempt(form, lambda: impact.rewrite(post=post, assessment=record, texts=said, now=clock.now()))
        if done:
            return redirect("uploads:assessment", record.pk)
    status = 422 if form.errors else 200
    return render(request, "uploads/assessment_form.html", {"title": _("Change the text"), "form": form}, status=status)


@require_POST
@page(Action.IMPACT_SIGN)
def sign(request: HttpRequest, post: Seat, assessment_id: int) -> HttpResponse:
    """Sign."""
    record = _record(post, Action.IMPACT_SIGN, assessment_id)
    done = impact.sign(post=post, assessment=record, now=clock.now())
    said = _("Signed: in force from today.") if done.state == "in_force" else _("Signed. The second signature is due.")
    messages.success(request, said)
    return redirect("uploads:assessment", record.pk)


@require_POST
@page(Action.IMPACT_WRITE)
def close(request: HttpRequest, post: Seat, assessment_id: int, name: str) -> HttpResponse:
    """Drop a draft, send a signed text back, or revoke one in force, with a reason."""
    if name not in _CLOSING:
        raise Http404
    record = _record(post, Action.IMPACT_WRITE, assessment_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, post, record, form, status=422)
    reason = form.cleaned_data["reason"]
    impact.close(post=post, assessment=record, name=name, reason=reason, now=clock.now())
    messages.success(request, _("Done."))
    return redirect("uploads:assessment", record.pk)


def _record(post: Seat, action: Action, assessment_id: int) -> ImpactAssessment:
    rows = visible(post, action, ImpactAssessment).select_related("drafted_by", "first_signer__home", "second_signer")
    found: ImpactAssessment = get_object_or_404(rows, pk=assessment_id)
    return found


def _page(
    request: HttpRequest, post: Seat, record: ImpactAssessment, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    steps = assessing.steps_open(post, record)
    shown = {
        "title": _("Impact assessment of %(day)s") % {"day": china_day(record.drafted_at).isoformat()},
        "record": record,
        "parts": [(words.PARTS[name], getattr(record, name)) for name in assessing.TEXTS],
        "may_sign": bool({"sign", "countersign"} & set(steps)),
        "may_rewrite": record.state == "draft" and policy.holds(post, Action.IMPACT_WRITE),
        "closing": [(name, words.CLOSING[name]) for name in _CLOSING if name in steps],
        "form": form or ReasonForm(),
        "digest": assessing.text_digest(record)[:16],
    }
    return render(request, "uploads/assessment.html", shown, status=status)
