"""What a sealed flag needs past the policy: which two can weigh it now, and what the two are called."""

from datetime import datetime
from typing import Any

from lianjing.access import bulk
from lianjing.access.facts import facts_of
from lianjing.access.links import NAMED, who_weigh
from lianjing.access.recusals import tied_people
from lianjing.domain.authority import Role
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Person, RedFlag

_WHY = "two people weigh a sealed flag, whoever of the office is free to"


def two(flag: RedFlag, now: datetime) -> list[Holding]:
    """Return the two of a flag as they hold their posts now: who is named on it first, then by rank.

    Never whom it is about, who is tied to them, recused, or stepped aside: no recusal is written down for it, since
    that would tell those who read recusals that the flag exists. Fewer than two where nobody else is free.
    """
    named, out = _named(flag), away(flag, now)
    free = [one for one in who_weigh(now) if one.person_id not in out]
    return sorted(free, key=lambda one: one.person_id not in named)[:NAMED]


def name_two(flag: RedFlag, now: datetime) -> None:
    """Name the two on the flag, as far as they are not named yet."""
    new, through = {holding.person_id for holding in two(flag, now)} - _named(flag), RedFlag.handlers.through
    bulk.link(through, [through(redflag_id=flag.pk, person_id=person) for person in sorted(new)])


def name_above(flag: RedFlag, now: datetime) -> Holding | None:
    """Name one person more on the flag, of the team before the office; None where nobody else is free."""
    out = _named(flag) | away(flag, now)
    free = [one for one in who_weigh(now) if one.person_id not in out]
    free.sort(key=lambda one: one.post.role != Role.TEAM_INSPECTOR)
    for one in free[:1]:
        bulk.link(RedFlag.handlers.through, [RedFlag.handlers.through(redflag_id=flag.pk, person_id=one.person_id)])
        return one
    return None


def away(flag: RedFlag, now: datetime) -> set[int]:
    """Return who may not weigh a flag: whom it is about, who is tied to them, recused, or stepped aside."""
    facts = facts_of(flag)
    return set(facts.about | facts.recused) | set(tied_people(flag, now.date())) | set(flag.weighing.get("aside", ()))


def named_in_vain(flag: RedFlag, now: datetime) -> set[int]:
    """Return who is named on the flag and may not weigh it any more, as after a tie that was declared later."""
    return _named(flag) & away(flag, now)


def take_off(flag: RedFlag, people: set[int]) -> None:
    """Name people on the flag no more."""
    rows: Any = RedFlag.handlers.through._base_manager
    rows.filter(redflag_id=flag.pk, person_id__in=people).delete()


def lacking_hands(now: datetime) -> list[RedFlag]:
    """Return the sealed flags being weighed on which somebody should be named who is not, or is who may not be."""
    rows = unscoped(RedFlag, reason=_WHY).filter(state="sealed", sealed=True).order_by("id")
    flags = [(flag, {one.person_id for one in two(flag, now)}) for flag in rows]
    return [flag for flag, should in flags if should - _named(flag) or named_in_vain(flag, now)]


def locked(flag: RedFlag) -> RedFlag:
    """Return the flag as it stands, held until this transaction ends."""
    return unscoped(RedFlag, reason=_WHY).select_for_update().get(pk=flag.pk)


def names(people: set[int]) -> dict[int, str]:
    """Return what people are called."""
    return dict(unscoped(Person, reason=_WHY).filter(pk__in=people).values_list("pk", "name"))


def _named(flag: RedFlag) -> set[int]:
    rows: Any = RedFlag.handlers.through._base_manager
    return set(rows.filter(redflag_id=flag.pk).values_list("person_id", flat=True))
