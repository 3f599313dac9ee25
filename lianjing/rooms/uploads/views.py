"""Pages of imports: check on one's own screen, hand in, accept or throw away."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianjing.access import clock, policy
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import mark_file
from lianjing.records.models import ImportBatch
from lianjing.rooms.uploads import assessing, capacities, queries, reading
from lianjing.rooms.uploads.forms import AcceptForm, FileForm, ReasonForm
from lianjing.rooms.uploads.reading import Reading
from lianjing.rooms.uploads.usecases import batches
from lianjing.ui import wording
from lianjing.ui.page import page
from lianjing.ui.wording import uploads as words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DIGITS = 18  # of a key; Python refuses to read thousands


@require_GET
@page(Action.IMPORT_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show where to drop a roster, and the files handed in before."""
    shown = _frame(FileForm(queries.tables(post)))
    shown |= {
        "may_impact": policy.holds(post, Action.IMPACT_READ),
        "may_ledgers": policy.holds(post, Action.LEDGER_IMPORT),
    }
    return queries.batches(post).respond(request, "uploads/home.html", shown)


@require_POST
@page(Action.STAFF_IMPORT)
def check(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show what a file says and would do. Nothing is kept: no row, no file, no entry in the journal."""
    form = FileForm(queries.tables(post), request.POST, request.FILES)
    file = _attempt(form, lambda: _read(request, form, post))
    shown = _frame(form)
    if isinstance(file, Reading):
        shown |= {
            **queries.preview(file),
            "columns": queries.column_choices(file, form.columns()),
            "same": queries.same_file(post, file.table, file.result.sha256),
        }
    listing = queries.batches(post)
    return listing.respond(request, "uploads/home.html", shown) if file else _form_again(request, shown)


@require_POST
@page(Action.STAFF_IMPORT)
def marked(request: HttpRequest, post: Seat) -> HttpResponse:
    """Give the file back with its wrong cells marked. Nothing is kept."""
    form = FileForm(queries.tables(post), request.POST, request.FILES)
    file = _attempt(form, lambda: _read(request, form, post))
    if not isinstance(file, Reading):
        return _form_again(request, _frame(form))
    return _workbook(file.data, file.filename, file)


@require_POST
@page(Action.STAFF_IMPORT)
def hand_in(request: HttpRequest, post: Seat) -> HttpResponse:
    """Hand in the file that was checked; the very file that was handed in before changes nothing."""
    form = FileForm(queries.tables(post), request.POST, request.FILES)
    batch = _attempt(form, lambda: _handed_in(request, form, post))
    if not isinstance(batch, ImportBatch):
        return _form_again(request, _frame(form))
    return redirect("uploads:batch", batch.pk)


@require_GET
@page(Action.IMPORT_READ)
def batch(request: HttpRequest, post: Seat, batch_id: int) -> HttpResponse:
    """Show one file that was handed in, and what may be done with it."""
    return _batch_page(request, post, _batch(post, Action.IMPORT_READ, batch_id))


@require_POST
@page(Action.STAFF_IMPORT)
def accept(request: HttpRequest, post: Seat, batch_id: int) -> HttpResponse:
    """Take the rows in, whole or not at all."""
    record = _batch(post, Action.STAFF_IMPORT, batch_id)
    offered = request.POST.getlist("ends")
    form = AcceptForm([(int(key), key) for key in offered if key.isdecimal() and len(key) <= _DIGITS], request.POST)
    if not form.is_valid():
        raise RuleBroken("plan_moved_on")
    said = form.cleaned_data
    try:
        done = batches.accept(
            post=post,
            batch=record,
            leave_out=said["leave_out"],
            ends=said["ends"],
            shown=said["shown"],
            now=clock.now(),
        )
    except RuleBroken as refusal:
        if refusal.code == "not_yours":
            raise
        record.refresh_from_db()
        return _batch_page(request, post, record, refused=wording.sentence(refusal), status=422)
    return redirect("uploads:batch", done.pk)


@require_POST
@page(Action.STAFF_IMPORT)
def reject(request: HttpRequest, post: Seat, batch_id: int) -> HttpResponse:
    """Throw a batch away with a reason; its rows and its file are wiped."""
    record = _batch(post, Action.STAFF_IMPORT, batch_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, post, record, reason_form=form, status=422)
    batches.reject(post=post, batch=record, reason=form.cleaned_data["reason"], now=clock.now())
    messages.success(request, _("Thrown away. Its rows and the file are wiped."))
    return redirect("uploads:home")


@require_GET
@page(Action.IMPORT_READ)
def batch_marked(request: HttpRequest, post: Seat, batch_id: int) -> HttpResponse:
    """Give a batch's file back with its wrong cells marked."""
    record = _batch(post, Action.IMPORT_READ, batch_id)
    data = reading.file_of(record)
    if not data:
        raise RuleBroken("file_wiped", file=record.filename)
    file = reading.reread(record, clock.now().date()) if record.sealed_rows else reading.decided(record)
    return _workbook(data, record.filename, file)


def _read(request: HttpRequest, form: FileForm, post: Seat) -> Reading:
    """Read the uploaded file.

    Raises RuleBroken: file_too_large, file_not_chosen, impact_not_signed, and those of intake.
    """
    limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE - 2**20
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise RuleBroken("file_too_large", size=f"{size / 2**20:.1f} MB", limit=f"{limit / 2**20:.1f} MB", field="file")
    if not form.is_valid():
        raise RuleBroken("file_not_chosen", field="file")
    now = clock.now()
    assessing.require_in_force(now.date())
    given, table = form.cleaned_data["file"], form.cleaned_data["table"] or reading.STAFF
    columns = queries.remembered(post, table) | form.columns()
    return reading.read(post, given.read(), given.name, columns=columns or None, on=now.date(), table=table)


def _handed_in(request: HttpRequest, form: FileForm, post: Seat) -> ImportBatch:
    file = _read(request, form, post)
    checked = form.cleaned_data["checked"]
    if checked and checked != file.result.sha256:
        raise RuleBroken("file_not_the_checked", file=file.filename, field="file")
    if (known := queries.same_file(post, file.table, file.result.sha256)) is not None:
        messages.info(request, _("This very file was handed in before; nothing has changed."))
        return known
    columns = queries.remembered(post, file.table) | form.columns() if form.columns() else None
    record: ImportBatch = batches.hand_in(
        post=post, org=queries.own_unit(post), file=file, columns=columns, now=clock.now()
    )
    return record


def _attempt(form: FileForm, work: Any) -> Any:
    """Return what the work gives, or put its refusal on the form and return None."""
    form.is_valid()
    try:
        return work()
    except RuleBroken as refusal:
        if refusal.code == "not_yours":
            raise
        form.errors.pop("file", None)
        form.add_error("file", wording.sentence(refusal))
        return None


def _form_again(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    return render(request, "uploads/refused.html", shown, status=422)


def _frame(form: FileForm) -> dict[str, Any]:
    return {"title": _("Hand in a table"), "form": form}


def _batch(post: Seat, action: Action, batch_id: int) -> ImportBatch:
    rows = visible(post, action, ImportBatch).select_related("org", "received_by", "handed_in_by", "accepted_by")
    found: ImportBatch = get_object_or_404(rows, pk=batch_id)
    return found


def _batch_page(
    request: HttpRequest,
    post: Seat,
    record: ImportBatch,
    *,
    refused: str = "",
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "title": record.filename,
        "batch": record,
        "refused": refused,
        "history": queries.history(record),
        "reason_form": reason_form or ReasonForm(),
        "capacity": capacities.capacity(post, record),
        "outcome": words.accepted(record.outcome) if record.state == "accepted" else "",
    }
    if record.state == "checked":
        shown |= queries.preview(reading.reread(record, clock.now().date()))
    elif record.problems and record.sealed_file:
        shown |= queries.left_out(reading.decided(record))
    return render(request, "uploads/batch.html", shown, status=status)


def _workbook(data: bytes, filename: str, file: Reading) -> HttpResponse:
    book = mark_file(data, filename, queries.notes(file.problems), labels=words.mark_labels())
    response = HttpResponse(book, content_type=_XLSX)
    name = _("marked - %(file)s") % {"file": filename.rsplit(".", 1)[0]}
    response["Content-Disposition"] = f"attachment; filename=\"marked.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return response
