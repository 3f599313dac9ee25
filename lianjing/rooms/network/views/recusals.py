"""Recusal: ask for oneself, ask of another, decide, name a successor."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import clock
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Person, Recusal
from lianjing.rooms.network import forms
from lianjing.rooms.network.queries import recusals as queries
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.network.views.common import form_page, found, looked
from lianjing.ui.page import page
from lianjing.ui.wording.network import GROUNDS, RAISED_BY


@page(Action.RECUSAL_READ)
def home(request: HttpRequest, post: Seat) -> HttpResponse:
    """Show the recusals one level down."""
    context = {"title": _("Recusals"), "rows": queries.waiting(post), "grounds": GROUNDS, "raised_by": RAISED_BY}
    return render(request, "network/recusals.html", context)


@page(Action.RECUSAL_REQUEST)
def ask(request: HttpRequest, post: Seat, table: str, key: int) -> HttpResponse:
    """Keep oneself away from a record one can see: granted at once."""
    record, me = _seen(post, table, key), found(post, Action.RECUSAL_REQUEST, Person, post.person_id)
    form = forms.RecusalForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda asked: recusals.ask_for_oneself(post=post, person=me, record=record, now=clock.now(), **asked),
        done=_("You are kept away from it. It no longer exists for you; somebody else takes over."),
        back=reverse("worklist:home"),
        context={
            "title": _("Keep me away from this"),
            "button": _("Keep me away"),
            "lead": _(
                "Granted at once. From then on this item does not exist for you: not in lists, search or counts."
            ),
        },
    )


@page(Action.RECUSAL_REQUEST)
def ask_other(request: HttpRequest, post: Seat, table: str, key: int) -> HttpResponse:
    """Ask that the holder of another post be kept away from a record one can see."""
    record, me = _seen(post, table, key), found(post, Action.RECUSAL_REQUEST, Person, post.person_id)
    form = forms.RecusalOfAnotherForm(request.POST or None, post=post, choices=queries.posts_that_look(post))
    return form_page(
        request,
        form,
        lambda asked: recusals.ask_of_another(post=post, person=me, record=record, now=clock.now(), **asked),
        done=_("Asked. One level up decides within one working day; silence keeps the person away."),
        back=reverse("worklist:home"),
        context={
            "title": _("Ask for a recusal"),
            "button": _("Ask"),
            "lead": _(
                "Neither you nor the person concerned decides; without a decision in time the person is kept away."
            ),
        },
    )


@page(Action.RECUSAL_READ)
def recusal(request: HttpRequest, post: Seat, recusal_id: int) -> HttpResponse:
    """Show one recusal; decide it if this post stands one level up. The look at the tie behind it is written down."""
    record = found(post, Action.RECUSAL_READ, Recusal, recusal_id)
    sheet = queries.sheet(post, record)
    if sheet["ties"]:
        looked(post, Action.DECLARATION_READ, sheet["ties"])
    context = {
        "title": _("Recusal"),
        "crumbs": [(_("Recusals"), reverse("network:recusals"))],
        "ground": GROUNDS[record.ground],
        "how": RAISED_BY[record.raised_by],
        **sheet,
    }
    return render(request, "network/recusal.html", context)


@page(Action.RECUSAL_DECIDE)
def decide(request: HttpRequest, post: Seat, recusal_id: int) -> HttpResponse:
    """Recuse, or keep with a reason."""
    record = found(post, Action.RECUSAL_DECIDE, Recusal, recusal_id)
    return form_page(
        request,
        forms.DecisionForm(request.POST or None),
        lambda asked: recusals.decide(post=post, recusal=record, now=clock.now(), **asked),
        done=_("Decided."),
        back=reverse("network:recusal", args=[record.pk]),
        context={"title": _("Decide on a recusal"), "button": _("Decide"), "lead": GROUNDS[record.ground]},
    )


@page(Action.RECUSAL_DECIDE)
def replace(request: HttpRequest, post: Seat, recusal_id: int) -> HttpResponse:
    """Name who does the work of the recused."""
    record = found(post, Action.RECUSAL_DECIDE, Recusal, recusal_id)
    return form_page(
        request,
        forms.SuccessorForm(request.POST or None, post=post),
        lambda asked: recusals.replace_by_hand(post=post, recusal=record, now=clock.now(), **asked),
        done=_("The work has passed to the post you chose."),
        back=reverse("network:recusal", args=[record.pk]),
        context={
            "title": _("Name a successor"),
            "button": _("Pass it on"),
            "lead": _("The proof of coverage named nobody who is free."),
        },
    )


def _seen(post: Seat, table: str, key: int) -> queries.Table:
    record = queries.record_seen(post, table, key)
    if record is None:
        raise Http404
    return record
