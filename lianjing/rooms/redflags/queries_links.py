"""What the two people named on a pair of records see of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lianjing.access import journal, links, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import LinkDecision, Org


@dataclass(frozen=True)
class PairSheet:
    """One pair as the people named on it see it: the two records, and what joins them."""

    pair: LinkDecision
    sides: list[dict[str, Any]]


def open_pairs(post: Seat) -> "QuerySet[LinkDecision]":
    """Return the pairs this person is named on and nobody has answered, the likeliest first."""
    return policy.visible(post, Action.LINK_DECIDE, LinkDecision).filter(same=None).order_by("-likeness", "id")


def waiting(post: Seat) -> int:
    """Return how many pairs wait for this person: none where the role is never named on one."""
    return open_pairs(post).count() if policy.holds(post, Action.LINK_DECIDE) else 0


def sheet(post: Seat, pair: LinkDecision, now: datetime) -> PairSheet:
    """Return one pair with its two records; looking is an entry in the journal."""
    journal.read(post, Action.LINK_DECIDE, [pair], now)
    sides = links.described(pair)
    schools = {side["school"] for side in sides if side["school"]}
    units = policy.visible(post, Action.NETWORK_READ, Org).filter(code__in=schools)
    names = dict(units.values_list("code", "name"))
    return PairSheet(pair, [{**side, "school": names.get(side["school"], side["school"])} for side in sides])
