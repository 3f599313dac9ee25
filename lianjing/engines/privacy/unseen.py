"""What a document or a slide holds and no reader sees: hidden, white or tiny runs, hidden rows, shapes and slides.

The gate names it, and a clean copy leaves it out: one rule for both. White letters on a dark cell or box are seen.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lianjing.engines.privacy.parts import tag, text_of, value

# deleted; what a field asks for; the same box drawn once more for old programs
_NEVER_SHOWN = ("del", "moveFrom", "instrText", "delInstrText", "Fallback")
_TINY = 4  # half points
_PALE = 0xF7  # of 255, in each of the three colours


@dataclass
class Unseen:
    """ids: elements that a reader does not see, deleted ones too. concealed: words were among those made invisible."""

    ids: set[int] = field(default_factory=set)
    concealed: bool = False

    def add(self, element: Any, *, concealed: bool) -> None:
        """Take an element with all that is inside it as unseen."""
        self.ids.update(id(one) for one in element.iter())
        self.concealed |= concealed and bool(text_of(element).strip())


def styles_that_hide(roots: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of paragraph and character styles in which words are invisible, as they say or inherit."""
    own: dict[str, bool | None] = {}
    parent: dict[str, str] = {}
    for one in roots["word/styles.xml"].iter() if "word/styles.xml" in roots else ():
        if tag(one) == "style" and value(one, "type") in ("paragraph", "character"):
            key = value(one, "styleId") or ""
            own[key] = _hides(_child(one, "rPr"), shaded=_fills(_child(one, "pPr")))
            parent[key] = value(_child(one, "basedOn")) or ""
    return frozenset(key for key in own if _inherited(key, own, parent))


def unseen(root: Any, hiding: frozenset[str] = frozenset(), *, shaded: bool = False) -> Unseen:
    """Return what nobody sees of a part. hiding: styles that hide. shaded: it lies on a ground that is not white."""
    found = Unseen()
    _walk(root, hiding, shaded, found)
    return found


def is_white(colour: str | None) -> bool:
    """Return whether a colour in hexadecimal digits, the last six of them, is white or as good as white."""
    return re.fullmatch("[0-9A-Fa-f]{6,8}", colour or "") is not None and all(
        part >= _PALE for part in bytes.fromhex(str(colour)[-6:])
    )


def _walk(element: Any, hiding: frozenset[str], shaded: bool, found: Unseen) -> None:
    shaded = shaded or _is_shaded(element)
    name = tag(element)
    if name in _NEVER_SHOWN:
        found.add(element, concealed=False)
    elif _is_hidden(element, name, hiding, shaded):
        found.add(element, concealed=True)
    elif name == "r" and not shaded and _is_white(_child(element, "rPr"), drawn=True):
        found.add(element, concealed=False)  # on a slide a shape behind it may be dark: left out, not held against it
    else:
        for child in element:
            _walk(child, hiding, shaded, found)


def _is_hidden(element: Any, name: str, hiding: frozenset[str], shaded: bool) -> bool:
    match name:
        case "r":
            properties = _child(element, "rPr")
            return value(_child(properties, "rStyle")) in hiding or bool(_hides(properties, shaded=shaded))
        case "p":
            return value(_child(_child(element, "pPr"), "pStyle")) in hiding
        case "tr":
            return _is_on(_child(_child(element, "trPr"), "hidden"))
        case "sld":
            return element.get("show") in ("0", "false")
        case "shape" | "rect" | "roundrect" | "oval":
            return "visibility:hidden" in (element.get("style") or "").replace(" ", "").lower()
        case "sp" | "graphicFrame" | "grpSp" | "pic" | "cxnSp" | "anchor" | "inline":
            inside = (one for child in element for one in (child, *child) if tag(one) in ("cNvPr", "docPr"))
            return any(one.get("hidden") in ("1", "true") for one in inside)
    return False


def _hides(properties: Any, *, shaded: bool) -> bool | None:
    """Return whether properties of a run make words invisible, None where they say nothing of it."""
    if properties is None:
        return None
    vanish, size = _child(properties, "vanish"), value(_child(properties, "sz")) or ""
    if _is_on(vanish) or (size.isdecimal() and int(size) <= _TINY):
        return True
    if _child(properties, "color") is not None:
        return not shaded and not _fills(properties) and _is_white(properties)
    return None if vanish is None else False


def _is_white(properties: Any, *, drawn: bool = False) -> bool:
    """Return whether letters are white. drawn: as drawings say it, else as documents do."""
    if not drawn:
        return is_white(value(_child(properties, "color")))
    return any(_is_pale(one) for fill in _children(properties, "solidFill") for one in fill)


def _is_pale(colour: Any) -> bool:
    """Return whether an element of a drawing names white; a shade of it has an element inside."""
    said = value(colour)
    return len(colour) == 0 and (said in ("bg1", "lt1", "white") or is_white(value(colour, "lastClr") or said))


def _is_shaded(element: Any) -> bool:
    """Return whether an element lies on a ground of its own that is not white."""
    match tag(element):
        case "tc" | "p" | "r" | "tbl":
            properties = _child(element, f"{tag(element)}Pr")
            return _fills(properties) or _child(properties, "tableStyleId") is not None
        case "sp" | "wsp":
            style = _child(_child(element, "style"), "fillRef")
            return _fills(_child(element, "spPr")) or (style is not None and style.get("idx") not in (None, "0"))
        case "shape" | "rect" | "roundrect" | "oval":
            colour = (element.get("fillcolor") or "white").split()[0].lstrip("#").lower()
            return colour not in ("white", "fff", "window") and not is_white(colour)
        case "sld":
            return has_dark_ground(element)
    return False


def has_dark_ground(slide: Any) -> bool:
    """Return whether a slide, or what slides are made after, has a ground of its own that is not white."""
    inside = [one for ground in slide.iter() if tag(ground) == "bg" for one in ground.iter()]
    return any(tag(one) == "blip" or (tag(one).endswith("Clr") and not _is_pale(one)) for one in inside)


def _fills(properties: Any) -> bool:
    """Return whether properties of a cell, a paragraph, a run or a shape paint a ground that is not white."""
    for one in _children(properties, "shd"):
        colour = value(one, "fill")
        if colour not in (None, "auto") and not is_white(colour):
            return True
    if (value(_child(properties, "highlight")) or "none") not in ("none", "white"):
        return True
    if any(next(_children(properties, name), None) is not None for name in ("gradFill", "pattFill", "blipFill")):
        return True
    return any(not _is_pale(one) for fill in _children(properties, "solidFill") for one in fill)


def _inherited(key: str, own: Mapping[str, bool | None], parent: Mapping[str, str]) -> bool:
    for _step in own:
        if key not in own:
            return False
        if (said := own[key]) is not None:
            return said
        key = parent[key]
    return False


def _is_on(switch: Any) -> bool:
    return switch is not None and value(switch) not in ("0", "false", "off")


def _child(element: Any, name: str) -> Any:
    return next(_children(element, name), None)


def _children(element: Any, name: str) -> Iterator[Any]:
    return (one for one in (element if element is not None else ()) if tag(one) == name)
