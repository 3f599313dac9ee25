"""What is generated from a power's file for use elsewhere: BPMN, the risk poster, the blank forms of its notices."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.item import Item
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.rooms.powers import queries
from lianjing.rooms.powers.pages import disclosures
from lianjing.ui.page import page
from lianjing.ui.power_poster import poster_of


@page(Action.POWER_READ)
def bpmn(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Send the chart as BPMN 2.0 with its drawing and all our marks."""
    read = _item(post, item)
    return _file(read, "bpmn", "application/xml", lambda: bpmn_of(read, powers.legend(post.on), queries.language()))


@page(Action.POWER_READ)
def poster(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Send the A3 risk poster; its code opens this power's page."""
    read = _item(post, item)
    address = request.build_absolute_uri(reverse("powers:power", args=[item]))
    legend, language = powers.legend(post.on), queries.language()
    return _file(read, "pdf", "application/pdf", lambda: poster_of(read, legend, language, address=address))


@page(Action.POWER_READ)
def forms(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show the blank form of each notice, with the only fields it may have: to print, or to fill in elsewhere."""
    read = _item(post, item)
    name = read.name.say(queries.language())
    context = {
        "title": _("Blank notices: %(power)s") % {"power": name},
        "crumbs": [(_("Powers"), reverse("powers:home")), (name, reverse("powers:power", args=[item]))],
        "blanks": disclosures(read, post.on),
    }
    return render(request, "powers/disclosures.html", context)


def _item(post: Seat, item: str) -> Item:
    version = queries.version_for(post, item)
    if version is None:
        raise Http404
    return powers.compiled(version).item


def _file(item: Item, ending: str, kind: str, made: Callable[[], bytes]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{item.id}-{queries.language()[:2]}.{ending}"'}
    return HttpResponse(made(), content_type=kind, headers=headers)
