"""Strips of dots drawn by the server: one dot a unit between 0 and 100 in a hundred, like units on one strip.

A dot that has a name leads to its rows; the others are unnamed. What is not known is on no strip. No dot has a place
in a list: units with the same share stand on each other, in the order they were given.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WIDTH, _EDGE, _PITCH = 400, 10, 12
_COLUMNS = (_WIDTH - 2 * _EDGE) // _PITCH
_HIGHEST = 7  # dots on each other; what is above is counted


@dataclass(frozen=True)
class Dot:
    """One unit: its share from 0 to 1; its words and the address of its rows, both "" for an unnamed one."""

    value: float
    words: str = ""
    url: str = ""


def strip(dots: Sequence[Dot], *, band: tuple[float, float] | None, title: str, said: str) -> SafeString:
    """Return the strip of some units, with the band of the middle half of like units where it is known.

    said: the same in words, for those who do not see it.
    """
    piles: dict[int, list[Dot]] = defaultdict(list)
    for dot in sorted(dots, key=lambda one: not one.words):  # those with a name below, where they can be reached
        piles[round(dot.value * _COLUMNS)].append(dot)
    rows = min(max(map(len, piles.values()), default=1), _HIGHEST)
    base = 22 + rows * _PITCH
    parts = [_band(band, base)] if band else []
    parts.append(format_html('<line class="strip-axis" x1="0" x2="{}" y1="{}" y2="{}"/>', _WIDTH, base, base))
    parts += [_pile(column, pile, base) for column, pile in sorted(piles.items())]
    ends = (("0", 0, "0%"), ("middle", _WIDTH // 2, "50%"), ("end", _WIDTH, "100%"))
    parts += [_tick(anchor, x, base + 16, words) for anchor, x, words in ends]
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<figure class="drawing strip"><svg viewBox="0 0 {} {}" role="group" aria-label="{}"><desc>{}</desc>{}'
        "</svg></figure>",
        _WIDTH, base + 26, f"{title}. {said}", said, body,
    )  # fmt: skip


def _tick(anchor: str, x: int, y: int, words: str) -> SafeString:
    return format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', x, y, anchor.replace("0", "start"), words)


def _band(band: tuple[float, float], base: int) -> SafeString:
    left, right = (_along(round(end * _COLUMNS)) for end in band)
    room = '<rect class="strip-band" x="{}" y="4" width="{}" height="{}"><title>{}</title></rect>'
    return format_html(room, left - 6, right - left + 12, base - 4, _("the middle half of schools of this size"))


def _pile(column: int, pile: list[Dot], base: int) -> SafeString:
    x, shown = _along(column), pile[:_HIGHEST]
    parts: Iterable[SafeString] = [_dot(dot, x, base - 7 - _PITCH * place) for place, dot in enumerate(shown)]
    more = len(pile) - len(shown)
    if more:
        over = '<text class="figure" x="{}" y="{}" text-anchor="middle">+{}</text>'
        parts = [*parts, format_html(over, min(max(x, 16), _WIDTH - 16), base - 6 - _PITCH * _HIGHEST, more)]
    return format_html_join("", "{}", ((part,) for part in parts))


def _dot(dot: Dot, x: int, y: int) -> SafeString:
    if not dot.words:
        return format_html('<circle class="dot" cx="{}" cy="{}" r="3.5"/>', x, y)
    circle = format_html('<circle class="dot-named" cx="{}" cy="{}" r="5"><title>{}</title></circle>', x, y, dot.words)
    return format_html('<a href="{}" aria-label="{}">{}</a>', dot.url, dot.words, circle) if dot.url else circle


def _along(column: int) -> int:
    return _EDGE + column * (_WIDTH - 2 * _EDGE) // _COLUMNS
