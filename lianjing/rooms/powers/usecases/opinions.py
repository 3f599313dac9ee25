"""What staff say about a draft while it is consulted about, and what its drafter answers."""

from datetime import datetime

from lianjing.access import power_drafts, powers, work
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PowerOpinion, PowerVersion

LONGEST = 1_000


@act(Action.POWER_READ, on="version", facts=lambda result, **_: {"opinion": result.pk, "step": result.step})
def say(*, post: Seat, version: PowerVersion, step: str, said: str, now: datetime) -> PowerOpinion:
    """Say something about a step, or with "" about the whole. Open to all staff until the last day of hearing.

    Raises RuleBroken: opinion_not_now, power_step_unknown, opinion_empty, power_words_long, opinion_said_already.
    """
    held = power_drafts.locked(version)
    if held.state != "consulting" or held.heard_until is None or now.date() > held.heard_until:
        raise RuleBroken("opinion_not_now")
    if step:
        powers.compiled(held).item.step(step)
    words = said.strip()
    if not words:
        raise RuleBroken("opinion_empty", field="said")
    _refuse_long(words, "said")
    if power_drafts.said_before(held, post.person_id, step, words):
        raise RuleBroken("opinion_said_already", field="said")
    opinion = PowerOpinion(version=held, step=step, said=words, said_by_id=post.person_id, said_at=now)
    opinion.save()
    return opinion


@act(Action.POWER_EDIT, on="opinion", facts=lambda result, **_: {"taken_up": result.taken_up})
def answer(*, post: Seat, opinion: PowerOpinion, words: str, taken_up: bool, now: datetime) -> PowerOpinion:
    """Answer once, and say whether it is taken up.

    Raises RuleBroken: opinion_answered, opinion_empty, power_words_long.
    """
    if not words.strip():
        raise RuleBroken("opinion_empty", field="words")
    _refuse_long(words, "words")
    said = words.strip()
    if not power_drafts.settle(opinion, {"answer": said, "taken_up": taken_up, "answered_at": now}):
        raise RuleBroken("opinion_answered")
    opinion.answer, opinion.taken_up, opinion.answered_at = said, taken_up, now
    if not power_drafts.unanswered(opinion.version):
        work.overtake(about=opinion.version, now=now, code="power_to_answer")
    return opinion


def _refuse_long(words: str, field: str) -> None:
    if len(words) > LONGEST:
        raise RuleBroken("power_words_long", field=field, length=len(words), limit=LONGEST)
