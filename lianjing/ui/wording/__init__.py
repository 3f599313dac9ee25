"""Refusal code to sentence: the only place that words refusals.

Each sentence says what happened, the limit and its source, and what to do. Placeholders are facts of the refusal.
"""

from lianjing.domain.refusals import RuleBroken
from lianjing.ui.wording import access

SENTENCES = {**access.SENTENCES}


def sentence(refusal: RuleBroken) -> str:
    """Return the refusal in the reader's language. Raises KeyError for a code that nobody worded."""
    return str(SENTENCES[refusal.code]) % refusal.facts
