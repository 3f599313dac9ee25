"""From a template and plain values to a PDF. The same values give the same bytes: no clock, a font of our own.

The font has the 6,763 characters of GB 2312. A rarer one (in a name, say) is taken from the fonts of this machine.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lianjing.domain.refusals import RuleBroken

FAMILY = "Noto Sans CJK SC"
FONTS = Path(__file__).parent / "vendor"
TEMPLATES = Path(__file__).parent
# Signs of drawings and papers that are not in GB 2312.
SIGNS = "\u25a3\u2298\u2713\u2717\u25a1\u2610\u2611\u00b7\u2013\u2014\u2022\u21ba"


def pdf_of(template: str, values: dict[str, Any], *, system: bool = False) -> bytes:
    """Return the PDF of a template (a file of this folder, without its ending) filled with plain values.

    system: use the fonts of this machine too, for papers whose standard names the faces.
    Raises RuleBroken("paper_not_set", template, said) when it cannot be set.
    """
    return _set(template, values, system, format="pdf")


def png_of(template: str, values: dict[str, Any], ppi: float = 144.0) -> bytes:
    """Return a template of one page as a PNG picture; as `pdf_of` otherwise. ppi: dots an inch."""
    return _set(template, values, False, format="png", ppi=ppi)


def _set(template: str, values: dict[str, Any], system: bool, **how: Any) -> bytes:
    given = json.dumps(values, ensure_ascii=False)
    source = (TEMPLATES / f"{template}.typ").read_bytes()
    try:
        fonts = _fonts(system=system or bool(rare(values)))
        made: bytes = typst.compile(source, font_paths=fonts, sys_inputs={"values": given}, **how)
    except typst.TypstError as wrong:
        raise RuleBroken("paper_not_set", template=template, said=str(wrong)) from wrong
    return made


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system, font_paths=[FONTS])


def rare(values: object) -> set[str]:
    """Return the characters of any texts inside that our font does not have."""
    return {char for text in _texts(values) for char in text if not _ours(char)}


def _texts(values: object) -> Iterator[str]:
    match values:
        case str():
            yield values
        case dict():
            for held in values.values():
                yield from _texts(held)
        case list() | tuple():
            for held in values:
                yield from _texts(held)


def _ours(char: str) -> bool:
    if char in SIGNS or char in "\n\t" or ord(char) in range(0x20, 0x7F) or ord(char) in range(0xA0, 0x100):
        return True
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False
