"""The demo school is asked a dozen things, by the door of everybody; they stand in different states."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lianjing.access import asking, asking_text, asking_work, question_routes
from lianjing.access.asking import Asked
from lianjing.access.posts import current_holders, seat_for
from lianjing.access.rulebook import content
from lianjing.domain.authority import Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post, PublicQuestion
from lianjing.rooms.answering import usecases

_WHY = "the demo acts as its own people"


@transaction.atomic  # killed half-way, the next start would find a question and leave the others out
def run(school: Org, now: datetime) -> int:
    """Ask the examples at a school and let them go their way; return how many. Doing it again changes nothing."""
    if unscoped(PublicQuestion, reason=_WHY).exists():
        return 0
    examples = content("questions/examples.yaml")["questions"]
    for example in sorted(examples, key=lambda one: -one["ago"]):
        _ask(school, example, now)
    return len(examples)


def _ask(school: Org, example: dict[str, Any], now: datetime) -> None:
    asked_at = min(now, (now - timedelta(days=example["ago"])).replace(hour=7, minute=30))
    task = asking_work.task_for(school, asked_at - timedelta(minutes=20)).text
    text = asking_text.as_kept(example["text"])
    number = asking.ask(
        school=school, asked=Asked(example["kind"], text, example["power"]), task=task, found="", now=asked_at
    )
    for step in example["then"]:
        _STEPS[step["do"]](asking.by_number(number), step, asked_at + timedelta(days=step["after"], hours=3))


def answer(question: PublicQuestion, step: dict[str, Any], now: datetime) -> None:
    """Answer a question as the post of the school that may; step["words"]: the answer."""
    post = question_routes.answerer_at(question.org, (), now.date())
    if post is not None:
        usecases.answer(post=_seat(post, now), question=question, words=step["words"], now=now)


def _reviewed(act: Callable[..., Any], word: str) -> Callable[[PublicQuestion, dict[str, Any], datetime], None]:
    def step_of(question: PublicQuestion, step: dict[str, Any], now: datetime) -> None:
        post = question_routes.reviewers_of(question, question.level, now.date())[0]
        act(post=_seat(post, now), question=question, now=now, **{word: step["words"]})

    return step_of


def _back(question: PublicQuestion, _step: dict[str, Any], now: datetime) -> None:
    asking.look_back(question=question, solved=False, now=now)


def _seat(post: Post, now: datetime) -> Seat:
    holders = current_holders(post, now.date())
    if not holders:
        raise RuleBroken("post_not_held")
    return seat_for(holders[0], post, now.date())


_STEPS: dict[str, Callable[[PublicQuestion, dict[str, Any], datetime], object]] = {
    "answer": answer,
    "say": lambda question, step, now: asking.say(question=question, content=step["content"], now=now),
    "lapse": lambda question, _step, now: usecases.lapse_answer(question=question, now=now),
    "silence": lambda question, _step, now: usecases.close_silent(question=question, now=now),
    "reply": _reviewed(usecases.reply, "reason"),
    "uphold": _reviewed(usecases.uphold, "reason"),
    "put_right": _reviewed(usecases.put_right, "words"),
    "back": _back,
}
