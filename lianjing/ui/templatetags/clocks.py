"""The clock of a waiting item, for both sides alike."""

from datetime import date
from typing import Any

from django import template

from lianjing.ui.clocks import ticking, ticking_of

register = template.Library()


@register.inclusion_tag("ui/parts/clock.html", takes_context=True)
def clock(
    context: dict[str, Any], machine: str, state: str, until: date | None, who: Any = "", called: int = 0
) -> dict[str, Any]:
    """Who must act, until when, what happens then; nothing at an end. See `ui.clocks.ticking`."""
    return {"ticking": ticking(machine, state, until, who, called), "today": context.get("today")}


@register.inclusion_tag("ui/parts/clock.html", takes_context=True)
def clock_of(context: dict[str, Any], record: Any, who: Any = "") -> dict[str, Any]:
    """The same of a record, with the day that its clock says now: for the page of the record itself, not for lists."""
    return {"ticking": ticking_of(record, who), "today": context.get("today")}
