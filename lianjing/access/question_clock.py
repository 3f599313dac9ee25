"""The questions from outside whose day has passed (SM8). When a day passes, school vacations left out: `pausing.py`."""

from datetime import date

from lianjing.records.doors import unscoped
from lianjing.records.models import PublicQuestion


def due_questions(state: str, on: date) -> list[PublicQuestion]:
    """Return the questions of one state whose day has passed."""
    rows = unscoped(PublicQuestion, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.select_related("org__parent").order_by("id"))
