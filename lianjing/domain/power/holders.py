"""Who may take a step at a unit: from post codes to the codes that count, stand-ins and bodies included.

Source: domain 0.5 (small schools), `catalogue/org/post_codes.yaml` (`members`, `stand_in`); product K7.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lianjing.domain.post_codes import CodeKind, PostCode
from lianjing.domain.power.steps import Step


@dataclass(frozen=True)
class Seatable:
    """A code by which a step may be taken. `code` of the step; `held`: the post codes at the unit that fill it.

    office: the slug of the county body where it is taken instead, "" at the unit itself. outside: nobody of the
    network takes it; whoever handles the matter writes it down for them.
    """

    code: str
    held: frozenset[str]
    office: str = ""
    outside: bool = False


def seatables(
    step: Step, held: Collection[str], codes: Mapping[str, PostCode], fen: int | None = None
) -> list[Seatable]:
    """Return how each post of a step can be filled at a unit where the codes `held` have holders today.

    From a decision level on, its posts replace the step's own; while the amount is not known, all of them are named. A
    post that nobody holds is filled by the first of its stand-ins that somebody does.
    """
    return [_seatable(codes[code], frozenset(held), codes) for code in step.posts_for(fen)]


def _seatable(code: PostCode, held: frozenset[str], codes: Mapping[str, PostCode]) -> Seatable:
    match code.kind:
        case CodeKind.OUTSIDE:
            return Seatable(code.code, frozenset(), outside=True)
        case CodeKind.OFFICE:
            return Seatable(code.code, frozenset(), office=code.slug)
        case CodeKind.BODY:
            filled = frozenset(one for member in code.members for one in _filled(codes[member], held))
            return Seatable(code.code, filled)
        case _:
            return Seatable(code.code, frozenset(_filled(code, held)))


def _filled(code: PostCode, held: frozenset[str]) -> tuple[str, ...]:
    if code.code in held:
        return (code.code,)
    return next(((one,) for one in code.stand_in if one in held), ())


def code_for(mine: Collection[str], own_office: str, seats: list[Seatable]) -> str:
    """Return the code under which somebody with the codes `mine` takes a step, "" where none of theirs may.

    own_office: the slug of the county body they sit in, "" for none.
    """
    for seat in seats:
        if seat.held & set(mine) or (seat.office and seat.office == own_office):
            return seat.code
    return ""
