"""The editor of a draft: the table with one row open, moves of rows, rows as they are typed, the power itself."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock, powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.item import Item
from lianjing.domain.power.table import rows_of
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.power_writing import text_of
from lianjing.engines.flowcharts.bpmn_model import Construct
from lianjing.records.models import PowerVersion
from lianjing.rooms.powers import drafts, editing, foreign
from lianjing.rooms.powers.forms_editor import FileForm, HeadForm, RowForm
from lianjing.rooms.powers.usecases import drawings, versions
from lianjing.rooms.powers.views_versions import reached
from lianjing.ui import wording
from lianjing.ui.page import page
from lianjing.ui.wording.bpmn import CONSTRUCTS


@page(Action.POWER_EDIT)
def shown(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Show a draft for editing, the row that was asked for open."""
    return drafts.editor(request, post, _draft(post, version_id), at=_number(request.GET.get("row", "")))


@require_POST
@page(Action.POWER_EDIT)
def move(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Move, add or take out a row, and write the draft."""
    version, at = _draft(post, version_id), _number(request.POST.get("row", ""))
    if at is None:
        raise Http404
    try:
        item, here = editing.moved(powers.compiled(version).item, at, request.POST.get("what", ""))
        _save(request, post, version, item)
    except RuleBroken as refusal:
        return _refused(request, post, version, refusal, at)
    return _back(version, here)


@require_POST
@page(Action.POWER_EDIT)
def row(request: HttpRequest, post: Seat, version_id: int, row: int) -> HttpResponse:
    """Write one row as it was typed."""
    version = _draft(post, version_id)
    form = _form(request, version, row)
    if not form.is_valid():
        return drafts.editor(request, post, version, at=row, row_form=form, status=422)
    item = editing.typed(powers.compiled(version).item, row, form.given(), form.papers)
    try:
        _save(request, post, version, item)
    except RuleBroken as refusal:
        return _refused(request, post, version, refusal, row, form)
    messages.success(request, _("Saved."))
    return _back(version, row)


@require_POST
@page(Action.POWER_EDIT)
def preview(request: HttpRequest, post: Seat, version_id: int, row: int) -> HttpResponse:
    """Redraw the draft with a row as it is being typed. Nothing is written."""
    version = _draft(post, version_id)
    form, item = _form(request, version, row), powers.compiled(version).item
    said = ""
    if form.is_valid():
        typed = editing.typed(item, row, form.given(), form.papers)
        try:
            item = powers.item_of(text_of(typed), version.item)
        except RuleBroken as refusal:
            said = told(refusal)
    else:
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return render(
        request,
        "powers/_beside.html",
        {"version": version, "refused": said, "open_at": row, "live": True, **drafts.beside(version, item, post)},
    )


@require_POST
@page(Action.POWER_EDIT)
def head(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Write what stands above the table."""
    version = _draft(post, version_id)
    form = HeadForm(request.POST, auto_id="head_%s")
    if not form.is_valid():
        return drafts.editor(request, post, version, head_form=form, status=422)
    try:
        item = form.given(powers.compiled(version).item)
        _save(request, post, version, item, why=form.cleaned_data["why"])
    except RuleBroken as refusal:
        return _refused(request, post, version, refusal, None, head=form)
    messages.success(request, _("Saved."))
    return redirect("powers:version_edit", version.pk)


@require_POST
@page(Action.POWER_EDIT)
def bpmn(request: HttpRequest, post: Seat, version_id: int) -> HttpResponse:
    """Put the flow of a BPMN file in place of the draft's, and name everything that was not taken over."""
    version = _draft(post, version_id)
    form = FileForm(request.POST, request.FILES, auto_id="bpmn_%s")
    if not form.is_valid():
        return drafts.editor(request, post, version, file_form=form, status=422)
    name, raw = form.chart
    try:
        found = foreign.taken(powers.compiled(version).item, raw)
        _save(request, post, version, found.item)
    except RuleBroken as refusal:
        if refusal.code != "bpmn_not_blocks":
            return _refused(request, post, version, refusal, None)
        return _kept(request, post, version, name, raw)
    messages.success(request, _("The file's flow stands in the draft. Give every new step its post and its marks."))
    for (element, code), names in _by_kind(found.left_out).items():
        messages.warning(request, f"{element} {', '.join(names)}: {CONSTRUCTS[code]}")
    for no in found.lost:
        messages.warning(request, _("Step %(no)s has lost a limit: the step it counted from is gone.") % {"no": no})
    for no in found.alone:
        messages.warning(request, _("Step %(no)s was kept apart from a step that is gone.") % {"no": no})
    return redirect("powers:version_edit", version.pk)


def _by_kind(left_out: Iterable[Construct]) -> dict[tuple[str, str], list[str]]:
    """Return what was left out in a line a kind: a chart of sixty steps may have sixty texts beside it."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in left_out:
        found.setdefault((one.element, one.code), []).append(one.id)
    return found


def _kept(request: HttpRequest, post: Seat, version: PowerVersion, name: str, raw: bytes) -> HttpResponse:
    """Keep what is no chart of blocks as a drawing beside the draft, and show what can be said of it."""
    try:
        drawing = drawings.keep(post=post, version=version, name=name, raw=raw, now=clock.now())
    except RuleBroken as refusal:
        return _refused(request, post, version, refusal, None)
    messages.warning(request, _("The draft is as it was. The chart is kept beside it as a drawing, and checked here."))
    return redirect("powers:drawing_kept", drawing.pk)


def _draft(post: Seat, version_id: int) -> PowerVersion:
    version = reached(post, version_id)
    if version.state != "draft" or "check" not in drafts.may(post, version):
        raise Http404
    return version


def _save(request: HttpRequest, post: Seat, version: PowerVersion, item: Item, why: str | None = None) -> PowerVersion:
    seen = request.POST.get("seen", "")
    saved: PowerVersion = versions.save(post=post, version=version, item=item, seen=seen, why=why, now=clock.now())
    return saved


def _form(request: HttpRequest, version: PowerVersion, at: int) -> RowForm:
    item = powers.compiled(version).item
    rows = rows_of(item)
    if not 0 <= at < len(rows):
        raise Http404
    return RowForm(item, rows[at], editing.choices(), request.POST)


def _refused(
    request: HttpRequest,
    post: Seat,
    version: PowerVersion,
    refusal: RuleBroken,
    at: int | None,
    form: RowForm | None = None,
    head: HeadForm | None = None,
) -> HttpResponse:
    """Show the draft as it stands with what was typed, and why it was not written."""
    if refusal.code == "not_yours":
        raise refusal
    return drafts.editor(
        request, post, version, at=at, row_form=form, head_form=head, refused=told(refusal), status=422
    )


def told(refusal: RuleBroken) -> str:
    """Return a refusal in words; of a file that cannot be read, what stands there and what to write instead."""
    if refusal.code == "content_wrong":
        return " ".join(f"{one.got}. {one.instead}." for one in refusal.facts["problems"][:3])
    return wording.sentence(refusal)


def _back(version: PowerVersion, at: int) -> HttpResponse:
    return redirect(reverse("powers:version_edit", args=[version.pk]) + f"?row={at}#row-{at}")


def _number(said: str) -> int | None:
    return int(said) if said.lstrip("-").isdigit() and len(said) < 6 else None
