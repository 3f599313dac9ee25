"""Refusals of nets, charts and logs that cases are compared with, and what a deviation of a case is called."""

from django.utils.translation import gettext_lazy as _

from lianjing.domain.power.deviations import Deviation, Finding

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
    "ocel_which_objects": _("The log has objects of these types: %(types)s. Say with --objects whose cases they are."),
    "power_unknown": _("There is no power item %(power)s. There are: %(known)s."),
    "bpmn_which_process": _("The BPMN file has not one process but these: %(processes)s. Name one with --process."),
    "chart_file_missing": _("There is no chart %(file)s that can be read."),
    "log_missing": _("There is no log %(file)s."),
    "log_not_readable": _("The log %(file)s is damaged and cannot be read as Parquet. Export it again."),
    "log_columns_missing": _(
        "The log %(file)s lacks a column for: %(lacking)s. Name its columns case, activity and timestamp."
    ),
    "log_empty": _("The log %(file)s holds no event."),
}
SKIPPED = _("Before event %(at)s (“%(before)s”) the step “%(step)s” is missing.")
SKIPPED_AT_END = _("The step “%(step)s” is missing at the end.")
EARLY = _("Event %(at)s, “%(step)s”, came before its turn: it should have waited for “%(waits_for)s”.")
EARLY_FIRST = _("Event %(at)s, “%(step)s”, came before its turn.")
EXTRA = _("Event %(at)s, “%(step)s”, is not due here; the chart has this step elsewhere.")
UNKNOWN = _("Event %(at)s, “%(step)s”, is a step that the chart does not have.")
TWICE = _("Event %(at)s, “%(step)s”, was done already, at event %(first)s, and is due only once there.")


def said(finding: Finding) -> str:
    """Return the sentence of a finding about the order of steps; events are counted from 1."""
    at = [place + 1 for place in finding.at]
    facts = {"step": finding.step, **finding.facts, "at": at[0] if at else None}
    match finding.kind:
        case Deviation.SKIPPED:
            return str(SKIPPED if at else SKIPPED_AT_END) % facts
        case Deviation.EARLY:
            return str(EARLY if finding.facts["waits_for"] is not None else EARLY_FIRST) % facts
        case Deviation.TWICE:
            return str(TWICE) % {**facts, "first": at[1]}
    return str(EXTRA if finding.facts["known"] else UNKNOWN) % facts
