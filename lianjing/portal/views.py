"""Pages for anybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjing.ui.context import LARGER_COOKIE
from lianjing.ui.page import open_page

_YEAR = 365 * 24 * 3600


@open_page("public")
def home(request: HttpRequest) -> HttpResponse:
    """Show the county's front page."""
    return render(request, "portal/home.html", {"title": _("Lianjing")})


@open_page("public")
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of larger letters in a cookie, and go back to the page they read."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
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
