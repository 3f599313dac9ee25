"""What the states of the machines are called, and the tone each is shown in: grey, blue, yellow, red or green.

Grey means that nobody knows or nothing is to be done; green only what was shown to be right. A red flag is a
question, so an open one is yellow, never red.
"""

from typing import Any

from django.utils.translation import pgettext_lazy as _p

STATES: dict[tuple[str, str], tuple[str, Any]] = {
    ("red_flag", "raised"): ("yellow", _p("state", "Raised")),
    ("red_flag", "self_check"): ("yellow", _p("state", "With the school for self-check")),
    ("red_flag", "sealed"): ("grey", _p("state", "Sealed, two people at work")),
    ("red_flag", "answered"): ("blue", _p("state", "Answered, waits for review")),
    ("red_flag", "overdue"): ("red", _p("state", "Answer overdue")),
    ("red_flag", "closed_false"): ("green", _p("state", "Closed: explained")),
    ("red_flag", "closed_corrected"): ("green", _p("state", "Closed: put right")),
    ("red_flag", "to_rectify"): ("blue", _p("state", "Passed to rectification")),
    ("red_flag", "transferred"): ("grey", _p("state", "Transferred")),
    ("recusal", "raised"): ("yellow", _p("state", "Asked for")),
    ("recusal", "recused"): ("blue", _p("state", "Recused")),
    ("recusal", "replaced"): ("green", _p("state", "Recused, replaced")),
    ("recusal", "kept"): ("grey", _p("state", "Not recused")),
    ("work_item", "open"): ("blue", _p("state", "To do")),
    ("work_item", "countersigning"): ("blue", _p("state", "With those who sign along")),
    ("work_item", "returned"): ("yellow", _p("state", "Returned")),
    ("work_item", "done"): ("green", _p("state", "Done")),
    ("work_item", "withdrawn"): ("grey", _p("state", "Withdrawn")),
    ("work_item", "overtaken"): ("grey", _p("state", "Overtaken")),
    ("intake_batch", "received"): ("blue", _p("state", "Received, being checked")),
    ("intake_batch", "checked"): ("yellow", _p("state", "Checked, waits for you")),
    ("intake_batch", "accepted"): ("green", _p("state", "Accepted")),
    ("intake_batch", "rejected"): ("grey", _p("state", "Not accepted")),
    ("intake_batch", "replaced"): ("grey", _p("state", "Replaced by a newer file")),
    ("handover", "opened"): ("blue", _p("state", "Opened")),
    ("handover", "listed"): ("yellow", _p("state", "Waits for the one who leaves")),
    ("handover", "signed_out"): ("yellow", _p("state", "Waits for the one who takes over")),
    ("handover", "signed_in"): ("green", _p("state", "Handed over")),
    ("handover", "cancelled"): ("grey", _p("state", "Cancelled")),
    ("edge_change", "proposed"): ("yellow", _p("state", "Proposed, waits for a second person")),
    ("edge_change", "confirmed"): ("green", _p("state", "Confirmed")),
    ("edge_change", "declined"): ("grey", _p("state", "Declined")),
    ("edge_change", "withdrawn"): ("grey", _p("state", "Withdrawn")),
    ("edge_change", "lapsed"): ("grey", _p("state", "Lapsed")),
    ("impact", "draft"): ("grey", _p("state", "Draft")),
    ("impact", "signed_once"): ("yellow", _p("state", "Waits for the second signature")),
    ("impact", "in_force"): ("green", _p("state", "In force")),
    ("impact", "expired"): ("grey", _p("state", "Expired")),
    ("impact", "dropped"): ("grey", _p("state", "Dropped")),
}


def state(machine: str, name: str) -> tuple[str, str]:
    """Return (tone, words) of a state. Raises KeyError for a state that nobody worded."""
    tone, words = STATES[machine, name]
    return tone, str(words)
