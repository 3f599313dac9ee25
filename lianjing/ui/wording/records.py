"""What a record is called in a list beside its kind and its unit, so that two of one unit can be told apart."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language

from lianjing.access import modelbook, rulebook
from lianjing.records import models as m
from lianjing.ui.wording import notices, redflags

_LETTERS = 40


def disclosure(slot: m.Disclosure) -> str:
    """Return a slot of the calendar: its power and step, and its period."""
    named = rulebook.powers()
    words = named.steps.get((slot.item, slot.step)) or named.names[slot.item]
    return f"{words.say(get_language() or 'zh')} {notices.slot_words(slot.slot)}"


def _question(flag: m.RedFlag) -> str:
    """Return what a model asks; what no model asks, as a danger to a child, is told on its own page alone."""
    return redflags.headline(flag) if flag.code in modelbook.models() else ""


_NAMES: Mapping[type, Callable[[Any], str]] = {
    m.Disclosure: disclosure,
    m.Directive: lambda row: row.title,
    m.Matter: lambda row: row.title,
    m.RedFlag: _question,
    m.PublicQuestion: lambda row: row.asked,
    m.PowerVersion: lambda row: row.item,
}


def name_of(record: Any) -> str:
    """Return what a record is called for somebody who may read it, in a line; "" where it has no name, as a problem."""
    said = _NAMES.get(type(record))
    name = said(record) if said else ""
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "\u2026"
