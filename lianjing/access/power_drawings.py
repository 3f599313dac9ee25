"""Doors of drawings that are kept beside a version of a power."""

import hashlib
from datetime import datetime

from django.db.models import Prefetch

from lianjing.access import policy, powers
from lianjing.domain.authority import Action, Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Matter, MatterEvent, PowerDrawing, PowerVersion

MOST = 2_000  # matters that a drawing is held against: the newest
_WHY = "the drawings of a version that was reached through the policy"


def of_version(version: PowerVersion) -> list[PowerDrawing]:
    """Return the drawings kept with a version, the newest first, without their text."""
    return list(unscoped(PowerDrawing, reason=_WHY).filter(version=version).defer("content").order_by("-id"))


def keep(version: PowerVersion, name: str, raw: bytes, post: Seat, now: datetime) -> PowerDrawing:
    """Keep a drawing with a version; the same bytes are kept once."""
    digest = hashlib.sha256(raw).hexdigest()
    rows = unscoped(PowerDrawing, reason=_WHY)
    kept: PowerDrawing = rows.get_or_create(
        version=version,
        sha256=digest,
        defaults={"name": name, "content": raw, "kept_by_id": post.person_id, "kept_at": now},
    )[0]
    return kept


def complete_matters(post: Seat, item: str) -> list[list[tuple[str, str]]]:
    """Return the complete matters of a power that the post may read, each as its steps in order: number and name."""
    if not policy.holds(post, Action.MATTER_READ):
        return []
    rows = policy.visible(post, Action.MATTER_READ, Matter).filter(version__item=item, state="complete")
    steps = unscoped(MatterEvent, reason="the steps of matters that the policy shows")
    found = rows.select_related("version").prefetch_related(Prefetch("events", steps.order_by("happened_at", "id")))
    return [_steps(matter) for matter in found.order_by("-id")[:MOST]]


def _steps(matter: Matter) -> list[tuple[str, str]]:
    names = {step.no: step.name.zh for step in powers.compiled(matter.version).item.steps}
    return [(event.step, names.get(event.step, event.step)) for event in matter.events.all()]


def discard(drawing: PowerDrawing) -> None:
    """Take a drawing out."""
    unscoped(PowerDrawing, reason=_WHY).filter(pk=drawing.pk).delete()
