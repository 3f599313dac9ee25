"""The journal: who did what, who read sensitive rows. A look at one post's or one record's is an entry itself."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access.journal_reading import record_seen
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Facts, Seat, reaches
from lianjing.records.models import Org, Post
from lianjing.rooms.network.queries import journal as queries
from lianjing.rooms.network.views.common import found, looked
from lianjing.ui.page import page
from lianjing.ui.wording.journal import TABLES


@page(Action.JOURNAL_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show every entry this post reads."""
    if request.GET.get("as"):
        looked(post, Action.JOURNAL_READ, visible(post, Action.NETWORK_READ, Org).filter(path=post.own_path))
    words = _("Who did what, and who read sensitive rows: one's own, and as far down as this post supervises.")
    shown = queries.listing(post, _("Journal"))
    return shown.respond(request, "network/list.html", {"title": _("Journal"), "words": words, "here": "journal"})


@page(Action.JOURNAL_READ)
def of_post(request: HttpRequest, post: Seat, post_id: int) -> HttpResponse:
    """Show what was done and read in one post."""
    record = found(post, Action.NETWORK_READ, Post, post_id)
    if record.pk != post.post_id:
        if not in_reach(post, record):
            raise Http404
        looked(post, Action.JOURNAL_READ, [record])
    title = _("Journal of a post: %(unit)s %(post)s") % {"unit": record.org.name, "post": record.title}
    context = {
        "title": title,
        "words": _("What was done and read in this post. That you look at it is written down."),
        "crumbs": [(_("Journal"), reverse("network:journal"))],
    }
    return queries.listing(post, title, Q(post=record)).respond(request, "network/list.html", context)


@page(Action.JOURNAL_READ)
def of_record(request: HttpRequest, post: Seat, table: str, key: int) -> HttpResponse:
    """Show who acted on one record and who read it, as far as this post may read record and entries."""
    record = record_seen(post, table, key)
    if record is None:
        raise Http404
    looked(post, Action.JOURNAL_READ, [record])
    title = _("Journal of a record: %(record)s") % {"record": f"{TABLES[table]} {record.shown_name}"}
    context = {
        "title": title,
        "words": _("Who acted on this record and who read it. That you look at it is written down."),
        "crumbs": [(_("Journal"), reverse("network:journal"))],
    }
    return queries.listing(post, title, queries.about(post, table, key)).respond(request, "network/list.html", context)


def in_reach(post: Seat, other: Post) -> bool:
    """Return whether the acts of another post are read from this one."""
    return reaches(post, Action.JOURNAL_READ, Facts(path=other.org.path))
