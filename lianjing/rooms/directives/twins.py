"""Which directive is like which: about the same record, or in much the same words. It proposes; people decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from lianjing.access.rulebook import library
from lianjing.records.models import Directive

_SAME_POWER = 0.15  # about one power item, words may differ by so much more
_WORTH_SHOWING = 0.35
_AT_MOST = 3


@dataclass(frozen=True)
class Likeness:
    """Another directive and how alike it is, from 0 to 1. `near`: alike enough that it must be explained."""

    directive: Directive
    share: float
    near: bool


def alike(one: Directive, other: Directive) -> float:
    """Return how alike two directives are, from 0 to 1: 1 when they are about the same record."""
    if one.subject_table and (one.subject_table, one.subject_id) == (other.subject_table, other.subject_id):
        return 1.0
    words = (fuzz.ratio(one.title, other.title) + fuzz.partial_ratio(one.text, other.text)) / 200
    return min(1.0, words + (_SAME_POWER if one.power and one.power == other.power else 0.0))


def likest(directive: Directive, others: Iterable[Directive], now: datetime) -> list[Likeness]:
    """Return those of `others` that are worth a look, the likest first."""
    line = float(library().parameters["directive.likeness"].on(now.date()))
    found = [Likeness(other, share, share >= line) for other in others if (share := alike(directive, other))]
    found = [one for one in found if one.share >= _WORTH_SHOWING]
    return sorted(found, key=lambda one: (-one.share, one.directive.pk))[:_AT_MOST]
