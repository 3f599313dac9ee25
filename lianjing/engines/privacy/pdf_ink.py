"""How a page of a PDF is drawn: its text, and what of it nobody sees or no program reads.

Text may be white, drawn without ink, lie under a box that was put over it, or be no text at all but the outlines of its
letters, as printers' designs are.
"""

import re
from collections.abc import Iterator, Sequence
from math import hypot
from typing import Any

_UNREAD = re.compile("[\\x00-\\x08\ufffd\ue000-\uf8ff]")
_SEGMENTS, _CURVES = (b"l", b"c", b"v", b"y"), (b"c", b"v", b"y")
_FILLS, _STROKES = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), (b"S", b"s", b"sh")
_TEXT = (b"Tj", b"TJ", b"'", b'"')
_SIMPLE, _CURLY, _DRAWN = 24, 8, 100  # a shape of a chart has fewer segments and curves; three written signs have more
_LEAST = 3.0  # points: thinner boxes are lines of a table
_SIGNS = ("symbol", "wingdings", "webdings", "dingbats")  # fonts without letters


class Ink:
    """One page as it is drawn.

    text: what can be read of it. said_beside: strings that stand with drawings. white: some letters are. concealed:
    some text is not seen. outlined: letters are drawn as shapes, or everything is. unread: signs without a meaning.
    pictures: it shows some.
    """

    def __init__(self, page: Any) -> None:
        self.said_beside: list[str] = []
        self.white = self.covered = self.inkless = self._ground = self._inline = False
        self._colours, self._white_now, self._size = [], False, 0.0  # type: ignore[var-annotated]
        self._path: list[bytes] = []
        self._corners: list[tuple[float, float]] = []
        self._drawn, self._painted = 0, False
        self._words: list[tuple[float, float, float, float]] = []  # left, right, height of its middle, size
        self._pictures = set(_pictures(page.get("/Resources"), 0))
        self.text: str = page.extract_text(visitor_operand_before=self._see) or ""
        self.unread = _UNREAD.search(self.text) is not None
        self.pictures = self._inline or bool(self._pictures)

    @property
    def concealed(self) -> bool:
        """Return whether some text is not seen: without ink, under a box, or white where nothing dark was painted."""
        return self.inkless or self.covered or (self.white and not self._ground)

    @property
    def outlined(self) -> bool:
        """Return whether letters are drawn as shapes, or a page is painted and says nothing."""
        return self._drawn > _DRAWN or (self._painted and not self.text.strip() and not self.pictures)

    def _see(self, operator: bytes, operands: Sequence[Any], place: Sequence[float], line: Sequence[float]) -> None:
        if operator in (b"m", b"re", *_SEGMENTS):
            self._draw(operator, operands, place)
        elif operator in _FILLS or operator in _STROKES or operator == b"n":
            self._paint(operator)
        elif operator in _TEXT:
            self._write(operands, place, line)
        elif operator == b"Do" and operands and operands[0] in self._pictures:
            self._cover([_at(place, x, y) for x in (0, 1) for y in (0, 1)])
        elif operator in (b"BDC", b"DP"):
            self.said_beside += [str(one) for one in _strings(operands[-1])]
        else:
            self._set(operator, operands)

    def _set(self, operator: bytes, operands: Sequence[Any]) -> None:
        match operator:
            case b"q":
                self._colours.append(self._white_now)
            case b"Q":
                self._white_now = self._colours.pop() if self._colours else False
            case b"g" | b"rg" | b"k" | b"sc" | b"scn":
                self._white_now = _is_white(operands)
            case b"cs":
                self._white_now = False
            case b"Tf":
                self._size = float(operands[1])
            case b"Tr":
                self.inkless |= int(operands[0]) in (3, 7)
            case b"INLINE IMAGE":
                self._inline = True

    def _draw(self, operator: bytes, operands: Sequence[Any], place: Sequence[float]) -> None:
        self._path.append(operator)
        x, y, *more = (float(one) for one in operands)
        points = (
            [(x, y), (x + more[0], y + more[1])]
            if operator == b"re"
            else [(x, y), *zip(more[::2], more[1::2], strict=False)]
        )
        self._corners += [_at(place, *point) for point in points]

    def _paint(self, operator: bytes) -> None:
        path, corners = self._path, self._corners
        self._path, self._corners = [], []
        self._painted |= operator != b"n"
        if operator not in _FILLS:
            return
        segments = sum(one in _SEGMENTS for one in path)
        if segments > _SIMPLE or sum(one in _CURVES for one in path) > _CURLY:
            self._drawn += segments
        elif corners:
            self._ground |= not self._white_now and min(_sides(corners)) >= _LEAST
            self._cover(corners)

    def _cover(self, corners: list[tuple[float, float]]) -> None:
        """Note that a box was laid over text that was written before."""
        self._painted = True
        if self.covered or min(_sides(corners)) < _LEAST:
            return
        (left, right), (low, high) = ((min(one), max(one)) for one in zip(*corners, strict=True))
        self.covered = any(
            low < middle < high and min(right, end) - max(left, begin) > size / 2
            for begin, end, middle, size in self._words
        )

    def _write(self, operands: Sequence[Any], place: Sequence[float], line: Sequence[float]) -> None:
        signs = sum(len(one.original_bytes) for one in _strings(operands)) // 2
        x, y = _at(place, line[4], line[5])
        size = abs(self._size) * hypot(line[0], line[1]) * hypot(place[0], place[1])
        if signs:
            self._words.append((x, x + 0.8 * signs * size, y + 0.3 * size, size))
            self.white |= self._white_now


