"""How well a header says the name of a column."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from lianjing.engines.intake.formats import Format
from lianjing.engines.intake.plain import key

EXACT, STRIPPED, PART, ALIKE = 1.0, 0.95, 0.8, 0.75
_HAIR = 1e-4
SURE = 0.9  # above any mere likeness: the very name, or the name once brackets and upper cells are taken away
# Signs that turn what a column says into its opposite or another figure: due and paid, arrived and left, before and
# after, buyer and seller, not yet, whether, rate. Names that do not share them are not alike, whatever else they share.
_TURNING = frozenset(
    "\u5e94\u5b9e\u5230\u79bb\u6536\u9000\u4ed8\u5165\u51fa\u524d\u540e\u672a\u5df2\u7532\u4e59\u8d2d\u9500\u4e0a\u4e0b\u8d77\u6b62\u62d2\u589e\u51cf\u52a0\u514d\u5426\u7387"
)
_LONGEST = 40
_UNIT_END = re.compile(
    "(?:[\u767e\u5343\u4e07\u4ebf]*\u5143|\u516c\u65a4|\u5e02\u65a4|\u65a4|\u5343\u514b)$"
)  # a unit without brackets
_BRACKETS = re.compile(r"[(\uff08\[\u3010].*?[)\uff09\]\u3011]")


class Names:
    """How well a text says each column's name. Every text is compared once: most of them are no headers at all."""

    def __init__(self, table: Format) -> None:
        self._columns = [
            (
                column.name,
                [(name, frozenset(name)) for name in map(key, (column.zh, *column.aliases, column.en)) if name],
            )
            for column in table.columns
        ]
        self._signs = frozenset(sign for _, names in self._columns for name, _ in names for sign in name)
        self._scores: dict[str, Mapping[str, float]] = {}

    def likeness(self, parts: tuple[str, ...]) -> Mapping[str, float]:
        """Return column → from 0 to 1 how well a header (its cells from top to bottom) says it, where above 0."""
        wholes = ["".join(parts), *parts[::-1]]
        best: dict[str, float] = {}
        for place, said in enumerate(wholes):
            weight = 1.0 if len(parts) == 1 or place == 0 else STRIPPED
            for name, score in self._of(said).items():
                best[name] = max(best.get(name, 0.0), weight * score)
        return best

    def _of(self, said: str) -> Mapping[str, float]:
        if said not in self._scores:
            plain, bare = key(said), _UNIT_END.sub("", key(_BRACKETS.sub("", said)))
            hopeless = not plain or len(plain) > _LONGEST or self._signs.isdisjoint(plain)
            signs = frozenset(bare)
            scores = {} if hopeless else {name: _best(plain, bare, signs, names) for name, names in self._columns}
            self._scores[said] = {name: score for name, score in scores.items() if score}
        return self._scores[said]


def _best(plain: str, bare: str, signs: frozenset[str], names: Sequence[tuple[str, frozenset[str]]]) -> float:
    """Return the best score of a column's names; of two headers that both are names the earlier name wins by a hair."""
    best = 0.0
    for order, (name, its) in enumerate(names):
        if plain == name:
            return EXACT - _HAIR * order
        if bare == name:
            best = max(best, STRIPPED)
        elif signs & _TURNING != its & _TURNING:
            continue
        elif min(len(bare), len(name)) >= 2 and bare.endswith(name):
            best = max(best, PART)
        elif 2 * len(signs & its) >= ALIKE * (len(bare) + len(name)):
            ratio = SequenceMatcher(None, bare, name).ratio()
            best = max(best, ratio * 0.9 if ratio >= ALIKE else 0.0)
    return best
