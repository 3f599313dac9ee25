"""What the desk of questions shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import question_routes, rulebook
from lianjing.access.asking import moves_of
from lianjing.access.public_figures import draft_for
from lianjing.domain.authority import Seat
from lianjing.domain.machines.objection import ANSWERER, OBJECTION, REVIEWER
from lianjing.records.models import PublicQuestion
from lianjing.rooms.answering.capacities import capacities_of
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import asking, states


@dataclass(frozen=True)
class QuestionSheet:
    """One question as a post sees it: its history, the steps open to the post, a draft of the answer."""

    question: PublicQuestion
    steps: tuple[str, ...]
    moves: list[dict[str, Any]]
    masks: list[str]
    draft: str
    maskable: bool


def questions(post: Seat) -> "QuerySet[PublicQuestion]":
    """Return every question the post may read, the most pressing first."""
    return question_routes.seen(post).select_related("org__parent", "answered_by", "reviewed_by", "same_as", "follows")


def listing(post: Seat) -> Listing:
    """Return the list of questions as page, Excel and print show it."""
    return Listing(
        rows=questions(post),
        title=_("Questions from outside"),
        columns=[
            Column("asked", _("What is asked"), lambda row: row.asked[:60], link=_address),
            Column("kind", _("Kind"), lambda row: asking.KINDS[row.kind]),
            Column("unit", _("School"), lambda row: str(row.org), sort="org__name"),
            Column("on", _("Asked on"), lambda row: row.asked_on, kind="date", sort="asked_on"),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.state("objection", row.state)[1], show=_badge),
        ],
        filters=[
            Choice(
                "state",
                _("State"),
                [(name, states.state("objection", name)[1]) for name in OBJECTION.states if name != "diverted"],
                "state",
            ),
            Search("q", _("School, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=(F("due_on").asc(nulls_last=True), "-pk"),
    )


def sheet(post: Seat, question: PublicQuestion) -> QuestionSheet:
    """Return one question with the steps of its machine that are open to this post now."""
    held = capacities_of(post, question)
    steps = [step.name for step in OBJECTION.steps_from(question.state, held)]
    if REVIEWER in held and question.state == "upheld":
        steps.append("settle")
    if question.answered_by_id == post.person_id:
        steps = [name for name in steps if name not in ("uphold", "reply")]
    if question.kind == "question":
        steps.sort(key=lambda name: name == "uphold")  # to answer comes first
    if question.state == "filed" and question.same_as_id is None:
        steps = [name for name in steps if name != "close_repeated"]
    moves = [
        {"at": move.on, "title": asking.step(move.step, question.kind), "who": move.by_words or asking.by(move.step)}
        for move in moves_of(question)
    ]
    draft = draft_for(question, language()) if ANSWERER in held and question.state == "answering" else ""
    masks = [str(asking.MASKS[kind]) for kind in dict.fromkeys(mask["kind"] for mask in question.masked)]
    return QuestionSheet(question, tuple(steps), moves, masks, draft, REVIEWER in held and bool(question.asked))


def power_words(question: PublicQuestion) -> str:
    """Return what the question's power is called, "" for none."""
    words = rulebook.powers().names.get(question.power)
    return words.say(language()) if words else ""


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def _address(row: PublicQuestion) -> str:
    return reverse("answering:question", args=[row.pk])


def _badge(row: PublicQuestion) -> Any:
    return badge(*states.state("objection", row.state))
