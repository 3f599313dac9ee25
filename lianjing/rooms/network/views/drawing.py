"""Pages of the room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjing.domain.authority import Action, Seat
from lianjing.ui.page import page


@page(Action.NETWORK_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the room's first page."""
    return render(request, "network/home.html", {"title": _("Network")})
