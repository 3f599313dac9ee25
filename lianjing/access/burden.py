"""Counting what is typed by hand: a number for a post, a day and a demand. No content, no person (C3)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from lianjing.domain.authority import Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Post, TypedValues

_WHY = "what is typed is counted for whoever asked for it"


def count(seat: Seat, demand: str, values: int, now: datetime, asked_by: Post | None = None) -> None:
    """Add values that a post has just typed because of a demand; `asked_by` is the post whose demand it is."""
    if values < 1:
        return
    if _added(seat, demand, values, now.date()):
        return
    row = TypedValues(post_id=seat.post_id, day=now.date(), demand=demand, values=values)
    row.asked_by, row.path = asked_by, asked_by.org.path if asked_by else ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody in the same post typed in the same moment
        _added(seat, demand, values, now.date())


def _added(seat: Seat, demand: str, values: int, day: date) -> bool:
    rows = unscoped(TypedValues, reason=_WHY).filter(post=seat.post_id, day=day, demand=demand)
    return bool(rows.update(values=F("values") + values))
