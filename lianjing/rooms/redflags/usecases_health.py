"""A model that is wrong too often stops itself; the office that keeps the models may wake it, once, with a reason."""

from datetime import datetime
from typing import Any

from lianjing.access import model_health, modelbook
from lianjing.access.acts import act, act_of
from lianjing.access.model_health import STOPPED, Health
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import RUNNING
from lianjing.records.models import ModelSuspension


def suspend_poor(now: datetime) -> int:
    """Stop each running model whose weighed flags were innocent too often (product C7); return how many."""
    poor = [
        (name, one)
        for name, one in model_health.healths(now.date()).items()
        if one.standing in STOPPED and one.asleep is None and modelbook.models()[name].status in RUNNING
    ]
    for name, health in poor:
        suspend(model=name, health=health, now=now)
    return len(poor)


@act_of("clock", on="result")
def suspend(*, model: str, health: Health, now: datetime) -> ModelSuspension:
    """Write down that a model's version raises no new flags, and on what evidence."""
    made = ModelSuspension(
        path=model_health.county_path(),
        code=model,
        version=modelbook.models()[model].version,
        right=health.seen.right,
        innocent=health.seen.innocent,
        suspended_at=now,
    )
    made.save()
    return made


def _said(result: ModelSuspension, **_: object) -> dict[str, Any]:
    return {"model": result.code, "version": result.version, "right": result.right, "innocent": result.innocent}


@act(Action.MODEL_KEEP, on="suspension", facts=_said)
def wake(*, post: Seat, suspension: ModelSuspension, reason: str, now: datetime) -> ModelSuspension:
    """Let a suspended version ask again; from now on only flags closed after this moment count for or against it.

    Raises RuleBroken: wake_without_reason, wake_over (awake already, or another version runs), wake_twice (this
    version was woken before and failed again: it needs another question, not another try).
    """
    health = model_health.healths(now.date()).get(suspension.code)
    if health is None or health.asleep is None or health.asleep.pk != suspension.pk:
        raise RuleBroken("wake_over", model=suspension.code)
    if health.before:
        raise RuleBroken("wake_twice", model=suspension.code, version=suspension.version)
    if not reason.strip():
        raise RuleBroken("wake_without_reason")
    suspension.woken_at, suspension.woken_by_id, suspension.reason = now, post.person_id, reason.strip()
    suspension.save(update_fields=["woken_at", "woken_by", "reason"])
    return suspension
