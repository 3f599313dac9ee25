"""Reading files of open standards without a child, and mutants of them: a test of content needs no fence."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, arrow, formats, wire
from lianjing.engines.intake.codes import FILE_CODES, LEFT_OUT_CODES, PROBLEM_CODES
from lianjing.engines.intake.standards import OCDS_TABLES, answering, ocds
from lianjing.engines.intake.standards.gathered import Gathered

_PIECES = (
    b"",
    b"\x00",
    b"null",
    b"[[[[",
    b'{"id":',
    b"1e999",
    b"-1",
    b'"',
    b"<",
    b"&lol;",
    b"\\ud800",
    b"]]>",
    b"\xe5",
    b"0001-01-01T00:00:00+99:99",
)


def gathering(names: Iterable[str], limits: Limits | None = None) -> Gathered:
    """Return an empty gathering of these tables."""
    return Gathered({name: formats.load(name) for name in names}, limits or Limits())


def unpacked(into: Gathered, frames: Iterable[bytes]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of frames by table, through the same bytes as a child's."""
    payloads = list(wire.frames(b"".join(frames)))
    return {
        name: arrow.unpack(
            [one for one, given in zip(payloads, into.given, strict=True) if given == name], arrow.schema(table)
        ).to_pylist()
        for name, table in into.tables.items()
    }


def read_ocds_here(data: bytes, limits: Limits | None = None) -> tuple[dict[str, list[dict[str, Any]]], Gathered, list]:
    """Return the rows by table, the gathering (for what it left out) and the problems of a file, in this process."""
    limits = limits or Limits()
    into, problems = gathering(OCDS_TABLES, limits), []
    ocds.read(data, into, limits, problems)
    assert set(into.left_out) <= LEFT_OUT_CODES
    assert {problem.code for problem in problems} <= PROBLEM_CODES
    return unpacked(into, into.rest()), into, problems


def read_events_here(
    data: bytes, log: str = "", limits: Limits | None = None, mapping: dict[str, str | None] | None = None
) -> tuple[list[dict[str, Any]], Gathered, str, int]:
    """Return the rows of an event log, the gathering, the kind of the file and its number of cases, in this process."""
    limits = limits or Limits()
    into, frames = gathering(["events"], limits), []
    reading = answering.events(data, log, mapping or {}, limits, into)
    while True:
        try:
            frames.append(next(reading))
        except StopIteration as done:
            kind, cases = done.value
            break
    assert set(into.left_out) <= LEFT_OUT_CODES
    return unpacked(into, [*frames, *into.rest()])["events"], into, kind, cases


def fate(read: Any, data: bytes) -> str:
    """Return "read", or the code of the refusal; any other ending is an error of ours."""
    try:
        read(data)
    except RuleBroken as refused:
        if refused.code not in FILE_CODES:
            raise
        return refused.code
    return "read"


def mutants(paths: Iterable[Path], seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes without end: pieces changed, cut, doubled. Same seed, same mutants."""
    chance, files = random.Random(seed), [(path.name, path.read_bytes()) for path in paths]
    number = 0
    while True:
        number += 1
        name, data = chance.choice(files)
        changed = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(changed) + 1)
            kind = chance.randrange(5)
            if kind == 0 and at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            elif kind == 1:
                del changed[at : at + chance.randrange(1, 60)]
            elif kind == 2:
                changed[at:at] = chance.choice(_PIECES)
            elif kind == 3:
                changed[at:at] = changed[at : at + chance.randrange(1, 400)]
            elif chance.random() < 0.2:
                del changed[at:]
        yield f"{name} mutant {number} of seed {seed}", bytes(changed)
