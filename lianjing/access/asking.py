"""The door for askers: ask, look up by the number, say whether it helped. No account; nothing about them is kept."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from lianjing.access import asking_work, notices, public_entries, question_routes, rulebook, states, work
from lianjing.access.acts import act_of
from lianjing.access.asking_text import SHOWN, repeats
from lianjing.access.masking import Masked
from lianjing.access.pausing import question_due
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.objection import ASKER, OBJECTION
from lianjing.domain.question_numbers import LENGTH, numbered, read_number
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import CHINA
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, PublicQuestion, PublicQuestionMove

_WHY = "whoever holds a question's number may read that question"
DISCLOSURE = "disclosure"
_HOLDING = ("filed", "answering", "reviewing", "upheld")
_NOBODY = -1  # an asker is one hand without a person: who it is, nobody knows


@dataclass(frozen=True)
class Asked:
    """What is asked, about what, and what it follows. makers: people who published or did the thing."""

    kind: str
    text: Masked
    power: str = ""
    item_table: str = ""
    item_id: int | None = None
    makers: Collection[int] = ()
    follows: PublicQuestion | None = None


def ask(*, school: Org, asked: Asked, task: str, found: str, now: datetime) -> str:
    """Keep a question that was worth its work; return the number that only its asker has.

    Raises RuleBroken: the refusals of `asking_work.spend`.
    """
    number = numbered("".join(secrets.choice("0123456789") for _ in range(LENGTH - 1)))
    hour = now.replace(minute=0, second=0, microsecond=0)  # the journal need not know the minute
    _file(school=school, asked=asked, number=number, work_done=(task, found, now), now=hour)
    return number


@act_of("public", on="result")
def _file(
    *, school: Org, asked: Asked, number: str, work_done: tuple[str, str, datetime], now: datetime
) -> PublicQuestion:
    task, found, moment = work_done
    asking_work.spend(school=school, task=task, found=found, now=moment)
    question = PublicQuestion(
        org=school,
        number_hash=number_hash(number),
        kind=asked.kind,
        power=asked.power,
        item_table=asked.item_table,
        item_id=asked.item_id,
        asked=asked.text.text,
        masked=[{"kind": mask.kind, "length": mask.length} for mask in asked.text.masks],
        asked_on=now.date(),
        follows=asked.follows,
    )
    question.save()
    question_routes.keep_makers(question, asked.makers)
    _hold(question, "", now)
    seems_asked = repeats(question)
    if seems_asked is None:
        assign(question, now)
    else:
        question.same_as = seems_asked
        question.due_on = question_due("objection.look", question, now)
        question.save()
        question_routes.give(
            question, "question_to_look", question_routes.reviewers_of(question, "group", now.date()), now
        )
    return question


def assign(question: PublicQuestion, now: datetime) -> None:
    """Give a filed question to whoever answers it, or to the level above when nobody at the school may."""
    on, makers = now.date(), question_routes.makers_of(question)
    post = question_routes.answerer_at(question.org, makers, on)
    if post:
        step = OBJECTION.take(question.state, "assign", THE_SYSTEM, facts={"answerer_apart"})
        settle(question, step, now, due="objection.answer")
        question_routes.give(question, "question_to_answer", [post], now)
        if question.follows_id:  # a question that came back is seen one level up from the beginning
            above = question_routes.reviewers_of(question, question_routes.GROUP, on)
            question_routes.give(question, "question_came_back", above, now)
    else:
        step = OBJECTION.take(question.state, "assign_above", THE_SYSTEM, facts={"nobody_apart"})
        question.moved_up_by = "nobody"
        go_up(question, step, now)


def go_up(question: PublicQuestion, step: Step, now: datetime, by_words: str = "") -> None:
    """Move a question to review: by the group, or by the bureau when the group has had it."""
    question.level = question_routes.GROUP if question.level == question_routes.SCHOOL else question_routes.BUREAU
    settle(question, step, now, due="objection.review", by_words=by_words)
    to = question_routes.reviewers_of(question, question.level, now.date())
    question_routes.give(question, "question_to_review", to, now)


def settle(question: PublicQuestion, step: Step, now: datetime, *, due: str = "", by_words: str = "") -> None:
    """Write the next state unless somebody was faster, note the step, and take the old work off the lists."""
    if question.item_table == DISCLOSURE and question.item_id is not None:
        notices.reserve(question.item_id)
    was, question.state = question.state, step.dst
    question.due_on = question_due(due, question, now) if due else None
    question.closed_on = now.date() if step.dst in OBJECTION.ends else None
    states.swap(question, was)
    _hold(question, was, now)
    PublicQuestionMove(question=question, step=step.name, on=now.date(), by_words=by_words).save()
    work.overtake(about=question, now=now)


def put_right_by(*, disclosure_id: int, words: str, now: datetime) -> int:
    """Close the objections that were right once the notice they were about is corrected; return how many.

    Called inside the act that corrects it. words: where the correction stands.
    """
    rows = unscoped(PublicQuestion, reason="what is put right closes the objections to it")
    found = list(rows.filter(item_table=DISCLOSURE, item_id=disclosure_id, state="upheld").select_related("org"))
    for question in found:
        step = OBJECTION.take(question.state, "settle", THE_SYSTEM, facts={"put_right"})
        question.put_right, question.put_right_on = words, now.date()
        settle(question, step, now)
        public_entries.enter_answer(question, now)
    return len(found)


def _hold(question: PublicQuestion, was: str, now: datetime) -> None:
    """Hold the notice that an objection is about while nobody has answered it, and let it run on afterwards."""
    if question.item_table != DISCLOSURE or question.kind != "objection" or question.item_id is None:
        return
    before, after = was in _HOLDING, question.state in _HOLDING
    if after and not before:
        notices.objection_opened(disclosure_id=question.item_id, now=now)
    elif before and not after:
        notices.objection_settled(disclosure_id=question.item_id, now=now)


def number_hash(number: str) -> str:
    """Return what is kept of a number: equal for equal numbers, telling nothing without the installation's key."""
    keys: Any = settings.COLUMN_KEYS
    return str(keys.fingerprint("public_question", number))


