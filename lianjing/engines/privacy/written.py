"""The words and ways of writing the gate knows: `catalogue/privacy.yaml`, read once a process."""

import re
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parents[2] / "catalogue" / "privacy.yaml"
WORDS: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
HAN = "[\u4e00-\u9fff]"


def pattern(name: str, flags: int = 0) -> "re.Pattern[str]":
    """Return one of the file's patterns."""
    return re.compile(WORDS[name], flags)


def lives() -> "tuple[re.Pattern[str], ...]":
    """Return the patterns of home addresses, with figures and characters put in."""
    return tuple(re.compile(said.format(N=WORDS["figure"], H=HAN)) for said in WORDS["lives"])


EVERYDAY = frozenset(WORDS["everyday"].split())
