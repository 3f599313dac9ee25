"""Small drawings made by the server as SVG: they print, need no script, and are read out by their title and words.

Colours come from `shapes.css` by class, so a drawing carries no style of its own. Unknown is drawn as unknown: never
as zero, never green.
"""

import math
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Number = int | float
BarRow = tuple[str, Number | None]
Cell = tuple[str, str, str]  # tone, words, address ("" for none)

_WIDTH, _LETTER = 400, 14  # as wide as a phone, so that letters stay readable there
_ROW, _BAR_HIGH, _TEXT_HIGH = 42, 8, 20
_CELL = 26
_DOT, _BASE, _HIGHEST = 8, 60, 6  # a dot's room, where the strip stands, how many are piled up
Labels = tuple[str, str, str]


class NotDrawable(ValueError):
    """A value that is no finite number: a mistake of the program that asked for the drawing."""


def bars(rows: Iterable[BarRow], *, title: str, unit: str = "") -> SafeString:
    """Return horizontal bars, one a row, in the order given; None is drawn as "no figure". Raises NotDrawable."""
    rows = [(label, _finite(value)) for label, value in rows]
    if not rows:
        return nothing(title)
    top = max((value for _label, value in rows if value is not None), default=0)
    body = [_bar(row, place * _ROW, top, unit) for place, row in enumerate(rows)]
    said = "; ".join(f"{label}: {_shown(value, unit)}" for label, value in rows)
    return _figure(title, said, _WIDTH, len(rows) * _ROW, body)


def _bar(row: BarRow, y: int, top: Number, unit: str) -> SafeString:
    label, value = row
    figure, middle, below = _shown(value, unit), y + _TEXT_HIGH / 2, y + _TEXT_HIGH + 4
    room = max(0, _WIDTH - _text_width(figure) - 12)
    length = max(2.0, _WIDTH * value / top) if value and top > 0 else 0
    parts = [
        format_html('<text x="0" y="{}">{}</text>', middle, _cut(label, room)),
        format_html('<text class="figure" x="{}" y="{}" text-anchor="end">{}</text>', _WIDTH, middle, figure),
        format_html('<rect class="track" x="0" y="{}" width="{}" height="{}" rx="4"/>', below, _WIDTH, _BAR_HIGH),
    ]
    if value is not None:
        fill = '<rect class="bar-fill" x="0" y="{}" width="{}" height="{}" rx="4"/>'
        parts.append(format_html(fill, below, _n(length), _BAR_HIGH))
    return _joined(parts)


def against(
    rows: Iterable[tuple[str, Number, Number | None]], *, title: str, unit: str = "", labels: tuple[str, str]
) -> SafeString:
    """Return bars with a stroke where each one's line is: (label, value, line or None). labels: of value and of line.

    A bar beyond its line, or without one, has another colour and says so in words. Raises NotDrawable.
    """
    held = [(label, _known(value), _finite(line)) for label, value, line in rows]
    if not held:
        return nothing(title)
    top = max(mark for _label, value, line in held for mark in (value, line or 0))
    body = [_barred(row, place * _ROW, top, unit) for place, row in enumerate(held)]
    said = "; ".join(
        f"{label}: {labels[0]} {_shown(value, unit)}, {labels[1]} {_shown(line, unit)}" for label, value, line in held
    )
    return _figure(title, said, _WIDTH, len(held) * _ROW, body, extra="against")


def _barred(row: tuple[str, Number, Number | None], y: int, top: Number, unit: str) -> SafeString:
    label, value, line = row
    bar, below = _bar((label, value), y, top, unit), y + _TEXT_HIGH + 4
    if line is None or value > line:
        bar = format_html('<g class="beyond">{}</g>', bar)
    if line is None or not top:
        return bar
    x = _n(min(_WIDTH - 1, _WIDTH * line / top))
    stroke = '<line class="line-of" x1="{}" x2="{}" y1="{}" y2="{}"/>'
    return _joined([bar, format_html(stroke, x, x, below - 3, below + _BAR_HIGH + 3)])


def dots(
    mine: Number, others: Iterable[Number], *, line: Number | None, title: str, unit: str, labels: Labels
) -> SafeString:
    """Return a strip: one dot for each of `others`, unnamed, a larger one for `mine`, a stroke where a `line` is.

    labels: words for mine, for the others, for the line. Dots that would cover each other are piled up.
    Raises NotDrawable.
    """
    mine, rest = _known(mine), [_known(value) for value in others]
    marks = [mine, *rest, *([_known(line)] if line is not None else [])]
    low, high = min(marks), max(marks)
    piles: dict[int, int] = {}
    body = []
    for value in rest:
        column = round(_along(value, low, high) / _DOT)
        piles[column] = piles.get(column, 0) + 1
        y = _BASE - _DOT * (min(piles[column], _HIGHEST) - 1)
        body.append(format_html('<circle class="dot" cx="{}" cy="{}" r="3.5"/>', _n(column * _DOT), y))
    if line is not None:
        x = _n(_along(line, low, high))
        body.append(format_html('<line class="dot-line" x1="{}" x2="{}" y1="8" y2="{}"/>', x, x, _BASE + 8))
    x = _n(_along(mine, low, high))
    body.append(format_html('<circle class="dot-mine" cx="{}" cy="{}" r="7"/>', x, _BASE))
    body += [
        format_html('<text x="0" y="{}">{}</text>', _BASE + 24, _shown(low, unit)),
        format_html('<text x="{}" y="{}" text-anchor="end">{}</text>', _WIDTH, _BASE + 24, _shown(high, unit)),
    ]
    said = [f"{labels[0]}: {_shown(mine, unit)}", f"{labels[1]}: {len(rest)}"]
    said += [f"{labels[2]}: {_shown(line, unit)}"] if line is not None else []
    figure = _figure(title, "; ".join(said), _WIDTH, _BASE + 34, body, extra="dots")
    return format_html('{}<p class="dots-key">{}</p>', figure, " \u00b7 ".join(said))


