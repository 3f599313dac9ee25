"""Pages of pairs of records in doubt: the list of the two people named, and one pair with their answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.rooms.redflags import queries_links, usecases_links
from lianjing.rooms.redflags.forms_links import PairForm
from lianjing.ui.page import attempt, page
from lianjing.ui.wording import links


@page(Action.LINK_DECIDE)
def pairs(request: HttpRequest, post: Seat) -> HttpResponse:
    """List the pairs that wait for this person's answer."""
    rows = [(pair, links.kind(pair.kind), links.evidence(pair.evidence)) for pair in queries_links.open_pairs(post)]
    context = {"title": _("The same or not"), "crumbs": [(_("Red flags"), reverse("redflags:home"))], "rows": rows}
    return render(request, "redflags/pairs.html", context)


@page(Action.LINK_DECIDE)
def pair(request: HttpRequest, post: Seat, pair_id: int) -> HttpResponse:
    """Show one pair, and take the answer."""
    record = get_object_or_404(queries_links.open_pairs(post), pk=pair_id)
    form, status = PairForm(request.POST or None), 200
    if request.method == "POST":
        now = clock.now()
        if form.is_valid() and attempt(
            form, lambda: usecases_links.decide(post=post, pair=record, now=now, **form.answer())
        ):
            messages.success(request, _("Kept. Every later run goes by this answer."))
            return redirect("redflags:pairs")
        status = 422
    context = {
        "title": _("Do these two records belong together?"),
        "crumbs": [(_("Red flags"), reverse("redflags:home")), (_("The same or not"), reverse("redflags:pairs"))],
        "sheet": queries_links.sheet(post, record, clock.now()),
        "kind": links.kind(record.kind),
        "evidence": links.evidence(record.evidence),
        "form": form,
    }
    return render(request, "redflags/pair.html", context, status=status)
