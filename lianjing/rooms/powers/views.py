"""Powers: the list, one power's page with its drawing, steps, duties and notices, and its ten questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import policy, powers
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.powers import drafts, queries
from lianjing.rooms.powers.framing import crumbs, item_at
from lianjing.rooms.powers.lit import lit_page
from lianjing.rooms.powers.pages import power_page, quiz_page
from lianjing.ui.page import page


@page(Action.POWER_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the powers in force at the post's unit, by area."""
    context = {
        "title": _("Powers"),
        "areas": queries.areas(post),
        "heard": drafts.heard_now(post),
        "mine": queries.my_matters(post, post.on),
        "reads": policy.holds(post, Action.MATTER_READ),
    }
    return render(request, "powers/home.html", context)


@page(Action.POWER_READ)
def shown(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show one power: what it is, its flowchart, who does and watches what, what is published."""
    version = queries.version_for(post, item)
    if version is None:
        raise Http404
    read = powers.compiled(version).item
    context = {
        "title": read.name.say(queries.language()),
        "crumbs": [(_("Powers"), reverse("powers:home"))],
        "item": read,
        "version": version,
        "power": power_page(read, post.on),
        "acts": policy.holds(post, Action.MATTER_ACT),
        "reads": policy.holds(post, Action.MATTER_READ),
    }
    return render(request, "powers/power.html", context)


@page(Action.MATTER_READ)
def light(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show the flowchart lit by what happened: cases, deviations, delays by step; rows for those who review."""
    read = item_at(post, item)
    context = {
        "title": _("Lit chart: %(power)s") % {"power": read.name.say(queries.language())},
        "crumbs": crumbs(read),
        "item": read,
        "lit": lit_page(post, read, request.GET),
    }
    return render(request, "powers/light.html", context)


@page(Action.POWER_READ)
def quiz(request: HttpRequest, post: Seat, item: str) -> HttpResponse:
    """Show ten questions about a power with their answers behind a fold. Nothing of it is kept, nobody is counted."""
    read = item_at(post, item)
    context = {
        "title": _("Ten questions: %(power)s") % {"power": read.name.say(queries.language())},
        "crumbs": crumbs(read),
        "questions": quiz_page(read, post.on),
    }
    return render(request, "powers/quiz.html", context)
