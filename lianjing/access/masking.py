"""Personal data in a text from outside is masked before anything of it is kept; what was masked, and why, is told."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lianjing.engines.privacy import Knowledge, Piece, Register, inspect_texts

BLOCK = "\u25a0"


@dataclass(frozen=True)
class Mask:
    """One masked stretch: its kind (a code worded in `ui/wording/asking.py`) and how many signs it had."""

    kind: str
    length: int


@dataclass(frozen=True)
class Masked:
    """A text as it may be kept and shown, and what was masked in it, in order."""

    text: str
    masks: tuple[Mask, ...]


def masked(text: str, rude: tuple[str, ...] = (), names: Collection[str] = ()) -> Masked:
    """Return a text with everything masked by which somebody could be known, and rude words.

    What the privacy gate of public notices finds is masked here too. names: of the school's pupils.
    """
    text = text.translate(_PLAIN)
    left, found = text, []
    for kind, pattern in (*_PATTERNS, *(("rude", re.escape(word)) for word in rude)):
        found += [(match.start(), match.end(), kind) for match in re.finditer(pattern, left)]
        left = re.sub(pattern, lambda match: "\0" * len(match[0]), left)  # what is masked is masked once
    known = Knowledge(register=Register(frozenset(names)))
    for one in inspect_texts([Piece(text, {})], known):
        if one.end > one.start and one.code in _OF_THE_GATE:
            found.append((one.start, one.end, _OF_THE_GATE[one.code]))
    parts, at, masks = [], 0, []
    for start, end, kind in sorted(found):
        if end > at:
            parts += [text[at : max(at, start)], BLOCK * min(end - max(at, start), 6)]
            masks.append(Mask(kind, end - max(at, start)))
            at = end
    return Masked("".join([*parts, text[at:]]), tuple(masks))


_OF_THE_GATE = {
    "id_number": "identity",
    "phone": "phone",
    "bank_card": "account",
    "address": "address",
    "birth_date": "birth",
    "minor_name": "child",
}
_PLAIN = {0xFF10 + figure: str(figure) for figure in range(10)}  # full-width figures hide nothing
_FIGURE = "[0-9]"
_GAP = "[ \\-\u2010-\u2014\u00b7]?"
_PATTERNS = (
    ("identity", rf"(?<!{_FIGURE})(?:{_FIGURE}{_GAP}){{17}}[0-9Xx](?!{_FIGURE})"),
    ("account", rf"(?<!{_FIGURE})(?:{_FIGURE}{_GAP}){{15,18}}{_FIGURE}(?!{_FIGURE})"),
    ("phone", rf"(?<!{_FIGURE})1[3-9](?:{_GAP}{_FIGURE}){{9}}(?!{_FIGURE})"),
    ("phone", rf"(?<!{_FIGURE})0{_FIGURE}{{2,3}}{_GAP}{_FIGURE}{{7,8}}(?!{_FIGURE})"),
    ("mail", r"[\w.+-]+@[\w-]+\.[\w.]+"),
    ("chat", r"(?i)(?:\u5fae\u4fe1\u53f7?|QQ\u53f7?|wx|vx)[:\uff1a ]{0,3}[A-Za-z0-9_-]{5,20}"),
    (
        "child",
        r"(?:\u5a03|\u6211\u513f\u5b50|\u6211\u5973\u513f|\u6211\u5bb6\u5b69\u5b50|\u5b69\u5b50|\u5b66\u751f)"
        r"(?:\u53eb|\u540d\u53eb|\u59d3\u540d\u662f?)[\u4e00-\u9fff]{2,3}",
    ),
    (
        "address",
        r"[\u4e00-\u9fff0-9]{1,12}(?:\u6751|\u8def|\u8857|\u5c0f\u533a|\u793e\u533a)"
        r"[\u4e00-\u9fff]{0,6}[0-9]+(?:\u53f7|\u7ec4|\u680b|\u5355\u5143|\u5ba4)"
        r"(?:[0-9]+(?:\u53f7|\u5355\u5143|\u5ba4|\u680b))*",
    ),
)
