"""Lines of supervision: proposed by one person, confirmed by another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Edge, EdgeChange
from lianjing.rooms.network import forms
from lianjing.rooms.network.usecases import edges
from lianjing.rooms.network.views.common import form_page, found
from lianjing.ui.page import page
from lianjing.ui.wording.network import EDGES


@page(Action.NETWORK_READ)
def changes(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the proposed and decided changes of lines."""
    rows = visible(post, Action.NETWORK_READ, EdgeChange).select_related("subject", "object", "proposed_by")
    mine = set(visible(post, Action.NETWORK_EDIT, EdgeChange).filter(state="proposed").values_list("pk", flat=True))
    listed = [
        {
            "change": row,
            "kind": EDGES[row.kind],
            "confirm": row.pk in mine and row.proposed_by_id != post.person_id,
            "withdraw": row.pk in mine and row.proposed_by_id == post.person_id,
        }
        for row in rows[:200]
    ]
    return render(request, "network/changes.html", {"title": _("Changed lines of supervision"), "rows": listed})


@page(Action.NETWORK_EDIT)
def new(request: HttpRequest, post: Seat) -> HttpResponse:
    """Propose a line; `?kind=&subject=&object=` fills the form, as the proof's suggestions do."""
    filled = {name: request.GET[name] for name in ("kind", "subject", "object") if name in request.GET}
    return form_page(
        request,
        forms.EdgeForm(request.POST or None, post=post, initial={"counts_from": post.on, **filled}),
        lambda asked: edges.propose_edge(post=post, now=clock.now(), **asked),
        done=_("Proposed. It counts once a second person has confirmed it."),
        back=reverse("network:changes"),
        context={
            "title": _("Propose a line of supervision"),
            "button": _("Propose"),
            "lead": _("Two people change who supervises whom: you propose, somebody else confirms."),
        },
    )


@page(Action.NETWORK_EDIT)
def end(request: HttpRequest, post: Seat, edge_id: int) -> HttpResponse:
    """Propose the last day of a line."""
    edge = found(post, Action.NETWORK_EDIT, Edge, edge_id)
    return form_page(
        request,
        forms.EndEdgeForm(request.POST or None, initial={"last_day": post.on}),
        lambda asked: edges.propose_end(post=post, edge=edge, now=clock.now(), **asked),
        done=_("Proposed. It counts once a second person has confirmed it."),
        back=reverse("network:changes"),
        context={
            "title": _("Propose to end a line"),
            "button": _("Propose"),
            "lead": f"{edge.subject.name} \u2192 {edge.object.name} \u00b7 {EDGES[edge.kind]}",
        },
    )


@page(Action.NETWORK_EDIT)
def confirm(request: HttpRequest, post: Seat, change_id: int) -> HttpResponse:
    """Confirm somebody else's proposal."""
    change = found(post, Action.NETWORK_EDIT, EdgeChange, change_id)
    return form_page(
        request,
        forms.forms.Form(request.POST if request.method == "POST" else None),
        lambda asked: edges.confirm_edge(post=post, change=change, now=clock.now()),
        done=_("Confirmed. It counts, and the proof is made anew."),
        back=reverse("network:changes"),
        context={"title": _("Confirm a change"), "button": _("Confirm"), "lead": _lead(change)},
    )


@page(Action.NETWORK_EDIT)
def decline(request: HttpRequest, post: Seat, change_id: int) -> HttpResponse:
    """Turn down somebody else's proposal."""
    change = found(post, Action.NETWORK_EDIT, EdgeChange, change_id)
    return form_page(
        request,
        forms.ReasonForm(request.POST or None),
        lambda asked: edges.decline_edge(post=post, change=change, now=clock.now(), **asked),
        done=_("Declined."),
        back=reverse("network:changes"),
        context={"title": _("Decline a change"), "button": _("Decline"), "lead": _lead(change)},
    )


@page(Action.NETWORK_EDIT)
def withdraw(request: HttpRequest, post: Seat, change_id: int) -> HttpResponse:
    """Take back one's own proposal."""
    change = found(post, Action.NETWORK_EDIT, EdgeChange, change_id)
    return form_page(
        request,
        forms.forms.Form(request.POST if request.method == "POST" else None),
        lambda asked: edges.withdraw_edge(post=post, change=change, now=clock.now()),
        done=_("Taken back."),
        back=reverse("network:changes"),
        context={"title": _("Take back a proposal"), "button": _("Take it back"), "lead": _lead(change)},
    )


def _lead(change: EdgeChange) -> str:
    facts = {
        "subject": change.subject.name,
        "object": change.object.name,
        "kind": EDGES[change.kind],
        "day": change.counts_from.isoformat(),
        "reason": change.reason,
    }
    if change.what == "add":
        return _("%(subject)s supervises %(object)s (%(kind)s) from %(day)s. Reason given: %(reason)s") % facts
    return _("%(subject)s no longer supervises %(object)s (%(kind)s) after %(day)s. Reason given: %(reason)s") % facts
