"""One school in the light: its page, its powers, what hangs, what is owed, what was answered. Needs no script."""

from datetime import date
from io import BytesIO

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.access import clock, once, public_log_files
from lianjing.engines.papers.gate import GatePoster, gate_pdf
from lianjing.portal import pages
from lianjing.ui.page import open_page


@open_page("public")
def school(request: HttpRequest, code: str) -> HttpResponse:
    """Show one school: the three doors, what is owed and published, its canteen's sum, answers, who supervises."""
    with once.held():
        return _shown(request, "portal/school.html", pages.school_page(code, clock.now().date(), _language()))


@open_page("public")
def power(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Show one power at a school: who decides and watches, its steps with their risks, its flowchart."""
    return _shown(request, "portal/power.html", pages.power_page(code, item, clock.now().date(), _language()))


@open_page("public")
def hanging(request: HttpRequest, code: str, slot_id: int) -> HttpResponse:
    """Show one slot of the calendar: what hangs, what hung before, or that it should and does not."""
    return _shown(request, "portal/notice.html", pages.notice_page(code, slot_id, clock.now().date(), _language()))


@open_page("public")
def notice_file(request: HttpRequest, code: str, slot_id: int, at: str) -> HttpResponse:
    """Give a file beside a notice that can be read, as a download."""
    page = pages.notice_page(code, slot_id, clock.now().date(), _language())
    found = (
        next((file for version in page["versions"] for file in version.files if file.at == at), None) if page else None
    )
    if found is None:
        raise Http404
    return FileResponse(BytesIO(found.data), as_attachment=True, filename=found.name)


@open_page("public")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a school owes the public, and until when."""
    return _shown(request, "portal/calendar.html", pages.calendar_page(code, clock.now().date(), _language()))


@open_page("public")
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """Show a school's answered questions."""
    return _shown(request, "portal/answers.html", pages.answers_page(code, clock.now().date(), _language()))


@open_page("public")
def answer(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Show one answered question of a school."""
    return _shown(request, "portal/answer.html", pages.answer_page(code, key, clock.now().date(), _language()))


@open_page("public")
def gate_poster(request: HttpRequest, code: str) -> HttpResponse:
    """Give the poster for the school's gate."""
    made = poster_pdf(code, clock.now().date())
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="gate-{code}.pdf"'
    return response


def poster_pdf(code: str, on: date) -> bytes | None:
    """Return the poster of a school's gate: its name, what can be seen, a QR code of its page; None without school."""
    page = pages.school_record(code, on)
    if page is None:
        return None
    address = settings.CONFIG.base_url + reverse("portal:school", args=[code]).removeprefix(settings.CONFIG.path_prefix)
    poster = GatePoster(
        title=page.name,
        lead=_("Look at it yourself: who decides, who supervises, what is published"),
        lines=(
            _("Scan: no app, no account, nothing to follow"),
            _("Ask, or object, without a name: an answer in 5 working days"),
            _("No answer, or it does not help: it goes one level up by itself"),
            _("A person's misconduct: telephone 12388, not the school"),
        ),
        address=address,
        code=segno.make(address, error="m").svg_inline(scale=8, border=2),
        foot=_("Nobody sees who looks or who asks."),
        key=_log_key(),
    )
    return gate_pdf(poster)


def _log_key() -> str:
    """Return the public log's key in words, "" while there is none: whoever checks the log takes it from the gate."""
    file = public_log_files.served() / "log.vkey"
    return _("Key of the public log: %(key)s") % {"key": file.read_text().strip()} if file.exists() else ""


def _shown(request: HttpRequest, template: str, page: dict[str, object] | None) -> HttpResponse:
    if page is None:
        raise Http404
    return render(request, template, page)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
