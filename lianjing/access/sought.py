"""What a name can be found by: itself, its pinyin, its initials. Kept in the `sought` columns, in small letters.

Readings that the usual dictionary gets wrong (surnames, places) are content: `catalogue/org/readings.yaml`.
"""

import unicodedata
from functools import cache

from lianjing.engines.content import read_content

LIMIT = 300  # the width of the columns


def sought(*names: str, limit: int = LIMIT) -> str:
    """Return the search text of a record called `names`: whole words only, at most `limit` characters.

    Every reading of a surname counts, so that somebody is found by whoever knows the other reading.
    """
    found: list[str] = []
    for name in names:
        plain = fold(name)
        for reading in _readings(plain) if plain else ():
            found += [plain, "".join(reading), "".join(word[0] for word in reading if word)]
    words, room = [], limit
    for word in dict.fromkeys(found):
        if len(word) + 1 <= room:
            words.append(word)
            room -= len(word) + 1
    return " ".join(words)


def terms(query: str) -> list[str]:
    """Return the words of a query as they are to be looked for in `sought`: at most five, each must be found.

    Spaces between Latin letters part words ("zhang wei"); those inside a Chinese name do not count.
    """
    words = unicodedata.normalize("NFKC", query).lower().replace("'", " ").split()
    if any(not word.isascii() for word in words) and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    return [word for word in map(fold, words) if word][:5]


def fold(text: str) -> str:
    """Return `text` in small letters, full-width letters made plain, without blanks and marks."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if sign.isalnum())


def _readings(name: str) -> list[list[str]]:
    """Return the ways to read a name, each as a list of syllables, the most usual first."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes most of a second to load

    surnames = _content()
    usual = lazy_pinyin(name)
    for length in (2, 1):
        if name[:length] in surnames and len(usual) == len(name):
            return [[*reading.split(), *usual[length:]] for reading in surnames[name[:length]]]
    return [usual]


@cache
def _content() -> dict[str, list[str]]:
    """Return the surnames, after teaching the dictionary this field's words."""
    from pypinyin import load_phrases_dict  # noqa: PLC0415 - as above

    content = read_content("org/readings.yaml")
    load_phrases_dict({word: [[one] for one in reading.split()] for word, reading in content["words"].items()})
    surnames: dict[str, list[str]] = content["surnames"]
    return surnames
