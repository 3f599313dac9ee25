"""What of a red flag a post may know, by its state: the content, or only that there is one (SM1, C6, G15)."""

from django.db.models import Q, QuerySet

from lianjing.access import policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import RedFlag

ASKED_NOBODY, WITH_THE_OFFICER = "raised", "self_check"


def seen(post: Seat) -> "QuerySet[RedFlag]":
    """Return every flag whose content the post may read now, ordinary and sealed, newest first.

    While the officer's days run, only whoever answers sees the content: the others see a count. What waits because
    its reviewers have enough was put to nobody yet. Danger to a child is not the officer's to see, but of those above.
    """
    rows = policy.visible(post, Action.FLAG_READ, RedFlag).exclude(kept_back(post))
    if policy.holds(post, Action.FLAG_READ_SEALED):
        rows = rows | policy.visible(post, Action.FLAG_READ_SEALED, RedFlag).exclude(state=ASKED_NOBODY)
    return rows.order_by("-id")


def kept_back(post: Seat, prefix: str = "") -> Q:
    """Return the filter of ordinary flags within reach whose content is kept back from the post."""
    nobody = Q(**{f"{prefix}state": ASKED_NOBODY})
    if policy.holds(post, Action.FLAG_ANSWER):
        return nobody | ~Q(**{f"{prefix}danger": ""})
    return nobody | Q(**{f"{prefix}state": WITH_THE_OFFICER})


def with_officers(post: Seat) -> int:
    """Return how many questions at the post's units are with their officers: a number, no content."""
    if policy.holds(post, Action.FLAG_ANSWER):
        return 0
    return policy.visible(post, Action.FLAG_READ, RedFlag).filter(state=WITH_THE_OFFICER).count()
