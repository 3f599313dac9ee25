"""Rules of directives beside their machine: which level is called when, the week's burden, the month looked at.

Source: product SM6, N1, N2, C3, D5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianjing.domain.authority import Role
from lianjing.domain.values import Period

_DAY = timedelta(days=1)
KINDS = ("remind", "general", "key", "listed")
TOPICS = ("other", "food", "safety", "money")
GROUNDS = ("duplicate", "unlawful", "not_ours")
CONTESTED = ("contested", "contested_above")
LOOKED_AT = ("replied", "accepted")  # its reply lies with the issuer, or did last
OPEN = ("issued", "contested", "contested_above", "doing", "replied")
FILLERS = {  # who may be made to type, and the parameter that says how much in a week
    "principal": "burden.principal",
    "clerk": "burden.clerk",
    "group_leader": "burden.group_leader",
    "team_inspector": "burden.team_inspector",
}

UPPERS: Mapping[Role, tuple[Role, ...]] = {  # whom each issuer answers to, in this order
    Role.GROUP_LEADER: (Role.BUREAU_OFFICER,),
    Role.SECTION_OFFICER: (Role.BUREAU_CHIEF,),
    Role.BUREAU_OFFICER: (Role.BUREAU_CHIEF,),
    Role.BUREAU_CHIEF: (Role.TEAM_INSPECTOR,),
    Role.TEAM_INSPECTOR: (Role.TEAM_INSPECTOR, Role.BUREAU_CHIEF),  # its head; over the head the meeting's other side
}


def rungs(role: Role) -> tuple[Role, ...]:
    """Return the roles above an issuer, the nearest first: where nobody holds one, the one above it is asked."""
    chain = [role]
    for below in chain:  # grows while it is walked
        chain += [upper for upper in UPPERS.get(below, ()) if upper not in chain[1:]]
    return tuple(chain[1:])


def level_on(late_since: date, today: date, offsets: Sequence[int]) -> int:
    """Return the highest level whose day has come, 0 for none.

    late_since: the first day after the last day. offsets: days after it at which each level is called, in order.
    """
    return sum(today >= late_since + timedelta(days=offset) for offset in offsets)


def next_level_day(late_since: date, level: int, offsets: Sequence[int]) -> date | None:
    """Return the day on which the level above `level` is called, None when there is none above."""
    return late_since + timedelta(days=offsets[level]) if level < len(offsets) else None


def reply_kept(state: str, due: date, replied: date | None, today: date) -> bool | None:
    """Return whether a reply kept its day; None while none is owed: it is contested, or its day is to come.

    A reply that was sent back is none: the receiver owes another, by the new day.
    """
    if state in CONTESTED:
        return None
    if replied is None or state not in LOOKED_AT:
        return False if due < today else None
    return replied <= due


def review_kept(
    state: str, replied: date | None, last: date, closed: date | None, silent: bool, today: date
) -> bool | None:
    """Return whether the review of a reply kept its day, None while none is owed.

    A reply that was sent back was looked at in time: silence would have accepted it (SM6).
    """
    if replied is None:
        return None
    if state not in LOOKED_AT:
        return True
    if closed is None:
        return False if last < today else None
    return not silent and closed <= last


def week_of(day: date) -> Period:
    """Return the week from Monday to Sunday that `day` lies in."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


@dataclass(frozen=True)
class Burden:
    """What one post has to type by hand this week: typed already, asked by open directives, asked by this one."""

    typed: int
    open: int
    asked: int
    budget: int

    @property
    def total(self) -> int:
        """Return all values of the week together."""
        return self.typed + self.open + self.asked

    @property
    def kept(self) -> bool:
        """Return whether the week's budget is kept. What asks for nothing burdens nobody, whatever the week holds."""
        return self.asked == 0 or self.total <= self.budget
