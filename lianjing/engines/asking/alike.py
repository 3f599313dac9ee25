"""Which answered questions are like a new one: pairs of neighbouring characters, and of their sounds (B10).

Chinese is written without blanks, so pairs of characters stand in for words; sounds forgive a wrong character typed by
pinyin. No index is kept: a school has at most some thousands of answered questions.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

AT_LEAST = 0.24  # below this nobody found the answer useful in the examples of the tests
_SOUND = 0.35  # how much the sounds weigh beside the characters
_SAME_POWER = 0.08


@dataclass(frozen=True)
class Known:
    """An answered question: its key, its text, the power it is about."""

    key: int
    text: str
    power: str = ""


def most_alike(
    text: str, power: str, known: Iterable[Known], empty: Collection[str], at_most: int = 3
) -> list[tuple[int, float]]:
    """Return (key, likeness from 0 to 1) of the known questions most like `text`, the likest first.

    empty: words that say nothing of the matter, such as a greeting. Ties go to the newer one (the greater key).
    """
    asked = _grams(_bare(text, frozenset(empty)))
    if not asked[0]:
        return []
    found = []
    for one in known:
        told = _grams(_bare(one.text, frozenset(empty)))
        likeness = (1 - _SOUND) * _dice(asked[0], told[0]) + _SOUND * _dice(asked[1], told[1])
        likeness += _SAME_POWER if likeness and power and power == one.power else 0.0
        if likeness >= AT_LEAST:
            found.append((one.key, min(1.0, likeness)))
    return sorted(found, key=lambda pair: (-pair[1], -pair[0]))[:at_most]


@lru_cache(maxsize=4096)
def _bare(text: str, empty: frozenset[str]) -> str:
    for word in sorted(empty, key=len, reverse=True):
        text = text.replace(word, " ")
    return "".join(sign.lower() if sign.isalnum() else " " for sign in text)


@lru_cache(maxsize=4096)
def _grams(text: str) -> "tuple[Counter[str], Counter[str]]":
    """Return the pairs of neighbouring signs of a text, and of the sounds of its words."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes most of a second to load

    signs: Counter[str] = Counter()
    sounds: Counter[str] = Counter()
    for word in text.split():
        signs.update(_pairs(list(word)))
        sounds.update(_pairs(lazy_pinyin(word)))
    return signs, sounds


def _pairs(parts: list[str]) -> Iterable[str]:
    return [f"{one}|{other}" for one, other in pairwise(parts)] or parts


def _dice(one: "Counter[str]", other: "Counter[str]") -> float:
    together = one.total() + other.total()
    return 2 * (one & other).total() / together if together else 0.0
