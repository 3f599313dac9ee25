"""Why somebody may not judge one record, as far as dates and names show it: found at the moment the work is theirs.

Ties of kin and interest are declared; the rest stands in the network and on the record: who held a post at the unit,
beside whom, and who handled the matter before. Sources: product SM14 (same post, own matter, held before), 4.5 no. 6;
Supervision Law 67; domain 4.7.
"""

from collections.abc import Collection
from dataclasses import dataclass

from lianjing.domain.values import Period

# The last words of a work item's code by which somebody judges what others did; whoever only does own work is no judge.
JUDGING = ("_to_review", "_to_verify", "_to_decide", "_to_weigh", "rectification_to_accept", "waits_too_long")
_NO_JUDGING = ("recusal_to_decide",)  # its own rules say who may: a circle of recusals would never end


@dataclass(frozen=True)
class Held:
    """That a person held a post at a unit, from a day to a day."""

    person: int
    unit: int
    period: Period


def judges(code: str) -> bool:
    """Return whether a work item of this code has its holder judge others."""
    return code.endswith(JUDGING) and code not in _NO_JUDGING


def ground_for(
    person: int, unit: int, held: Collection[Held], concerned: Collection[int], handled: Collection[int], window: Period
) -> str:
    """Return why `person` may not judge a record of `unit`, "" when nothing shows.

    held: who held which post at the unit. concerned: the people it is about. handled: those who handled it before.
    window: the days that still count; a post given up before them is no tie any more.
    """
    if person in handled:
        return "handled_it"
    own = [row.period for row in held if row.person == person and row.unit == unit and row.period.overlaps(window)]
    others = [row.period for row in held if row.person in concerned and row.unit == unit]
    if any(mine.overlaps(theirs) for mine in own for theirs in others):
        return "same_post"
    return "held_before" if own else ""
