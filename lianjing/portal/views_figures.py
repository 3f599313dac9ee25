"""A school's figures for anybody: a page each, and the bytes whose hash is in the public log."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lianjing.access import clock
from lianjing.portal import figure_pages, pages
from lianjing.ui.page import open_page


@open_page("public")
def figure(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Show one figure of a school: fees, aid, materials or enrolment; grey where nothing was delivered."""
    page = pages.figure_page(code, kind, clock.now().date(), get_language() or settings.LANGUAGE_CODE)
    if page is None:
        raise Http404
    return render(request, "portal/figure.html", page)


@open_page("public")
def figure_bytes(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Give a figure as the bytes whose hash the public log holds."""
    found = figure_pages.figure_bytes(code, kind, clock.now().date())
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/json; charset=utf-8")
