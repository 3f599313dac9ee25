"""Does a text accuse a person? Then it is not a question for this desk: it goes the confidential way, and is not kept.

An accusation names an act (of the list in the catalogue) and, in the same sentence, somebody who holds a post or is
called by a name with one. The same act without anybody ("are there rebates in buying rice?") is about a power,
and is answered. The rule is coarse on purpose: what is diverted by mistake loses nothing but a minute, what is not
diverted is read by the school; so a doubtful text is diverted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionWords:
    """The words of the catalogue: what accuses, who is somebody, what is a danger to a child, what says nothing.

    acts and dangers may hold "…": at most six signs stand there. harmless: phrases in which an act is none.
    """

    acts: tuple[str, ...]
    people: tuple[str, ...]
    dangers: tuple[str, ...]
    harmless: tuple[str, ...]
    empty: tuple[str, ...]
    rude: tuple[str, ...]

    @classmethod
    def of(cls, read: Mapping[str, list[str]]) -> "QuestionWords":
        """Return the words of a catalogue file as read."""
        return cls(**{name: tuple(read[name]) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Heard:
    """What was heard in a text: an accusation of somebody, a danger to a child, rude words."""

    accuses: bool
    danger: bool
    rude: bool


def heard(text: str, words: QuestionWords) -> Heard:
    """Return what a text says to those who must not read it, or must act at once."""
    plain = re.sub(r"[\s\u3000*_·.\-]+", "", text)
    for phrase in words.harmless:
        plain = plain.replace(phrase, "")
    danger = _any(words.dangers, plain)
    return Heard(danger or any(map(_Accusation(words), _sentences(plain))), danger, _any(words.rude, plain))


class _Accusation:
    def __init__(self, words: QuestionWords) -> None:
        self.words = words

    def __call__(self, sentence: str) -> bool:
        return _any(self.words.acts, sentence) and any(who in sentence for who in self.words.people)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split("[\u3002\uff01\uff1f!?;\uff1b\n]", text) if part]


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(_pattern(one), text) for one in patterns)


def _pattern(word: str) -> str:
    return "[^\uff0c,\u3002]{0,6}".join(re.escape(part) for part in word.split("\u2026"))
