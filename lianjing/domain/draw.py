"""Who visits whom this term, drawn from a public seed so that anybody can draw it again (D3).

Everybody visits one other and is visited by one; nobody visits their own visitor; no kin between the two; no
farther than the limit; last term's pairs come back only as often as cannot be avoided. The rule, byte for byte, and
forty lines that repeat it with nothing but Python: docs/how-to/verify-a-draw.md.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from lianjing.domain.refusals import RuleBroken

RULE = "lianjing-draw-1"  # changes whenever the rule does, so that old draws stay repeatable
TRIES = 5_000  # placements tried for each number of repeats; 168 schools need about 170
MOST = 400  # units in one draw: placing goes one call deeper for each


class Pair(NamedTuple):
    """`visitor` looks at `visited` for a term."""

    visitor: str
    visited: str


@dataclass(frozen=True)
class DrawInputs:
    """What a draw depends on besides its seed: all of it is published with the result.

    travel: whole metres or minutes from each unit to each other, by (from, to), one kind throughout; limit in the
    same. kin: pairs of units between which somebody declared kin, either way round. last: last term's pairs.
    """

    units: tuple[str, ...]
    travel: Mapping[tuple[str, str], int]
    limit: int
    kin: frozenset[tuple[str, str]] = frozenset()
    last: frozenset[tuple[str, str]] = frozenset()

    def barred(self, visitor: str, visited: str) -> str:
        """Return why the pair may not be: itself, kin, travel; empty when it may."""
        if visitor == visited:
            return "itself"
        if (visitor, visited) in self.kin or (visited, visitor) in self.kin:
            return "kin"
        return "travel" if self.travel[visitor, visited] > self.limit else ""

    def as_json(self) -> dict[str, Any]:
        """Return plain values for publishing; `read_inputs` reads them back."""
        return {
            "rule": RULE,
            "units": sorted(self.units),
            "travel": [[*pair, length] for pair, length in sorted(self.travel.items())],
            "limit": self.limit,
            "kin": [list(pair) for pair in sorted(self.kin)],
            "last": [list(pair) for pair in sorted(self.last)],
        }


def read_inputs(raw: Mapping[str, Any]) -> DrawInputs:
    """Return published inputs. Raises RuleBroken("draw_rule_unknown", rule, known)."""
    if raw["rule"] != RULE:
        raise RuleBroken("draw_rule_unknown", rule=raw["rule"], known=RULE)
    return DrawInputs(
        units=tuple(raw["units"]),
        travel={(one, other): length for one, other, length in raw["travel"]},
        limit=raw["limit"],
        kin=frozenset((one, other) for one, other in raw["kin"]),
        last=frozenset((one, other) for one, other in raw["last"]),
    )


def rank(seed: str, *parts: str) -> bytes:
    """Return the SHA-256 of rule, seed and parts, joined by line feeds, in UTF-8. Smaller bytes come first."""
    return sha256("\n".join((RULE, seed, *parts)).encode()).digest()


def draw(seed: str, inputs: DrawInputs) -> tuple[Pair, ...]:
    """Return the pairs drawn, in order of visitor.

    Raises RuleBroken: draw_text_malformed (a blank or broken seed or unit), draw_unit_twice, draw_travel_missing,
    draw_infeasible (units that have too few they may visit, those, and how often each reason stood in the way;
    reason "reciprocity" when only mutual visits are left), draw_undecided, draw_too_many.
    """
    _check(seed, inputs)
    order = sorted(inputs.units, key=lambda unit: rank(seed, "unit", unit))
    wish = {
        one: sorted(
            (other for other in order if not inputs.barred(one, other)),
            key=lambda other: rank(seed, "pair", one, other),
        )
        for one in order
    }
    _refuse_shortage(inputs, wish)
    undecided = False
    for repeats in range(len(order) + 1):
        search = _Search(order, wish, inputs.last)
        if search.place(0, repeats):
            return tuple(Pair(one, search.chosen[one]) for one in sorted(order))
        undecided = undecided or search.tries > TRIES
    if undecided:
        raise RuleBroken("draw_undecided", tries=TRIES)
    raise RuleBroken("draw_infeasible", reason="reciprocity", units=tuple(sorted(order)), visitable=(), reasons={})


def _check(seed: str, inputs: DrawInputs) -> None:
    for text in (seed, *inputs.units):
        if not text or text != text.strip() or "\n" in text or "\r" in text:
            raise RuleBroken("draw_text_malformed", text=text)
    if len(inputs.units) > MOST:
        raise RuleBroken("draw_too_many", units=len(inputs.units), most=MOST)
    if len(set(inputs.units)) < len(inputs.units):
        raise RuleBroken("draw_unit_twice", units=tuple(sorted(inputs.units)))
    for one in inputs.units:
        for other in inputs.units:
            if one != other and (one, other) not in inputs.travel:
                raise RuleBroken("draw_travel_missing", visitor=one, visited=other)


class _Search:
    """Places visitors in order, each on the first of its wishes with which everybody left can still be placed."""

    def __init__(self, order: list[str], wish: Mapping[str, list[str]], last: frozenset[tuple[str, str]]) -> None:
        self.order, self.wish, self.last = order, wish, last
        self.chosen: dict[str, str] = {}
        self.tries = 0

    def place(self, number: int, repeats: int) -> bool:
        if number == len(self.order):
            return True
        one = self.order[number]
        taken = set(self.chosen.values())
        for other in self.wish[one]:
            again = (one, other) in self.last
            if other in taken or self.chosen.get(other) == one or again > repeats:
                continue
            self.tries += 1
            if self.tries > TRIES:
                return False
            self.chosen[one] = other
            if self._can_finish(number + 1, repeats - again) and self.place(number + 1, repeats - again):
                return True
            del self.chosen[one]
        return False

    def _can_finish(self, number: int, repeats: int) -> bool:
        """Whether those left can all visit somebody, mutual visits among themselves not yet looked at."""
        taken = set(self.chosen.values())
        left = self.order[number:]
        fits = {
            one: [other for other in self.wish[one] if other not in taken and self.chosen.get(other) != one]
            for one in left
        }
        fresh = {one: [other for other in fits[one] if (one, other) not in self.last] for one in left}
        visitor: dict[str, str] = {}
        waiting = [one for one in left if not _augment(one, fresh, visitor, set())]
        return len(waiting) <= repeats and all(_augment(one, fits, visitor, set()) for one in waiting)


def _augment(one: str, fits: Mapping[str, Iterable[str]], visitor: dict[str, str], seen: set[str]) -> bool:
    """Give `one` somebody to visit, moving others where needed; `seen` collects whom it asked for."""
    for other in fits[one]:
        if other not in seen:
            seen.add(other)
            if other not in visitor or _augment(visitor[other], fits, visitor, seen):
                visitor[other] = one
                return True
    return False


def _refuse_shortage(inputs: DrawInputs, wish: Mapping[str, list[str]]) -> None:
    """Name units that together have too few to visit: with any one of them fewer there would be enough."""
    visitor: dict[str, str] = {}
    for start in sorted(wish):
        asked: set[str] = set()
        if _augment(start, wish, visitor, asked):
            continue
        short, todo = {start}, deque([start])
        while todo:
            for other in wish[todo.popleft()]:
                if visitor[other] not in short:
                    short.add(visitor[other])
                    todo.append(visitor[other])
        reasons: dict[str, int] = {}
        for one in sorted(short):
            for other in inputs.units:
                why = inputs.barred(one, other)
                if why and why != "itself":
                    reasons[why] = reasons.get(why, 0) + 1
        visitable = tuple(sorted({other for one in short for other in wish[one]}))
        raise RuleBroken(
            "draw_infeasible", reason="shortage", units=tuple(sorted(short)), visitable=visitable, reasons=reasons
        )
