"""What rectifications and problems are called, what is next in one sentence, and their refusals."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import problem_hands, rulebook
from lianjing.access.flow_flags import FLOW
from lianjing.domain.power.deviations import Deviation
from lianjing.records.models import Problem, Rectification, RedFlag
from lianjing.ui.wording import redflags
from lianjing.ui.wording.deviations import KINDS

POSTS = "incompatible_posts"
CAUSES = {
    "system_gap": _("A gap of rules: no rule, or one that does not fit"),
    "execution_gap": _("A gap of doing: the rule is right and was not followed"),
    "supervision_gap": _("A gap of supervision: nobody looked, or nobody could"),
}
STEPS = {
    "open": _("It was opened"),
    "plan": _("Plan handed in"),
    "agree": _("Agree to the plan"),
    "return_plan": _("Return the plan"),
    "submit": _("It is put right: ask for acceptance"),
    "return": _("Return it, point by point"),
    "accept": _("Accept: the observation begins"),
    "look_back": _("Looked back at the sample"),
    "draw": _("The look-back sample was drawn"),
    "close": _("Put right and closed"),
    "relapse": _("It came back: opened again one level up"),
    "remind": _("Reminded: the last day comes near"),
    "call": _("Late: put before the next level"),
    "name_anew": _("Named anew who puts it right, issues or accepts it"),
    "ask_void": _("Ask to make it void"),
    "void": _("Make it void"),
    "unasked": _("The same check can be asked no more"),
    "ask_end": _("Ask to end it: it can be asked no more"),
    "end_unasked": _("End it: it can be asked no more"),
}
NEXT = {
    "opened": _("The unit says why it came to this, what it will do and by when."),
    "planned": _("The issuer agrees to the plan, or returns it once and says what is missing."),
    "doing": _("The unit puts it right, and then names the records that show it."),
    "submitted": _("The acceptor looks at the drawn rows and accepts, or returns it point by point."),
    "observing": _("Nothing to do. The same check runs every night; at the end a sample is looked back at."),
    "closed": _("It stayed right. What was changed because of it stands below."),
    "void": _("It was opened by mistake."),
    "unasked": _("Its days were over and the same check could be asked no more. Nobody says that it stayed right."),
}
LOOK_BACK = _("The days are over. The acceptor looks back at the drawn rows and writes down what they show.")
LOOKED = _("The sample was looked at. The clock closes it at its next turn, if the check finds nothing.")
UNASKED = _("The days are over, and the check can be asked no more. Issuer and acceptor may end it, with the reason.")
LEVELS = {1: _("the group"), 2: _("the bureau"), 3: _("the dispatched team")}
FINDINGS = {
    "so": _("It is so"),
    "partly": _("Partly so"),
    "not_so": _("It is not so"),
    "unknown": _("It cannot be shown"),
}
CIRCLES = {
    "letter": _("The letter alone, nobody else is told"),
    "those_who_knew": _("Those who knew of it are told"),
    "staff_meeting": _("It is told in the staff meeting, in the words of the letter"),
}
RESULTS = {
    "accepted": _("Taken on"),
    "not_accepted": _("Not taken on"),
    "dealt_with": _("Dealt with"),
    "ended": _("Ended without a measure"),
}
PROBLEM_NEXT = {
    "begun": _("A handler writes down both responsibilities and what is considered, and tells the person."),
    "told": _("The person has five working days to answer."),
    "heard": _("A handler answers each point and finds each fact."),
    "weighed": _("Somebody who did not work on it decides."),
    "clearing": _("The person chooses how widely the name is cleared."),
    "decided": _("A handler serves the decision."),
    "served": _("The person may ask for a review within a month; then it stands."),
    "reviewing": _(
        "Somebody one level up reviews the decision: it stands, becomes lighter, or is void. Never heavier."
    ),
    "in_effect": _("It lapses by itself on its day."),
}
REVIEWS = {
    "upheld": _("The decision stands."),
    "lightened": _("A lighter measure takes its place."),
    "revoked": _("The decision is void; the name is cleared."),
}
KEPT_AWAY = {True: _("Kept away; somebody else is named."), False: _("Not kept away.")}
PROBLEM_STEPS = {
    "tell": _("Tell the person the facts"),
    "speak": _("Answer"),
    "waive": _("I do not want to answer"),
    "look_again": _("Look again: the answer names something new"),
    "weigh": _("Answer each point and find each fact"),
    "decide": _("Decide"),
    "clear": _("It is not so: clear the name"),
    "leave": _("It cannot be shown: nothing is kept"),
    "serve": _("Served"),
    "choose": _("Choose"),
    "ask_review": _("Ask for a review one level up"),
    "uphold": _("It stands"),
    "lighten": _("Make it lighter"),
    "revoke": _("Make it void and clear the name"),
    "transfer": _("Hand over: sign as the first"),
    "sign": _("Sign the transfer as the second"),
    "back": _("Put the transfer back"),
    "keep_away": _("Ask that a handler be kept away"),
    "away": _("Decide whether somebody is kept away"),
    "aside": _("Keep me away from this"),
    "result": _("Write down the class of the result"),
}
SENTENCES: Mapping[str, Any] = {
    "competence_unknown": _("Nobody is named for this kind of person and this weight. Choose again from the lists."),
    "competence_incomplete": _(
        "The table of who may act on a problem has gaps or strangers. Mend catalogue/competence.yaml; missing or "
        "twice: %(missing)s %(twice)s %(strangers)s."
    ),
    "rectification_hands_missing": _(
        "Two people above this unit are needed, one who issues and another who accepts, and they are not there. "
        "Fill the posts, or ask one level up."
    ),
    "rectification_no_danger": _("Only danger to a child opens a rectification before the answer is reviewed."),
    "rectification_no_sample": _("The sample is drawn when the days of observation are over, not before."),
    "rectification_looked": _("The sample was looked at already; what was written down stays."),
    "rectification_words_missing": _("Write down in a sentence what you saw, or why."),
    "rectification_askable": _("It can still be asked, or its days are not over: the clock watches it."),
    "rectification_under_way": _("It is under way, so it can no longer be made void. Return it, or accept it."),
    "problem_not_verified": _("A problem begins from a flag that was reviewed and passed to rectification."),
    "problem_not_here": _("Pupils are educated by their school. Nothing is begun about them here."),
    "problem_no_person": _("Choose whom it is about."),
    "problem_no_facts": _("Write down at least one fact: what, when, which rows."),
    "problem_known": _("A problem about this question and this person exists already."),
    "problem_tied": _("You are tied to whom it is about, so somebody else must begin it."),
    "problem_hands_missing": _(
        "A second handler and somebody who decides are needed, free of ties. Ask one level up, or name others."
    ),
    "problem_no_part": _("You have no part in this step. Open the list of problems to see which are with you."),
    "problem_not_now": _("Between being told and being served you may ask for this; now it stands elsewhere."),
    "problem_challenge_open": _(
        "What you asked before is not decided yet. It is within a working day, or counts as granted."
    ),
    "problem_nobody_so_named": _(
        "Nobody of this name handles it. Who looked at it stands on your own page; write the name as there."
    ),
    "problem_challenged_before": _("This was asked and decided before. The result stands on this page."),
    "problem_stays_why": _("Write down why they stay: the person reads it."),
    "problem_signed": _("One of the two has signed already. The other signs, or puts it back."),
    "problem_not_signed": _("Nobody has signed a transfer yet."),
    "problem_not_transferred": _("The result of a transfer is written down once it was handed over."),
    "problem_result_unknown": _("Choose the class of the result from the list."),
}


def subject(record: Rectification) -> str:
    """Return what has to be put right, in a line: the question of its flag, or the title it was opened with."""
    origin = record.origin
    if origin.get("kind") != "flag":
        return str(origin.get("title", ""))
    if record.urgent:
        return gettext("Danger to a child: report it, and make it safe")
    code, facts = origin["code"], origin.get("facts", {})
    if code == FLOW:
        return _chart(facts)
    return gettext("One person in posts that are kept apart") if code == POSTS else redflags.headline(_flag(record))


def _chart(facts: Mapping[str, Any]) -> str:
    """Return the power, the step and what was otherwise, in a line."""
    powers, language = rulebook.powers(), get_language() or "zh"
    step = powers.steps.get((facts["item"], facts["step"]))
    named = f"{facts['step']} {step.say(language)}" if step else facts["step"]
    return f"{powers.names[facts['item']].say(language)} \u00b7 {named} \u00b7 {KINDS[Deviation(facts['kind'])]}"


def question(record: Rectification) -> str:
    """Return the question of the flag that opened it, with its figures; "" for another origin."""
    return redflags.question(_flag(record)) if record.origin.get("kind") == "flag" and not record.urgent else ""


def _flag(record: Rectification) -> RedFlag:
    """Return the flag as it was worded when it was opened: nothing is read of the flag itself."""
    return RedFlag(code=record.origin["code"], facts=record.origin.get("facts", {}), org=record.org)


def next_step(record: Rectification) -> str:
    """Return what is next, in one sentence."""
    if record.state == "observing" and "unknown" in record.look_back:
        return str(UNASKED)
    if record.state == "observing" and "passed" in record.look_back:
        return str(LOOKED)
    if record.state == "observing" and "seed" in record.look_back:
        return str(LOOK_BACK)
    return str(NEXT[record.state])


def person_kind(record: Problem) -> str:
    """Return what kind of person a problem is about."""
    return _say(rulebook.competence().persons, record.person_kind)


def weight(record: Problem) -> str:
    """Return how heavy a problem looks."""
    return _say(rulebook.competence().weights, record.weight)


def body(record: Problem) -> str:
    """Return the competent body."""
    return _say(rulebook.competence().bodies, record.body)


def measure(code: str) -> str:
    """Return what a measure is called; "none" is one."""
    found = rulebook.competence().measures.get(code)
    return found.name.say(get_language() or "zh") if found else (gettext("No measure") if code == "none" else "")


def review(record: Problem) -> dict[str, Any]:
    """Return what a review says: asked_on, words, result in words, reason, what was decided before; {} without one."""
    kept = record.review
    if not kept:
        return {}
    before = measure(kept.get("measure", "")) if kept.get("result") in ("lightened", "revoked") else ""
    said = {"words": kept["words"], "reason": kept.get("reason", ""), "before": before}
    asked = date.fromisoformat(kept["asked_on"])
    return {**said, "asked_on": asked, "result": REVIEWS[kept["result"]] if "result" in kept else ""}


def challenges(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return whom the person asked to be kept away: name, why, asked_on, result in words, reason."""
    asked = list(kept)
    called = problem_hands.names({one["who"] for one in asked})
    return [
        {
            "name": called.get(one["who"], ""),
            "words": one["words"],
            "asked_on": date.fromisoformat(one["asked_on"]),
            "result": KEPT_AWAY[one["kept_away"]] if "kept_away" in one else "",
            "reason": one.get("reason", ""),
        }
        for one in asked
    ]


def _say(words: Mapping[str, Any], code: str) -> str:
    return words[code].say(get_language() or "zh") if code in words else ""
