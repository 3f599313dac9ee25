"""JSON as plain values: one document, or a document on each line; never deeper than any standard needs."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.outcome import Limits, Problem
from lianjing.engines.intake.readers import encoding_of

DEEPEST = 64  # OCDS 1.1 with its extensions nests about fifteen deep
_LONGEST_FIGURE = 40


def _whole_number(text: str) -> int | Decimal:
    return int(text) if len(text) < _LONGEST_FIGURE else Decimal(text[:_LONGEST_FIGURE])


_DECODER = json.JSONDecoder(
    parse_float=lambda text: Decimal(text[:_LONGEST_FIGURE]),
    parse_int=_whole_number,
    parse_constant=lambda _: None,
)


def documents(data: bytes, standard: str, limits: Limits, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    """Yield (number from 1, value) of each document; lines that are none are added to `problems`.

    Numbers are int or Decimal, NaN and infinities None. Raises RuleBroken: standard_not_readable (with line and sign),
    standard_too_deep.
    """
    try:
        text = data.decode(encoding_of(data))
    except RuleBroken as unread:
        raise RuleBroken("standard_not_readable", standard=standard, place="text") from unread
    text = text.strip("\0 \t\r\n\x1e\ufeff")
    try:
        value, end = _read(text)
        if not text[end:].strip():
            yield 1, value
            return
    except ValueError as broken:
        if "\n" not in text:
            raise _unread(broken, standard) from broken
    yield from _lines(text, standard, limits, problems)


def _lines(text: str, standard: str, limits: Limits, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    """Yield the documents of a text that has one on each line; refuse one whose lines are mostly not documents."""
    good, first = 0, None
    wrong: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip("\0 \t\r\x1e")
        if not plain:
            continue
        try:
            value, end = _read(plain)
            if plain[end:].strip():
                raise json.JSONDecodeError("more than one value", plain, end)
        except ValueError as broken:
            first = first or RuleBroken("standard_not_readable", standard=standard, place=f"{number}:{_sign(broken)}")
            wrong.append(Problem("line_unreadable", row=number, facts={"sign": _sign(broken)}))
            if len(wrong) > limits.problems or (len(wrong) > good and number > _TRIED):
                raise first from broken
            continue
        good += 1
        yield number, value
    if first is not None and len(wrong) >= good:
        raise first
    problems += wrong


_TRIED = 20  # lines after which a file that is mostly not JSON lines is refused as broken JSON


def _read(text: str) -> tuple[Any, int]:
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError as deep:
        raise RuleBroken("standard_too_deep", limit=DEEPEST) from deep
    _shallow(value)
    return value, end


def _shallow(value: Any) -> None:
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise RuleBroken("standard_too_deep", limit=DEEPEST)
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += [part for part in one.values() if isinstance(part, (dict, list))]
            elif isinstance(one, list):
                below += [part for part in one if isinstance(part, (dict, list))]
        level, depth = below, depth + 1


def _unread(broken: ValueError, standard: str) -> RuleBroken:
    line = broken.lineno if isinstance(broken, json.JSONDecodeError) else 1
    return RuleBroken("standard_not_readable", standard=standard, place=f"{line}:{_sign(broken)}")


def _sign(broken: ValueError) -> int:
    return broken.colno if isinstance(broken, json.JSONDecodeError) else 1
