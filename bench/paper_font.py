"""Cut the font of printed papers out of Debian's fonts-noto-cjk: the characters of GB 2312 and our signs, no more.

    uv run --with fonttools python bench/paper_font.py      write lianjing/engines/papers/vendor/

The whole font has 65,535 glyphs for four countries; what Chinese papers need is a seventh of that. Source of the
characters: GB/T 2312-1980, read from Python's own codec.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from lianjing.engines.papers.typesetting import FAMILY, FONTS, SIGNS

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
COPYRIGHT = Path("/usr/share/doc/fonts-noto-cjk/copyright")
FILE = "NotoSansCJKsc-GB2312.otf"


def characters() -> set[int]:
    """Return the code points kept: ASCII, Latin-1, GB 2312, and the signs of drawings."""
    found = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, SIGNS)}
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            found |= set(map(ord, bytes([first, second]).decode("gb2312", "ignore")))
    return found


def main() -> int:
    """Write font, licence and manifest; return the exit code."""
    font = next(one for one in TTCollection(SOURCE).fonts if one["name"].getDebugName(1) == FAMILY)
    font.recalcTimestamp = False
    options = subset.Options(hinting=False, name_IDs=["*"], notdef_outline=True)
    options.layout_features = ["kern", "halt", "palt", "chws", "locl", "ccmp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    FONTS.mkdir(exist_ok=True)
    font.save(FONTS / FILE)
    version = re.sub(r"^Version ([\d.]+).*", r"\1", font["name"].getDebugName(5))
    (FONTS / "LICENSE.noto-sans-cjk.txt").write_text(_licence(font["name"].getDebugName(0)), "utf-8")
    digest = base64.b64encode(hashlib.sha384((FONTS / FILE).read_bytes()).digest()).decode()
    row = {"file": FILE, "package": "Noto Sans CJK SC", "version": version, "licence": "OFL-1.1"}
    row |= {"changed": "cut to GB 2312 and signs", "sha384": f"sha384-{digest}"}
    (FONTS / "manifest.json").write_text(json.dumps([row], indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _licence(holders: str) -> str:
    """Return the text of the font's licence, from Debian's file, under the font's own copyright line."""
    text = COPYRIGHT.read_text("utf-8")
    body = re.findall(r"^License: SIL-1\.1\n((?: .*\n?)+)", text, re.MULTILINE)[-1]
    lines = ["" if line.strip() == "." else line[1:] for line in body.splitlines()]
    return f"{holders}\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
