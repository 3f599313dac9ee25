"""YAML read so that every value knows its line; only what content files need, the rest is refused.

Figures with a point become Decimal, never float; a key may stand once; anchors and aliases are refused (one
line could otherwise stand for millions); numbers in base 60 and other surprises of YAML 1.1 stay text.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from re import compile as pattern
from typing import Any

import yaml

from lianjing.engines.content.problems import Problem, refuse

# libyaml where it is built in: five times as fast, the same events and marks.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 2_000_000  # bytes; the longest content file of the house is far below
_DATE = pattern(r"\d{4}-\d{2}-\d{2}")
_INTEGER = pattern(r"-?(0|[1-9][0-9]*)")
_DECIMAL = pattern(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Placed:
    """A file's value and the line of every part of it, by path (keys and positions)."""

    file: str
    value: Any = None
    lines: dict[tuple[Hashable, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set, repr=False)

    def line_of(self, path: tuple[Hashable, ...]) -> int:
        """Return the line of the part at `path`, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_placed(path: Path, shown: str) -> Placed:
    """Return the YAML value in `path` with lines; `shown` is how the file is called in problems.

    Raises RuleBroken("content_wrong") for a file that is too large, not UTF-8, not YAML, or ambiguous.
    """
    placed = Placed(shown)
    try:
        size = path.stat().st_size
        text = path.read_text(encoding="utf-8-sig") if size <= LARGEST else ""
        if size > LARGEST:
            _fault(placed, 1, (), "too_large", f"{size} bytes", f"Split it; at most {LARGEST} bytes are read")
    except UnicodeDecodeError as wrong:
        _fault(placed, 1, (), "not_utf8", f"byte {wrong.start} is not UTF-8", "Save the file as UTF-8")
    refuse(placed.problems)
    return placed_text(text, shown)


def placed_text(text: str, shown: str) -> Placed:
    """Return the YAML value in `text` with lines. Raises RuleBroken("content_wrong"): not YAML, or ambiguous."""
    placed = Placed(shown)
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if node is not None:
            placed.value = _value(placed, node, ())
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        _fault(placed, mark.line + 1 if mark else 1, (), "bad_yaml", str(wrong.problem), _hint(str(wrong.problem)))
    except (yaml.YAMLError, RecursionError) as wrong:
        _fault(placed, 1, (), "bad_yaml", str(wrong).splitlines()[0][:120], "Compare with a file of the same kind")
    refuse(placed.problems)
    return placed


def _hint(problem: str) -> str:
    if "mapping values" in problem or "',' or '}'" in problem:
        return "Put the text after the colon in quotes"
    if "\\t" in problem or "cannot start any token" in problem:
        return "Indent with two spaces, not with a tab"
    return "Check indentation, quotes and colons on this line and the one before"


def _fault(placed: Placed, line: int, path: tuple[Hashable, ...], code: str, got: str, instead: str) -> None:
    where = ".".join(str(part) for part in path)
    placed.problems.append(Problem(placed.file, line, where, code, got, instead))


def _value(placed: Placed, node: yaml.Node, path: tuple[Hashable, ...]) -> Any:
    line = placed.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in placed.seen:
        _fault(placed, line, path, "alias", "an alias of another part", "Write the value out")
        return None
    placed.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(placed, node, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(placed, item, (*path, place)) for place, item in enumerate(node.value)]
    return _scalar(placed, node, path) if isinstance(node, yaml.ScalarNode) else None


def _mapping(placed: Placed, node: yaml.MappingNode, path: tuple[Hashable, ...]) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(placed, key_node, path) if isinstance(key_node, yaml.ScalarNode) else str(key_node.tag)
        line = key_node.start_mark.line + 1
        if key in found:
            earlier = placed.lines[*path, key]
            _fault(placed, line, (*path, key), "duplicate_key", f"first on line {earlier}", "Keep one of the two")
            continue
        placed.lines[*path, key] = line
        found[key] = _value(placed, value_node, (*path, key))
    return found


def _scalar(placed: Placed, node: yaml.ScalarNode, path: tuple[Hashable, ...]) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            line = node.start_mark.line + 1
            _fault(placed, line, path, "wrong_value", f"{text} is not a day", "Write a day of the calendar, 2026-09-01")
    return text
