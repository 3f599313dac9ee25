"""Codes of the network in words. Load with `{% load network %}`."""

from typing import Any

from django import template

from lianjing.ui.wording.network import EDGES, GROUNDS, RELATIONS, TIES

register = template.Library()


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
