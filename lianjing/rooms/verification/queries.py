"""What the pages of verification files show."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lianjing.access import policy, verifications
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.verification import HANDLER, UPPER, VERIFICATION
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.records.models import Org, Verification, VerificationLook


@dataclass(frozen=True)
class Sheet:
    """One file as a post sees it: its looks, and the steps it may take."""

    record: Verification
    power: str
    looks: list[VerificationLook]
    steps: tuple[str, ...]
    may_look: bool


def files(post: Seat) -> "QuerySet[Verification]":
    """Return the files that the post is named on, may agree to, or watches, the newest first.

    Nobody watches the files of a unit they are tied to: what is suspected there is not for them to know.
    """
    rows = policy.visible(post, Action.VERIFICATION_READ, Verification).order_by()
    if policy.holds(post, Action.VERIFICATION_WATCH):
        watched = policy.visible(post, Action.VERIFICATION_WATCH, Verification).order_by()
        rows = rows | watched.exclude(verifications.ties_of(post.person_id, post.on).units)
    return rows.distinct().select_related("org", "asker", "agreed_by").order_by("-id")


def sheet(post: Seat, record: Verification, language: str) -> Sheet:
    """Return one file."""
    named = policy.holds(post, Action.VERIFICATION_READ) and policy.may(post, Action.VERIFICATION_READ, record)
    may_agree = policy.holds(post, Action.VERIFICATION_AGREE) and policy.may(post, Action.VERIFICATION_AGREE, record)
    above = may_agree and record.asker_id != post.person_id
    held = ({HANDLER} if named else set()) | ({UPPER} if above else set())
    steps = tuple(step.name for step in VERIFICATION.steps_from(record.state, held))
    looks = verifications.looks(record)
    return Sheet(record, power_name(record.power, language), looks, steps, named and record.state == "open")


def units(post: Seat) -> list[tuple[int, str]]:
    """Return the schools a file can be asked for."""
    rows = policy.visible(post, Action.VERIFICATION_ASK, Org).filter(kind__in=SCHOOL_KINDS).order_by("path")
    return [(org.pk, org.name) for org in rows]


def power_names(language: str) -> list[tuple[str, str]]:
    """Return the powers by code and name."""
    return [(code, f"{code} {name.say(language)}") for code, name in rulebook_powers().names.items()]


def power_name(code: str, language: str) -> str:
    """Return what a power is called."""
    name = rulebook_powers().names.get(code)
    return f"{code} {name.say(language)}" if name else code
