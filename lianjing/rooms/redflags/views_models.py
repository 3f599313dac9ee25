"""Pages of supervision models: what is asked of rows, by area; and one model."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianjing.access import clock, policy
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.redflags import model_pages
from lianjing.ui.page import page


@require_GET
@page(Action.FLAG_READ)
def listed(request: HttpRequest, post: Seat) -> HttpResponse:
    """List what is asked of rows, by area."""
    shown = {"title": _("What is asked of the rows"), "areas": model_pages.by_area(post)}
    return render(request, "redflags/models.html", shown | {"crumbs": _crumbs()})


@require_GET
@page(Action.FLAG_READ)
def shown(request: HttpRequest, post: Seat, model: str) -> HttpResponse:
    """Show one model."""
    found = next((one for one in model_pages.models(post) if one.id == model), None)
    if found is None:
        raise Http404
    context = {
        "title": f"{found.id} {found.title.say(get_language() or 'zh')}",
        "sheet": model_pages.sheet(post, found, clock.now().date()),
        "me": post.person_id,
        "reviews": policy.holds(post, Action.FLAG_REVIEW),
        "crumbs": [*_crumbs(), (_("What is asked of the rows"), reverse("redflags:models"))],
    }
    return render(request, "redflags/model.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Red flags"), reverse("redflags:home"))]
