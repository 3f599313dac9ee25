"""Pages of ledgers: what is there and what is missing; one table: dropped, looked through, asked, taken in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianjing.access import clock
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Flag
from lianjing.engines.intake import formats, mark_file
from lianjing.records.models import LedgerBatch
from lianjing.rooms.uploads import assessing, ledger_reading, progress, queries, queries_ledgers
from lianjing.rooms.uploads.forms import LedgerForm, ReasonForm
from lianjing.rooms.uploads.ledger_reading import LedgerReading
from lianjing.rooms.uploads.ledger_rows import Place, place_of
from lianjing.rooms.uploads.usecases import ledgers as usecases
from lianjing.ui import wording
from lianjing.ui.page import page
from lianjing.ui.wording import ledgers
from lianjing.ui.wording import uploads as words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@page(Action.LEDGER_IMPORT)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show every table of the unit: what is in force, what cannot be asked for lack of it."""
    shown = {"title": _("Ledgers of %(unit)s") % {"unit": queries_ledgers.unit_of(post)}, "crumbs": _crumbs()[:1]}
    return render(request, "uploads/ledgers.html", shown | {"rows": queries_ledgers.due(post)})


@require_GET
@page(Action.LEDGER_IMPORT)
def ledger(request: HttpRequest, post: Seat, format_id: str) -> HttpResponse:
    """Show where to drop a file of one table, and the files of it in force."""
    table = queries_ledgers.table_for(post, format_id)
    return render(request, "uploads/ledger.html", _frame(post, table, LedgerForm()))


@require_POST
@page(Action.LEDGER_IMPORT)
def check(request: HttpRequest, post: Seat, format_id: str) -> HttpResponse:
    """Show what a file says and what it would ask. Nothing is kept: no row, no file, no entry in the journal."""
    form = LedgerForm(request.POST, request.FILES)
    found = queries_ledgers.table_for(post, format_id)
    shown = _frame(post, found, form)
    with progress.counted(request.POST.get("waiting", "")) as told:
        reading = _attempt(form, lambda: _read(request, form, post, found, told))
        if reading is None:
            return render(request, "uploads/ledger.html", shown, status=422)
        asked = _attempt(form, lambda: _asked(reading))
        if asked is None:
            return render(request, "uploads/ledger.html", shown, status=422)
    shown |= queries_ledgers.preview(reading, *asked)
    shown["columns"] = queries_ledgers.column_choices(reading, form.columns())
    return render(request, "uploads/ledger.html", shown)


@require_GET
@page(Action.LEDGER_IMPORT)
def rows_read(request: HttpRequest, post: Seat, waiting: str) -> HttpResponse:
    """Say how far the file is read that the page under this name waits for; nothing where nothing is read."""
    rows = progress.rows_read(waiting)
    return HttpResponse(words.rows_read(rows) if rows else "", content_type="text/plain; charset=utf-8")


@require_POST
@page(Action.LEDGER_IMPORT)
def marked(request: HttpRequest, post: Seat, format_id: str) -> HttpResponse:
    """Give the file back with its wrong cells marked. Nothing is kept."""
    form = LedgerForm(request.POST, request.FILES)
    found = queries_ledgers.table_for(post, format_id)
    reading = _attempt(form, lambda: _read(request, form, post, found))
    if reading is None:
        return render(request, "uploads/ledger.html", _frame(post, found, form), status=422)
    notes = queries.notes(reading.result.problems)
    response = HttpResponse(
        mark_file(reading.data, reading.filename, notes, labels=words.mark_labels()), content_type=_XLSX
    )
    name = _("marked - %(file)s") % {"file": reading.filename.rsplit(".", 1)[0]}
    response["Content-Disposition"] = f"attachment; filename=\"marked.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return response


