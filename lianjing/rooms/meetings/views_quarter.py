"""This quarter on one screen, the rows behind each figure, and the same as CSV: one order, no total, no rank (A8)."""

import csv
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.meetings import comparing, rows, table
from lianjing.ui.page import page

PAGE_SCHOOLS = 50


@page(Action.QUARTER_READ)
def shown(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the quarter: supervisors' timeliness first, then power by power, then school by school."""
    asked = table.asked(post, request.GET, clock.now())
    by_school = asked.unit is None and request.GET.get("by") == "school"
    pages = Paginator(asked.units, PAGE_SCHOOLS)
    here = pages.get_page(request.GET.get("page"))
    schools = slice(here.start_index() - 1, here.end_index()) if by_school and asked.units else None
    context = {
        "title": _("This quarter"),
        "asked": asked,
        "by_school": by_school,
        "compares": policy.holds(post, Action.QUARTER_COMPARE),
        "pages": [(number, number == here.number) for number in pages.page_range] if by_school else [],
        "sheet": table.sheet(asked, areas=not by_school, schools=schools),
    }
    return render(request, "meetings/quarter.html", context)


@page(Action.QUARTER_COMPARE)
def compared(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show schools of like size beside each other, by whatever was chosen; as Excel and on A4 like every list."""
    asked = table.asked(post, request.GET, clock.now(), Action.QUARTER_COMPARE)
    made = comparing.comparison(post, asked, request.GET)
    form = request.GET.get("as", "")
    shown = comparing.listing(post, asked, made, form)
    context: dict[str, Any] = {
        "title": _("Schools of like size beside each other"),
        "crumbs": [(_("This quarter"), asked.url())],
    }
    if not form:
        asked_for = set(shown.narrowed(request.GET).order_by().values_list("pk", flat=True))
        units = [org for org in asked.every if org.pk in asked_for]
        own = table.sheet(asked, areas=False).own
        context |= {
            "own": own,
            "panels": comparing.panels(made, units),
            "merges": made.least,
        }
    return shown.respond(request, "meetings/compare.html", context)


@page(Action.QUARTER_READ)
def rows_of(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the rows behind one figure, as far as the reader may open them."""
    asked = table.asked(post, request.GET, clock.now())
    held = table.cases_of(asked, request.GET)
    context = {
        "title": held.title,
        "crumbs": [(_("This quarter"), asked.url())],
        "share": held.share,
        "few": held.few,
        "counted": rows.of_records(post, held.counted),
        "others": rows.of_records(post, held.others),
        "units": held.units,
    }
    return render(request, "meetings/figure.html", context)


@page(Action.QUARTER_READ)
def figures_csv(request: HttpRequest, post: Seat) -> HttpResponse:
    """Send the figures as they stand on the page, in the same order."""
    asked = table.asked(post, request.GET, clock.now())
    heads = ["scope", "code", "name", "figure", "part", "whole", "share", "low", "high"]
    return _csv(f"quarter-{asked.quarter}.csv", heads, table.figure_lines(table.sheet(asked, schools=slice(None))))


@page(Action.QUARTER_READ)
def cases_csv(request: HttpRequest, post: Seat) -> HttpResponse:
    """Send the cases the figures are counted from, one a line, without the records behind them."""
    asked = table.asked(post, request.GET, clock.now())
    heads = ["quarter", "figure", "power", "unit", "counted"]
    return _csv(f"cases-{asked.quarter}.csv", heads, table.case_lines(asked))


def _csv(name: str, heads: list[str], lines: Iterable[list[object]]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(heads)
    writer.writerows(lines)
    return response
