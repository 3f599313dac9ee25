"""Papers in the layout of GB/T 9704-2012: A4, 22 lines of 28 characters a page, page numbers on the outer side.

No document number is made up. The faces that the standard names are not shipped: where this machine lacks one,
another is set, and `lacking` says which.
Source: domain 7.3 (rows marked there as read in the standard's own text).
"""

from dataclasses import asdict, dataclass, field
from functools import cache

import typst

from lianjing.engines.papers.typesetting import pdf_of

# What the standard asks for, as Chinese systems call it: text, first heads, second heads, title.
FACES = {
    "FangSong_GB2312": ("FangSong_GB2312", "FangSong", "STFangsong"),
    "SimHei": ("SimHei", "STHeiti"),
    "KaiTi_GB2312": ("KaiTi_GB2312", "KaiTi", "STKaiti"),
    "FZXiaoBiaoSong-B05S": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
}


@dataclass(frozen=True)
class Block:
    """One paragraph. level: 0 text, 1 a first head, 2 a second head."""

    words: str
    level: int = 0


@dataclass(frozen=True)
class Official:
    """A paper's words. mark: the red words at the head, "" for none. number: left blank to be given when "".

    people: (label, names) after the text. day: the day it was made, as the standard writes it. draft: said at the head.
    """

    title: str
    blocks: tuple[Block, ...]
    mark: str = ""
    number: str = ""
    people: tuple[tuple[str, str], ...] = field(default=())
    by: tuple[str, ...] = ()
    day: str = ""
    draft: str = ""


def official_pdf(paper: Official) -> bytes:
    """Return the paper as PDF. Raises RuleBroken("paper_not_set", template, said)."""
    return pdf_of("official", asdict(paper), system=True)


@cache
def lacking() -> tuple[str, ...]:
    """Return the faces the standard names that this machine does not have."""
    here = set(typst.Fonts(include_system_fonts=True).families())
    return tuple(face for face, names in FACES.items() if not here & set(names))
