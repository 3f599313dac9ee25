"""Why a step of a machine was refused, and what its steps and facts are called."""

from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

WHY = {
    "unknown_state": _("this record is in a state that no longer exists"),
    "unknown_step": _("there is no such step"),
    "not_from_here": _("it has already moved on, so this step is no longer open"),
    "not_yours": _("this step belongs to somebody else"),
    "too_few_hands": _("a second person must act with you"),
    "facts_missing": _("something is missing"),
    "people_unknown": _("the people involved are not recorded, so nobody can be shown to be impartial"),
    "same_person": _("somebody else must do this, because you took part in it before"),
    "too_often": _("this step has been taken as often as it may be"),
}

FACTS = {
    "reason": _("a reason"),
    "outcome": _("what came of it"),
    "opinion": _("your opinion"),
    "question": _("your question"),
    "countersigners": _("at least one post that signs"),
    "successor": _("another post of the same unit with a holder"),
    "successor_clear": _("a successor who is not recused"),
    "gap_kept": _("a day since the last reminder"),
    "answer_to_return": _("what was missing"),
    "in_time": _("the time limit has passed"),
    "ground": _("the ground"),
    "own_request": _("one's own request"),
}


def step_refused(facts: dict[str, Any]) -> str:
    """Return why, and what is missing by name."""
    why = _g("; ").join(str(WHY[reason]) for reason in facts["why"])
    named = [str(FACTS[word]) for word in facts["missing"] if word in FACTS]
    if named:
        return _g("Not done: %(why)s (%(missing)s).") % {"why": why, "missing": _g(", ").join(named)}
    return _g("Not done: %(why)s.") % {"why": why}


SENTENCES: dict[str, Any] = {"step_refused": step_refused}
