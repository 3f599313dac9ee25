"""Drawing a draft with bpmn-js, and drawings that are kept because they are no charts of blocks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, power_drawings, powers
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.records.models import PowerDrawing, PowerVersion
from lianjing.rooms.powers import drafts, drawing_checks, queries
from lianjing.rooms.powers.usecases import drawings
from lianjing.rooms.powers.views_versions import reached
from lianjing.ui.page import page


@page(Action.POWER_EDIT)
def draw(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Show the draft's flow, or a drawing kept with it, in the drawing tool."""
    version = reached(post, version_id)
    if version.state != "draft" or "check" not in drafts.may(post, version):
        raise Http404
    kept = request.GET.get("drawing", "")
    if kept.isdigit() and len(kept) < 12:
        chart = reverse("powers:drawing_file", args=[_kept(post, int(kept)).pk])
    else:
        chart = reverse("powers:version_chart", args=[version.pk])
    context = {
        "title": _("Draw: %(power)s") % {"power": queries.power_name(version.item)},
        "crumbs": _crumbs(version),
        "version": version,
        "chart": chart,
    }
    return render(request, "powers/draw.html", context)


@page(Action.POWER_READ)
def chart(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Send a version's chart as BPMN 2.0, with its drawing and all our marks."""
    version = reached(post, version_id)
    raw = bpmn_of(powers.compiled(version).item, powers.legend(post.on), queries.language())
    return _file(raw, f"{version.item}-{version.number}")


@page(Action.POWER_READ)
def kept(request: HttpRequest, post: Seat, drawing_id: int) -> HttpResponse:
    """Show a drawing that is kept: the picture, what stands in the way of taking it over, how matters keep to it."""
    drawing = _kept(post, drawing_id)
    version = drawing.version
    told = drawing_checks.told(bytes(drawing.content), power_drawings.complete_matters(post, version.item))
    context = {
        "title": drawing.name,
        "crumbs": _crumbs(version),
        "drawing": drawing,
        "version": version,
        "may_edit": version.state == "draft" and "check" in drafts.may(post, version),
        "told": told,
    }
    return render(request, "powers/kept.html", context)


@page(Action.POWER_READ)
def kept_file(request: HttpRequest, post: Seat, drawing_id: int) -> HttpResponse:
    """Send a drawing as it came, byte for byte."""
    drawing = _kept(post, drawing_id)
    return _file(bytes(drawing.content), f"{drawing.version.item}-{drawing.pk}")


@require_POST
@page(Action.POWER_EDIT)
def discard(request: HttpRequest, post: Seat, drawing_id: int) -> HttpResponse:
    """Take a drawing out of its draft."""
    drawing = _kept(post, drawing_id)
    version = drawing.version
    drawings.discard(post=post, version=version, drawing=drawing, now=clock.now())
    messages.success(request, _("The drawing was taken out."))
    return redirect("powers:version", version.pk)


def _kept(post: Seat, drawing_id: int) -> PowerDrawing:
    rows = visible(post, Action.POWER_READ, PowerDrawing).select_related("version__org", "kept_by")
    found: PowerDrawing = get_object_or_404(rows, pk=drawing_id)
    return found


def _crumbs(version: PowerVersion) -> list[tuple[object, str]]:
    own = (_("Version %(no)s") % {"no": version.number}, reverse("powers:version", args=[version.pk]))
    return [*drafts.crumbs(version.item, versions_too=True), own]


def _file(raw: bytes, name: str) -> HttpResponse:
    """Send a chart as a file that no browser opens as a page, whatever stands in it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.bpmn"'}
    return HttpResponse(raw, content_type="application/octet-stream", headers=headers)
