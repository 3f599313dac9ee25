"""Who may judge the answer of a unit: nobody tied to those concerned, below them, or watched by them in turn.

The same clauses as the coverage proof's, asked of one person and one question. Sources: product 6.3 (4)-(6), D4, SM1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TIES = ("concerned", "recused", "kin", "interest", "subordinate", "mutual")


@dataclass(frozen=True)
class Desk:
    """A post somebody holds: its unit's path, and its standing there (0 head, 1 deputy, 2 staff)."""

    path: str
    rank: int


@dataclass(frozen=True)
class Bonds:
    """What joins one person to the people concerned.

    mine: the person's desks; theirs: desks by concerned person; lines: (unit, unit it supervises in line), as paths.
    kin, partners: people tied to the person by a declaration of either. watched: units of which those concerned
    supervise a step by the coverage proof.
    """

    person: int
    mine: tuple[Desk, ...]
    theirs: Mapping[int, tuple[Desk, ...]]
    lines: frozenset[tuple[str, str]]
    kin: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    watched: frozenset[str] = frozenset()
    recused: bool = False


def why_not(bonds: Bonds) -> tuple[str, ...]:
    """Return why the person may not judge, of `TIES`, in their order; empty when nothing stands against it."""
    concerned = set(bonds.theirs)
    against = {
        "concerned": bonds.person in concerned,
        "recused": bonds.recused,
        "kin": bool(bonds.kin & concerned),
        "interest": bool(bonds.partners & concerned),
        "subordinate": any(outranked(bonds.mine, desks, bonds.lines) for desks in bonds.theirs.values()),
        "mutual": any(desk.path in bonds.watched for desk in bonds.mine),
    }
    return tuple(tie for tie in TIES if against[tie])


def outranked(mine: Iterable[Desk], theirs: Iterable[Desk], lines: frozenset[tuple[str, str]]) -> bool:
    """Return whether one of `theirs` commands one of `mine`, and `mine` has no like standing in that unit."""
    own = tuple(mine)
    for command in theirs:
        level = any(desk.path == command.path and desk.rank <= command.rank for desk in own)
        if not level and any(_commands(command, desk, lines) for desk in own):
            return True
    return False


def _commands(command: Desk, desk: Desk, lines: frozenset[tuple[str, str]]) -> bool:
    if command.path == desk.path:
        return command.rank < desk.rank
    if command.path.startswith(desk.path):
        return False
    if desk.path.startswith(command.path):
        return True
    return any(unit == command.path and desk.path.startswith(below) for unit, below in lines)
