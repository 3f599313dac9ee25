"""Directives in words: kinds, topics, grounds of a contest, buttons, history, and refusals."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook

KINDS = {
    "remind": _("Reminder"),
    "general": _("General"),
    "key": _("Key matter"),
    "listed": _("Listed by the leaders"),
}
TOPICS = {
    "other": _("Something else: the school's vacation stops the clock"),
    "food": _("Food"),
    "safety": _("Safety"),
    "money": _("Money"),
}
FILLERS = {
    "principal": _("The principal"),
    "clerk": _("The clerk"),
    "group_leader": _("The leader of the supervision group"),
    "team_inspector": _("The inspection team"),
}
GROUNDS = {
    "duplicate": _("It repeats an earlier directive"),
    "unlawful": _("There is no basis for it"),
    "not_ours": _("It is not ours to do"),
}
_BESIDES = {  # lines of the history that are no step of the machine
    "draft": _("Drafted"),
    "ask_above": _("Asked the level above to allow more than the week's burden"),
    "take_over": _("Handed on to another post"),
    "call_above": _("Still undecided: one more level up"),
    "level_principal": _("Late: the principal was called"),
    "level_leader": _("Late: the group's leader was called"),
    "level_chief": _("Late: the bureau's leader was called"),
    "level_meeting": _("Late: put on the list of the next joint meeting"),
}
BUTTONS = {
    "allow": _("Allow it"),
    "issue": _("Issue it"),
    "discard": _("Throw the draft away"),
    "ask_above": _("Ask the level above"),
    "sign": _("Sign for it"),
    "uphold": _("Agree, and withdraw it"),
    "overrule": _("Not so: go on with it"),
    "reply": _("Reply"),
    "intervene": _("Say what you did"),
    "withdraw": _("Withdraw it"),
    "accept": _("Accept the reply"),
    "send_back": _("Return it, item by item"),
}
FIGURES = {
    "issued": _("Issued"),
    "objected": _("Objected to"),
    "upheld": _("Objection upheld"),
    "undecided": _("Objection left undecided"),
    "reviewed": _("Replies reviewed"),
    "unreviewed": _("Replies not reviewed in time"),
    "withdrawn": _("Called off"),
    "over": _("Allowed over the burden"),
}
ROLES = {**FILLERS, "teacher": _("A teacher")}
SENTENCES: dict[str, Any] = {
    "directive_due_past": _("The last day must be a day to come. Choose a later one."),
    "directive_unknown_word": _("Choose one of the values offered, and try again."),
    "directive_nobody_above": _("Nobody holds the post one level above yours. Ask for fewer values instead."),
    "directive_over_burden": _(
        "Not issued: whoever must type has typed %(typed)s values this week, open directives ask for %(open)s, this one"
        " for %(asked)s: %(total)s together, and the county's limit is %(budget)s. Ask for fewer, take them from what"
        " the system holds, or ask the level above."
    ),
    "directive_twin": _("An open directive is much like this one: “%(title)s”. Say why this is no duplicate."),
}


def step(name: str) -> str:
    """Return a line of the history in words."""
    if name in _BESIDES:
        return str(_BESIDES[name])
    return rulebook.library().labels.machines["directive"].steps[name].say(get_language() or "zh")
