"""Refusals of nets, charts and logs that cases are compared with, and what a deviation of a case is called."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "net_without_start": _(
        "The chart has no start: no place is marked before the first step. Mark where a case begins."
    ),
    "net_without_end": _("The chart has no end: nothing says when a case is complete. Mark where a case ends."),
    "net_place_unknown": _(
        "A step names place %(place)s, and the chart has only %(places)s, counted from 0. Correct the file it "
        "came from."
    ),
}
