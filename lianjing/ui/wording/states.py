"""What the states of the machines are called, and the tone each is shown in: grey, blue, yellow, red or green.

Grey means that nobody knows or nothing is to be done; green only what was shown to be right. A red flag is a
question, so an open one is yellow, never red.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES: dict[tuple[str, str], tuple[str, Any]] = {
    ("red_flag", "raised"): ("yellow", _("Raised")),
    ("red_flag", "self_check"): ("yellow", _("With the school for self-check")),
    ("red_flag", "sealed"): ("grey", _("Sealed, two people at work")),
    ("red_flag", "answered"): ("blue", _("Answered, waits for review")),
    ("red_flag", "overdue"): ("red", _("Answer overdue")),
    ("red_flag", "closed_false"): ("green", _("Closed: explained")),
    ("red_flag", "closed_corrected"): ("green", _("Closed: put right")),
    ("red_flag", "to_rectify"): ("blue", _("Passed to rectification")),
    ("red_flag", "transferred"): ("grey", _("Transferred")),
    ("recusal", "raised"): ("yellow", _("Asked for")),
    ("recusal", "recused"): ("blue", _("Recused")),
    ("recusal", "replaced"): ("green", _("Recused, replaced")),
    ("recusal", "kept"): ("grey", _("Not recused")),
    ("work_item", "open"): ("blue", _("To do")),
    ("work_item", "countersigning"): ("blue", _("With those who sign along")),
    ("work_item", "returned"): ("yellow", _("Returned")),
    ("work_item", "done"): ("green", _("Done")),
    ("work_item", "withdrawn"): ("grey", _("Withdrawn")),
    ("work_item", "overtaken"): ("grey", _("Overtaken")),
    ("intake_batch", "received"): ("blue", _("Received, being checked")),
    ("intake_batch", "checked"): ("yellow", _("Checked, waits for you")),
    ("intake_batch", "accepted"): ("green", _("Accepted")),
    ("intake_batch", "rejected"): ("grey", _("Not accepted")),
    ("intake_batch", "replaced"): ("grey", _("Replaced by a newer file")),
    ("handover", "opened"): ("blue", _("Opened")),
    ("handover", "listed"): ("yellow", _("Waits for the one who leaves")),
    ("handover", "signed_out"): ("yellow", _("Waits for the one who takes over")),
    ("handover", "signed_in"): ("green", _("Handed over")),
    ("handover", "cancelled"): ("grey", _("Cancelled")),
    ("edge_change", "proposed"): ("yellow", _("Proposed, waits for a second person")),
    ("edge_change", "confirmed"): ("green", _("Confirmed")),
    ("edge_change", "declined"): ("grey", _("Declined")),
    ("edge_change", "withdrawn"): ("grey", _("Withdrawn")),
    ("edge_change", "lapsed"): ("grey", _("Lapsed")),
    ("impact", "draft"): ("grey", _("Draft")),
    ("impact", "signed_once"): ("yellow", _("Waits for the second signature")),
    ("impact", "in_force"): ("green", _("In force")),
    ("impact", "expired"): ("grey", _("Expired")),
    ("impact", "dropped"): ("grey", _("Dropped")),
    ("power_version", "draft"): ("grey", _("Draft")),
    ("power_version", "checked"): ("blue", _("Checked")),
    ("power_version", "consulting"): ("yellow", _("Staff and parents are heard")),
    ("power_version", "approved_once"): ("yellow", _("Approved by one body")),
    ("power_version", "approved"): ("blue", _("Approved, waits for its first day")),
    ("power_version", "effective"): ("green", _("In force")),
    ("power_version", "retired"): ("grey", _("Retired")),
    ("power_version", "dropped"): ("grey", _("Dropped")),
    ("meeting", "planned"): ("grey", _("Planned, no day yet")),
    ("meeting", "collecting"): ("blue", _("The agenda gathers itself")),
    ("meeting", "papers"): ("blue", _("Papers are out")),
    ("meeting", "session"): ("yellow", _("In session")),
    ("meeting", "minutes"): ("yellow", _("Minutes wait for both sides")),
    ("meeting", "confirmed"): ("blue", _("Confirmed by both sides")),
    ("meeting", "closed"): ("green", _("Filed")),
    ("meeting", "missed"): ("red", _("Not held this quarter")),
    ("resolution", "recorded"): ("grey", _("Recorded, minutes not confirmed yet")),
    ("resolution", "doing"): ("blue", _("Being done")),
    ("resolution", "reported"): ("yellow", _("Reported done, waits for the other side")),
    ("resolution", "done"): ("green", _("Done, verified by the other side")),
    ("resolution", "ended"): ("grey", _("Ended by a meeting")),
    ("matter", "running"): ("blue", _("Running")),
    ("matter", "complete"): ("green", _("Complete")),
    ("matter", "stopped"): ("grey", _("Stopped")),
    ("objection", "filed"): ("blue", _("Received, being looked at")),
    ("objection", "answering"): ("yellow", _("With the school, to be answered")),
    ("objection", "answered"): ("green", _("Answered")),
    ("objection", "reviewing"): ("yellow", _("With the level above the school")),
    ("objection", "upheld"): ("red", _("Right: being put right")),
    ("objection", "closed"): ("green", _("Closed")),
    ("objection", "diverted"): ("grey", _("Passed to the confidential way")),
}


def state(machine: str, name: str) -> tuple[str, str]:
    """Return (tone, words) of a state. Raises KeyError for a state that nobody worded."""
    tone, words = STATES[machine, name]
    return tone, str(words)
