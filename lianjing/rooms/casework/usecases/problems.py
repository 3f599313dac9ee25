"""What people do with a problem: begin, tell, hear, weigh, decide, clear, serve. Nothing here is done by a clock.

Sources: product G2, G5, G7, G9, S2, S5, S14; domain 4.1, 4.5-4.7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from lianjing.access import problem_hands, rectifying, rulebook
from lianjing.access import problems as doors
from lianjing.access.acts import act
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.competence import Way
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import key_of
from lianjing.records.models import Person, Problem, RedFlag
from lianjing.rooms.casework.problem_steps import ask_next, hand, settle, take

SO, PARTLY, NOT_SO, UNKNOWN = "so", "partly", "not_so", "unknown"
FINDINGS = (SO, PARTLY, NOT_SO, UNKNOWN)
CIRCLES = ("letter", "those_who_knew", "staff_meeting")
NO_MEASURE = "none"


@dataclass(frozen=True)
class Responsibility:
    """Direct or supervisory responsibility: who, what was owed, whether it was done, and why so (G7, domain 4.5)."""

    who: str
    owed: str
    done: str
    reason: str

    @property
    def whole(self) -> bool:
        """Return whether nothing is blank."""
        return all(word.strip() for word in asdict(self).values())


def _state(result: Problem, **_: object) -> dict[str, Any]:
    return {"state": result.state}


@act(Action.PROBLEM_BEGIN, on="flag")
def begin(
    *, post: Seat, flag: RedFlag, person: Person | None, kind: str, weight: str, facts: Sequence[str], now: datetime
) -> Problem:
    """Begin a problem about a verified flag: whom it is about, how heavy it looks, which facts, each in a sentence.

    A unit's problem is about the unit's head, who speaks for it. Raises RuleBroken: problem_not_verified,
    problem_not_here (no problem of this system), competence_unknown, problem_known, problem_tied, problem_no_person,
    problem_no_facts, problem_hands_missing.
    """
    ruling, said = rulebook.competence().rule(kind, weight), [text.strip() for text in facts if text.strip()]
    who = person.pk if person else _head(flag, now)
    away = problem_hands.away_from(flag, who, now.date())
    if post.person_id in away:
        raise RuleBroken("problem_tied")  # first: whoever is tied is told nothing of what exists
    _require_beginning(flag, who, ruling.way, said)
    second, approver = problem_hands.second_and_approver(flag.org, post.person_id, away, now.date())
    if second is None or (ruling.way is Way.HANDLE and approver is None):
        raise RuleBroken("problem_hands_missing")
    table, key = key_of(flag)
    record = Problem(org=flag.org, about_table=table, about_id=key, person_id=who, person_kind=kind, weight=weight)
    record.body, record.facts = ruling.body, [{"text": text, "finding": ""} for text in said]
    record.begun_at = record.entered_at = now
    record.begun_by_id, record.due_on = post.person_id, due_day("problem.tell", now)
    record.save()
    named = {post.person_id, second} | ({approver} if approver and ruling.way is Way.HANDLE else set())
    doors.name_handlers(record, named)
    ask_next(record, now)
    return record


def _require_beginning(flag: RedFlag, who: int | None, way: Way, facts: Sequence[str]) -> None:
    """Raise RuleBroken where a problem may not begin."""
    if not doors.verified(flag):
        raise RuleBroken("problem_not_verified")
    if way is Way.NOT_HERE:
        raise RuleBroken("problem_not_here")
    if who is None:
        raise RuleBroken("problem_no_person", field="person")
    if not facts:
        raise RuleBroken("problem_no_facts", field="facts")
    if doors.known(flag, who):
        raise RuleBroken("problem_known")


def _head(flag: RedFlag, now: datetime) -> int | None:
    post = rectifying.responsible_at(flag.org, (), now.date())
    return min(rectifying.holders(post, now.date()), default=None) if post else None


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def tell(
    *,
    post: Seat,
    record: Problem,
    direct: Responsibility,
    supervisory: Responsibility,
    proposed: str,
    now: datetime,
) -> Problem:
    """Tell the person the facts and what is considered: five working days to answer begin. Raises step_refused."""
    ruling = rulebook.competence().rule(record.person_kind, record.weight)
    told = {
        "named_facts": bool(record.facts),
        "competent": ruling.way is Way.HANDLE,
        "both_responsibilities": direct.whole and supervisory.whole,
        "measure_proposed": proposed == NO_MEASURE or proposed in _allowed(record),
        "can_be_told": bool(doors.posts_of({record.person_id or 0}, now.date())),  # else the days would run unseen
    }
    step = take(record, "tell", hand(post, record), facts=_at_hand(told))
    record.direct, record.supervisory, record.proposed = asdict(direct), asdict(supervisory), proposed
    _worked(record, post)
    return settle(record, step, now)


@act(Action.PROBLEM_OWN, on="record", facts=_state)
def speak(*, post: Seat, record: Problem, lines: Sequence[str], now: datetime) -> Problem:
    """State and defend, point by point: each point is answered. Never makes anything heavier."""
    said = [line.strip() for line in lines if line.strip()]
    step = take(record, "speak", hand(post, record), facts={"statement"} if said else set())
    record.statement = [{"text": text, "answer": "", "taken_up": None} for text in said]
    return settle(record, step, now)


@act(Action.PROBLEM_OWN, on="record", facts=_state)
def waive(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Waive the hearing in so many words; the facts are weighed all the same."""
    step = take(record, "waive", hand(post, record), facts={"waiver"})
    record.waived = True
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def look_again(*, post: Seat, record: Problem, reason: str, now: datetime) -> Problem:
    """Look again once, because the defence named something new; the person is then told anew."""
    facts = {"reason"} if reason.strip() else set()
    step = take(record, "look_again", hand(post, record), facts=facts, taken=record.looked_again)
    record.looked_again += 1
    _worked(record, post)
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def weigh(
    *,
    post: Seat,
    record: Problem,
    answers: Sequence[tuple[bool, str]],
    findings: Sequence[str],
    now: datetime,
) -> Problem:
    """Answer each point of the defence (taken up or not, and why) and find each fact (of `FINDINGS`)."""
    told = {
        "statement_answered": len(answers) == len(record.statement) and all(text.strip() for _, text in answers),
        "facts_found": len(findings) == len(record.facts) and set(findings) <= set(FINDINGS),
    }
    step = take(record, "weigh", hand(post, record), facts=_at_hand(told))
    pairs = zip(record.statement, answers, strict=True)
    record.statement = [{**one, "taken_up": yes, "answer": text.strip()} for one, (yes, text) in pairs]
    record.facts = [{**one, "finding": found} for one, found in zip(record.facts, findings, strict=True)]
    _worked(record, post)
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def decide(*, post: Seat, record: Problem, measure: str, reason: str, now: datetime) -> Problem:
    """Decide as somebody who did not work on it: a first-form measure, no heavier than the person was told of."""
    ranked, allowed = [NO_MEASURE, *rulebook.competence().measures], {NO_MEASURE, *_allowed(record)}
    told = {
        "something_so": bool(found_in(record) & {SO, PARTLY}),
        "both_responsibilities": Responsibility(**record.direct).whole and Responsibility(**record.supervisory).whole,
        "first_form_only": measure in allowed and bool(reason.strip()),
        "not_heavier": measure in ranked and ranked.index(measure) <= ranked.index(record.proposed or NO_MEASURE),
    }
    step = take(record, "decide", hand(post, record), facts=_at_hand(told))
    record.measure, record.measure_reason = measure, reason.strip()
    record.decided_by_id, record.decided_at = post.person_id, now
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def clear(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Find that nothing of it is so: a result of its own, with a letter; the person chooses who is told (G9)."""
    facts = {"nothing_so"} if found_in(record) == {NOT_SO} else set()
    step = take(record, "clear", hand(post, record), facts=facts)
    _decided(record, post, now)
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def leave(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Find that it cannot be shown: the person is told, and nothing against them is kept."""
    found = found_in(record)
    facts = {"not_shown"} if UNKNOWN in found and not found & {SO, PARTLY} else set()
    step = take(record, "leave", hand(post, record), facts=facts)
    _decided(record, post, now)
    return settle(record, step, now)


@act(Action.PROBLEM_OWN, on="record", facts=_state)
def choose(*, post: Seat, record: Problem, circle: str, now: datetime) -> Problem:
    """Choose how widely one's name is cleared: the letter alone, those who knew, or the staff meeting."""
    step = take(record, "choose", hand(post, record), facts={"circle"} if circle in CIRCLES else set())
    record.circle = circle
    return settle(record, step, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def serve(*, post: Seat, record: Problem, served_on: date | None, now: datetime) -> Problem:
    """Write down when the decision was served. A measure with a period counts from that day, and lapses by itself."""
    measure = rulebook.competence().measures.get(record.measure)
    lasting = measure is not None and measure.period
    told = {
        "served": served_on is not None and served_on <= now.date(),
        "has_period": lasting,
        "no_period": not lasting,
    }
    step = take(record, "serve" if lasting else "serve_once", hand(post, record), facts=_at_hand(told))
    record.served_on, record.effect_until = served_on, due_day("problem.effect", now) if lasting else None
    record.review_until = due_day("problem.review", now)
    return settle(record, step, now)


def found_in(record: Problem) -> set[str]:
    """Return the findings of a problem."""
    return {one["finding"] for one in record.facts}


def _decided(record: Problem, post: Seat, now: datetime) -> None:
    record.decided_by_id, record.decided_at = post.person_id, now


def _worked(record: Problem, post: Seat) -> None:
    record.worked_by = sorted({*record.worked_by, post.person_id})


def _allowed(record: Problem) -> set[str]:
    return {one.code for one in rulebook.competence().measures_for(record.person_kind)}


def _at_hand(told: Mapping[str, bool]) -> set[str]:
    return {name for name, yes in told.items() if yes}
