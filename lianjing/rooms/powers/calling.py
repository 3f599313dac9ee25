"""Putting versions of powers on the lists of those who are to act on them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from lianjing.access import power_drafts, work
from lianjing.access.capacities import post_of
from lianjing.domain.authority import Seat
from lianjing.records.models import PowerVersion


def call(held: PowerVersion, code: str, posts: Iterable[int], now: datetime, raised_by: Seat | None = None) -> None:
    """Put a version on the lists of posts, once each."""
    for post in power_drafts.posts(posts):
        work.assign(
            code=code,
            about=held,
            post=post,
            url=reverse("powers:version", args=[held.pk]),
            now=now,
            facts={"power": held.item},
            raised_by=post_of(raised_by) if raised_by else None,
        )
