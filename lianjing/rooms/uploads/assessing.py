"""An assessment as it stands: whether one is in force, what its text says, who may do what with it."""

import hashlib
import json
from datetime import date

from django.conf import settings

from lianjing.access import policy, uploading
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.impact import AUTHOR, IMPACT, SIGNER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ImpactAssessment

TEXTS = ("purpose", "necessity", "risks", "measures", "retention")


def require_in_force(on: date) -> None:
    """Raise RuleBroken("impact_not_signed") unless this is a demo or an assessment is in force on `on`."""
    if not settings.DEMO and not uploading.impact_in_force(on):
        raise RuleBroken("impact_not_signed")


def steps_open(post: Seat, assessment: ImpactAssessment) -> list[str]:
    """Return the names of the steps this post may begin now, for buttons; the machine still decides."""
    hand = hand_of(post, assessment)
    names = [step.name for step in IMPACT.steps_from(assessment.state, hand.capacities)]
    own = assessment.first_signer_id == post.person_id
    return [name for name in dict.fromkeys(names) if not (name == "countersign" and own)]


def text_digest(assessment: ImpactAssessment) -> str:
    """Return the SHA-256 of the text, part by part: what a signature covers."""
    said = {name: getattr(assessment, name) for name in TEXTS}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hand_of(post: Seat, assessment: ImpactAssessment) -> Hand:
    """Return the person with what they are to an assessment: author, signer, both or neither."""
    held = [AUTHOR] if assessment.drafted_by_id == post.person_id else []
    held += [SIGNER] if policy.holds(post, Action.IMPACT_SIGN) else []
    return Hand.of(post.person_id, *held)
