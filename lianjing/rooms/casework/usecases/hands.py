"""Who handles a problem changes: somebody left, is tied, recused, steps aside, or the person asks for it.

No recusal is written: who reads those would hear of the problem. Whom the person names is kept away by the decision
of somebody else on it, or by silence (SM14). Sources: product D4, G5, SM14; domain 4.7.
"""

from datetime import datetime
from typing import Any

from lianjing.access import problem_hands, problems, rulebook, states, work
from lianjing.access.acts import act, act_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.problem import CHALLENGED
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Problem
from lianjing.rooms.casework.problem_steps import ask_next, hand, put_on_list

TO_DECIDE = "problem_away_to_decide"


def _state(result: Problem, **_: object) -> dict[str, Any]:
    return {"state": result.state}


def replace_all(now: datetime) -> int:
    """Keep away whom nobody decided on in time, and name others where somebody has no part in it; return how many."""
    parts = ((problem_hands.challenged, keep_away_by_silence), (problem_hands.lacking, replace_hands))
    found = ((one, step) for rows, step in parts for one in rows(now.date()))
    return states.each(found, lambda due: due[1](record=due[0], now=now))


@act_of("clock", on="record")
def replace_hands(*, record: Problem, now: datetime) -> Problem:
    """Name others in the place of whoever left, is tied, recused or kept away. Raises somebody_was_faster."""
    held = problems.locked(record)
    if not _changed(held, now):
        raise RuleBroken("somebody_was_faster")
    return held


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def step_aside(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Keep oneself away, granted at once and without a word. What one signed and the other did not is put back.

    Raises RuleBroken: problem_no_part (one has none, or none any more).
    """
    held = problems.locked(record)
    if not hand(post, held).capacities:
        raise RuleBroken("problem_no_part")
    return _kept_away(held, post.person_id, now)


@act(Action.PROBLEM_OWN, on="record", facts=_state)
def challenge(*, post: Seat, record: Problem, name: str, words: str, now: datetime) -> Problem:
    """Ask, as the person it is about, that somebody who handles it be kept away: of each once.

    Raises RuleBroken: problem_not_now, problem_challenge_open, problem_nobody_so_named, problem_challenged_before.
    """
    held = problems.locked(record)
    who = problem_hands.so_named(held, name.strip())
    if held.state not in CHALLENGED:
        raise RuleBroken("problem_not_now")
    if problem_hands.open_challenge(held):
        raise RuleBroken("problem_challenge_open")
    if who is None:
        raise RuleBroken("problem_nobody_so_named", field="name")
    if any(one["who"] == who for one in held.challenges):
        raise RuleBroken("problem_challenged_before")
    due_on, decider = rulebook.due_day("recusal.decide", now), _decider(held, who, now)
    asked = {"who": who, "words": words.strip(), "asked_on": now.date().isoformat(), "due_on": due_on.isoformat()}
    held.challenges = [*held.challenges, {**asked, "decider": decider[0] if decider else None}]
    held.save(update_fields=["challenges"])
    if decider:
        put_on_list(held, *decider, TO_DECIDE, now)
    return held


def _decider(record: Problem, who: int, now: datetime) -> tuple[int, Any] | None:
    """Return who decides on it: the chief who is named, else another of the two; None: the clock, by silence."""
    hands = problem_hands.hands(record, now.date())
    others = [(person, post) for person, post in {**hands.deciding, **hands.working}.items() if person != who]
    return next(iter(others), None)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def decide_challenge(*, post: Seat, record: Problem, keep: bool, reason: str, now: datetime) -> Problem:
    """Keep away whom the person named, or let them stay and say why.

    Raises RuleBroken: problem_no_part (nothing asked, or it is another's to decide), problem_stays_why.
    """
    held = problems.locked(record)
    asked = problem_hands.open_challenge(held)
    if asked is None or asked["decider"] != post.person_id or not hand(post, held).capacities:
        raise RuleBroken("problem_no_part")
    if not keep and not reason.strip():
        raise RuleBroken("problem_stays_why", field="reason")
    return _decided(held, keep, reason, now)


@act_of("clock", on="record")
def keep_away_by_silence(*, record: Problem, now: datetime) -> Problem:
    """Keep away whom the person named, where nobody decided in time."""
    held = problems.locked(record)
    if not problem_hands.open_challenge(held):
        raise RuleBroken("somebody_was_faster")
    return _decided(held, keep=True, reason="", now=now)


def _decided(record: Problem, keep: bool, reason: str, now: datetime) -> Problem:
    asked, done = record.challenges[-1], {"on": now.date().isoformat(), "kept_away": keep, "reason": reason.strip()}
    record.challenges = [*record.challenges[:-1], {**asked, **done}]
    record.save(update_fields=["challenges"])
    work.overtake(about=record, now=now, code=TO_DECIDE)
    return _kept_away(record, asked["who"], now) if keep else record


def _kept_away(record: Problem, person: int, now: datetime) -> Problem:
    record.kept_away = sorted({*record.kept_away, person})
    record.save(update_fields=["kept_away"])
    _changed(record, now)
    return record


def _changed(record: Problem, now: datetime) -> bool:
    """Name who comes, take off who goes with what waits for them, and ask whoever is next; return whether any did."""
    change = problem_hands.change(record, now.date())
    if not change:
        return False
    problems.name_handlers(record, change.new)
    problems.take_off(record, change.off)
    work.overtake(about=record, now=now, people=change.off)
    if record.signing and record.signing["by"] in change.off:
        record.signing = {}
        record.save(update_fields=["signing"])
        work.overtake(about=record, now=now, code="problem_to_sign")
    ask_next(record, now)
    return True
