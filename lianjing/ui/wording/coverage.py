"""The coverage proof in plain words: what is not covered, why nobody is left, and what would mend it (D2).

Whole sentences with named places, never glued from words; only lists of equal parts are joined.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

SIDES = {"upper": _("supervisor from above"), "peer": _("supervisor from beside")}

GAPS = {
    "no_supervisor": _("Nobody is left"),
    "overload": _("Everybody left is full"),
    "mutual": _("Only mutual pairs are left"),
    "no_channel": _("No channel for the public"),
    "not_separated": _("One person on both sides of a check"),
    "unwatched": _("Nobody looks at somebody"),
}

REASONS = {
    "holder": _("do the step themselves"),
    "insider": _("belong to the same unit"),
    "sits_above": _("already look at it from above"),
    "subordinate": _("are subordinate to somebody who does it"),
    "kin": _("have declared a relative among those who do it"),
    "interest": _("have declared an interest"),
    "load": _("have as many steps as one person may supervise"),
    "mutual": _("would watch those who watch them"),
}
HIDDEN = _("are kept away for a declared tie")


def gap_sentence(
    code: str, side: str, *, where: str, what: str, looked_at: int, reasons: Sequence[tuple[str, int]]
) -> str:
    """Return what is not covered and why. `where` and `what` are words already; reasons: (code, people), most first."""
    facts = {"where": where, "what": what, "side": str(SIDES.get(side, "")), "looked": looked_at}
    if code == "no_channel":
        return gettext("%(where)s: the public has no channel to see and ask about its powers.") % facts
    if code == "not_separated":
        return gettext("%(where)s: one person would hold steps of %(what)s that must lie in different hands.") % facts
    if code == "unwatched":
        return gettext("%(where)s: somebody there is not looked at by anybody who is not below them.") % facts
    if not looked_at:
        return gettext("%(where)s: %(what)s has no %(side)s: no unit is named for it, or nobody stands there.") % facts
    facts["reasons"] = reasons_in_words(reasons)
    return gettext("%(where)s: %(what)s has no %(side)s left. Of %(looked)s people looked at, %(reasons)s.") % facts


def reasons_in_words(reasons: Sequence[tuple[str, int]]) -> str:
    """Return "5 have declared a relative …, 2 are full", in the order given."""
    said = [gettext("%(count)s %(why)s") % {"count": count, "why": REASONS[reason]} for reason, count in reasons]
    return gettext(", ").join(said)


def places(names: Sequence[str], township: str) -> str:
    """Return where a gap lies: one unit by name, several of one township together, else the first and how many."""
    if len(names) == 1:
        return names[0]
    if township:
        words = ngettext("%(count)s unit of %(township)s", "%(count)s units of %(township)s", len(names))
        return words % {"count": len(names), "township": township}
    words = ngettext("%(first)s and %(more)s more unit", "%(first)s and %(more)s more units", len(names) - 1)
    return words % {"first": names[0] if names else "", "more": len(names) - 1}


def steps_in_words(names: Sequence[str], steps: int) -> str:
    """Return the names of steps in quotation marks, at most three, and how many of all `steps` are not named."""
    said = gettext(", ").join(gettext("“%(name)s”") % {"name": name} for name in names[:3])
    more = max(steps, len(names)) - min(3, len(names))
    if more > 0:
        return ngettext("%(steps)s and %(more)s more step", "%(steps)s and %(more)s more steps", more) % {
            "steps": said,
            "more": more,
        }
    return said


def advice(code: str, facts: Mapping[str, Any], units: Sequence[str]) -> str:
    """Return what would mend a gap. units: names of the units that the suggestion names."""
    named = {**facts, "units": gettext(", ").join(units)}
    sentences = {
        "raise_load": gettext(
            "Let one person supervise %(limit)s steps instead of %(now)s (the county's figure coverage.load)."
        ),
        "climb": gettext("Let somebody one level higher look: %(units)s has people who are free."),
        "pair_across": gettext("Pair across groups: people of %(units)s are free."),
        "share_post": gettext("Let a post of %(units)s do one of the steps for this school too."),
        "fill_vacancy": gettext("Fill the vacant post: %(post)s at %(units)s."),
        "add_post": gettext("Add a post with a holder at %(units)s."),
    }
    return sentences[code] % named
