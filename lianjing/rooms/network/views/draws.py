"""The public draw of peer pairs: announced, drawn, reproducible by anybody, adopted by two people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.access.policy import holds, visible
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Draw, Org
from lianjing.rooms.network import forms
from lianjing.rooms.network.publishing import canonical
from lianjing.rooms.network.usecases import draws
from lianjing.rooms.network.views.common import county_of, form_page, found
from lianjing.ui.page import page


@page(Action.NETWORK_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the draws, newest first."""
    rows = visible(post, Action.NETWORK_READ, Draw)[:50]
    context = {"title": _("Draw of peer pairs"), "rows": rows, "may_run": holds(post, Action.DRAW_RUN)}
    return render(request, "network/draws.html", context)


@page(Action.NETWORK_READ)
def draw(request: HttpRequest, post: Seat, draw_id: int) -> HttpResponse:
    """Show one draw with everything needed to draw it again."""
    record = found(post, Action.NETWORK_READ, Draw, draw_id)
    context = {
        "title": _("Draw for %(term)s") % {"term": record.term},
        "crumbs": [(_("Draws"), reverse("network:draws"))],
        "record": record,
        "pairs": _named(post, record),
        "may_run": holds(post, Action.DRAW_RUN),
    }
    return render(request, "network/draw.html", context)


@page(Action.NETWORK_READ)
def inputs(request: HttpRequest, post: Seat, draw_id: int) -> HttpResponse:
    """Return the announced inputs as the very bytes whose hash was announced."""
    record = found(post, Action.NETWORK_READ, Draw, draw_id)
    answer = HttpResponse(canonical(record.inputs), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draw-{record.pk}.json"'
    return answer


@page(Action.DRAW_RUN)
def announce(request: HttpRequest, post: Seat) -> HttpResponse:
    """Announce a draw."""
    county = county_of(post, Action.DRAW_RUN)
    return form_page(
        request,
        forms.AnnounceForm(request.POST or None),
        lambda asked: draws.announce(post=post, county=county, now=clock.now(), **asked),
        done=_("Announced. The inputs are fixed; their fingerprint stands on the page."),
        back=reverse("network:draws"),
        then=lambda made: reverse("network:draw", args=[made.pk]),
        context={
            "title": _("Announce a draw"),
            "button": _("Announce"),
            "lead": _("Groups, distances and declared ties are fixed now; the seed comes later, from a public result."),
        },
    )


@page(Action.DRAW_RUN)
def seed(request: HttpRequest, post: Seat, draw_id: int) -> HttpResponse:
    """Type the public result and draw."""
    record = found(post, Action.DRAW_RUN, Draw, draw_id)
    return form_page(
        request,
        forms.SeedForm(request.POST or None),
        lambda asked: draws.run(post=post, record=record, now=clock.now(), **asked),
        done=_("Drawn."),
        back=reverse("network:draw", args=[record.pk]),
        context={"title": _("Type the seed and draw"), "button": _("Draw"), "lead": record.seed_source},
    )


@page(Action.DRAW_RUN)
def adopt(request: HttpRequest, post: Seat, draw_id: int) -> HttpResponse:
    """Propose the drawn pairs as peer lines."""
    record = found(post, Action.DRAW_RUN, Draw, draw_id)
    return form_page(
        request,
        forms.AdoptForm(request.POST or None, initial={"counts_from": post.on}),
        lambda asked: draws.adopt(post=post, record=record, now=clock.now(), reason=_("Drawn in public"), **asked),
        done=_("Proposed. Each pair counts once a second person has confirmed it."),
        back=reverse("network:changes"),
        context={"title": _("Propose the drawn pairs"), "button": _("Propose")},
    )


def _named(post: Seat, record: Draw) -> list[dict[str, Any]]:
    codes = {code for pair in record.pairs for code in pair}
    units = {org.code: org for org in visible(post, Action.NETWORK_READ, Org).filter(code__in=codes)}
    return [{"visitor": units.get(one, one), "visited": units.get(other, other)} for one, other in record.pairs]
