"""The duties of the clock, by name. Each takes the moment and returns how many rows it moved."""

from collections.abc import Callable
from datetime import datetime

from lianjing.access import work


def signatures_not_waited_for(now: datetime) -> int:
    """Give items back whose countersignatures did not come in time."""
    return work.go_on_without(now)


ALL: dict[str, Callable[[datetime], int]] = {"work.countersign": signatures_not_waited_for}
