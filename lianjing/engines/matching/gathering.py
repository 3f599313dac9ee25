"""Evidence about pairs: gathered from groups that share a value, weighed once all of it is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lianjing.engines.matching.levels import Levels, Pair, Party

NAME_ONLY = frozenset({"same_name", "relative"})  # by itself the name of a person is never enough
Groups = Mapping[object, set[Party]]


class Gathered:
    """Pairs with their evidence. `crowds` counts the values passed over because too many parties share them."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._found: dict[Pair, dict[str, float]] = defaultdict(dict)
        self.crowds = 0

    def add(self, kind: str, left: Party, right: Party, code: str, likeness: float) -> None:
        """Note one piece of evidence; of the same kind the strongest counts."""
        held = self._found[kind, *left, right[1]]
        held[code] = max(held.get(code, 0.0), likeness)

    def join(self, kind: str, lefts: Groups, rights: Groups, codes: Iterable[str], likeness: float) -> None:
        """Note evidence for every left and right party that share a value."""
        for value in lefts.keys() & rights.keys():
            if self._crowded(lefts[value]) or self._crowded(rights[value]):
                continue
            for left in lefts[value]:
                for right in rights[value]:
                    for code in codes:
                        self.add(kind, left, right, code, likeness if code != "relative" else 0.0)

    def within(self, kind: str, groups: Groups, code: str, likeness: float) -> None:
        """Note evidence for every two parties of one side that share a value, the lesser id on the left."""
        for parties in groups.values():
            if len(parties) < 2 or self._crowded(parties):
                continue
            ordered = sorted(parties)
            for place, left in enumerate(ordered):
                for right in ordered[place + 1 :]:
                    self.add(kind, left, right, code, likeness)

    def weighed(self) -> dict[Pair, tuple[float, frozenset[str]]]:
        """Return each pair's likeness and evidence. Independent pieces strengthen each other."""
        return {pair: (self._likeness(held), frozenset(held)) for pair, held in self._found.items()}

    def _likeness(self, held: Mapping[str, float]) -> float:
        unlike = 1.0
        for code in sorted(held):  # a fixed order: the product of floats is the same in every run
            unlike *= 1.0 - held[code]
        return (
            round(held["same_name"], 6) if held.keys() <= NAME_ONLY and "same_name" in held else round(1.0 - unlike, 6)
        )

    def _crowded(self, parties: set[Party]) -> bool:
        if len(parties) > self._levels.crowd:
            self.crowds += 1
            return True
        return False
