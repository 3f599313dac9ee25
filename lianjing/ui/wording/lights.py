"""What a light says: its tone, its reasons, the way back to green."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook

TONES: dict[str, Any] = {
    "grey": _("Not known"),
    "red": _("Past its time"),
    "yellow": _("To be looked at"),
    "green": _("As it should be"),
}
_REASONS: dict[str, Any] = {
    "otherwise": _("%(power)s: done otherwise than the chart"),
    "slow": _("%(power)s: later than the chart allows"),
    "not_public": _("%(power)s: should be public and is not"),
}
WAY_BACK: dict[str, Any] = {
    "grey": _("Nothing is known of this half year: it turns when a matter runs or a ledger is taken in."),
    "red": _("It turns as soon as what is missing has been done; the head of the unit sees to it."),
    "yellow": _("It turns when the next matters go by the chart, or what is missing has been made public."),
}


def reason(what: str, power: str) -> str:
    """Return a reason in words, with the power's name in the reader's language."""
    name = rulebook.powers().names.get(power)
    said = name.say(get_language() or "zh") if name else power
    return str(_REASONS[what]) % {"power": said}
