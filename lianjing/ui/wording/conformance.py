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
    "net_too_many_tokens": _(
        "The chart puts more than %(limit)s marks on one place (security limit). Correct the number in the file."
    ),
    "pnml_too_large": _(
        "The net has %(size)s bytes; at most %(limit)s are read (security limit). Charts of offices have far less."
    ),
    "pnml_has_entities": _(
        "The net declares a document type, by which a file can grow without bound or reach other files; it is not "
        "opened. Export it without one (no DOCTYPE line)."
    ),
    "pnml_not_readable": _(
        "The net is damaged and cannot be read as XML (at %(place)s: line and sign). Export it again."
    ),
    "pnml_no_net": _("The file can be read but holds no net: there is no pnml/net in it. Check that it is PNML."),
    "pnml_arc_unknown": _(
        "The net has an arc from “%(source)s” to “%(target)s” that does not join a place and a step by plain tokens. "
        "Only place/transition nets are read."
    ),
    "pnml_number_wrong": _(
        "The net counts marks by “%(found)s”, which is no whole number of at most three digits. Correct the file."
    ),
    "chart_end_unreachable": _(
        "No way through the chart leads to its end, so nothing can be compared with it. Correct the chart."
    ),
    "chart_unbounded": _(
        "The chart lets the same steps be open ever more times without end (more than %(limit)s). Correct its loops."
    ),
    "chart_too_large": _(
        "The chart allows more than %(limit)s states, because too many steps may run at once. Put some of them in "
        "order."
    ),
}
