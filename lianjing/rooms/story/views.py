"""The plan, sentence by sentence, and the story in ten minutes."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lianjing.domain.authority import Action, Seat
from lianjing.rooms.story import queries
from lianjing.ui.page import open_page, page


@page(Action.STORY_READ)
def plan(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the county's own sentences, each opening its live screen or saying that it is not built."""
    title = queries.titles()["plan"].say(get_language() or "zh")
    clauses = queries.clauses()
    built = sum(bool(clause.screens) for clause in clauses)
    chinese = (get_language() or "zh").startswith("zh")
    context = {
        "title": title,
        "clauses": clauses,
        "built": built,
        "chinese": chinese,
        "open": queries.open_to(post, clauses),
    }
    return render(request, "story/plan.html", context)


@open_page("demo visitors")
def tour(request: HttpRequest) -> HttpResponse:
    """Show the guided story with its sign-in links; only in a demo."""
    if not settings.DEMO:
        raise Http404
    title = queries.titles()["story"].say(get_language() or "zh")
    return render(request, "story/tour.html", {"title": title, "scenes": queries.scenes()})