def _along(value: Number, low: Number, high: Number) -> float:
    return 8 + (_WIDTH - 16) * (value - low) / (high - low) if high > low else _WIDTH / 2


def _known(value: Number) -> Number:
    found = _finite(value)
    if found is None:
        raise NotDrawable("a dot has a value")
    return found


def sparkline(values: Iterable[Number | None], *, title: str) -> SafeString:
    """Return a line without axes, oldest value first; None breaks the line. Raises NotDrawable."""
    points = [_finite(value) for value in values]
    known = [value for value in points if value is not None]
    if not known:
        return nothing(title)
    low, high = min(known), max(known)
    spread, step = (high - low) or 1, 156 / max(len(points) - 1, 1)
    places = [
        None if value is None else (2 + place * step, 34 - 28 * (value - low) / spread if high > low else 20.0)
        for place, value in enumerate(points)
    ]
    body = [_stroke(run) for run in _runs(places)]
    last = next(place for place in reversed(places) if place is not None)
    body.append(format_html('<circle class="spark-end" cx="{}" cy="{}" r="2"/>', _n(last[0]), _n(last[1])))
    said = ", ".join(_shown(value, "") for value in points)
    return _figure(title, said, 160, 40, body, extra="spark")


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _stroke(run: list[tuple[float, float]]) -> SafeString:
    return format_html('<polyline class="spark-line" points="{}"/>', " ".join(f"{_n(x)},{_n(y)}" for x, y in run))


def cells(rows: Iterable[tuple[str, Sequence[Cell]]], *, title: str) -> SafeString:
    """Return a map: one line of cells a row, each a tone (grey, yellow, red, green), words, and an address or "".

    A cell carries a sign as well as a colour, and its words as a tooltip and for screen readers.
    """
    rows = list(rows)
    if not rows or not any(line for _label, line in rows):
        return nothing(title)
    per_line = _WIDTH // _CELL
    body, y = [], 0
    for label, line in rows:
        body.append(_line(label, line, y, per_line))
        y += _TEXT_HIGH + 2 + _CELL * math.ceil(len(line) / per_line) + 8
    said = "; ".join(f"{label}: {_tones(line)}" for label, line in rows)
    return _figure(title, said, _WIDTH, y, body, extra="cells", interactive=True)


SIGN = {
    "green": "M-5 0 L-1.5 3.5 L5 -3.5",
    "red": "M-4 -4 L4 4 M-4 4 L4 -4",
    "yellow": "M0 -5 V1 M0 4 V4.5",
    "grey": "",
}


def _line(label: str, line: Sequence[Cell], y: int, per_line: int) -> SafeString:
    name = format_html('<text x="0" y="{}">{}</text>', y + _TEXT_HIGH / 2, _cut(label, _WIDTH))
    top = y + _TEXT_HIGH + 2
    drawn = [_cell(cell, place % per_line * _CELL, top + place // per_line * _CELL) for place, cell in enumerate(line)]
    return format_html("{}{}", name, _joined(drawn))


def _cell(cell: Cell, x: int, y: int) -> SafeString:
    tone, words, address = cell
    sign = SIGN[tone]
    mark = format_html('<path transform="translate({} {})" d="{}"/>', x + 12, y + 12, sign) if sign else ""
    square = format_html(
        '<g class="cell {}"><title>{}</title><rect x="{}" y="{}" width="24" height="24" rx="3"/>{}</g>',
        tone, words, x, y, mark,
    )  # fmt: skip
    return format_html('<a href="{}" aria-label="{}">{}</a>', address, words, square) if address else square


def _tones(line: Sequence[Cell]) -> str:
    words = {"green": _("covered"), "red": _("open gap"), "yellow": _("to look at"), "grey": _("not known")}
    counts = {tone: sum(1 for cell in line if cell[0] == tone) for tone in words}
    return ", ".join(f"{words[tone]} {count}" for tone, count in counts.items() if count)


def nothing(title: str) -> SafeString:
    """Return the drawing of no rows: its title and that there is nothing."""
    words = format_html('<text x="200" y="30" text-anchor="middle">{}</text>', _("No figures yet"))
    return _figure(title, _("No figures yet"), _WIDTH, 60, [words])


def _figure(
    title: str,
    said: str,
    width: int,
    height: int,
    body: Iterable[SafeString],
    extra: str = "",
    interactive: bool = False,
) -> SafeString:
    role = "group" if interactive else "img"
    return format_html(
        '<figure class="drawing {}"><svg viewBox="0 0 {} {}" role="{}" aria-label="{}"><title>{}</title>'
        "<desc>{}</desc>{}</svg></figure>",
        extra, width, height, role, f"{title}. {said}", title, said, _joined(body),
    )  # fmt: skip


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _finite(value: Number | None) -> Number | None:
    if value is None:
        return None
    if not math.isfinite(value) or value < 0:
        raise NotDrawable(f"{value!r} cannot be drawn: a figure is a finite number of at least 0, or None")
    return value


def _shown(value: Number | None, unit: str) -> str:
    if value is None:
        return _("no figure")
    whole = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return f"{whole} {unit}".rstrip()


def _text_width(text: str) -> int:
    """Return about how wide text is in units of the drawing; Chinese characters are as wide as high."""
    return math.ceil(sum(_LETTER if ord(sign) > 0x2E7F else _LETTER * 0.56 for sign in text))


def _cut(text: str, room: int) -> str:
    if _text_width(text) <= room:
        return text
    while text and _text_width(text + "\u2026") > room:
        text = text[:-1]
    return text + "\u2026"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
