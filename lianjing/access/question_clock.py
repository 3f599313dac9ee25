"""The questions from outside whose day has passed (SM8). When a day passes, school vacations left out: `pausing.py`."""

from datetime import date

from lianjing.domain.machines.objection import OBJECTION
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicQuestion


def due_questions(state: str, on: date) -> list[PublicQuestion]:
    """Return the questions of one state whose day has passed."""
    rows = unscoped(PublicQuestion, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.select_related("org__parent").order_by("id"))


def open_objections(disclosure_id: int) -> list[PublicQuestion]:
    """Return the objections to a slot that are not over: one that was answered may still be moved up, and be right."""
    rows = unscoped(PublicQuestion, reason="a notice ends when no objection to it is open (SM7)")
    rows = rows.filter(item_table="disclosure", item_id=disclosure_id, kind="objection")
    return list(rows.exclude(state__in=OBJECTION.ends).order_by("id"))
