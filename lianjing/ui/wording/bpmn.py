"""Refusals of drawings, posters and BPMN files, and what is said of a construct that is not followed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

CONSTRUCTS = {
    "not_followed": _("kept in the file, not part of the flow"),
    "passed": _("an event on the way: taken as passed"),
    "trigger_left_out": _("what triggers or ends it is left out"),
    "as_step": _("done by a machine or another process: taken as a step"),
    "as_choice": _("waits for events: taken as a choice"),
    "not_checkable": _("what the flow means here is not followed"),
    "loop_left_out": _("the mark that it is repeated is left out"),
    "reference_broken": _("it refers to something that is not in the file"),
    "kept": _("an extension of another tool: kept in the file"),
    "label_left_out": _("words on a line that is no branch are left out"),
    "name_left_out": _("its own name has no place in the chart and is left out"),
    "condition_left_out": _("its condition is left out: the name of the line is taken"),
    "process_left_out": _("a flow of its own: left out, draw it as another power"),
    "lane_left_out": _("the lane is no post of the catalogue: its name is left out"),
}


NOT_CHECKABLE = _("The chart cannot be checked because of: %(named)s. Draw these parts with tasks and plain gateways.")
NOT_BLOCKS = _(
    "The chart is not built of choices, lanes side by side and repetitions around: %(nodes)s. Let every gateway "
    "that splits have one that joins, or keep the chart as a drawing."
)


def not_checkable(facts: dict[str, Any]) -> str:
    """Say which constructs of a BPMN file stand in the way of checking it."""
    return str(NOT_CHECKABLE) % {"named": ", ".join(f"{one.element} {one.id}" for one in facts["constructs"])}


def not_blocks(facts: dict[str, Any]) -> str:
    """Say which nodes of a BPMN file do not form blocks."""
    return str(NOT_BLOCKS) % {"nodes": ", ".join(facts["nodes"])}


SENTENCES = {
    "chart_part_dead": _(
        "Nothing leads to %(part)s: every branch before it ends the matter. Take it out, or let a branch go on."
    ),
    "paper_not_set": _("The paper %(template)s could not be set: %(said)s"),
    "bpmn_file_missing": _("There is no file %(file)s that can be read."),
    "bpmn_too_big": _("The BPMN file has %(bytes)s bytes; at most %(most)s are read. Export the chart by itself."),
    "bpmn_too_deep": _("The BPMN file has more than %(most)s elements or nests too deep. Export the chart by itself."),
    "bpmn_forbidden": _("The BPMN file declares a document type or entities, which are not read. Export it plainly."),
    "bpmn_not_xml": _("The BPMN file is not XML that can be read (line %(line)s). Export it again."),
    "bpmn_not_bpmn": _("The file is no BPMN 2.0: it begins with “%(root)s”. Export it as BPMN 2.0 XML."),
    "bpmn_mark_wrong": _("In our extension “%(element)s” the field “%(field)s” is missing or wrong. Export it again."),
    "bpmn_process_unknown": _("The file has no process %(process)s."),
    "bpmn_too_many_nodes": _("The chart has %(nodes)s nodes; at most %(most)s are read. Draw its parts separately."),
    "bpmn_too_many_ways": _("The chart has %(ways)s lines; at most %(most)s are read. Draw its parts separately."),
    "bpmn_not_ours": _("The file holds no power item of this program, only a chart. Import it as a draft."),
    "bpmn_not_checkable": not_checkable,
    "bpmn_not_blocks": not_blocks,
}
