"""Codes of the network in words. Load with `{% load network %}`."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy
from lianjing.domain.authority import Action
from lianjing.ui.wording.network import EDGES, GROUNDS, RELATIONS, TIES

register = template.Library()

_DOORS = (
    (Action.NETWORK_READ, "home", _("Drawing")),
    (Action.NETWORK_READ, "tree", _("Tree")),
    (Action.COVERAGE_READ, "coverage", _("Coverage")),
    (Action.NETWORK_READ, "vacancies", _("Vacancies")),
    (Action.HANDOVER_READ, "handovers", _("Hand-overs")),
    (Action.NETWORK_READ, "units", _("Units")),
    (Action.PERSON_READ, "people", _("People")),
    (Action.NETWORK_READ, "changes", _("Changed lines")),
    (Action.NETWORK_READ, "draws", _("Draws")),
    (Action.DECLARATION_READ, "declarations", _("My declarations")),
    (Action.RECUSAL_READ, "recusals", _("Recusals")),
    (Action.JOURNAL_READ, "journal", _("Journal")),
)


@register.simple_tag(takes_context=True)
def network_doors(context: Context, here: str = "") -> list[dict[str, Any]]:
    """Return the room's pages this post has a grant for, as tabs."""
    seat = context.get("seat")
    return [
        {"label": label, "url": reverse(f"network:{name}"), "here": name == here}
        for action, name, label in _DOORS
        if seat and policy.holds(seat, action)
    ]


@register.filter
def edge_words(kind: str) -> Any:
    """Return what a kind of line is called."""
    return EDGES[kind]


@register.filter
def tie_words(kind: str) -> Any:
    """Return what a kind of tie is called."""
    return TIES[kind]


@register.filter
def ground_words(ground: str) -> Any:
    """Return what a ground of recusal is called."""
    return GROUNDS[ground]


@register.filter
def relation_words(relation: str) -> Any:
    """Return what a relation is called; what a person typed stays as typed."""
    return RELATIONS.get(relation, relation)
