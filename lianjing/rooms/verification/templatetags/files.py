"""Words of verification files in templates."""

from collections.abc import Sequence

from django import template

from lianjing.ui.wording import links
from lianjing.ui.wording.verification import KINDS, RESULTS

register = template.Library()


@register.filter
def result_words(code: str) -> str:
    """Return what came of a file."""
    return str(RESULTS[code])


@register.filter
def kind_words(code: str) -> str:
    """Return whom a look was at."""
    return str(KINDS[code])


@register.filter
def evidence_words(codes: Sequence[str]) -> str:
    """Return by what two records are joined."""
    return ", ".join(str(one) for one in links.evidence(list(codes)))
