"""What a course of events did otherwise than its power, as one sentence each, and how it can still be put right."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import powers
from lianjing.access.rulebook import library
from lianjing.domain.parameters import Basis
from lianjing.domain.power.deviations import Deviation, Finding
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Span, StepLimit
from lianjing.engines.flowcharts.telling import Teller
from lianjing.ui.amounts import money

KINDS = {
    Deviation.SKIPPED: _("Step left out"),
    Deviation.EARLY: _("Before its turn"),
    Deviation.EXTRA: _("Not in the flowchart"),
    Deviation.TWICE: _("Done twice"),
    Deviation.WRONG_BRANCH: _("Way for other amounts"),
    Deviation.WRONG_POST: _("Post that may not"),
    Deviation.WRONG_LEVEL: _("Decided too low"),
    Deviation.SAME_PERSON: _("Same person twice"),
    Deviation.TOO_FEW: _("Too few people"),
    Deviation.NO_PAPER: _("Paper missing"),
    Deviation.LATE: _("Late"),
    Deviation.TOO_FAST: _("Too fast"),
    Deviation.NOTICE_SHORT: _("Notice too short"),
}
SENTENCES = {
    Deviation.SKIPPED: _("“%(step)s” was not done."),
    Deviation.EARLY: _("“%(step)s” was done before “%(other)s”."),
    Deviation.EXTRA: _("“%(step)s” has no place here in the flowchart."),
    Deviation.TWICE: _("“%(step)s” was done twice; once is due."),
    Deviation.WRONG_BRANCH: _("“%(step)s” belongs to the way for other amounts."),
    Deviation.WRONG_POST: _("“%(step)s” was done by a post that may not do it."),
    Deviation.WRONG_LEVEL: _("From %(amount)s on, “%(step)s” is decided at a higher level."),
    Deviation.SAME_PERSON: _("One person did both “%(step)s” and “%(other)s”, which are kept apart."),
    Deviation.TOO_FEW: _("“%(step)s” needs %(people)s people; fewer have confirmed it."),
    Deviation.NO_PAPER: _("“%(step)s” left no “%(paper)s”."),
    Deviation.LATE: _("“%(step)s” was late: %(limit)s."),
    Deviation.TOO_FAST: _("“%(step)s” came too soon: %(limit)s."),
    Deviation.NOTICE_SHORT: _("The notice of “%(step)s” came down before its days were over: %(days)s."),
}
REMEDIES = {
    Deviation.SKIPPED: _("If it was done, write it down now with its real day: it is marked as written later."),
    Deviation.EARLY: _("Do what should have come first, and say why the order was another."),
    Deviation.EXTRA: _("Say what it was; if it belongs to this power, propose it for the flowchart."),
    Deviation.TWICE: _("Say why it was done again."),
    Deviation.WRONG_BRANCH: _("Check the amount; go back to the way that is meant for it."),
    Deviation.WRONG_POST: _("Let the post that answers for it look at it and take it again."),
    Deviation.WRONG_LEVEL: _("Put it before the body that decides from this amount on."),
    Deviation.SAME_PERSON: _("Let somebody else, named on this page, do one of the two."),
    Deviation.TOO_FEW: _("Ask the colleagues who were there to confirm."),
    Deviation.NO_PAPER: _("Add the paper that the work itself left."),
    Deviation.LATE: _("Say what held it up."),
    Deviation.TOO_FAST: _("Wait until the days are over; hear objections that still come."),
    Deviation.NOTICE_SHORT: _("Hang it up again for its full days."),
}


def sentence(finding: Finding, item: Item, on: date) -> str:
    """Return a finding as a sentence about the steps of its item, in the reader's language; figures as of `on`."""
    teller = Teller(item, powers.legend(on), _language())
    facts: dict[str, Any] = {"step": step_name(item, finding.step)}
    other = finding.facts.get("other") or finding.facts.get("waits_for")
    facts["other"] = step_name(item, str(other)) if other else _("what comes first")
    facts["people"] = finding.facts.get("people", "")
    facts["amount"] = money(finding.facts.get("from_fen", 0))
    if paper := finding.facts.get("paper"):
        known = (item.papers or {}).get(str(paper))
        facts["paper"] = known.say(_language()) if known else paper
    if isinstance(limit := finding.facts.get("limit"), StepLimit):
        facts["limit"] = teller.limit(limit)
    if isinstance(days := finding.facts.get("days"), Span):
        facts["days"] = teller.span(days)
    return str(SENTENCES[finding.kind]) % facts


def basis(finding: Finding, item: Item) -> str:
    """Return what the rule that was not kept rests on: its own source, "set by the county", or the item's basis."""
    span = finding.facts.get("days") if isinstance(finding.facts.get("days"), Span) else None
    if isinstance(limit := finding.facts.get("limit"), StepLimit):
        span = limit.span
    if isinstance(span, Span):
        if span.county:
            return str(_("set by the county"))
        cited = library().parameters[span.figure].basis if span.figure else _cited(item, span.basis)
        return _joined(cited) or str(_("set by the county"))
    return _joined(item.basis)


def _cited(item: Item, code: str) -> tuple[Basis, ...]:
    return tuple(one for one in item.basis if one.instrument.code == code)


def _joined(cited: Iterable[Basis]) -> str:
    """Return citations as pages print them; an article stands only where somebody checked it."""
    return str(_(", ")).join(one.cite(_language()) for one in cited)


def step_name(item: Item, no: str) -> str:
    """Return number and name of a step; what the chart does not know is called as it was written."""
    step = next((step for step in item.steps if step.no == no), None)
    return f"{no} {step.name.say(_language())}" if step else no


def _language() -> str:
    return get_language() or "zh-hans"
