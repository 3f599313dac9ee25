"""A list as an Excel workbook: what the page shows, in the reader's language, with what was asked on a second sheet.

Text that looks like a formula stays text, also after somebody edits the cell: Excel's own quote prefix is set.
"""

import io
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.refusals import RuleBroken
from lianjing.ui.columns import Column
from lianjing.ui.page import seat_in

EXCEL_ROWS = 20_000
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FORMAT = {"money": "#,##0.00", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "#,##0.##"}
_WIDEST = 60


def workbook(
    request: HttpRequest, title: str, columns: Sequence[Column], rows: "QuerySet[Any]", said: list[tuple[str, str]]
) -> HttpResponse:
    """Return the list as a download. Raises RuleBroken("listing_too_long") above EXCEL_ROWS rows."""
    count = rows.count()
    if count > EXCEL_ROWS:
        raise RuleBroken("listing_too_long", rows=count, at_most=EXCEL_ROWS)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = _Sheet(book, title, columns)
        for row in rows.iterator(chunk_size=1000):
            sheet.add([column.value(row) for column in columns])
        sheet.finish()
        _about(book, title, count, said, request)
    response = HttpResponse(file.getvalue(), content_type=_TYPE)
    name = f"{title}-{clock.now():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


class _Sheet:
    """One worksheet being filled, line by line."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet(_sheet_name(title))
        self.columns = columns
        self.plain = book.add_format({"valign": "top", "text_wrap": True})
        self.quoted = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self.typed = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMAT.items()}
        self.line = 0
        self.widths = [_width(str(column.label)) for column in columns]
        head = book.add_format({"bold": True, "bg_color": "#ECEFF3", "bottom": 1, "text_wrap": True})
        for place, column in enumerate(columns):
            self.sheet.write_string(0, place, str(column.label), head)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        if len(columns) > 6:
            self.sheet.set_landscape()
        marking = _("Demonstration data: every person and figure is made up") if settings.DEMO else ""
        self.sheet.set_header(f"&L{_header(title)}&R{_header(marking)}")
        self.sheet.set_footer("&R&P / &N")

    def add(self, values: list[Any]) -> None:
        """Write one row."""
        self.line += 1
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            shown = self._write(place, column.kind, value)
            self.widths[place] = max(self.widths[place], _width(shown))

    def _write(self, place: int, kind: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if kind == "money":
            self.sheet.write_number(self.line, place, int(getattr(value, "fen", value)) / 100, self.typed[kind])
            return f"{int(getattr(value, 'fen', value)) / 100:,.2f}"
        if kind in {"date", "moment"}:
            at = timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value
            self.sheet.write_datetime(self.line, place, at, self.typed[kind])
            return "2026-10-12 09:00" if kind == "moment" else "2026-10-12"
        if kind == "number" and isinstance(value, int | float):
            self.sheet.write_number(self.line, place, value, self.typed[kind])
            return f"{value:,}"
        text = str(value)
        self.sheet.write_string(self.line, place, text, self.quoted if text.startswith(_FORMULA) else self.plain)
        return text

    def finish(self) -> None:
        """Set widths and the filter arrows."""
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, min(width + 3, _WIDEST))
        if self.line:
            self.sheet.autofilter(0, 0, self.line, len(self.columns) - 1)


def _about(book: Any, title: str, count: int, said: list[tuple[str, str]], request: HttpRequest) -> None:
    """Add the sheet that says what this is, who took it when, and what was asked."""
    sheet, bold = book.add_worksheet(_("About")), book.add_format({"bold": True, "valign": "top"})
    wrap, quoted = book.add_format({"text_wrap": True}), book.add_format({"text_wrap": True, "quote_prefix": True})
    seat = seat_in(request) if getattr(request, "user", None) else None
    lines = [(_("List"), title), (_("Rows"), str(count)), (_("Taken at"), f"{clock.now():%Y-%m-%d %H:%M}")]
    lines += [(_("Taken by"), str(request.user))] if seat else []
    lines += [(_("Filter: %(filter)s") % {"filter": label}, words) for label, words in said]
    if settings.DEMO:
        lines.append((_("Marking"), _("Demonstration data: every person and figure is made up")))
    for place, (label, words) in enumerate(lines):
        sheet.write_string(place, 0, label, bold)
        sheet.write_string(place, 1, words, quoted if words.startswith(_FORMULA) else wrap)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)


def _width(text: str) -> int:
    """Return the width in letters; a Chinese character is two wide."""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in longest[:_WIDEST])


def _sheet_name(title: str) -> str:
    """Return the title as Excel allows it for a sheet: no []:*?/\\, at most 31 letters, no quote at an end."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip().strip("'")[:31].strip()
    return plain or _("List")


def _header(text: str) -> str:
    return text.replace("&", "&&")[:120]
