"""Pages for anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjing.ui.page import open_page


@open_page("public")
def home(request: HttpRequest) -> HttpResponse:
    """Show the county's front page."""
    return render(request, "portal/home.html", {"title": _("Lianjing")})
