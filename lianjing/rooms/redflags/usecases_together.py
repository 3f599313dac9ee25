"""Questions alike are answered, and reviewed, in one form; each keeps a record of its own, and each step is an act."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from lianjing.access.acts import undone
from lianjing.records.models import RedFlag


def together(flags: Sequence[RedFlag], step: Callable[[RedFlag], Any]) -> int:
    """Take one step for each flag, all or none; return for how many. Raises RuleBroken of the first that is refused."""
    with undone(*flags), transaction.atomic():
        return sum(1 for flag in flags if step(flag) is not None)
