"""Versions of powers in words: the table, what stands against publishing, what an act on a version refuses."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianjing.domain.power.table import Kind
from lianjing.domain.power.table_difference import Cell, Mark

KINDS = {
    Kind.STEP: _("Step"),
    Kind.CHOICE: _("Choice: one of the cases"),
    Kind.CASE: _("Case"),
    Kind.TOGETHER: _("Side by side: all of the lanes"),
    Kind.LANE: _("Lane"),
    Kind.REPEAT: _("Repeated"),
    Kind.BETWEEN: _("Before it is done again"),
}
ADDS = {
    Kind.STEP: _("Add a step"),
    Kind.CHOICE: _("Add a choice"),
    Kind.TOGETHER: _("Add steps side by side"),
    Kind.REPEAT: _("Let this be repeated"),
    Kind.CASE: _("Add a case"),
    Kind.LANE: _("Add a lane"),
    Kind.BETWEEN: _("Add what comes before it is done again"),
}
CELLS = {
    Cell.NAME: _("Step"),
    Cell.POSTS: _("Posts"),
    Cell.PEOPLE: _("How many people"),
    Cell.LIMITS: _("Limits"),
    Cell.PAPERS: _("Papers"),
    Cell.RISK: _("Risk point"),
    Cell.WATCHES: _("Supervision points"),
    Cell.NOTICE: _("Made public"),
    Cell.APART: _("Not the same person as"),
}
MARKS = {
    Mark.SAME: "",
    Mark.CHANGED: _("changed"),
    Mark.MOVED: _("moved"),
    Mark.ADDED: _("added"),
    Mark.REMOVED: _("taken out"),
}
UNITS = {
    "working_days": _("working days"),
    "days": _("days"),
    "hours": _("hours"),
    "months": _("months"),
    "years": _("years"),
}
BOUNDS = {
    "within": _("no later than so long after"),
    "ahead": _("no later than so long before"),
    "wait": _("no earlier than so long after"),
}
LEVELS = {"high": _("I, high"), "middle": _("II, middle"), "low": _("III, low")}
NOTICES = {
    "notice": _("Public notice with days for objections"),
    "disclosure": _("Disclosure that stays"),
    "told": _("Told to the person alone"),
}
EVERY = {"week": _("week"), "month": _("month"), "term": _("term"), "year": _("year")}

FAULTS = {
    "uncontrolled": _(
        "Step %(step)s has a risk of grade I, and nobody but those who take it looks at it. Add a supervision point: "
        "another post, a model, or the public."
    ),
    "nothing_to_do": _("Here nothing is to be done. Add a step."),
    "choice_of_nothing": _("Near step %(step)s two cases of one choice do nothing. Leave one, or add steps."),
    "lane_of_nothing": _("Near step %(step)s a lane can be passed without any step. Give it a step, or use a choice."),
    "repeat_of_nothing": _("Near step %(step)s what is repeated can be passed without any step. Put a step in it."),
    "guards_overlap": _(
        "Near step %(step)s two cases are meant for the same amount (%(amount)s yuan). Set them apart."
    ),
    "guards_leave_gap": _("Near step %(step)s no case is meant for %(amount)s yuan. Close the gap."),
    "level_falls": _("At step %(step)s the amounts from which higher levels decide do not rise. Put them in order."),
    "apart_alone": _(
        "Steps %(step)s and %(other)s may not be one person's, yet both belong to one single post. Give one of them to "
        "another post."
    ),
    "watch_of_itself": _("Step %(step)s is watched only by the post that takes it. Name somebody else."),
    "notice_unheeded": _(
        "Step %(step)s hangs out a public notice, and no later step waits for its days. Add a limit “no earlier than”."
    ),
    "paper_from_nowhere": _("The paper “%(other)s” belongs to no step. Take it out, or name it at a step."),
}
UNSOUND = {
    "chart_unbounded": _("Steps %(steps)s can pile up without end."),
    "chart_too_large": _(
        "Too many steps can go on side by side; nobody could follow them. Put some one after another."
    ),
    "chart_end_unreachable": _("No way leads to the end."),
    "chart_dead_step": _("Steps %(steps)s can never be taken."),
    "chart_no_exit": _("After steps %(steps)s there is no way to the end any more."),
    "chart_ends_too_soon": _("By steps %(steps)s the matter ends while others are still open."),
}
LOOSER = {
    "grade_lower": _("The county grades the risk of this power higher."),
    "fewer_people": _("Step %(step)s: the county asks for %(other)s people at least."),
    "more_posts": _("Step %(step)s: the county does not let %(post)s take it."),
    "paper_dropped": _("Step %(step)s: the county asks for the paper “%(paper)s” too."),
    "limit_dropped": _("Step %(step)s: the county sets a limit that is missing here."),
    "limit_longer": _("Step %(step)s: the limit is looser than the county's."),
    "limit_restarted": _(
        "Step %(step)s: its limit counts from the step before, and here that may be step %(other)s, which the county "
        "does not know. Put that step somewhere else."
    ),
    "level_dropped": _("Step %(step)s: from %(amount)s yuan on, the county lets a higher level decide."),
    "risk_lower": _("Step %(step)s: the risk is graded lower than by the county."),
    "watch_dropped": _("Step %(step)s: the county's supervision point (%(post)s) is missing."),
    "notice_dropped": _("Step %(step)s: the county makes more public here."),
    "notice_shorter": _("Step %(step)s: the notice hangs for less time than the county asks."),
    "notice_rarer": _("Step %(step)s: it is made public less often than the county asks."),
    "notice_more": _("Step %(step)s: the notice shows “%(field)s”, which the county does not allow."),
    "apart_dropped": _("Steps %(step)s and %(other)s: the county asks for two different people."),
    "waiver_wider": _("Schools of class %(other)s: the county does not waive separate people for them."),
    "waiver_by": _("Where a school is too small, the county sends %(post)s; here somebody else is named."),
}


def yuan(fen: str) -> str:
    """Return an amount of fen, as a fault carries it, in yuan; anything else as it is."""
    return f"{int(fen) / 100:,.0f}" if fen.isdigit() else fen


def beyond(steps: str, at: int, wanted: str, amount: int | None) -> str:
    """Return what a school's chart allows and the county's does not. steps: the course, as it is read.
    amount: the fen from which on it is so, None where it is so whatever the amount.
    """
    if amount is not None:
        facts: dict[str, object] = {"amount": yuan(str(amount)), "said": beyond(steps, at, wanted, None)}
        return gettext("From %(amount)s yuan on: %(said)s") % facts
    facts = {"steps": steps, "wanted": wanted, "at": at}
    if not wanted:
        return gettext("This chart allows %(steps)s; by the county's the matter would be over earlier.") % facts
    if at == 0:
        return gettext("This chart allows %(steps)s; the county begins with %(wanted)s.") % facts
    return gettext("This chart allows %(steps)s; after step number %(at)s of it the county wants %(wanted)s.") % facts


SENTENCES: dict[str, Any] = {
    "table_row_misplaced": _("Row %(row)s cannot stand there. Go back one step."),
    "table_is_first": _("It is the first of its block already. To take it out of the block, move it further out."),
    "table_is_last": _("It is the last of its block already. To take it out of the block, move it further out."),
    "table_nothing_to_go_into": _(
        "The row before is a step, and a step holds nothing. Put a choice, steps side by side or a repetition there."
    ),
    "table_is_outermost": _("It stands outermost already."),
    "table_emptied": _("Something must be left to do here. Add another step first, or take out the whole block."),
    "table_ways_needed": _(
        "A choice needs two cases, and two lanes go side by side. Take out the whole block instead."
    ),
    "table_step_needed": _("A limit of step %(by)s counts from this step, so it cannot go. Change that limit first."),
    "table_no_place": _("That does not fit here. Choose another row."),
    "power_draft_open": _(
        "Version %(number)s of %(power)s is being worked on already. Go on with it, or drop it before a new one."
    ),
    "power_not_draft": _("This version is no draft any more, so it cannot be changed. Take it back to a draft first."),
    "draft_changed_meanwhile": _(
        "Somebody else has changed this draft in the meantime. Nothing of yours was written; open the draft again and "
        "repeat it."
    ),
    "drawings_many": _("%(limit)s drawings are kept with this draft already. Take one out first."),
    "power_text_long": _("The file would have %(length)s signs; at most %(limit)s are kept. Split the power in two."),
    "power_words_long": _("These are %(length)s signs; at most %(limit)s fit. Shorten them."),
    "power_heard_short": _("Staff are heard for at least %(days)s working days: until %(least)s or later."),
    "power_first_day_early": _(
        "The first day (%(first)s) must lie after the hearing. Choose an earlier end, or take the draft back and set "
        "a later first day."
    ),
    "powers_not_found": _("No power item lies in %(folder)s. Each is a folder of its own: ID/item.yaml."),
    "power_id": _("%(power)s is no id of a power. Write two letters of its area and two figures, such as ST-07."),
    "power_known": _("%(power)s is there already, in %(folder)s. Choose a number that was never used."),
    "opinion_not_now": _("Nobody is heard about this version now."),
    "opinion_empty": _("Write a few words."),
    "opinion_said_already": _("You have said this already."),
    "opinion_answered": _("This was answered already."),
}
