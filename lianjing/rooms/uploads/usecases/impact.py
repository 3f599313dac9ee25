"""The impact assessment: drafted, signed by two people of two bodies, in force for a time; until then no real import.

Sources: product C15, S22; PIPL articles 55 and 56; the machine `impact`.
"""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from lianjing.access import states, uploading, work
from lianjing.access.acts import act, act_of
from lianjing.access.capacities import post_of
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, Hand
from lianjing.domain.machines.impact import IMPACT, SIGNER
from lianjing.domain.orgpaths import ancestors
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import ImpactAssessment, Org
from lianjing.rooms.uploads.assessing import TEXTS, hand_of, text_digest

Texts = Mapping[str, str]


@act(Action.IMPACT_WRITE, on="county")
def draft(*, post: Seat, county: Org, texts: Texts, now: datetime) -> ImpactAssessment:
    """Write a new assessment for the whole county and ask for its two signatures."""
    assessment = ImpactAssessment(
        path=county.path, state=IMPACT.start, drafted_at=now, drafted_by_id=post.person_id, **_said(texts)
    )
    assessment.save()
    _ask(assessment, post, now)
    return assessment


@act(Action.IMPACT_WRITE, on="assessment")
def rewrite(*, post: Seat, assessment: ImpactAssessment, texts: Texts, now: datetime) -> ImpactAssessment:
    """Change the text of a draft; a text that somebody signed must be sent back first."""
    if assessment.state != IMPACT.start:
        raise RuleBroken("impact_text_signed")
    for name, words in _said(texts).items():
        setattr(assessment, name, words)
    states.swap(assessment, IMPACT.start)
    return assessment


@act(Action.IMPACT_SIGN, on="assessment", facts=lambda result, **_: {"sha256": result.signed_sha256})
def sign(*, post: Seat, assessment: ImpactAssessment, now: datetime) -> ImpactAssessment:
    """Sign as the first, or as the second of another body: then it is in force from today.

    Raises RuleBroken: step_refused (a part is empty, or the same person), impact_same_body.
    """
    digest = text_digest(assessment)
    facts = {name for name in TEXTS if getattr(assessment, name).strip()}
    second = assessment.state == "signed_once"
    if second and digest == assessment.signed_sha256:
        facts.add("text_unchanged")
    people = {"first_signer": {assessment.first_signer_id} - {None}}
    name = "countersign" if second else "sign"
    step = IMPACT.take(assessment.state, name, Hand.of(post.person_id, SIGNER), facts=facts, people=people)
    was, assessment.state = assessment.state, step.dst
    if second:
        _refuse_one_body(assessment, post)
        assessment.second_signer_id, assessment.second_signed_at = post.person_id, now
        assessment.in_force_from, assessment.expires_on = now.date(), due_day("impact.valid", now)
        work.overtake(about=assessment, now=now)
    else:
        assessment.first_signer_id, assessment.first_signed_at = post.person_id, now
        assessment.signed_sha256 = digest
    states.swap(assessment, was)
    return assessment


@act(Action.IMPACT_WRITE, on="assessment")
def close(*, post: Seat, assessment: ImpactAssessment, name: str, reason: str, now: datetime) -> ImpactAssessment:
    """Drop a draft, send a signed text back to be changed, or revoke one in force: `name` is the machine's step."""
    step = IMPACT.take(assessment.state, name, hand_of(post, assessment), facts={"reason"} if reason.strip() else set())
    was, assessment.state, assessment.closed_reason = assessment.state, step.dst, reason.strip()
    if step.dst == IMPACT.start:
        assessment.first_signer_id = assessment.first_signed_at = None
        assessment.signed_sha256 = ""
    elif name == "revoke":
        assessment.expires_on = max(now.date(), assessment.in_force_from or now.date())
    states.swap(assessment, was)
    if step.dst in IMPACT.ends:
        work.overtake(about=assessment, now=now)
    return assessment


@act_of("clock", on="assessment")
def expire(*, assessment: ImpactAssessment, now: datetime) -> ImpactAssessment:
    """End an assessment whose last day has passed."""
    step = IMPACT.take(assessment.state, "expire", THE_CLOCK)
    was, assessment.state = assessment.state, step.dst
    states.swap(assessment, was)
    return assessment


def expire_all(now: datetime) -> int:
    """End every assessment whose last day has passed; return how many."""
    found = uploading.expired_assessments(now.date())
    for assessment in found:
        expire(assessment=assessment, now=now)
    return len(found)


def _said(texts: Texts) -> dict[str, str]:
    return {name: texts.get(name, "").strip() for name in TEXTS}


def _refuse_one_body(assessment: ImpactAssessment, post: Seat) -> None:
    """The commission's side and the bureau's side each sign: two signatures of one body are one opinion."""
    first = assessment.first_signer
    if first is not None and _body(first.home.path) == _body(post.own_path):
        raise RuleBroken("impact_same_body")


def _body(path: str) -> str:
    """Return the body right below the county that a unit belongs to."""
    return (path, *ancestors(path))[-2] if path.count("/") > 2 else path


def _ask(assessment: ImpactAssessment, post: Seat, now: datetime) -> None:
    url, raised = reverse("uploads:assessment", args=[assessment.pk]), post_of(post)
    for signer in uploading.impact_signers(now.date()):
        work.assign(
            code="impact_to_sign",
            about=assessment,
            post=signer,
            url=url,
            now=now,
            raised_by=raised,
            due_on=due_day("impact.countersign", now),
        )
