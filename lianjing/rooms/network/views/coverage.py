"""The proof of coverage: its map, its gaps, one gap with what would mend it, who supervises what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Gap, Org
from lianjing.rooms.network import proving
from lianjing.rooms.network.queries import coverage as queries
from lianjing.rooms.network.queries import tree
from lianjing.rooms.network.usecases import coverage
from lianjing.rooms.network.views.common import county_of, found
from lianjing.ui.page import page


@page(Action.COVERAGE_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the newest proof as far as this post may read it."""
    return render(request, "network/coverage.html", {"title": _("Proof of coverage"), **queries.overview(post)})


@page(Action.COVERAGE_RUN)
def run(request: HttpRequest, post: Seat) -> HttpResponse:
    """Make the proof anew for today."""
    if request.method == "POST":
        county, now = county_of(post, Action.COVERAGE_RUN), clock.now()
        made = coverage.run(post=post, county=county, proven=proving.prove(now), now=now)
        words = _("Proved: %(covered)s of %(steps)s steps are supervised from both sides (%(seconds)s s).")
        said = {"covered": made.covered, "steps": made.steps, "seconds": f"{made.seconds:.1f}"}
        tell = messages.warning if queries.gap_rows(post, made) else messages.success
        tell(request, words % said)
    return redirect("network:coverage")


@page(Action.COVERAGE_READ)
def gap(request: HttpRequest, post: Seat, gap_id: int) -> HttpResponse:
    """Show one gap: a counterexample that can be read and mended."""
    record = found(post, Action.COVERAGE_READ, Gap, gap_id)
    crumbs = [(_("Proof of coverage"), reverse("network:coverage"))]
    context = {"title": _("A gap in coverage"), "crumbs": crumbs, **queries.gap_sheet(post, record)}
    return render(request, "network/gap.html", context)


@page(Action.COVERAGE_READ)
def supervisors(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Show who supervises each power of a unit."""
    org = found(post, Action.COVERAGE_READ, Org, unit_id)
    crumbs = [*tree.crumbs_of(post, org.path), (org.name, reverse("network:unit", args=[org.pk]))]
    context = {
        "title": _("Who supervises this"),
        "unit": org,
        "crumbs": crumbs,
        "powers": queries.who_supervises(post, org),
    }
    return render(request, "network/supervisors.html", context)
