"""Questions from outside in words: kinds, what was masked and why, steps, what is said to the asker, refusals."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import rulebook

KINDS = {"question": _("Question asked"), "objection": _("Objection to something published")}
MASKS = {
    "identity": _("an identity number"),
    "account": _("an account number"),
    "phone": _("a telephone number"),
    "mail": _("a mail address"),
    "chat": _("a chat account"),
    "address": _("where somebody lives"),
    "child": _("a child's name"),
    "birth": _("a day of birth"),
    "rude": _("rude words"),
    "name": _("a person's name"),
    "private": _("somebody's private life"),
    "other_matter": _("what does not belong to the question"),
}
MASK_REASONS = {kind: MASKS[kind] for kind in ("name", "private", "rude", "other_matter")}
CONTENT = {
    5: _("Solved, and clearly said"),
    4: _("It helped"),
    3: _("Half and half"),
    2: _("It did not help"),
    1: _("Not at all"),
}
MOVED_UP = {
    "asker": _("the asker said that it was not solved"),
    "clock": _("the school did not answer in time"),
    "nobody": _("nobody at the school was apart from the matter"),
}
# A plain question is answered above as it is below: nobody finds it "not so".
_OF_QUESTIONS = {
    "uphold": _("What the school published is wrong: it is to be put right"),
    "reply": _("Answer"),
}
_BY = {"accept": _("The asker"), "move_up": _("The asker"), "assign": _("The system"), "assign_above": _("The system")}
SENTENCES: dict[str, Any] = {
    "work_forged": _(
        "This form is not one of ours, or belongs to another school. Open the school's page and begin again."
    ),
    "work_old": _("This form has been open for more than two hours. What you wrote is still here: send it once more."),
    "work_spent": _("This has been sent already. If you have its number, look it up; nothing was kept twice."),
    "work_missing": _(
        "Many questions are being asked at this school just now, so the browser must compute a little longer. What you "
        "wrote is still here: send it once more."
    ),
    "work_too_soon": _(
        "Without a script there is a short wait instead of a computation. What you wrote is still here: send it again "
        "in %(seconds)s seconds."
    ),
    "question_number_wrong": _(
        "This cannot be a question's number: one figure is wrong or two are swapped. It has sixteen figures."
    ),
    "question_unknown": _(
        "There is no question with this number here. Compare it figure by figure with what you noted."
    ),
    "content_unknown": _("Choose one of the five."),
    "look_back_early": _("The look back opens on %(on)s, four weeks after the end."),
    "look_back_done": _("This was said already, or the question is not closed."),
    "question_empty": _("Write in a sentence what you want to know."),
    "question_long": _("The question has %(length)s signs; at most %(limit)s are taken. Shorten it, or ask twice."),
    "question_power_unknown": _("Choose what it is about from the list."),
    "words_not_there": _("These words do not stand in the question. Copy them exactly."),
    "mask_why": _("Choose why these words are masked."),
}


def step(name: str, kind: str) -> str:
    """Return what a step of a question or an objection is called."""
    if kind == "question" and name in _OF_QUESTIONS:
        return str(_OF_QUESTIONS[name])
    words = rulebook.library().labels.machines["objection"].steps[name]
    return str(words.say(get_language() or "zh-hans"))


def by(name: str) -> str:
    """Return who took a step that no post took."""
    return str(_BY.get(name, _("The clock")))