@require_POST
@page(Action.LEDGER_IMPORT)
def take_in(request: HttpRequest, post: Seat, format_id: str) -> HttpResponse:
    """Take the file that was looked through into the lake, whole or not at all."""
    form = LedgerForm(request.POST, request.FILES)
    found = queries_ledgers.table_for(post, format_id)
    batch = _attempt(form, lambda: _taken(request, form, post, found))
    if batch is None:
        return render(request, "uploads/ledger.html", _frame(post, found, form), status=422)
    said = _("%(rows)s rows were taken in. What they raise is asked within minutes.") % {"rows": batch.row_count}
    messages.success(request, said)
    return redirect("uploads:ledger", format_id)


@require_POST
@page(Action.LEDGER_IMPORT)
def take_out(request: HttpRequest, post: Seat, batch_id: int) -> HttpResponse:
    """Take a batch's rows out again, with a reason."""
    record = get_object_or_404(visible(post, Action.LEDGER_IMPORT, LedgerBatch).select_related("table"), pk=batch_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise RuleBroken("ledger_reason_missing")
    usecases.take_out(post=post, batch=record, reason=form.cleaned_data["reason"], now=clock.now())
    messages.success(request, _("The rows are out of force. Evidence that names them stays readable."))
    return redirect("uploads:ledger", record.table.name)


def _read(
    request: HttpRequest,
    form: LedgerForm,
    post: Seat,
    table: formats.Format,
    told: Callable[[int], None] | None = None,
) -> LedgerReading:
    limit = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > limit:
        raise RuleBroken("file_too_large", size=f"{size / 2**20:.1f} MB", limit=f"{(limit - 2**20) / 2**20:.1f} MB")
    if not form.is_valid():
        raise RuleBroken("file_not_chosen")
    now, given = clock.now(), form.cleaned_data["file"]
    assessing.require_in_force(now.date())
    columns = queries_ledgers.remembered(post, table.id) | form.columns()
    unit = queries_ledgers.unit_of(post)
    return ledger_reading.read(post, unit, given.read(), given.name, table.id, columns or None, now.date(), told)


def _asked(reading: LedgerReading) -> tuple[Place | None, list[Flag], int]:
    """Return where the rows would go, the questions they would raise, how many models were asked."""
    if not reading.result.table.num_rows:
        return None, [], 0
    place = place_of(reading.ledger(), reading.org)
    return place, *ledger_reading.would_ask(reading, place.older, clock.now().date())


def _taken(request: HttpRequest, form: LedgerForm, post: Seat, table: formats.Format) -> LedgerBatch:
    reading = _read(request, form, post, table)
    checked, wrong = form.cleaned_data["checked"], {(one.sheet, one.row) for one in reading.result.problems}
    if checked and checked != reading.result.sha256:
        raise RuleBroken("file_not_the_checked", file=reading.filename)
    if wrong and not form.cleaned_data["leave_out"]:
        raise RuleBroken("rows_wrong", wrong=len(wrong))
    now = clock.now()
    without = form.cleaned_data["without"]
    batch: LedgerBatch = usecases.take_in(post=post, org=reading.org, ledger=reading.ledger(), now=now, without=without)
    if form.columns():
        chosen = queries_ledgers.remembered(post, table.id) | form.columns()
        usecases.remember(post=post, org=reading.org, table=table.id, columns=chosen, now=now)
    return batch


def _attempt(form: LedgerForm, work: Any) -> Any:
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


def _frame(post: Seat, table: formats.Format, form: LedgerForm) -> dict[str, Any]:
    batches = next(row["batches"] for row in queries_ledgers.due(post) if row["table"].id == table.id)
    return {
        "title": ledgers.title(table),
        "table": table,
        "why": ledgers.why(table),
        "form": form,
        "waiting": progress.new_name(),
        "reason_form": ReasonForm(),
        "batches": [(batch, queries_ledgers.slot_words(batch.slot.split("/", 1)[1])) for batch in batches],
        "crumbs": _crumbs(),
    }


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Hand in a table"), reverse("uploads:home")), (_("Ledgers"), reverse("uploads:ledgers"))]
