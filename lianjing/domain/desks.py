"""Posts that open a desk: at which kinds of unit each role is at home, and which nobody fills by one hand (D9)."""

from collections.abc import Mapping

from lianjing.domain.authority import Role
from lianjing.domain.orgtree import SCHOOL_KINDS, OrgKind

# As the county's plan has them (mission W1, W2); a role taken elsewhere would reach what its unit was never given.
HOMES: Mapping[Role, frozenset[OrgKind]] = {
    Role.TEAM_INSPECTOR: frozenset({OrgKind.COMMISSION, OrgKind.DISPATCHED_TEAM, OrgKind.TASK_FORCE}),
    Role.BUREAU_CHIEF: frozenset({OrgKind.BUREAU, OrgKind.ORGAN_COMMITTEE, OrgKind.LEADING_GROUP}),
    Role.BUREAU_OFFICER: frozenset({OrgKind.BUREAU_OFFICE, OrgKind.ORGAN_COMMITTEE, OrgKind.LEADING_OFFICE}),
    Role.TOWNSHIP_OFFICER: frozenset({OrgKind.TOWNSHIP_COMMITTEE}),
    Role.GUIDING_OFFICER: frozenset({OrgKind.GUIDING_OFFICE, OrgKind.TASK_FORCE}),
    Role.SECTION_OFFICER: frozenset({OrgKind.SECTION, OrgKind.SECOND_LEVEL_UNIT, OrgKind.LEADING_GROUP}),
    Role.GROUP_LEADER: frozenset({OrgKind.SUPERVISION_GROUP}),
    Role.GROUP_MEMBER: frozenset({OrgKind.SUPERVISION_GROUP}),
    Role.PRINCIPAL: SCHOOL_KINDS,
    Role.CLERK: SCHOOL_KINDS,
    Role.TEACHER: SCHOOL_KINDS,
    Role.TECH_ADMIN: frozenset({OrgKind.BUREAU, OrgKind.SECOND_LEVEL_UNIT}),
}


def roles_at(kind: OrgKind) -> tuple[Role, ...]:
    """Return the roles that posts of a unit of this kind may have."""
    return tuple(role for role, kinds in HOMES.items() if kind in kinds)


def opens_desk(role: str) -> bool:
    """Return whether a post of this role shows its holder more than their own: a second pair of eyes gives it."""
    return role not in ("", Role.TEACHER)