def unread_fonts(page: Any) -> bool:
    """Return whether a page has letters of which the file does not say what they mean."""
    return any(_is_unread(font.get_object()) for font in _fonts(page.get("/Resources"), 0))


def _is_unread(font: Any) -> bool:
    if "/ToUnicode" in font or any(sign in str(font.get("/BaseFont", "")).lower() for sign in _SIGNS):
        return False
    kind = font.get("/Subtype")
    if kind == "/Type0":
        return str(font.get("/Encoding", "")).startswith("/Identity") or not isinstance(font.get("/Encoding"), str)
    flags = (font.get("/FontDescriptor") or {}).get("/Flags", 0)
    return kind == "/Type3" or (bool(int(flags) & 4) and "/Encoding" not in font)


def _fonts(resources: Any, depth: int) -> Iterator[Any]:
    if resources is None or depth > 5:
        return
    inside = resources.get_object()
    yield from (inside.get("/Font") or {}).values()
    for one in (inside.get("/XObject") or {}).values():
        yield from _fonts(one.get_object().get("/Resources"), depth + 1)


def _pictures(resources: Any, depth: int) -> Iterator[str]:
    """Yield the names of pictures that a page, or a form drawn on it, shows."""
    if resources is None or depth > 5:
        return
    for name, one in (resources.get_object().get("/XObject") or {}).items():
        drawn = one.get_object()
        if drawn.get("/Subtype") == "/Image":
            yield str(name)
        yield from _pictures(drawn.get("/Resources"), depth + 1)


def _strings(said: Any) -> Iterator[Any]:
    if hasattr(said, "original_bytes"):
        yield said
    elif isinstance(said, dict):
        for one in said.values():
            yield from _strings(one)
    elif isinstance(said, list | tuple):
        for one in said:
            yield from _strings(one)


def _is_white(parts: Sequence[Any]) -> bool:
    try:
        figures = [float(one) for one in parts]
    except (TypeError, ValueError):  # a pattern
        return False
    if len(figures) == 4:
        return max(figures) <= 0.03
    return len(figures) in (1, 3) and min(figures) >= 0.97


def _at(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = (float(one) for one in matrix[:6])
    return a * x + c * y + e, b * x + d * y + f


def _sides(corners: Sequence[tuple[float, float]]) -> tuple[float, float]:
    across, up = zip(*corners, strict=True)
    return max(across) - min(across), max(up) - min(up)
