"""Refusal code to sentence: the only place that words refusals.

Each sentence says what happened, the limit and its source, and what to do. Placeholders are facts of the refusal;
an entry may also be a function of the facts.
"""

from collections.abc import Callable
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.ui.wording import (
    access,
    accounts,
    asking,
    bpmn,
    casework,
    conformance,
    directives,
    flag_refusals,
    intake,
    lake,
    links,
    listing,
    machines,
    meetings,
    network,
    notices,
    operating,
    power_versions,
    powers,
    public_log,
    rules,
    screening,
    uploads,
    verification,
    work,
)

SENTENCES: dict[str, Any] = {
    **access.SENTENCES,
    **accounts.SENTENCES,
    **asking.SENTENCES,
    **bpmn.SENTENCES,
    **casework.SENTENCES,
    **conformance.SENTENCES,
    **flag_refusals.SENTENCES,
    **directives.SENTENCES,
    **verification.SENTENCES,
    **listing.SENTENCES,
    **intake.SENTENCES,
    **lake.SENTENCES,
    **links.SENTENCES,
    **machines.SENTENCES,
    **meetings.SENTENCES,
    **network.SENTENCES,
    **notices.SENTENCES,
    **operating.SENTENCES,
    **power_versions.SENTENCES,
    **powers.SENTENCES,
    **public_log.SENTENCES,
    **rules.SENTENCES,
    **screening.SENTENCES,
    **uploads.SENTENCES,
    **work.SENTENCES,
}


def sentence(refusal: RuleBroken) -> str:
    """Return the refusal in the reader's language. Raises KeyError for a code that nobody worded."""
    entry: str | Callable[[dict[str, Any]], str] = SENTENCES[refusal.code]
    return entry(refusal.facts) if callable(entry) else str(entry) % refusal.facts
