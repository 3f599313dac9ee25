"""A sealed flag moves by two people: one signs a step with a reason, the other reads it and signs, or does not.

Nobody else hears of it: the journal's entries are sealed, the work of it names no school, and until both have
signed nothing changes. Sources: product SM1, C6; K9.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianjing.access import questions, sealed, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.facts import facts_of
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand, Step
from lianjing.domain.machines.redflags import RED_FLAG, SEALED_REVIEWER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import RedFlag
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.redflags.asking import ask_officer, ask_the_two, ask_to_sign, put_sealed_on_list
from lianjing.rooms.redflags.usecases_transfer import handed_over


def _said(result: RedFlag, **arguments: Any) -> dict[str, Any]:
    return {"step": arguments.get("step", ""), "state": result.state}


@act(Action.FLAG_WEIGH, on="flag", facts=_said)
def sign_first(*, post: Seat, flag: RedFlag, step: str, words: Mapping[str, str], now: datetime) -> RedFlag:
    """Sign a step (unseal, dismiss, transfer) with its words; nothing happens before the other of the two signs.

    Raises RuleBroken: weighing_open (one step is signed already), step_refused (a word is missing, or nobody else
    is free to sign).
    """
    held = _held(flag, post, now)
    if held.weighing.get("step"):
        raise RuleBroken("weighing_open")
    said = {name: text.strip() for name, text in words.items() if text.strip()}
    others = [one.person_id for one in sealed.two(held, now) if one.person_id != post.person_id]
    _take(held, step, [post.person_id, *others], said)  # what would be refused then is refused now
    held.weighing = {**_aside(held), "step": step, "words": said, "by": post.person_id, "at": now.isoformat()}
    held.save(update_fields=["weighing"])
    work.overtake(about=held, now=now)
    ask_to_sign(held, post.person_id, now)
    return held


@act(Action.FLAG_WEIGH, on="flag", facts=_said)
def sign_second(*, post: Seat, flag: RedFlag, now: datetime) -> RedFlag:
    """Sign what the other of the two signed: the step is taken.

    Raises RuleBroken: weighing_none, weighing_own, weighing_first_gone (the first may not weigh it any more),
    step_refused.
    """
    held = _held(flag, post, now)
    if not held.weighing.get("step"):
        raise RuleBroken("weighing_none")
    first = held.weighing["by"]
    if first == post.person_id:
        raise RuleBroken("weighing_own")
    if first not in facts_of(held).listed or first in sealed.away(held, now):
        raise RuleBroken("weighing_first_gone")
    step = _take(held, held.weighing["step"], [first, post.person_id], held.weighing["words"])
    held.weighing = {**held.weighing, "second": post.person_id, "signed_at": now.isoformat()}
    held.reviewed_by_id, was = first, held.state
    questions.moved(held, step.dst, now)
    held.due_on = None
    held.closed_at = now if step.dst in RED_FLAG.ends else None
    _EFFECTS[step.name](held, now)
    states.swap(held, was)
    work.overtake(about=held, now=now)
    if step.name == "unseal":
        recusals.detect(record=held, now=now)  # it comes within reach of those who were told nothing of it
        ask_officer(held, now)
    return held


@act(Action.FLAG_WEIGH, on="flag", facts=_said)
def put_back(*, post: Seat, flag: RedFlag, reason: str, now: datetime) -> RedFlag:
    """Not sign, or take back what one signed: the flag is weighed again, and both see why.

    Raises RuleBroken: weighing_none, weighing_put_back_why.
    """
    held = _held(flag, post, now)
    if not held.weighing.get("step"):
        raise RuleBroken("weighing_none")
    if not reason.strip():
        raise RuleBroken("weighing_put_back_why")
    held.weighing, held.review = _aside(held), reason.strip()
    held.save(update_fields=["weighing", "review"])
    work.overtake(about=held, now=now)
    ask_the_two(held, now)
    return held


@act(Action.FLAG_WEIGH, on="flag")
def step_aside(*, post: Seat, flag: RedFlag, now: datetime) -> RedFlag:
    """Keep oneself away, granted at once and without a word: somebody else is named, and for oneself it is gone.

    What one signed and the other did not is put back. No recusal is written: who reads those would hear of the flag.
    """
    held = sealed.locked(flag)
    held.weighing["aside"] = [*held.weighing.get("aside", ()), post.person_id]
    _let_go(held, now)
    ask_the_two(held, now)
    return held


def fill_hands(now: datetime) -> int:
    """Name somebody else where one of the two is recused, gone, concerned or tied; return on how many flags.

    A tie declared later is found here and nowhere else: no recusal is written of it, as none is of who steps aside.
    """
    return states.each(sealed.lacking_hands(now), lambda flag: name_another(flag=flag, now=now))


@act_of("clock", on="flag")
def name_another(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Name on a sealed flag whoever it lacks, in the place of whoever may not weigh it any more."""
    held = sealed.locked(flag)
    if held.state != "sealed":
        raise RuleBroken("somebody_was_faster")
    if sealed.named_in_vain(held, now):
        _let_go(held, now)
    ask_the_two(held, now)
    return held


def name_above_all(now: datetime) -> int:
    """Take each sealed flag that nobody settled in its days one level up; return how many."""
    return states.each(questions.sealed_too_long(now), lambda flag: name_above(flag=flag, now=now))


@act_of("clock", on="flag")
def name_above(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Name one person more, of the next level, on a sealed flag: any two of those named may settle it."""
    if not questions.called_once(flag):
        raise RuleBroken("somebody_was_faster")
    found = sealed.name_above(flag, now)
    if found:
        put_sealed_on_list(flag, found, now)
    return flag


def _held(flag: RedFlag, post: Seat, now: datetime) -> RedFlag:
    """Return the flag as it stands, locked, to somebody who may still weigh it: a tie counts from its first minute."""
    held = sealed.locked(flag)
    if post.person_id in sealed.away(held, now):
        raise RuleBroken("not_yours")
    return held


def _let_go(flag: RedFlag, now: datetime) -> None:
    """Take off whoever may not weigh the flag any more; what one signed and the other did not is put back."""
    sealed.take_off(flag, sealed.named_in_vain(flag, now))
    flag.weighing = _aside(flag)
    flag.save(update_fields=["weighing"])
    work.overtake(about=flag, now=now)


def _aside(flag: RedFlag) -> dict[str, Any]:
    return {name: people for name, people in flag.weighing.items() if name == "aside"}


def _take(flag: RedFlag, name: str, people: list[int], words: Mapping[str, str]) -> Step:
    hands = [Hand.of(person, SEALED_REVIEWER) for person in people]
    return RED_FLAG.take(flag.state, name, *hands, facts=set(words), people={"maker": set()})


def _unseal(flag: RedFlag, now: datetime) -> None:
    """Hand it to the school as an ordinary question; who weighed it and why stays in the two's own journals."""
    flag.sealed, flag.due_on = False, due_day("redflag.self_check", now)
    flag.weighing, flag.review, flag.reviewed_by_id = {}, "", None


def _dismiss(flag: RedFlag, now: datetime) -> None:
    flag.review = flag.weighing["words"]["reason"]


def _transfer(flag: RedFlag, now: datetime) -> None:
    handed_over(flag, now)


_EFFECTS = {"unseal": _unseal, "dismiss": _dismiss, "transfer": _transfer}
