"""Who answers for what, from the power file alone: RACI lines per post, and ten questions of a quiz.

Source: product M2 (exactly one accountable post a step), K1. Nothing here is kept about a person: a quiz is for
learning, its answers are stored nowhere (design decision 10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lianjing.domain.power.flow import Flow, Repeat, inner
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Level, Step


class Part(StrEnum):
    """What a post is to a step: it answers for it, does it too, watches it, or is told."""

    ACCOUNTABLE = "accountable"
    RESPONSIBLE = "responsible"
    CONSULTED = "consulted"
    INFORMED = "informed"


@dataclass(frozen=True)
class Duty:
    """One line: this post is this to this step."""

    post: str
    step: str
    part: Part


def duties(item: Item) -> list[Duty]:
    """Return the lines of every step in order: its accountable post first, then who does, watches, and is told.

    Who must decide from an amount on is responsible too; the public is told of every notice.
    """
    return [line for step in item.steps for line in _of_step(step)]


def _of_step(step: Step) -> Iterator[Duty]:
    yield Duty(step.posts[0], step.no, Part.ACCOUNTABLE)
    doers = dict.fromkeys((*step.posts[1:], *(post for one in step.decisions for post in one.posts)))
    watchers = dict.fromkeys(watch.who for watch in step.watches if watch.who and watch.who != "public")
    for post in doers:
        if post != step.posts[0]:
            yield Duty(post, step.no, Part.RESPONSIBLE)
    for post in watchers:
        if post not in (*step.posts, *doers):
            yield Duty(post, step.no, Part.CONSULTED)
    if step.notice:
        yield Duty("public", step.no, Part.INFORMED)


@dataclass(frozen=True)
class Question:
    """One question of the quiz: what is asked (`kind`, `step`), the answers by code, and the place of the right one.

    kinds and answers: who (post codes), together (steps), people, days (counts), next (steps), risk (controls),
    grade (levels), paper (papers), shown (notice fields), level (post codes), watch (post codes).
    facts: what the sentences need.
    """

    kind: str
    step: str
    answers: tuple[str, ...]
    right: int
    facts: dict[str, object] = field(default_factory=dict)


NEVER_SHOWN = ("id_number", "address", "phone", "birth", "account", "hardship", "health")
QUESTIONS = 10


def quiz(item: Item) -> list[Question]:
    """Return ten questions about an item (fewer where it is too short), the same ones for the same file.

    Kinds take turns, so that the questions do not all ask who takes a step.
    """
    by_kind = [
        list(kind(item))
        for kind in (_who, _apart, _days, _next, _shown, _people, _level, _risk, _watch, _paper, _grade)
    ]
    chosen: list[Question] = []
    while len(chosen) < QUESTIONS and any(by_kind):
        for questions in by_kind:
            if questions and len(chosen) < QUESTIONS:
                chosen.append(questions.pop(0))
    return [_placed(question, at) for at, question in enumerate(chosen)]


def _placed(question: Question, at: int) -> Question:
    """Return the question with its right answer moved to another place for every question."""
    answers = [answer for place, answer in enumerate(question.answers) if place != question.right]
    right = at % len(question.answers)
    answers.insert(right, question.answers[question.right])
    return Question(question.kind, question.step, tuple(answers), right, question.facts)


def _others(right: str, pool: tuple[str, ...], many: int = 2) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in pool if one != right))[:many]


def _posts(item: Item) -> tuple[str, ...]:
    return (*dict.fromkeys(step.posts[0] for step in item.steps), "XZ", "BZY", "JW", "FX")


def _who(item: Item) -> Iterator[Question]:
    for step in item.steps:
        wrong = _others(step.posts[0], tuple(post for post in _posts(item) if post not in step.posts))
        yield Question("who", step.no, (step.posts[0], *wrong), 0)


def _apart(item: Item) -> Iterator[Question]:
    for one, other in sorted(item.apart()):
        yield Question("together", one, ("no", "yes"), 0, {"other": other})


def _days(item: Item) -> Iterator[Question]:
    for step in item.steps:
        for limit in step.limits:
            span = limit.span
            if span.figure or limit.bound is not Bound.WITHIN or span.count == 0:
                continue
            counts = dict.fromkeys((span.count, span.count * 2, span.count + 5, 30))
            facts: dict[str, object] = {"of": limit.of, "unit": span.unit.value}
            yield Question("days", step.no, tuple(str(count) for count in counts)[:3], 0, facts)


def _next(item: Item) -> Iterator[Question]:
    for one, after in _pairs(item.flow):
        wrong = _others(after.no, tuple(step.no for step in item.steps if step.no != one.no))
        if len(wrong) == 2:
            yield Question("next", one.no, (after.no, *wrong), 0)


def _pairs(flow: Flow) -> Iterator[tuple[Step, Step]]:
    """Yield steps that always follow one another: neighbours in one sequence."""
    for at, part in enumerate(flow):
        if isinstance(part, Step) and at + 1 < len(flow) and isinstance(following := flow[at + 1], Step):
            yield part, following
        for one in inner(part):
            if not isinstance(part, Repeat) or one:
                yield from _pairs(one)


def _shown(item: Item) -> Iterator[Question]:
    for step in item.steps:
        if step.notice:
            allowed = step.notice.fields[0]
            yield Question("shown", step.no, (NEVER_SHOWN[0], allowed, *step.notice.fields[1:2]), 0)


def _people(item: Item) -> Iterator[Question]:
    for step in item.steps:
        if step.people > 1:
            counts = dict.fromkeys((step.people, 1, step.people + 1))
            yield Question("people", step.no, tuple(str(count) for count in counts), 0)


def _level(item: Item) -> Iterator[Question]:
    for step in item.steps:
        for decision in step.decisions:
            wrong = _others(decision.posts[0], (*step.posts, "CGY", "BZY"))
            yield Question("level", step.no, (decision.posts[0], *wrong), 0, {"from_fen": decision.from_fen})


def _risk(item: Item) -> Iterator[Question]:
    for step in item.steps:
        if step.risk:
            yield Question("risk", step.no, ("control", "trust", "later"), 0)


def _grade(item: Item) -> Iterator[Question]:
    for step in item.steps:
        if step.risk:
            right = step.risk.level.value
            yield Question("grade", step.no, (right, *_others(right, tuple(level.value for level in Level))), 0)


def _paper(item: Item) -> Iterator[Question]:
    for step in item.steps:
        others = tuple(paper for paper in item.papers or {} if paper not in step.gives)
        if step.gives and others:
            yield Question("paper", step.no, (step.gives[0], *_others(step.gives[0], others)), 0)


def _watch(item: Item) -> Iterator[Question]:
    for step in item.steps:
        for watch in step.watches:
            if watch.who and watch.who not in step.posts:
                yield Question("watch", step.no, (watch.who, *_others(watch.who, step.posts)), 0)
                break
