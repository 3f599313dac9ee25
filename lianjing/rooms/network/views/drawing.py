"""The whole network on one page, and the same as a tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjing.domain.authority import Action, Seat
from lianjing.rooms.network.queries import drawing
from lianjing.rooms.network.views.common import day_asked
from lianjing.ui.page import page


@page(Action.NETWORK_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the drawing: commission, bureau, groups, schools, coloured by coverage."""
    context = drawing.drawing(post, day_asked(request, post))
    return render(request, "network/home.html", {"title": _("The whole network"), **context})


@page(Action.NETWORK_READ)
def tree(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show every unit below the one it stands in."""
    context = drawing.drawing(post, day_asked(request, post))
    return render(request, "network/tree.html", {"title": _("Tree of units"), **context})
