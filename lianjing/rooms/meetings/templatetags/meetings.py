"""Words of outcomes and of steps, for the templates of this room. Load with `{% load meetings %}`."""

from django import template
from django.utils.translation import get_language

from lianjing.access import rulebook
from lianjing.ui.wording import meetings as words

register = template.Library()


@register.filter
def outcome_words(kind: str) -> str:
    """Return what an outcome is called."""
    return str(words.OUTCOMES[kind])


@register.filter
def quarter_words(code: str) -> str:
    """Return a quarter in words."""
    return words.quarter(code)


@register.filter
def step_words(step: str) -> str:
    """Return what a step of a resolution is called."""
    return rulebook.library().labels.machines["resolution"].steps[step].say(get_language() or "zh")
