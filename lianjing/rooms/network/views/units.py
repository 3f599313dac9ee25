"""Units, posts, search, lists, vacancies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock, policy
from lianjing.access.policy import visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Org, Post
from lianjing.rooms.network.queries import coverage, people, tree
from lianjing.rooms.network.views.common import day_asked, found
from lianjing.rooms.network.views.journal import in_reach
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.page import page
from lianjing.ui.wording.network import KINDS


@page(Action.NETWORK_READ)
def unit(request: HttpRequest, post: Seat, unit_id: int) -> HttpResponse:
    """Show one unit on a day."""
    org = found(post, Action.NETWORK_READ, Org, unit_id)
    sheet = tree.unit_sheet(post, org, day_asked(request, post))
    context = {
        "title": org.name,
        "crumbs": tree.crumbs_of(post, org.path),
        "kind": KINDS[org.kind],
        "watch": coverage.of_unit(post, org),
        **sheet,
    }
    return render(request, "network/unit.html", context)


@page(Action.NETWORK_READ)
def post_page(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """Show one post with its history."""
    record = found(post, Action.NETWORK_READ, Post, post_id)
    crumbs = [*tree.crumbs_of(post, record.org.path), (record.org.name, reverse("network:unit", args=[record.org_id]))]
    sheet = tree.post_sheet(post, record, day_asked(request, post))
    context = {"title": record.title, "crumbs": crumbs, "watches": coverage.supervised_by(post, record), **sheet}
    context["journal"] = in_reach(post, record)
    context["may_hand_over"] = policy.may(post, Action.HANDOVER_OPEN, record.org)
    return render(request, "network/post.html", context)


@page(Action.NETWORK_READ)
def search(request: HttpRequest, post: Seat) -> HttpResponse:
    """Find units, posts and people by Chinese, pinyin or initials."""
    context = people.search(post, request.GET.get("q", "")[:40])
    return render(request, "network/search.html", {"title": _("Find"), **context})


@page(Action.NETWORK_READ)
def units(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the units as a list that can be filtered, taken as Excel, printed."""
    rows = visible(post, Action.NETWORK_READ, Org).filter(in_force(post.on)).select_related("parent")
    townships = rows.exclude(township="").order_by("township").values_list("township", flat=True).distinct()
    shown = Listing(
        rows=rows,
        title=_("Units"),
        columns=[
            Column(
                "name",
                _("Name"),
                lambda row: row.name,
                link=lambda row: reverse("network:unit", args=[row.pk]),
                sort="name",
            ),
            Column("kind", _("Kind"), lambda row: KINDS[row.kind], sort="kind"),
            Column("parent", _("Below"), lambda row: row.parent.name if row.parent else ""),
            Column("township", _("Township"), lambda row: row.township, sort="township"),
            Column("size", _("Size class"), lambda row: row.size_class, sort="size_class"),
            Column("since", _("Since"), lambda row: row.valid_from, kind="date", sort="valid_from"),
        ],
        filters=[
            Choice("kind", _("Kind"), list(KINDS.items()), "kind"),
            Choice("township", _("Township"), [(name, name) for name in townships], "township"),
            Search("q", _("Name or pinyin")),
        ],
        order=("path",),
    )
    return shown.respond(request, "network/list.html", {"title": _("Units"), "words": _("Every unit in force today.")})


@page(Action.NETWORK_READ)
def vacancies(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the posts that nobody holds."""
    rows = tree.vacancies(post, clock.now())
    return render(request, "network/vacancies.html", {"title": _("Vacant posts"), "rows": rows})
