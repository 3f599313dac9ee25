"""A question is answered by somebody apart from it, reviewed above, put right where it was right (SM8, B7-B9)."""

from collections.abc import Callable
from datetime import datetime

from lianjing.access import asking_work, public_entries, question_routes, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.asking import assign, go_up, settle
from lianjing.access.asking_text import as_kept
from lianjing.access.capacities import post_of
from lianjing.access.pausing import question_due
from lianjing.access.question_clock import due_questions
from lianjing.access.question_masking import mask_words
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Hand, Step
from lianjing.domain.machines.objection import ANSWERER, OBJECTION, REVIEWER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PublicQuestion
from lianjing.rooms.answering.capacities import at_its_level


@act(Action.QUESTION_ANSWER, on="question")
def answer(*, post: Seat, question: PublicQuestion, words: str, now: datetime) -> PublicQuestion:
    """Answer a question for everybody to read. Whoever published or did the thing is refused."""
    step = _take(question, "answer", Hand.of(post.person_id, ANSWERER), {"answer"} if words.strip() else set())
    question.answer = as_kept(words, question.org.code).text
    question.answered_by_id, question.answered_as, question.answered_on = post.person_id, _as(post), now.date()
    settle(question, step, now, due="objection.asker", by_words=_as(post))
    public_entries.enter_answer(question, now)
    return question


@act(Action.QUESTION_REVIEW, on="question")
def uphold(*, post: Seat, question: PublicQuestion, reason: str, now: datetime) -> PublicQuestion:
    """Find that the asker is right: what was published is to be put right within the county's days."""
    step = _review(post, question, "uphold", reason, now)
    question.upheld = True
    settle(question, step, now, due="objection.put_right", by_words=_as(post))
    public_entries.enter_answer(question, now)
    on = now.date()
    answerer = question_routes.answerer_at(question.org, (), on)
    question_routes.give(question, "question_to_put_right", [answerer] if answerer else [], now)
    return question


@act(Action.QUESTION_REVIEW, on="question")
def reply(*, post: Seat, question: PublicQuestion, reason: str, now: datetime) -> PublicQuestion:
    """Answer a question, or find that an objection is not so and say why, for everybody to read."""
    step = _review(post, question, "reply", reason, now)
    question.upheld = False if question.kind == "objection" else None  # a plain question is neither right nor wrong
    settle(question, step, now, by_words=_as(post))
    public_entries.enter_answer(question, now)
    return question


@act(Action.QUESTION_REVIEW, on="question")
def put_right(*, post: Seat, question: PublicQuestion, words: str, now: datetime) -> PublicQuestion:
    """Close what was right once it is put right, saying where the correction stands."""
    step = OBJECTION.take(question.state, "settle", THE_SYSTEM, facts={"put_right"} if words.strip() else set())
    question.put_right, question.put_right_on = as_kept(words, question.org.code).text, now.date()
    settle(question, step, now, by_words=_as(post))
    public_entries.enter_answer(question, now)
    return question


@act(Action.QUESTION_REVIEW, on="question")
def admit(*, post: Seat, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Find that a question only seemed to be asked before, and give it to whoever answers."""
    OBJECTION.take(question.state, "admit", Hand.of(post.person_id, REVIEWER))
    question.same_as = None
    assign(question, now)
    return question


@act(Action.QUESTION_REVIEW, on="question")
def close_repeated(*, post: Seat, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Close what was asked before; the asker is shown the answer it has."""
    facts = {"answer_cited"} if question.same_as_id else set()
    step = _take(question, "close_repeated", Hand.of(post.person_id, REVIEWER), facts)
    settle(question, step, now, by_words=_as(post))
    return question


@act(Action.QUESTION_REVIEW, on="question")
def divert(*, post: Seat, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Take out what accuses a person after all: nothing of the text stays; the asker is told the confidential way."""
    step = _take(question, "divert_read", Hand.of(post.person_id, REVIEWER), {"accuses_person"})
    question.asked, question.masked = "", []
    settle(question, step, now, by_words=_as(post))
    return question


@act(Action.QUESTION_REVIEW, on="question")
def mask(*, post: Seat, question: PublicQuestion, words: str, reason: str, now: datetime) -> PublicQuestion:
    """Mask words of a question; the reason is public, the text before is sealed. Raises: words_not_there, mask_why."""
    for one in mask_words(question, words, reason, _as(post), now):
        if public_entries.take_out(one, "masked", now):
            public_entries.enter_answer(one, now)
    return question


@act_of("clock", on="question")
def give_on(*, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Give on a question that nobody looked at in time, as it is."""
    OBJECTION.take(question.state, "assign_by_clock", THE_CLOCK)
    question.same_as = None
    assign(question, now)
    return question


@act_of("clock", on="question")
def lapse_answer(*, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Move a question that the school did not answer in time to the group, by itself."""
    question.moved_up_by = "clock"
    go_up(question, OBJECTION.take(question.state, "lapse", THE_CLOCK), now)
    return question


@act_of("clock", on="question")
def close_silent(*, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Close an answered question whose asker said nothing more."""
    settle(question, OBJECTION.take(question.state, "silence", THE_CLOCK), now)
    return question


@act_of("clock", on="question")
def call_bureau(*, question: PublicQuestion, now: datetime) -> PublicQuestion:
    """Tell the bureau that a review, or putting right, is over its time; a review is the bureau's from then on."""
    if question.state == "reviewing":
        question.level = question_routes.BUREAU
    question.due_on = question_due("objection.review", question, now)
    states.swap(question, question.state)
    work.overtake(about=question, now=now)
    code = "question_to_review" if question.state == "reviewing" else "question_to_put_right"
    above = question_routes.reviewers_of(question, question_routes.BUREAU, now.date())
    question_routes.give(question, code, above, now)
    return question


_DUE: dict[str, Callable[[PublicQuestion, datetime], PublicQuestion]] = {
    "filed": lambda question, now: give_on(question=question, now=now),
    "answering": lambda question, now: lapse_answer(question=question, now=now),
    "answered": lambda question, now: close_silent(question=question, now=now),
    "reviewing": lambda question, now: call_bureau(question=question, now=now),
    "upheld": lambda question, now: call_bureau(question=question, now=now),
}


def move_overdue(now: datetime) -> int:
    """Take the clock's step for every question whose day has passed, and forget spent work; return how many moved."""
    asking_work.forget_spent(now)
    return sum(_each_due(state, step, now) for state, step in _DUE.items())


def _each_due(state: str, step: Callable[[PublicQuestion, datetime], PublicQuestion], now: datetime) -> int:
    return states.each(due_questions(state, now.date()), lambda question: step(question, now))


def _review(post: Seat, question: PublicQuestion, name: str, reason: str, now: datetime) -> Step:
    if not at_its_level(post, question):
        raise RuleBroken("not_yours")
    step = _take(question, name, Hand.of(post.person_id, REVIEWER), {"reason"} if reason.strip() else set())
    question.review = as_kept(reason, question.org.code).text
    question.reviewed_by_id, question.reviewed_as, question.reviewed_on = post.person_id, _as(post), now.date()
    return step


def _take(question: PublicQuestion, name: str, hand: Hand, facts: set[str]) -> Step:
    people = {
        "maker": question_routes.makers_of(question),
        "answerer": {question.answered_by_id} if question.answered_by_id else set(),
    }
    return OBJECTION.take(question.state, name, hand, facts=facts, people=people)


def _as(post: Seat) -> str:
    record = post_of(post)
    return f"{record.org.name} {record.title}"
