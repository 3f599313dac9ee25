"""What is generated from a power for use elsewhere: drawing, BPMN, risk poster, the blank forms of its notices."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.item import Item
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.engines.flowcharts.geometry import PAPER
from lianjing.engines.flowcharts.svg import svg_of
from lianjing.rooms.powers import queries
from lianjing.rooms.powers.framing import crumbs, item_at
from lianjing.rooms.powers.pages import disclosures
from lianjing.ui.page import page
from lianjing.ui.power_poster import poster_of


@page(Action.POWER_READ)
def drawing(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Send the flowchart alone, for saving or printing."""
    picture = svg_of(item_at(post, item), PAPER, powers.legend(post.on), queries.language())
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")


@page(Action.POWER_READ)
def bpmn(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Send the chart as BPMN 2.0 with its drawing and all our marks."""
    read = item_at(post, item)
    return _file(read, "bpmn", "application/xml", lambda: bpmn_of(read, powers.legend(post.on), queries.language()))


@page(Action.POWER_READ)
def poster(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Send the A3 risk poster; its code opens this power's page."""
    read = item_at(post, item)
    address = request.build_absolute_uri(reverse("powers:power", args=[item]))
    legend, language = powers.legend(post.on), queries.language()
    return _file(read, "pdf", "application/pdf", lambda: poster_of(read, legend, language, address=address))


@page(Action.POWER_READ)
def forms(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show the blank form of each notice, with the only fields it may have: to print, or to fill in elsewhere."""
    read = item_at(post, item)
    context = {
        "title": _("Blank notices: %(power)s") % {"power": read.name.say(queries.language())},
        "crumbs": crumbs(read),
        "blanks": disclosures(read, post.on),
    }
    return render(request, "powers/disclosures.html", context)


def _file(item: Item, ending: str, kind: str, made: Callable[[], bytes]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{item.id}-{queries.language()[:2]}.{ending}"'}
    return HttpResponse(made(), content_type=kind, headers=headers)
