"""The catalogue's own files, checked and then handed on as the plain values their readers use."""

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

from lianjing.domain.power.item import Item
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.library import CATALOGUE, read_library
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.powers import read_items
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind

FILES = {
    "plan.yaml": "plan",
    "story.yaml": "story",
    "org/post_codes.yaml": "post_codes",
    "org/readings.yaml": "readings",
    "org/name_variants.yaml": "name_variants",
    "org/first_units.yaml": "first_units",
    "questions/words.yaml": "question_words",
    "competence.yaml": "competence",
    "questions/examples.yaml": "question_examples",
}


def read_content(name: str, catalogue: Path = CATALOGUE) -> dict[str, Any]:
    """Return one of FILES as plain values. Raises RuleBroken: content_wrong, content_kind_unknown."""
    found: dict[str, Any] = _placed(name, catalogue).value
    return found


def read_power_files(catalogue: Path = CATALOGUE) -> tuple[tuple[Item, ...], dict[str, Any]]:
    """Return the power items, in order of id, and the post codes as plain values; no stand-in names an unknown code.

    Raises RuleBroken("content_wrong", problems) with the line of each fault.
    """
    codes = _placed("org/post_codes.yaml", catalogue)
    refuse([*_strangers(codes, _code_posts(codes), {row["code"] for row in codes.value["codes"]})])
    return tuple(read_items(read_library(catalogue), catalogue).values()), codes.value


def _placed(name: str, catalogue: Path) -> Placed:
    if name not in FILES:
        raise RuleBroken("content_kind_unknown", kind=name, kinds=tuple(FILES))
    placed: Placed = read_kind(catalogue / name, FILES[name], name)[1]
    return placed


def _code_posts(codes: Placed) -> Iterator[tuple[tuple[Hashable, ...], str]]:
    for at, row in enumerate(codes.value["codes"]):
        for key in ("members", "stand_in"):
            for place, code in enumerate(row.get(key, ())):
                yield ("codes", at, key, place), code


def _strangers(placed: Placed, named: Iterator[tuple[tuple[Hashable, ...], str]], known: set[str]) -> Iterator[Problem]:
    for path, code in named:
        if code not in known:
            where, instead = ".".join(map(str, path)), "Write a code of org/post_codes.yaml, or add it there"
            yield Problem(placed.file, placed.line_of(path), where, "unknown_code", f"{code} is no post code", instead)
