"""Writing one step of a problem: the state and its day, and the work of whoever is next; nothing of it is told."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.urls import reverse

from lianjing.access import problem_hands, problems, states, work
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Role, Seat
from lianjing.domain.machine import Hand, Step
from lianjing.domain.machines.problem import APPROVER, HANDLER, PERSON, PROBLEM, REVIEWER, SECOND, UNDECIDED
from lianjing.records.models import Post, Problem

PARAMETERS = {
    "begun": "problem.tell",
    "told": "problem.hearing",
    "heard": "problem.weigh",
    "weighed": "problem.decide",
    "clearing": "problem.letter",
    "decided": "problem.serve",
    "reviewing": "problem.review_decide",
}
OWN_MATTER = "own_matter"
_HANDLERS = {"begun": "problem_to_tell", "heard": "problem_to_weigh", "decided": "problem_to_serve"}


def hand(post: Seat, record: Problem) -> Hand:
    """Return the person acting as what they are to it: the one it is about, who reviews or decides, a handler.

    Nothing, where a handler or who decides is tied to the person, recused or kept away. A reviewer is asked more yet.
    """
    if post.person_id == record.person_id:
        return Hand.of(post.person_id, PERSON)
    if post.person_id == record.reviewer_id:
        return Hand.of(post.person_id, REVIEWER)
    if post.person_id in problem_hands.away_of(record, post.on):
        return Hand.of(post.person_id)
    if post.role is Role.BUREAU_CHIEF:
        return Hand.of(post.person_id, APPROVER)
    return Hand.of(post.person_id, HANDLER, SECOND)


def take(record: Problem, name: str, *hands: Hand, facts: Collection[str] = (), taken: int = 0) -> Step:
    """Return the step, or refuse it."""
    people = {
        "person": {record.person_id} - {None},
        "worked_on_it": set(record.worked_by) | {record.begun_by_id},
        "decided_it": {record.decided_by_id} - {None},
    }
    return PROBLEM.take(record.state, name, *hands, facts=facts, people=people, taken=taken)


def settle(record: Problem, step: Step, now: datetime) -> Problem:
    """Write the next state, unless somebody was faster, and put it on the list of whoever is next."""
    was, record.state = record.state, step.dst
    record.entered_at = now
    record.due_on = due_day(PARAMETERS[step.dst], now) if step.dst in PARAMETERS else _own_day(record)
    record.closed_at = now if step.dst in PROBLEM.ends else None
    states.swap(record, was)
    work.overtake(about=record, now=now)
    ask_next(record, now)
    return record


def _own_day(record: Problem) -> date | None:
    return record.review_until if record.state == "served" else record.effect_until


def ask_next(record: Problem, now: datetime) -> None:
    """Put the problem on the list of its handlers, its approver, or the person it is about, without a word of it."""
    hands, on = problem_hands.hands(record, now.date()), now.date()
    if record.state in _HANDLERS:
        _put_on_lists(record, hands.working, _HANDLERS[record.state], now)
    elif record.state == "weighed":
        _put_on_lists(record, hands.deciding, "problem_to_decide", now)
    elif record.state == "reviewing" and record.reviewer_id:
        _put_on_lists(record, problems.posts_of({record.reviewer_id}, on), "problem_to_review", now)
    elif record.state in ("told", "clearing", "served", "in_effect", "settled") and record.person_id:
        _put_on_lists(record, problems.posts_of({record.person_id}, on), OWN_MATTER, now)
    if record.signing and record.state in UNDECIDED:
        others = {person: post for person, post in hands.working.items() if person != record.signing["by"]}
        _put_on_lists(record, others, "problem_to_sign", now)


def _put_on_lists(record: Problem, people: Mapping[int, Post], code: str, now: datetime) -> None:
    for person, post in people.items():
        put_on_list(record, person, post, code, now)


def put_on_list(record: Problem, person: int, post: Post, code: str, now: datetime) -> None:
    """Put one sealed item on the list of a person at a post: nobody else who holds the post is told of it."""
    url = reverse("casework:own" if code == OWN_MATTER else "casework:problem", args=[record.pk])
    sealed_for = {"post": post, "person": person, "sealed": True}
    work.assign(code=code, about=record, url=url, now=now, due_on=record.due_on, **sealed_for)
