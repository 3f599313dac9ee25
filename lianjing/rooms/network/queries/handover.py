"""What the pages of hand-over show."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import handing
from lianjing.access.policy import may, visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.handover import HANDOVER
from lianjing.records.models import Handover, Holding, Person, Post
from lianjing.ui.columns import Column
from lianjing.ui.listing import Choice, Listing
from lianjing.ui.templatetags import ui
from lianjing.ui.wording import states, work


def handovers(post: Seat) -> Listing:
    """Return the hand-overs within reach, newest first."""
    return Listing(
        rows=visible(post, Action.HANDOVER_READ, Handover).select_related("post__org", "leaving", "coming"),
        title=_("Hand-overs"),
        columns=[
            Column("post", _("Post"), lambda row: row.post.title, link=_address),
            Column("unit", _("Unit"), lambda row: row.post.org.name),
            Column("from", _("From"), lambda row: row.leaving.name if row.leaving else ""),
            Column("to", _("To"), lambda row: row.coming.name if row.coming else ""),
            Column("at", _("Opened"), lambda row: row.opened_at, kind="moment"),
            Column("state", _("State"), lambda row: row.state, show=lambda row: ui.state("handover", row.state)),
        ],
        filters=[Choice("state", _("State"), [(name, _state(name)) for name in HANDOVER.states], "state")],
        order=("-pk",),
    )


def sheet(post: Seat, record: Handover) -> dict[str, Any]:
    """Return one hand-over: its list in words, and what this person may do now."""
    upper = may(post, Action.HANDOVER_OPEN, record.post.org)
    out = record.state == "listed" and record.leaving_id == post.person_id
    come = record.state == "signed_out" and record.coming_id == post.person_id
    aside = post.person_id not in (record.leaving_id, record.coming_id)
    hidden = handing.hidden_from(post.person_id, [line["item"] for line in record.items])
    return {
        "record": record,
        "items": [{**line, "words": _title(line)} for line in record.items if line["item"] not in hidden],
        "may_sign": out or come,
        "sign_label": _("Sign over") if out else _("Take over and sign"),
        "may_sign_for": upper and aside and record.state == "listed",
        "may_cancel": upper and record.state not in HANDOVER.ends,
    }


def holders(post: Seat, of: Post) -> list[Person]:
    """Return who holds a post today, as far as the seat may see."""
    rows = visible(post, Action.PERSON_READ, Holding).filter(in_force(post.on), post=of).select_related("person")
    return [holding.person for holding in rows.order_by("id")]


def candidates(post: Seat, of: Post) -> Any:
    """Return the people of the post's unit, or of the units it works for, who may take it over."""
    near = visible(post, Action.PERSON_READ, Person).filter(home__path__startswith=of.org.path)
    return near.filter(in_force(post.on, "holdings__")).exclude(holdings__post__role="").distinct().order_by("sought")


def _title(line: dict[str, Any]) -> str:
    return work.title(line["code"], line["facts"]) if line["code"] else str(_("A sealed matter"))


def _state(name: str) -> Any:
    return states.state("handover", name)[1]


def _address(row: Handover) -> str:
    return reverse("network:handover", args=[row.pk])
