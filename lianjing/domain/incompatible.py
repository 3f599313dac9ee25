"""One person in two posts that a power item keeps apart: a question to the unit, not yet a fault.

Source: `separate` of the power items (accounting law and control rules named there); domain 1, small-school waiver.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianjing.domain.coverage_terms import PowerItem


@dataclass(frozen=True)
class Clash:
    """A person at a unit who holds both codes; `items` are the power items that keep the two apart, ordered."""

    unit_id: int
    person_id: int
    codes: tuple[str, str]
    items: tuple[str, ...]


def kept_apart(items: Iterable[PowerItem]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the pairs of post codes that some item keeps apart, each with the ids of those items.

    Of a step that several posts take together, the post named first answers for it and is the one kept apart.
    Codes of a pair are in alphabetical order.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for item in items:
        posts = {step.no: step.posts for step in item.steps}
        for one, other in item.separate:
            first, second = sorted((posts[one][0], posts[other][0]))
            if first != second:
                found.setdefault((first, second), []).append(item.id)
    return {pair: tuple(sorted(set(ids))) for pair, ids in sorted(found.items())}


def clashes(
    held: Iterable[tuple[int, int, str]], apart: Mapping[tuple[str, str], tuple[str, ...]], waived: frozenset[int]
) -> list[Clash]:
    """Return every clash among holdings of one day, ordered by unit, person and codes.

    held: (unit id, person id, post code). waived: units whose size class has a substitute control instead.
    """
    codes: dict[tuple[int, int], set[str]] = {}
    for unit, person, code in held:
        if unit not in waived:
            codes.setdefault((unit, person), set()).add(code)
    return [
        Clash(unit, person, pair, items)
        for (unit, person), mine in sorted(codes.items())
        for pair, items in apart.items()
        if mine.issuperset(pair)
    ]
