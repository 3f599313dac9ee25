"""The peer lines between supervision groups that are in force."""

from datetime import date

from lianjing.access.policy import visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Edge


def peer_edges(post: Seat, codes: list[str], on: date) -> dict[tuple[str, str], Edge]:
    """Return the peer lines between units with these codes, by (visitor, visited)."""
    rows = visible(post, Action.NETWORK_READ, Edge).filter(in_force(on), kind="peer")
    rows = rows.filter(subject__code__in=codes, object__code__in=codes).select_related("subject", "object")
    return {(edge.subject.code, edge.object.code): edge for edge in rows}
