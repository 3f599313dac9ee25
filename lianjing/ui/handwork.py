"""How many values of a form somebody typed: text, figures and days that differ from what the page proposed.

What is chosen, ticked, uploaded or filled in beforehand is not typed. The number is kept for a post and a day, beside
the demand that asked for it; what was typed and by whom is not (C3).
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django import forms

from lianjing.access import burden
from lianjing.domain.authority import Seat
from lianjing.records.models import Post

_TYPED = (forms.TextInput, forms.Textarea, forms.NumberInput, forms.EmailInput, forms.URLInput)


@dataclass(frozen=True)
class Demand:
    """What asked for the values: its name, and the post that made it, None for a step of the product itself."""

    name: str
    asked_by: Post | None = None


@dataclass(frozen=True)
class Typed:
    """Values of one form that was taken, and the demand they were for, None for the page's own action."""

    values: int
    demand: Demand | None


_noted: ContextVar[list[Typed] | None] = ContextVar("typed", default=None)


def typed_values(form: forms.BaseForm) -> int:
    """Return how many fields of a valid form were typed by hand."""
    widgets = (form.fields[name].widget for name in form.changed_data)
    return sum(isinstance(widget, _TYPED) for widget in widgets)


def begin() -> None:
    """Begin a request: nothing was typed yet."""
    _noted.set([])


def note(form: forms.BaseForm, demand: Demand | None = None) -> None:
    """Note a form whose use case went through. A refused one is typed again anyway and counts once."""
    noted = _noted.get()
    if noted is not None and form.is_bound:
        noted.append(Typed(typed_values(form), demand))


def keep(seat: Seat, action: str, now: datetime) -> None:
    """Keep what was typed in this request: on its demand, or on the page's action where no post asked for it."""
    for typed in _noted.get() or ():
        demand = typed.demand or Demand(action)
        burden.count(seat, demand.name, typed.values, now, demand.asked_by)
    _noted.set(None)
