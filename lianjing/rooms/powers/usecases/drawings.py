"""Drawings of others that are no chart of blocks: kept with the draft they came with, and taken out again."""

from datetime import datetime
from typing import Any

from lianjing.access import power_drafts, power_drawings
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.power_version import POWER_VERSION
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PowerDrawing, PowerVersion

MOST = 20  # drawings kept with one version


def _told(result: PowerDrawing, **_: Any) -> dict[str, Any]:
    return {"name": result.name, "sha256": result.sha256}


@act(Action.POWER_EDIT, on="version", facts=_told)
def keep(*, post: Seat, version: PowerVersion, name: str, raw: bytes, now: datetime) -> PowerDrawing:
    """Keep a drawing beside a draft, byte for byte; the same one is kept once.

    Raises RuleBroken: power_not_draft, drawings_many (limit).
    """
    held = power_drafts.locked(version)
    if held.state != POWER_VERSION.start:
        raise RuleBroken("power_not_draft")
    if len(power_drawings.of_version(held)) >= MOST:
        raise RuleBroken("drawings_many", limit=MOST)
    return power_drawings.keep(held, name[:80], raw, post, now)


@act(Action.POWER_EDIT, on="version")
def discard(*, post: Seat, version: PowerVersion, drawing: PowerDrawing, now: datetime) -> PowerVersion:
    """Take a drawing out of a draft. Raises RuleBroken: power_not_draft."""
    held = power_drafts.locked(version)
    if held.state != POWER_VERSION.start:
        raise RuleBroken("power_not_draft")
    power_drawings.discard(drawing)
    return held
