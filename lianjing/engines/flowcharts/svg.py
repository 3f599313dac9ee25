"""The drawing of a chart as SVG: needs no script, no style sheet and no font of its own; prints black on white.

Marks differ by shape and word, never by colour alone. Colours are the light ground and dark ink of `tokens.css`,
written as attributes, since pages allow no inline styles. The same item gives the same bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lianjing.domain.power.flow import Choice, Flow, Repeat, Together
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.geometry import (
    LEADING,
    MARK,
    PADDING,
    Box,
    Drawn,
    Edge,
    Lane,
    Line,
    Rect,
    Sheet,
    broken,
    height_of,
)
from lianjing.engines.flowcharts.layout import drawn
from lianjing.engines.flowcharts.marks import mark
from lianjing.engines.flowcharts.telling import Legend, Row, Teller
from lianjing.engines.flowcharts.wrapping import width_of

INK, SOFT, EDGE, LINE, PAPER, GROUND, SUNK = "#1b212b", "#454e5d", "#5b6472", "#dfe3e9", "#ffffff", "#f5f6f8", "#eceff3"
BLUE, WASH = "#0052d9", "#eaf1fd"
FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif'
# level of what is laid over a step: ground, frame, letters
_LIT = {
    "grey": ("#eceff3", "#454e5d", "#454e5d"),
    "blue": ("#eaf1fd", "#003fa8", "#003fa8"),
    "yellow": ("#fff3d9", "#7d4c00", "#7d4c00"),
    "red": ("#c8161d", "#a10f16", "#ffffff"),
}


@dataclass(frozen=True)
class Over:
    """What is laid over a drawing. lit: step -> (short text, grey, blue, yellow or red). links: step -> address."""

    lit: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def svg_of(item: Item, sheet: Sheet, legend: Legend, language: str, over: Over | None = None) -> str:
    """Return the chart of an item as one SVG element. Raises KeyError for a level that is not one of the four."""
    teller = Teller(item, legend, language)
    return svg_drawn(drawn(item, sheet, teller), item, teller, over or Over())


def svg_drawn(picture: Drawn, item: Item, teller: Teller, over: Over, part: Rect | None = None) -> str:
    """Return a drawing that was laid out before as one SVG element; `part`: only this window of it."""
    root = _root(picture, item, teller, over, part or Rect(0, 0, picture.wide, picture.high))
    for place, lane in enumerate(picture.lanes):
        _lane(root, lane, place, picture, teller)
    for edge in picture.edges:
        _edge(root, edge)
    for box in picture.boxes:
        _box(root, box, item, teller, over)
    indent(root, " ")
    return tostring(root, encoding="unicode") + "\n"


def _root(picture: Drawn, item: Item, teller: Teller, over: Over, part: Rect) -> Element:
    title = teller.say("chart_of", name=teller.words(item.name))
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{_n(part.x)} {_n(part.y)} {_n(part.wide)} {_n(part.high)}",
            "width": _n(part.wide),
            "height": _n(part.high),
            # What can be followed must be reached one by one; a picture is read out as a whole.
            "role": "group" if over.links else "img",
            "aria-label": title,
            "lang": "zh-Hans" if teller.language.startswith("zh") else "en",
            "font-family": FONT,
            "fill": INK,
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = " ".join(_told(item.flow, teller))
    SubElement(root, "rect", {"width": _n(picture.wide), "height": _n(picture.high), "fill": PAPER})
    return root


def _told(flow: Flow, teller: Teller) -> Iterable[str]:
    """Yield the chart in sentences, in the order it is written."""
    for part in flow:
        match part:
            case Step():
                yield _sentence(teller.sentences(part))
            case Choice():
                for branch in part.branches:
                    yield _sentence([teller.say("case", when=teller.words(branch.when))])
                    yield from _told(branch.parts, teller)
                    if branch.ends:
                        yield _sentence([teller.say("ends", ends=teller.words(branch.ends))])
            case Together():
                yield _sentence([teller.say("side_by_side")])
                for lane in part.lanes:
                    yield from _told(lane, teller)
            case Repeat():
                yield from _told(part.parts, teller)
                yield _sentence([teller.say("repeats", again=teller.words(part.again))])
                yield from _told(part.between, teller)


def _sentence(parts: Iterable[str]) -> str:
    return "; ".join(parts) + "."


def _lane(root: Element, lane: Lane, place: int, picture: Drawn, teller: Teller) -> None:
    at, head, across = lane.at, picture.sheet.head, picture.sheet.across
    SubElement(root, "rect", {**_rect(at), "fill": GROUND if place % 2 else PAPER, "stroke": LINE})
    title = Rect(at.x, at.y, head, at.high) if across else Rect(at.x, at.y, at.wide, head)
    SubElement(root, "rect", {**_rect(title), "fill": WASH if place % 2 == 0 else SUNK, "stroke": LINE})
    x, y = title.middle
    group = SubElement(root, "g", {"transform": f"rotate(-90 {_n(x)} {_n(y)})"} if across else {})
    lines = broken([Row(teller.post(lane.post), 13, bold=True)], (at.high if across else at.wide) - PADDING)
    high = height_of(lines)
    for row_, line in enumerate(lines):
        _line(group, line, Rect(x, y, 0, 0), y - high / 2 + row_ * line.size * LEADING, centred=True)


def _edge(root: Element, edge: Edge) -> None:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in edge.points)
    dashes = {"stroke-dasharray": "5 3"} if edge.back else {}
    SubElement(root, "polyline", {"points": points, "fill": "none", "stroke": EDGE, "stroke-width": "1.5", **dashes})
    if not edge.arrow:
        return
    (fx, fy), (x, y) = edge.points[-2:]
    along, across = ((x > fx) - (x < fx), (y > fy) - (y < fy))
    wings = [(x - 6 * along + 3.5 * across, y - 6 * across + 3.5 * along)]
    wings.append((x - 6 * along - 3.5 * across, y - 6 * across - 3.5 * along))
    tip = " ".join(f"{_n(a)},{_n(b)}" for a, b in [(x, y), *wings])
    SubElement(root, "polygon", {"points": tip, "fill": EDGE})


def _box(root: Element, box: Box, item: Item, teller: Teller, over: Over) -> None:
    href = over.links.get(box.step) if box.step else None
    parent = SubElement(root, "a", {"href": href}) if href else root
    group = SubElement(parent, "g", {"id": f"{item.id}-{box.id}"} if box.step else {})
    if box.step:
        told = _sentence(teller.sentences(item.step(box.step)))
        SubElement(group, "title").text = told
        if href:
            parent.set("aria-label", told)
    _shape(group, box)
    _text(group, box)
    if lit := over.lit.get(box.step):
        _lit(group, box.at, *lit)


def _shape(group: Element, box: Box) -> None:
    at, (x, y) = box.at, box.at.middle
    match box.kind:
        case "step":
            SubElement(group, "rect", {**_rect(at), "rx": "6", "fill": PAPER, "stroke": SOFT, "stroke-width": "1.5"})
        case "start" | "end":
            thick = "3" if box.kind == "end" else "1.5"
            look = {"rx": _n(min(at.high, at.wide, 30) / 2), "fill": SUNK, "stroke": SOFT, "stroke-width": thick}
            SubElement(group, "rect", {**_rect(at), **look})
        case "case":
            look = {"rx": "3", "fill": WASH, "stroke": BLUE, "stroke-width": "1"}
            SubElement(group, "rect", {**_rect(at), **look})
        case "joint":
            look = {"r": _n(at.wide / 2), "fill": PAPER, "stroke": EDGE}
            SubElement(group, "circle", {"cx": _n(x), "cy": _n(y), **look})
        case "merge" | "head":
            SubElement(group, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(at.wide / 2), "fill": EDGE})
        case _:
            half = at.wide / 2
            points = f"{_n(x - half)},{_n(y)} {_n(x)},{_n(y - half)} {_n(x + half)},{_n(y)} {_n(x)},{_n(y + half)}"
            SubElement(group, "polygon", {"points": points, "fill": PAPER, "stroke": SOFT, "stroke-width": "1.5"})
            _sign(group, box.kind, x, y, half * 0.45)


def _sign(group: Element, kind: str, x: float, y: float, arm: float) -> None:
    """Draw a cross where one way is taken, a plus where all are, nothing where ways only meet."""
    signs = {"split": "x", "check": "x", "fork": "+", "join": "+"}
    match signs.get(kind):
        case "x":
            arm *= 0.8
            left, right, top, low = _n(x - arm), _n(x + arm), _n(y - arm), _n(y + arm)
            path = f"M{left} {top}L{right} {low}M{left} {low}L{right} {top}"
        case "+":
            path = f"M{_n(x - arm)} {_n(y)}H{_n(x + arm)}M{_n(x)} {_n(y - arm)}V{_n(y + arm)}"
        case _:
            return
    SubElement(group, "path", {"d": path, "stroke": INK, "stroke-width": "2", "fill": "none"})


def _text(group: Element, box: Box) -> None:
    at = box.label or box.at
    high = sum(line.size * LEADING for line in box.lines)
    y = at.y + (at.high - high) / 2
    for line in box.lines:
        _line(group, line, at, y, centred=box.kind != "step")
        y += line.size * LEADING


def _line(group: Element, line: Line, at: Rect, y: float, *, centred: bool) -> None:
    base = y + line.size * (LEADING / 2 + 0.36)
    shift = line.size * MARK if line.mark else 0.0
    x = at.x + (at.wide / 2 if centred else PADDING + shift)
    if line.mark and line.first:
        mark(group, line.mark, at.x + PADDING + line.size * 0.5, y + line.size * LEADING / 2, line.size)
    look = {"font-size": _n(line.size), **({"font-weight": "600"} if line.bold else {})}
    look |= {"text-anchor": "middle"} if centred else {}
    SubElement(group, "text", {**_at(x, base), **look}).text = line.text


def _lit(group: Element, at: Rect, text: str, level: str) -> None:
    """Lay a short text over the right upper corner of a step, above what is written in it."""
    ground, frame, letters = _LIT[level]
    wide = 14 + 13 * 1.04 * width_of(text)
    badge = Rect(at.x + at.wide - wide + 4, at.y - 13, wide, 20)
    SubElement(group, "rect", {**_rect(badge), "rx": "10", "fill": ground, "stroke": frame, "stroke-width": "1.5"})
    x, y = badge.middle
    look = {"text-anchor": "middle", "font-size": "13", "font-weight": "600", "fill": letters}
    SubElement(group, "text", {**_at(x, y + 4.5), **look}).text = text


def _rect(at: Rect) -> dict[str, str]:
    return {"x": _n(at.x), "y": _n(at.y), "width": _n(at.wide), "height": _n(at.high)}


def _at(x: float, y: float) -> dict[str, str]:
    return {"x": _n(x), "y": _n(y)}


def _n(value: float) -> str:
    """Return a figure with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
