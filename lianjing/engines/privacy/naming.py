"""Names of minors in running text, found by the pupil register. Sources: S13, product B4.

A register has some hundred to some ten thousand names of two to six signs: sliding a window of each length over the
text and asking a set is linear in the text and needs no machine to be built. Spaces in a name are read over.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from lianjing.engines.privacy.numbers import UNSEEN, Span
from lianjing.engines.privacy.written import EVERYDAY, WORDS, pattern

_SPACE = re.compile(rf"[\s\u3000{UNSEEN}]")
# The dot inside names of many peoples, as keyboards and programs write it; each is one sign, so that places stay.
_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e.", "\u00b7"))
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_IN_A_NAME = re.compile(f"{_HAN.pattern}|\u00b7")
_ENDS_LIKE_A_NAME = frozenset(WORDS["ends_like_a_name"].split())


@dataclass(frozen=True)
class Register:
    """The names of a school's pupils. common: names that are everyday words too; those count only beside a person word.

    allowed: longer strings that may hold a name by chance, such as a supplier's or a school's.
    """

    names: frozenset[str]
    common: frozenset[str] = EVERYDAY
    allowed: tuple[str, ...] = ()

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Return the lengths that occur, the longest first: a longer name wins over one inside it."""
        return tuple(sorted({len(name) for name in self.sought}, reverse=True))

    @cached_property
    def sought(self) -> frozenset[str]:
        """Return the names as they are looked for: with one kind of dot, and without it."""
        dotted = {name.translate(_DOTS) for name in self.names}
        return frozenset(dotted | {name.replace("\u00b7", "") for name in dotted})


_PERSON = pattern("person_words")


def minors(text: str, register: Register) -> Iterator[Span]:
    """Yield where a pupil's name stands in a text."""
    packed, places = _packed(text.translate(_DOTS))
    covered = _covered(packed, [one.translate(_DOTS) for one in register.allowed])
    taken = -1
    for at in range(len(packed)):
        if at < taken or at in covered:
            continue
        for length in register.lengths:
            name = packed[at : at + length]
            if len(name) == length and name in register.sought and _means_it(packed, at, name, register):
                yield places[at], places[at + length - 1] + 1
                taken = at + length
                break


def _packed(text: str) -> tuple[str, list[int]]:
    """Return the text without spaces between Chinese characters, and where each sign stood."""
    kept: list[int] = []
    for at, sign in enumerate(text):
        if _SPACE.match(sign):
            before = text[kept[-1]] if kept else ""
            after = next((one for one in text[at + 1 : at + 6] if not _SPACE.match(one)), "")
            if _IN_A_NAME.match(before) and _IN_A_NAME.match(after) and "\n" not in sign and "\t" not in sign:
                continue
        kept.append(at)
    return "".join(text[at] for at in kept), kept


def _means_it(text: str, at: int, name: str, register: Register) -> bool:
    before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
    if name in register.common:
        alone = not _HAN.match(before) and not _HAN.match(after)
        return (alone and len(text) <= len(name) + 4) or bool(
            _PERSON.search(text[max(at - 4, 0) : at]) or _PERSON.match(text[at + len(name) : at + len(name) + 4])
        )
    return len(name) > 2 or before + name[0] not in _ENDS_LIKE_A_NAME


def _covered(text: str, allowed: Collection[str]) -> frozenset[int]:
    places: set[int] = set()
    for one in allowed:
        for found in re.finditer(re.escape(one), text) if one else ():
            places.update(range(*found.span()))
    return frozenset(places)
