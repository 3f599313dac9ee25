"""What anybody may know without an account: schools in force, and which posts supervise their powers.

Names, phones and numbers of people never pass here; nothing is asked of tables about people, flags or work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianjing.access.once import once
from lianjing.access.posts import in_force
from lianjing.access.sought import terms
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import CoverageRun, Edge, Org, Supervisor

_WHY = "public facts, for people without an account"
QUERY_LETTERS = 40


@dataclass(frozen=True)
class PublicSchool:
    """A school as its gate sign tells it, and the unit above it. `stage` and `kind` are codes."""

    code: str
    name: str
    kind: str
    township: str
    stage: str
    above: str


@dataclass(frozen=True)
class PublicPost:
    """A post by its title and its unit."""

    title: str
    unit: str


@dataclass(frozen=True)
class PowerWatch:
    """Who supervises one power at one school; an empty side has nobody yet."""

    power: str
    upper: tuple[PublicPost, ...]
    peer: tuple[PublicPost, ...]


@dataclass(frozen=True)
class PublicWatch:
    """The newest proof as far as it speaks of one school. `as_of` None: nothing has been proved yet.

    channels: units that keep a channel open to parents and the public.
    """

    as_of: date | None
    stale: bool
    powers: dict[str, PowerWatch]
    channels: tuple[str, ...]


def schools(on: date, query: str = "") -> list[PublicSchool]:
    """Return the schools in force on a day whose name or pinyin has every word of `query`, by township and name.

    Raises RuleBroken("listing_search_too_long").
    """
    if len(query) > QUERY_LETTERS:
        raise RuleBroken("listing_search_too_long", letters=len(query), at_most=QUERY_LETTERS)
    wanted = Q()
    for word in terms(query):
        wanted &= Q(sought__contains=word) | Q(name__contains=word) | Q(township__contains=word)
    return [_school(row) for row in _in_force(on).filter(wanted).order_by("township", "path")]


@once
def school(code: str, on: date) -> PublicSchool | None:
    """Return the school with this code, None when there is none in force."""
    row = _in_force(on).filter(code=code).first()
    return _school(row) if row else None


@once
def school_record(code: str, on: date) -> Org | None:
    """Return the record of the school with this code, None when there is none in force."""
    found: Org | None = _in_force(on).filter(code=code).first()
    return found


def watch(code: str, powers: Iterable[str], on: date) -> PublicWatch:
    """Return who supervises each of `powers` at a school, by the newest proof."""
    run, found = _proved(code)
    sides = {
        power: PowerWatch(power, tuple(found.get((power, "upper"), ())), tuple(found.get((power, "peer"), ())))
        for power in powers
    }
    return PublicWatch(run.as_of if run else None, bool(run and run.stale_since), sides, _channels(code, on))


@once
def _proved(code: str) -> tuple[CoverageRun | None, dict[tuple[str, str], dict[PublicPost, None]]]:
    """Return the newest proof, and by (power, side) the posts that it found for a school."""
    run = unscoped(CoverageRun, reason=_WHY).order_by("-id").first()
    found: dict[tuple[str, str], dict[PublicPost, None]] = {}
    if run:
        rows = unscoped(Supervisor, reason=_WHY).filter(run=run, org__code=code)
        for power, side, title, unit in (
            rows.order_by("power", "side", "post__org__path", "post__title")
            .values_list("power", "side", "post__title", "post__org__name")
            .distinct()
        ):
            found.setdefault((power, side), {})[PublicPost(title, unit)] = None
    return run, found


@once
def _channels(code: str, on: date) -> tuple[str, ...]:
    edges = unscoped(Edge, reason=_WHY).filter(in_force(on), object__code=code, kind="public")
    return tuple(edges.order_by("subject__path").values_list("subject__name", flat=True).distinct())


def _in_force(on: date) -> "QuerySet[Org]":
    rows = unscoped(Org, reason=_WHY).filter(in_force(on), kind__in=[kind.value for kind in SCHOOL_KINDS])
    return rows.select_related("parent")


def _school(row: Org) -> PublicSchool:
    return PublicSchool(row.code, row.name, row.kind, row.township, row.stage, row.parent.name if row.parent else "")
