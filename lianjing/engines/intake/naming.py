"""How well a header says the name of a column."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from lianjing.engines.intake.formats import Format
from lianjing.engines.intake.plain import key, keys

EXACT, STRIPPED, PART, ALIKE = 1.0, 0.95, 0.8, 0.75
_LONGEST = 40
_BRACKETS = re.compile(r"[(\uff08\[\u3010].*?[)\uff09\]\u3011]")


class Names:
    """How well a text says each column's name. Every text is compared once: most of them are no headers at all."""

    def __init__(self, table: Format) -> None:
        self._columns = [
            (column.name, [(name, frozenset(name)) for name in keys((column.zh, column.en, *column.aliases)) if name])
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
            plain, bare = key(said), key(_BRACKETS.sub("", said))
            hopeless = not plain or len(plain) > _LONGEST or self._signs.isdisjoint(plain)
            signs = frozenset(bare)
            scores = {} if hopeless else {name: _best(plain, bare, signs, names) for name, names in self._columns}
            self._scores[said] = {name: score for name, score in scores.items() if score}
        return self._scores[said]


def _best(plain: str, bare: str, signs: frozenset[str], names: Sequence[tuple[str, frozenset[str]]]) -> float:
    best = 0.0
    for name, its in names:
        if plain == name:
            return EXACT
        if bare == name:
            best = max(best, STRIPPED)
        elif min(len(bare), len(name)) >= 2 and bare.endswith(name):
            best = max(best, PART)
        elif 2 * len(signs & its) >= ALIKE * (len(bare) + len(name)):
            ratio = SequenceMatcher(None, bare, name).ratio()
            best = max(best, ratio * 0.9 if ratio >= ALIKE else 0.0)
    return best
