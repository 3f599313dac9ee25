"""The duties of the clock, by name. Each takes the moment and returns how many rows it moved."""

from collections.abc import Callable
from datetime import datetime

from lianjing.access import work
from lianjing.rooms.redflags import usecases as redflags

ALL: dict[str, Callable[[datetime], int]] = {
    "work.countersign": work.go_on_without,
    "redflag.ask": redflags.ask_about_posts,
    "redflag.lapse": redflags.lapse_unanswered,
}
