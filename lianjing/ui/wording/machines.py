"""Why a step of a machine was refused. What facts are called stands in `catalogue/machines.yaml`."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook

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


def step_refused(facts: dict[str, Any]) -> str:
    """Return why, and what is missing by name."""
    why = gettext("; ").join(str(WHY[reason]) for reason in facts["why"])
    known, language = rulebook.library().labels.facts, get_language() or "zh"
    named = [known[word].say(language) for word in facts["missing"] if word in known]
    if named:
        return gettext("Not done: %(why)s (%(missing)s).") % {"why": why, "missing": gettext(", ").join(named)}
    return gettext("Not done: %(why)s.") % {"why": why}


SENTENCES: dict[str, Any] = {"step_refused": step_refused}
