"""The flow of a power: steps in sequence, choices, blocks side by side, and repetition. Sound by construction.

A flow is a tuple of parts taken one after the other. There is no jump: what would be a jump back is a `Repeat`,
what would be a jump to the end is a branch that `ends` the matter (not inside `Together`).
Source: design decision 1; `conformance.md` 4.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lianjing.domain.parameters import Words
from lianjing.domain.power.steps import Step


@dataclass(frozen=True)
class Guard:
    """An amount (fen) for which a branch is meant: from `at_least`, below `below`; None is open.

    least_figure, below_figure: the legal figure that an amount is, "" where the item itself names it.
    """

    at_least: int | None = None
    below: int | None = None
    least_figure: str = ""
    below_figure: str = ""

    def holds(self, fen: int | None) -> bool | None:
        """Return whether an amount belongs to the branch; None when the amount is not known."""
        if fen is None:
            return None
        return (self.at_least is None or fen >= self.at_least) and (self.below is None or fen < self.below)


@dataclass(frozen=True)
class Branch:
    """One way of a choice. `when` says for which case it is meant; `ends` what the matter comes to, if it ends here."""

    when: Words
    parts: tuple["Part", ...]
    guard: Guard | None = None
    ends: Words | None = None


@dataclass(frozen=True)
class Choice:
    """Exactly one of the branches is taken."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Together:
    """All lanes are taken, in any order among each other; what follows waits for all of them."""

    lanes: tuple[tuple["Part", ...], ...]


@dataclass(frozen=True)
class Repeat:
    """`parts` are taken; each time `again` is true, `between` and then `parts` are taken once more."""

    parts: tuple["Part", ...]
    again: Words
    between: tuple["Part", ...] = ()


Part = Step | Choice | Together | Repeat
Flow = tuple[Part, ...]


def inner(part: Part) -> tuple[Flow, ...]:
    """Return the flows inside a part, in the order they are written; none for a step."""
    match part:
        case Step():
            return ()
        case Choice():
            return tuple(branch.parts for branch in part.branches)
        case Together():
            return part.lanes
        case Repeat():
            return (part.parts, part.between)


def steps_of(flow: Flow) -> Iterator[Step]:
    """Yield the steps of a flow in the order they are written."""
    for part in flow:
        if isinstance(part, Step):
            yield part
        for one in inner(part):
            yield from steps_of(one)


def guards_of(flow: Flow) -> Iterator[Guard]:
    """Yield the guards of all branches of a flow."""
    for part in flow:
        if isinstance(part, Choice):
            yield from (branch.guard for branch in part.branches if branch.guard is not None)
        for one in inner(part):
            yield from guards_of(one)


def edges_of(flow: Flow) -> list[int]:
    """Return the amounts (fen) from which on other branches are meant, sorted; 0 is none."""
    return sorted({edge for guard in guards_of(flow) for edge in (guard.at_least, guard.below) if edge})


def conditions(flow: Flow) -> dict[str, Words]:
    """Return, for each step that may begin a branch or a repetition, what must be so for it to be taken."""
    found: dict[str, Words] = {}
    for part in flow:
        for one in inner(part):
            found.update(conditions(one))
        match part:
            case Choice():
                for branch in part.branches:
                    found.update(dict.fromkeys(_begin(branch.parts), branch.when))
            case Repeat():
                found.update(dict.fromkeys(_begin(part.between), part.again))
            case _:
                pass
    return found


def _begin(flow: Flow) -> Iterator[str]:
    """Yield the numbers of the steps by which a flow may begin, those inside choices left out: they have their own."""
    for part in flow:
        match part:
            case Step():
                yield part.no
            case Together():
                for lane in part.lanes:
                    yield from _begin(lane)
            case Repeat():
                yield from _begin(part.parts)
            case Choice():
                pass
        if not passable(part):
            return


def passable(part: Part) -> bool:
    """Return whether a part may be passed without any step being taken."""
    match part:
        case Step():
            return False
        case Choice():
            return any(all(map(passable, branch.parts)) and branch.ends is None for branch in part.branches)
        case Together():
            return all(passable(one) for lane in part.lanes for one in lane)
        case Repeat():
            return all(map(passable, part.parts))


def for_amount(flow: Flow, fen: int, *, or_more: bool = False) -> Flow:
    """Return a flow with only the branches that are meant for an amount; a choice of one branch is that branch.

    or_more: with the branches that are meant for larger amounts, too.
    """
    found: list[Part] = []
    for part in flow:
        match part:
            case Choice():
                found.extend(_chosen(part, fen, or_more))
            case Together():
                found.append(Together(tuple(for_amount(lane, fen, or_more=or_more) for lane in part.lanes)))
            case Repeat():
                inside, between = (for_amount(one, fen, or_more=or_more) for one in inner(part))
                found.append(replace(part, parts=inside, between=between))
            case _:
                found.append(part)
    return tuple(found)


def _chosen(choice: Choice, fen: int, or_more: bool) -> Flow:
    left = tuple(one for one in choice.branches if _meant(one.guard, fen)) or choice.branches
    if or_more:
        left = tuple(one for one in choice.branches if one in left or _meant(one.guard, fen, or_more=True))
    kept = tuple(replace(one, parts=for_amount(one.parts, fen, or_more=or_more)) for one in left)
    only: Branch | None = kept[0] if len(kept) == 1 else None
    return only.parts if only and only.ends is None else (Choice(kept),)


def _meant(guard: Guard | None, fen: int, *, or_more: bool = False) -> bool:
    return guard is None or bool(guard.holds(max(fen, guard.at_least or 0) if or_more else fen))
