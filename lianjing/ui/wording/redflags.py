"""How a red flag is asked: two sentences with its figures; the innocent reasons; what its steps are called."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook

INNOCENT = {
    "transition": _("A change of staff is under way; the second post ends within the month."),
    "substitute": _("The central school's people check in their place; the cross-check is on file."),
    "wrong_record": _("The roster is wrong: the person no longer holds one of the posts."),
    "corrected": _("It was so, and has been put right."),
}


STEPS = {
    "explain": _("Explain"),
    "explain_late": _("Explain, late"),
    "send_back": _("Return: something is missing"),
    "dismiss": _("Close: an innocent reason"),
    "confirm_corrected": _("Close: put right"),
    "rectify": _("Hand over to rectification"),
}


def question(code: str, facts: dict[str, Any]) -> str:
    """Return the question of a flag in two sentences with its figures. Raises KeyError for an unknown code."""
    return _QUESTIONS[code](facts)


def _incompatible(facts: dict[str, Any]) -> str:
    return gettext(
        "%(person)s holds %(posts)s at the same time, and %(items)s keep these posts apart. "
        "Is there a reason, or has one of the posts passed to somebody else?"
    ) % {
        "person": facts["person"],
        "posts": gettext(" and ").join(facts["posts"]),
        "items": gettext(", ").join(_named(item) for item in facts["items"]),
    }


def _named(item: str) -> str:
    """Return a power item as people know it, with its code."""
    return f"{rulebook.powers().names[item].say(get_language() or 'zh')} ({item})"


_QUESTIONS = {"incompatible_posts": _incompatible}
