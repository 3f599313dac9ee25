"""What a work item is called, from its code and facts; and its refusals."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

TITLES = {
    "import_to_mend": _("Mend the rows of %(filename)s that could not be read"),
    "import_to_accept": _("Look through and accept %(filename)s"),
    "flag_to_answer": _("Answer the question about %(subject)s"),
    "flag_to_weigh": _("Weigh a sealed question together with one other person"),
    "flag_to_sign": _("Sign, or put back, what the other person signed about a sealed question"),
    "flag_to_review": _("Review the answer about %(subject)s"),
    "flag_unanswered": _("A question to %(subject)s was not answered in time"),
    "flag_to_countersign": _("Sign, or put back, a transfer that a colleague signed: %(subject)s"),
    "danger_to_child": _("Danger to a child at %(subject)s: report it now"),
    "flag_danger_late": _("Danger to a child at %(subject)s: nobody noted a report yet"),
    "rectification_unopened": _("Nobody may accept a rectification of %(subject)s: see that somebody is named"),
    "rectification_to_plan": _("Say what will be put right at %(subject)s"),
    "rectification_to_agree": _("Agree to the plan of %(subject)s, or return it"),
    "rectification_to_do": _("Put right what was agreed at %(subject)s"),
    "rectification_to_accept": _("Accept what was put right at %(subject)s, or return it"),
    "rectification_to_look_back": _("Look back at the sample of %(subject)s"),
    "rectification_to_void": _("Agree that a rectification at %(subject)s was opened by mistake"),
    "rectification_to_end": _("Ask to end what can be asked no more, or see that its rows come: %(subject)s"),
    "rectification_to_agree_end": _("Agree that a rectification at %(subject)s ends, since it can be asked no more"),
    "rectification_late": _("Late: a rectification at %(subject)s"),
    "rectification_came_back": _("It came back: a rectification at %(subject)s is open again"),
    "problem_to_tell": _("A problem waits for you: tell the person"),
    "problem_to_weigh": _("A problem waits for you: answer each point"),
    "problem_to_decide": _("A problem waits for your decision"),
    "problem_away_to_decide": _("Decide whether somebody is kept away from a problem"),
    "problem_to_serve": _("A problem waits for you: serve the decision"),
    "problem_to_review": _("A decision waits for your review"),
    "problem_to_sign": _("Sign the transfer of a problem, or put it back"),
    "problem_late": _("A problem waits too long"),
    "own_matter": _("Something that concerns you in person: please open it"),
    "recusal_to_decide": _("Decide on a recusal asked for at %(unit)s"),
    "recusal_to_replace": _("Find somebody to take over after a recusal at %(unit)s"),
    "handover_to_sign_out": _("Sign the list of what you hand over: %(post)s"),
    "handover_to_sign_in": _("Sign the list of what you take over: %(post)s"),
    "impact_to_sign": _("Sign the impact assessment"),
    "coverage_gap": _("Mend a gap in supervision at %(unit)s"),
    "edge_to_confirm": _("Confirm a change of who supervises %(unit)s"),
    "password_given": _("%(person)s was given a one-time password: was it asked for?"),
    "platform_forgotten": _("The platform's sign-in of %(person)s was forgotten: was it asked for?"),
    "factor_forgotten": _("The second factor of %(person)s was taken away: was it asked for?"),
    "notice_to_send": _("Look at the notice and send it for approval: %(power)s, %(slot)s"),
    "notice_blocked": _("The privacy check stopped a notice: %(power)s, %(slot)s"),
    "notice_to_approve": _("Approve the notice: %(power)s, %(slot)s"),
    "notice_overdue": _("Due and not published: %(unit)s, %(power)s, %(slot)s"),
    "notice_again": _("Withdrawn, due again: %(power)s, %(slot)s"),
    "nothing_to_confirm": _("Confirm “nothing this period” of %(unit)s: %(power)s, %(slot)s"),
    "nothing_was_wrong": _("“Nothing this period” was wrong: %(power)s, %(slot)s"),
    "matter_step": _("%(matter)s: %(step)s"),
    "matter_confirm": _("Did you take part? %(matter)s, step %(step)s"),
    "power_to_approve": _("Approve the new version of %(power)s"),
    "power_to_mend": _("The version of %(power)s came back to you: mend it"),
    "power_to_go_on": _("Your draft of %(power)s waits for its next step"),
    "power_to_look_at": _("A year is over: look again at %(power)s"),
    "power_to_answer": _("Answer what was said about the draft of %(power)s"),
    "waits_too_long": _("%(kind)s at %(unit)s has waited past its time: see to it"),
    "directive_to_sign": _("Sign for the directive: %(title)s"),
    "directive_to_do": _("Reply to the directive: %(title)s"),
    "directive_to_decide": _("Decide on what is objected to the directive: %(title)s"),
    "directive_to_review": _("Review the reply to the directive: %(title)s"),
    "directive_to_allow": _("Over the week's burden: allow it or not? %(title)s"),
    "verification_to_agree": _("Agree to verification file %(number)s, or refuse it"),
    "directive_late": _("The directive is late, and it was put before you: %(title)s"),
    "question_to_answer": _("Answer a question from outside: %(power)s"),
    "question_to_look": _("Was this asked before? A question about %(school)s"),
    "question_to_review": _("Review a question that went up: %(school)s, %(power)s"),
    "question_to_put_right": _("Put right what was published: %(school)s, %(power)s"),
    "question_came_back": _("A question came back: %(school)s, %(power)s"),
    "meeting_to_fix": _("Fix the day of the joint meeting (%(quarter)s)"),
    "meeting_to_view": _("Write your side's view for the joint meeting (%(quarter)s)"),
    "meeting_to_prepare": _("Send out the papers of the joint meeting (%(quarter)s)"),
    "meeting_to_open": _("The joint meeting sits today (%(quarter)s): open the session"),
    "meeting_to_draft": _("End the session of the joint meeting (%(quarter)s)"),
    "meeting_to_sign": _("Sign the minutes of the joint meeting (%(quarter)s), or object"),
    "resolution_to_do": _("A joint meeting set a task for %(lead)s: do it and report it"),
    "resolution_to_verify": _("%(lead)s reports a resolution done: verify it"),
    "resolution_late": _("A resolution led by %(lead)s is overdue"),
    "vacancy": _("Fill the vacant post %(post)s"),
}

MY_DATA, WHO_LOOKED = _("What is held here about me"), _("Who looked at it")

# What is asked of somebody, in one word; the last words of a code say which. The order is that of the desk.
GROUPS = {
    "decide": _("For me to decide"),
    "answer": _("For me to answer"),
    "review": _("For me to review"),
    "sign": _("For me to sign"),
    "do": _("For me to do"),
    "see_to": _("Late below me: for me to see to"),
}
_ASKED = {
    "decide": ("_to_decide", "_to_approve", "_to_accept", "_to_weigh", "_to_confirm", "_to_allow", "_to_agree"),
    "answer": ("_to_answer", "_to_reply", "_to_explain"),
    "review": ("_to_review", "_to_verify", "_to_look_at", "_to_check"),
    "sign": ("_to_sign", "_to_sign_out", "_to_sign_in"),
    "see_to": ("waits_too_long", "_late", "_overdue"),
}


def group_of(code: str) -> str:
    """Return what a code asks: a key of `GROUPS`, "do" when its ending says nothing."""
    return next((group for group, endings in _ASKED.items() if code.endswith(endings)), "do")


MONDAY = {
    "overdue": _("Newly overdue"),
    "red": _("Newly red"),
    "decide": _("Decisions waiting for you"),
}
NOTHING_HERE = _("Nothing.")


def and_more(more: int) -> str:
    """Return that a list goes on where the sheet ends."""
    return ngettext("%(more)s further one", "%(more)s further ones", more) % {"more": more}


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh"


STEPS = {
    "open": _("Put on the list"),
    "finish": _("Done"),
    "remind": _("Remind"),
    "pass_on": _("Pass on"),
    "return": _("Return to sender"),
    "send_again": _("Send again"),
    "withdraw": _("Take back"),
    "ask_countersign": _("Ask others to sign"),
    "countersign": _("Sign"),
    "stop_countersign": _("Go on without"),
    "gather": _("Everybody has signed"),
    "go_on_without": _("The day came; went on without the missing signatures"),
    "call": _("Its time ran out: one level up has a copy"),
    "follow": _("It followed the person to the post they hold now"),
    "replaced": _("Passed on: whoever had it is recused"),
    "overtake": _("No longer needed: the matter has moved on"),
}

SENTENCES = {
    "no_sender": _("Nobody sent this item: it came from the clock, so it cannot be returned. Finish it or pass it on."),
    "somebody_was_faster": _("Somebody else has just dealt with this. Open it again to see how it stands."),
}


def title(code: str, facts: dict[str, Any]) -> str:
    """Return an item's title in the reader's language. Raises KeyError for a code nobody worded.

    A fact with an English twin (`step`, `step_en`) is told in English to whoever reads English.
    """
    english = not (get_language() or "").startswith("zh")
    said = {name.removesuffix("_en"): value for name, value in facts.items() if name.endswith("_en") and english}
    return str(TITLES[code]) % {**facts, **said}