def by_number(typed: str) -> PublicQuestion:
    """Return the question with a number. Raises RuleBroken: question_number_wrong, question_unknown."""
    number = read_number(typed)
    if number is None:
        raise RuleBroken("question_number_wrong", field="number")
    rows = unscoped(PublicQuestion, reason=_WHY).select_related("org__parent", "same_as", "follows")
    question = rows.filter(number_hash=number_hash(number)).first()
    if question is None:
        raise RuleBroken("question_unknown", field="number")
    return question


def answered_record(school: Org, key: int) -> PublicQuestion | None:
    """Return an answered question of a school, None when there is none: a new one may follow it."""
    rows = unscoped(PublicQuestion, reason="answered questions are public").filter(org=school, pk=key)
    found: PublicQuestion | None = rows.filter(state__in=SHOWN).first()
    return found


def moves_of(question: PublicQuestion) -> list[PublicQuestionMove]:
    """Return the steps of a question that was reached by its number or is public."""
    return list(unscoped(PublicQuestionMove, reason=_WHY).filter(question=question))


def say(*, question: PublicQuestion, content: int, now: datetime) -> PublicQuestion:
    """Say how far the answer helped, 1 to 5: up to 2 moves it one level up, without any reason (B8).

    Raises RuleBroken("content_unknown").
    """
    if content not in range(1, 6):
        raise RuleBroken("content_unknown", content=content)
    moved: PublicQuestion = _say(question=question, content=content, now=_day(now))
    return moved


@act_of("public", on="question")
def _say(*, question: PublicQuestion, content: int, now: datetime) -> PublicQuestion:
    question.content = content
    hand = Hand.of(_NOBODY, ASKER)
    if content <= 2:
        question.moved_up_by = "asker"
        go_up(question, OBJECTION.take(question.state, "move_up", hand), now)
    else:
        settle(question, OBJECTION.take(question.state, "accept", hand), now)
    return question


def look_back(*, question: PublicQuestion, solved: bool, now: datetime) -> PublicQuestion | None:
    """Say four weeks after the end whether it is really solved; if not, it goes to the responsible post again (B9).

    Returns the new question when it came back. Raises RuleBroken: look_back_early (on), look_back_done.
    """
    if question.state != "closed" or question.followed_up:
        raise RuleBroken("look_back_done")
    if now.date() < look_back_from(question):
        raise RuleBroken("look_back_early", on=look_back_from(question).isoformat())
    back: PublicQuestion | None = _look_back(question=question, solved=solved, now=_day(now))
    return back


@act_of("public", on="question")
def _look_back(*, question: PublicQuestion, solved: bool, now: datetime) -> PublicQuestion | None:
    rows = unscoped(PublicQuestion, reason="exactly one of two hands wins").filter(pk=question.pk, followed_up="")
    if not rows.update(followed_up="solved" if solved else "again"):
        raise RuleBroken("look_back_done")
    question.followed_up = "solved" if solved else "again"
    return None if solved else _again(question, now)


def _again(question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Open a question anew: the number goes over to the new one, the old one keeps its answer."""
    held, question.number_hash = question.number_hash, f"old-{question.pk}"
    question.save(update_fields=["number_hash"])
    new = PublicQuestion(
        org=question.org,
        number_hash=held,
        kind=question.kind,
        power=question.power,
        item_table=question.item_table,
        item_id=question.item_id,
        asked=question.asked,
        masked=question.masked,
        asked_on=now.date(),
        follows=question,
    )
    new.save()
    question_routes.keep_makers(new, question_routes.makers_of(question))
    _hold(new, "", now)
    assign(new, now)
    return new


def look_back_from(question: PublicQuestion) -> date:
    """Return the day from which the asker is asked whether it is really solved."""
    closed = question.closed_on or question.asked_on
    return rulebook.due_day("objection.follow_up", datetime.combine(closed, datetime.min.time(), CHINA))


def _day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
