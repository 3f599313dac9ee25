"""How a red flag is asked: two sentences with its figures; the innocent reasons; what its steps are called."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import modelbook, rulebook
from lianjing.access.flow_flags import FLOW
from lianjing.domain.answers import CORRECT, CORRECTED, EXPLAIN, OBJECT, WRONG_ROWS, WRONG_RULE
from lianjing.domain.danger import CODE as DANGER
from lianjing.domain.power.deviations import Deviation
from lianjing.records.models import RedFlag
from lianjing.ui.wording import danger, figures
from lianjing.ui.wording.deviations import KINDS

INNOCENT = {
    "transition": _("A change of staff is under way; the second post ends within the month."),
    "substitute": _("The central school's people check in their place; the cross-check is on file."),
    "wrong_record": _("The roster is wrong: the person no longer holds one of the posts."),
    "corrected": _("It was so, and has been put right."),
}


FLOW_INNOCENT = {
    "order_right": _("It was done in order; the books have the wrong day or person."),
    "emergency": _("It could not wait; the decision and its papers are on file."),
    "other_rule": _("Another rule applies to these cases; its document is named below."),
    "substitute": INNOCENT["substitute"],
    "corrected": INNOCENT["corrected"],
}
HEADINGS = {
    EXPLAIN: _("Explain: there is a reason"),
    CORRECT: _("Correct: it was so"),
    OBJECT: _("Object to the question itself"),
}
OBJECTING = {
    WRONG_RULE: _("The rule does not apply here; say below which one does."),
    WRONG_ROWS: _("The rows are wrong or are not ours; say below what is right."),
}
TIES = {
    "concerned": _("the question touches your own post"),
    "recused": _("you are kept away from it"),
    "kin": _("a relative of yours is concerned"),
    "interest": _("you share a firm with somebody concerned"),
    "subordinate": _("somebody concerned is your superior"),
    "mutual": _("somebody concerned supervises your own unit"),
}
CLOSED_HERE = ("grey", _("Closed here"))  # what became of it is not told to whoever does not review
RESULTS = {
    "taken_up": _("Taken up there"),
    "not_competent": _("Not competent, passed on"),
    "no_ground": _("No ground found"),
    "dealt_with": _("Dealt with"),
}
STEPS = {
    "explain": _("Explain"),
    "explain_late": _("Explain, late"),
    "unseal": _("Hand it to the school as an ordinary question"),
    "transfer": _("Hand it over to another body"),
    "send_back": _("Return: something is missing"),
    "dismiss": _("Close: an innocent reason"),
    "confirm_corrected": _("Close: put right"),
    "rectify": _("Hand over to rectification"),
    "mark_danger": _("A child is in danger"),
    "report": _("Note to whom it was reported"),
}


def question(flag: RedFlag) -> str:
    """Return the question of a flag in two sentences with its figures."""
    if flag.state == "transferred":
        return gettext(
            "This question is closed here and its content is not kept. Whether another body goes on with it is told to "
            "whom the law lets know."
        )
    if flag.code in _QUESTIONS:
        return _QUESTIONS[flag.code](flag.facts)
    model = modelbook.models().get(flag.code)
    return (
        figures.explained(model, flag.facts, str(flag.org)) if model else gettext("This question is no longer asked.")
    )


def headline(flag: RedFlag) -> str:
    """Return what a list says of a flag: the model's title and what it is about."""
    model = modelbook.models().get(flag.code)
    if model is None:
        return question(flag)
    named = "" if model.subject_column.endswith("_key") else flag.facts.get("name") or flag.facts.get("subject")
    about = " ".join(str(part) for part in (named, flag.facts.get("period")) if part)
    return f"{model.title.say(get_language() or 'zh')} \u00b7 {about}"


def reasons(flag: RedFlag) -> dict[str, Any]:
    """Return what an answer may choose from: innocent reasons by code, and that it was put right."""
    model = modelbook.models().get(flag.code)
    if model is None:
        return FLOW_INNOCENT if flag.code == FLOW else INNOCENT
    language = get_language() or "zh"
    own = {one.code: one.words.say(language) for one in model.innocent_reasons}
    return {**own, "corrected": INNOCENT["corrected"]}


def answers(flag: RedFlag) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return what an answer may be, under three headings: an innocent reason, put right, an objection."""
    innocent = [(code, words) for code, words in reasons(flag).items() if code != CORRECTED]
    return [
        (HEADINGS[EXPLAIN], innocent),
        (HEADINGS[CORRECT], [(CORRECTED, INNOCENT["corrected"])]),
        (HEADINGS[OBJECT], list(OBJECTING.items())),
    ]


def answered(flag: RedFlag) -> Any:
    """Return what the answer rests on, in words; "" before there is one."""
    return {**OBJECTING, **reasons(flag)}.get(flag.innocent_reason, "")


def _incompatible(facts: dict[str, Any]) -> str:
    return gettext(
        "%(person)s holds %(posts)s at the same time, and %(items)s keep these posts apart. "
        "Is there a reason, or has one of the posts passed to somebody else?"
    ) % {
        "person": facts["person"],
        "posts": gettext(" and ").join(facts["posts"]),
        "items": gettext(", ").join(_named(item) for item in facts["items"]),
    }


def _named(item: str) -> str:
    """Return a power item as people know it, with its code."""
    return f"{rulebook.powers().names[item].say(get_language() or 'zh')} ({item})"


def _danger(facts: dict[str, Any]) -> str:
    return gettext(
        "%(kind)s was reported. Where it happened: %(place)s. How many: %(children)s. Is a doctor or ambulance there: "
        "%(treated)s. The law says to report it at once; nothing is asked of the officer, and nothing is kept of the "
        "child."
    ) % {
        "kind": danger.KINDS[facts["kind"]],
        "place": danger.PLACES.get(facts["place"], danger.UNSAID),
        "children": danger.CHILDREN.get(facts["children"], danger.UNSAID),
        "treated": danger.TREATED.get(facts["treated"], danger.UNSAID),
    }


def _flow(facts: dict[str, Any]) -> str:
    item, language = rulebook.powers(), get_language() or "zh"
    step = item.steps.get((facts["item"], facts["step"]))
    return gettext(
        "%(power)s, %(half)s: in %(cases)s of %(passed)s cases the step “%(step)s” went otherwise than the flowchart: "
        "%(kind)s. Is there a reason, or is it to be put right?"
    ) % {
        "power": _named(facts["item"]),
        "half": facts["period"],
        "cases": facts["cases"],
        "passed": max(facts["passed"], facts["cases"]),
        "step": f"{facts['step']} {step.say(language)}" if step else facts["step"],
        "kind": KINDS[Deviation(facts["kind"])],
    }


_QUESTIONS = {"incompatible_posts": _incompatible, FLOW: _flow, DANGER: _danger}
