"""Who handles a problem: two of the office or the team, and a chief who decides. Named, and replaced, by one rule.

Nobody who left, is the person or tied to them, is recused from it or from its flag, stepped aside or is kept away has
any part in it. They are taken off once somebody else is named, so that there are never fewer than needed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianjing.access import rectifying, recusals, rulebook
from lianjing.access.posts import current_holders, in_force
from lianjing.access.problems import handlers_of
from lianjing.domain.authority import Role
from lianjing.domain.competence import Way
from lianjing.domain.machines.problem import HANDLED, UNDECIDED
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Person, Post, Problem, RedFlag

TWO = 2
_OFFICE, _CHIEF = (Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR), (Role.BUREAU_CHIEF,)
_WHY = "two people handle a problem and a third decides it, whoever is free to"


@dataclass(frozen=True)
class Hands:
    """Who is named on a problem and free, each with the post they act in; gone: named, and free no more."""

    working: Mapping[int, Post]
    deciding: Mapping[int, Post]
    gone: frozenset[int]


@dataclass(frozen=True)
class Change:
    """Whom to name on a problem, and whom to name no more."""

    new: frozenset[int]
    off: frozenset[int]

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.new or self.off)


def away_from(flag: RedFlag, person: int | None, on: date) -> set[int]:
    """Return who may not handle a problem about a flag and a person: the two, whoever is tied to them, the recused."""
    about = {person} - {None}
    return {*rectifying.away_from(flag, on), *about, *recusals.tied_to(about, on)}


def away_of(record: Problem, on: date) -> set[int]:
    """Return who may have no part in a problem that was begun."""
    away = {*rectifying.away_from(record, on), *record.kept_away}
    flags = unscoped(RedFlag, reason=_WHY).filter(pk=record.about_id if record.about_table == "redflag" else None)
    return away.union(*(away_from(flag, record.person_id, on) for flag in flags))


def second_and_approver(org: Org, first: int, away: Collection[int], on: date) -> tuple[int | None, int | None]:
    """Return the second person at the bureau's office or the team, and the chief who decides; nobody of `away`."""
    second = _worker(org, {*away, first}, on)
    return second, _chief({*away, first, second}, on)


def hands(record: Problem, on: date) -> Hands:
    """Return who is named on a problem, as they hold their posts now. Whoever reviews it is none of these."""
    named = handlers_of(record) - {record.reviewer_id}
    free = named - away_of(record, on)
    deciding = _in_posts(free - set(record.worked_by), _CHIEF, on)
    working = _in_posts(free - set(deciding), _OFFICE, on)
    return Hands(working, deciding, frozenset(named - set(working) - set(deciding)))


def change(record: Problem, on: date) -> Change:
    """Return who comes and who goes now; nobody goes before there are as many as needed."""
    now, new = hands(record, on), set[int]()
    away = away_of(record, on) | handlers_of(record)
    while record.state in HANDLED and len(now.working) + len(new) < TWO:
        found = _worker(record.org, away | new, on)
        if found is None:
            break
        new.add(found)
    whole = record.state not in HANDLED or len(now.working) + len(new) >= TWO
    if _is_decided_here(record) and not now.deciding:
        chief = _chief(away | new | set(record.worked_by), on)
        new |= {chief} if chief else set()
        whole = whole and chief is not None
    return Change(frozenset(new), now.gone if whole else frozenset())


def lacking(on: date) -> list[Problem]:
    """Return the problems on which somebody is to be replaced who can be."""
    rows = unscoped(Problem, reason=_WHY).filter(state__in=HANDLED).select_related("org__parent").order_by("id")
    return [record for record in rows if change(record, on)]


def challenged(on: date) -> list[Problem]:
    """Return the problems on which a handler was asked to be kept away and nobody decided in time."""
    rows = unscoped(Problem, reason=_WHY).filter(state__in=HANDLED).exclude(challenges=[]).order_by("id")
    return [one for one in rows if (asked := open_challenge(one)) and asked["due_on"] < on.isoformat()]


def open_challenge(record: Problem) -> dict[str, Any] | None:
    """Return what the person asked and nobody decided yet."""
    return next((one for one in record.challenges if "kept_away" not in one), None)


def so_named(record: Problem, name: str) -> int | None:
    """Return who of the people named on a problem has a name."""
    rows = unscoped(Person, reason="whom the person asks to be kept away").filter(pk__in=handlers_of(record), name=name)
    return rows.order_by("id").values_list("pk", flat=True).first()


def names(people: Collection[int]) -> dict[int, str]:
    """Return what people are called."""
    return dict(unscoped(Person, reason=_WHY).filter(pk__in=list(people)).values_list("pk", "name"))


def _is_decided_here(record: Problem) -> bool:
    if record.state not in UNDECIDED:
        return False
    return rulebook.competence().rule(record.person_kind, record.weight).way is Way.HANDLE


def _worker(org: Org, away: Collection[int], on: date) -> int | None:
    """Return the nearest of the office or the team above a unit."""
    found = [person for post, person in rectifying.above(org, TWO, away, on) if post.role in _OFFICE]
    return next(iter(found), None)


def _chief(away: Collection[int | None], on: date) -> int | None:
    rows = unscoped(Post, reason=_WHY).filter(role__in=_CHIEF).filter(in_force(on), in_force(on, "holdings__"))
    chiefs = [person for post in rows.order_by("rank", "id").distinct() for person in current_holders(post, on)]
    return next((person for person in chiefs if person not in away), None)


def _in_posts(people: Collection[int], roles: Collection[Role], on: date) -> dict[int, Post]:
    """Return those of the people who hold a post of one of the roles, with it."""
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), in_force(on, "post__"), post__role__in=roles)
    rows = rows.filter(person__in=list(people)).select_related("post__org").order_by("-id")
    return {row.person_id: row.post for row in rows}
