"""The marks of a step, drawn so that they differ without colour: a diamond for risk, more filled the graver it is;
a ring for supervision; a square in a square for what is made public; a clock for a time limit.
"""

from xml.etree.ElementTree import Element, SubElement

INK, RED = "#1b212b", "#a10f16"


def mark(group: Element, kind: str, x: float, y: float, size: float) -> None:
    """Draw the mark `kind` around (x, y), for text of this size. Raises KeyError for an unknown kind."""
    {
        "risk_high": _risk_high,
        "risk_middle": _risk_middle,
        "risk_low": _risk_low,
        "watch": _watch,
        "notice": _notice,
        "limit": _limit,
    }[kind](group, x, y, size * 0.48)


def _diamond(x: float, y: float, half: float) -> str:
    return f"M{x - half:.1f} {y:.1f}L{x:.1f} {y - half:.1f}L{x + half:.1f} {y:.1f}L{x:.1f} {y + half:.1f}Z"


def _risk_high(group: Element, x: float, y: float, half: float) -> None:
    SubElement(group, "path", {"d": _diamond(x, y, half * 1.1), "fill": RED, "stroke": RED})


def _risk_middle(group: Element, x: float, y: float, half: float) -> None:
    half *= 1.1
    SubElement(group, "path", {"d": _diamond(x, y, half), "fill": "#ffffff", "stroke": RED, "stroke-width": "1.3"})
    lower = f"M{x - half:.1f} {y:.1f}L{x + half:.1f} {y:.1f}L{x:.1f} {y + half:.1f}Z"
    SubElement(group, "path", {"d": lower, "fill": RED})


def _risk_low(group: Element, x: float, y: float, half: float) -> None:
    look = {"fill": "#ffffff", "stroke": RED, "stroke-width": "1.3"}
    SubElement(group, "path", {"d": _diamond(x, y, half * 1.1), **look})


def _watch(group: Element, x: float, y: float, half: float) -> None:
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}"}
    ring = {"r": f"{half:.1f}", "fill": "#ffffff", "stroke": INK, "stroke-width": "1.3"}
    SubElement(group, "circle", {**place, **ring})
    SubElement(group, "circle", {**place, "r": f"{half * 0.45:.1f}", "fill": INK})


def _notice(group: Element, x: float, y: float, half: float) -> None:
    for reach, fill in ((half * 0.95, "#ffffff"), (half * 0.5, INK)):
        corner = {"x": f"{x - reach:.1f}", "y": f"{y - reach:.1f}"}
        sides = {"width": f"{2 * reach:.1f}", "height": f"{2 * reach:.1f}"}
        SubElement(group, "rect", {**corner, **sides, "fill": fill, "stroke": INK, "stroke-width": "1.3"})


def _limit(group: Element, x: float, y: float, half: float) -> None:
    ring = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{half:.1f}"}
    SubElement(group, "circle", {**ring, "fill": "#ffffff", "stroke": INK, "stroke-width": "1.3"})
    hands = f"M{x:.1f} {y - half * 0.6:.1f}V{y:.1f}H{x + half * 0.55:.1f}"
    SubElement(group, "path", {"d": hands, "fill": "none", "stroke": INK, "stroke-width": "1.3"})
