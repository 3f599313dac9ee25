"""Pages for anybody: no account, no script needed, nothing recorded about the reader."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.access import clock
from lianjing.portal import queries
from lianjing.portal.still import about
from lianjing.ui.context import LARGER_COOKIE
from lianjing.ui.page import open_page

_YEAR = 365 * 24 * 3600


@open_page("public")
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is and the three doors."""
    return render(request, "portal/home.html", {"title": _("Schools in the light"), "powers": queries.power_count()})


@open_page("public")
def schools(request: HttpRequest) -> HttpResponse:
    """Show the schools by township, or those that were looked for."""
    query = request.GET.get("q", "").strip()
    found = queries.townships(clock.now().date(), query)
    page = {
        "title": _("Find a school"),
        "query": query,
        "townships": found,
        "total": sum(len(row) for _t, row in found),
    }
    return render(request, "portal/schools.html", page)


@open_page("public")
def who_supervises(request: HttpRequest) -> HttpResponse:
    """Show who supervises what: the four levels and the list of powers."""
    shown = {
        "title": _("Who supervises what"),
        "areas": queries.areas(_language()),
        "quarters": queries.quarters_in_time(clock.now().date()),
    }
    return render(request, "portal/supervision.html", shown)


@open_page("public")
def objection(request: HttpRequest) -> HttpResponse:
    """Show how to object today, and say plainly what is not built."""
    return render(request, "portal/objection.html", {"title": _("How to object")})


@open_page("public")
def open_data(request: HttpRequest) -> HttpResponse:
    """Show which open data there are, and how a program asks for them."""
    return render(request, "portal/api.html", about.page(clock.now().date(), _language()))


@open_page("public")
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of larger letters in a cookie, and go back to the page they read."""
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    if not ours or not back.startswith("/"):  # anything else `redirect` would take for the name of a page
        back = "portal:home"
    response = redirect(back)
    if request.POST.get("size") == "larger":
        response.set_cookie(
            LARGER_COOKIE,
            "1",
            max_age=_YEAR,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(LARGER_COOKIE, path=settings.SESSION_COOKIE_PATH)
    return response


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
