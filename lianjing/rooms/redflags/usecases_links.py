"""A pair of records in doubt is decided by one of the two people it was put to."""

from datetime import datetime
from typing import Any

from lianjing.access import policy
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import LinkDecision


@act(Action.LINK_DECIDE, on="pair", facts=lambda result, **_: {"same": result.same})
def decide(*, post: Seat, pair: LinkDecision, same: bool, reason: str, now: datetime) -> LinkDecision:
    """Say whether the two records belong together, and why. Raises RuleBroken: link_reason_missing, link_answered."""
    if not reason.strip():
        raise RuleBroken("link_reason_missing")
    locked: Any = policy.visible(post, Action.LINK_DECIDE, LinkDecision).select_for_update().get(pk=pair.pk)
    if locked.same is not None:
        raise RuleBroken("link_answered")
    locked.same, locked.reason, locked.decided_at = same, reason.strip(), now
    locked.decided_by_id = post.person_id
    locked.save()
    return locked
