"""Content files carry Chinese and English side by side; pages say the reader's."""

from django import template
from django.utils.translation import get_language

from lianjing.domain.parameters import Words

register = template.Library()


@register.filter
def said(words: Words) -> str:
    """Return the words in the reader's language."""
    return words.say(get_language() or "zh")
