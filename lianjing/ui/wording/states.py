"""What the states of the machines are called, and the tone each is shown in: grey, blue, yellow, red or green.

Grey means that nobody knows or nothing is to be done; green only what was shown to be right. A red flag is a
question, so an open one is yellow, never red.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lianjing.domain.machine import Machine

STATES: dict[tuple[str, str], tuple[str, Any]] = {
    ("red_flag", "raised"): ("yellow", _("Raised")),
    ("red_flag", "self_check"): ("yellow", _("With the school for self-check")),
    ("red_flag", "sealed"): ("grey", _("Sealed, two people at work")),
    ("red_flag", "answered"): ("blue", _("Answered, waits for review")),
    ("red_flag", "danger"): ("red", _("Danger to a child: report first")),
    ("red_flag", "overdue"): ("red", _("Answer overdue")),
    ("red_flag", "closed_false"): ("green", _("Closed: explained")),
    ("red_flag", "closed_corrected"): ("green", _("Closed: put right")),
    ("red_flag", "to_rectify"): ("blue", _("Passed to rectification")),
    ("red_flag", "transferred"): ("grey", _("Transferred")),
    ("rectification", "opened"): ("yellow", _("Waits for a plan")),
    ("rectification", "planned"): ("blue", _("Plan waits to be agreed")),
    ("rectification", "doing"): ("yellow", _("Being put right")),
    ("rectification", "submitted"): ("blue", _("Waits to be accepted")),
    ("rectification", "observing"): ("blue", _("Under observation")),
    ("rectification", "closed"): ("green", _("Put right and closed")),
    ("rectification", "void"): ("grey", _("Void: opened by mistake")),
    ("rectification", "unasked"): ("grey", _("Ended: it can be asked no more")),
    ("verification", "asked"): ("yellow", _("Waits for somebody to agree")),
    ("verification", "open"): ("blue", _("Open to look by")),
    ("verification", "refused"): ("grey", _("Refused")),
    ("verification", "lapsed"): ("grey", _("Lapsed: nobody agreed")),
    ("verification", "closed"): ("grey", _("Closed")),
    ("problem", "begun"): ("yellow", _("Begun")),
    ("problem", "told"): ("yellow", _("The person was told")),
    ("problem", "heard"): ("blue", _("The person was heard")),
    ("problem", "weighed"): ("blue", _("Weighed, waits for a decision")),
    ("problem", "clearing"): ("green", _("Not so: being cleared")),
    ("problem", "decided"): ("blue", _("Decided, to be served")),
    ("problem", "served"): ("grey", _("Served: a review may be asked for")),
    ("problem", "in_effect"): ("grey", _("In effect until its day")),
    ("problem", "reviewing"): ("blue", _("Reviewed one level up")),
    ("problem", "cleared"): ("green", _("Not so: cleared")),
    ("problem", "unproven"): ("grey", _("Not shown: nothing is kept against anybody")),
    ("problem", "settled"): ("grey", _("Settled")),
    ("problem", "lapsed"): ("grey", _("Effect over: no longer cited")),
    ("problem", "transferred"): ("grey", _("Handed over: only the number stays")),
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
    ("disclosure", "scheduled"): ("grey", _("Foreseen")),
    ("disclosure", "overdue"): ("red", _("Due, not published")),
    ("disclosure", "prepared"): ("blue", _("Prepared")),
    ("disclosure", "nothing"): ("grey", _("Nothing this period")),
    ("disclosure", "blocked"): ("yellow", _("Stopped by the privacy check")),
    ("disclosure", "approved"): ("blue", _("Approved")),
    ("disclosure", "published"): ("green", _("Published")),
    ("disclosure", "corrected"): ("green", _("Published, corrected")),
    ("disclosure", "paused"): ("yellow", _("Paused")),
    ("disclosure", "expired"): ("grey", _("Its days are over")),
    ("disclosure", "archived"): ("grey", _("In the archive")),
    ("directive", "drafted"): ("grey", _("Drafted")),
    ("directive", "issued"): ("yellow", _("Issued, waits to be signed for")),
    ("directive", "contested"): ("yellow", _("Contested, with the issuer")),
    ("directive", "contested_above"): ("yellow", _("Contested, one level up")),
    ("directive", "doing"): ("blue", _("Being done")),
    ("directive", "replied"): ("blue", _("Replied, waits for the issuer")),
    ("directive", "accepted"): ("green", _("Done and accepted")),
    ("directive", "withdrawn"): ("grey", _("Called off")),
}

# What runs its days and takes objections is on notice; all else that stands is public: two different things.
_ON_NOTICE = {"published": _("On notice"), "corrected": _("On notice, corrected")}


def options(machine: Machine) -> list[tuple[str, str]]:
    """Return the states of a machine to filter by: (state, words)."""
    return [(name, str(STATES[machine.name, name][1])) for name in machine.states]


def state(machine: str, name: str) -> tuple[str, str]:
    """Return (tone, words) of a state. Raises KeyError for a state that nobody worded."""
    tone, words = STATES[machine, name]
    return tone, str(words)


def disclosure(name: str, kind: str) -> tuple[str, str]:
    """Return (tone, words) of the state of a slot of one kind: "notice" for a public notice, else a disclosure."""
    tone, words = STATES["disclosure", name]
    return tone, str(_ON_NOTICE.get(name, words) if kind == "notice" else words)
