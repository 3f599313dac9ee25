"""The supervisors' own days in public words: what was held, signed, reported, verified and answered in time."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjing.access.public_supervision import PublicQuarter
from lianjing.domain.shares import Share
from lianjing.ui.wording import meetings

_REPLIED = gettext_lazy("Directives answered in time")


def quarter(code: str) -> str:
    """Return a quarter in words."""
    return meetings.quarter(code)


def held(yes: bool | None, over: bool) -> str:
    """Return whether the quarter's joint meeting was held. over: whether the quarter is."""
    if yes is None and over:
        return _("Nothing is on record about a joint meeting.")
    if yes is None:
        return _("The joint meeting of this quarter has not been held yet.")
    return _("The joint meeting was held.") if yes else _("No joint meeting was held.")


def label(name: str) -> str:
    """Return what a figure is called."""
    return str(_REPLIED if name == "replied" else meetings.FIGURES[name][0])


def said(share: Share, of: PublicQuarter) -> str:
    """Return a share of something as it may be told: in full, or as few."""
    if share.whole < of.least:
        return _("fewer than %(least)s") % {"least": of.least}
    return f"{share.part} / {share.whole} ({100 * share.part / share.whole:.0f}%)"
