"""What the child answers about a file of an open standard: frames of Arrow, then an account with "done"."""

from collections.abc import Iterator
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import formats, sniff, wire
from lianjing.engines.intake.outcome import Limits, Problem
from lianjing.engines.intake.standards import ocds
from lianjing.engines.intake.standards.gathered import Gathered


def answer(request: dict[str, Any], data: bytes) -> Iterator[bytes]:
    """Yield the frames of an answer to a request made by `standards.read_ocds` or `standards.read_events`."""
    limits = Limits(**request["limits"])
    if len(data) > limits.file_bytes:
        raise RuleBroken("file_too_large", **sniff.too_large(len(data), limits))
    into = Gathered({name: formats.parse(spelled) for name, spelled in request["formats"].items()}, limits)
    problems: list[Problem] = []
    cases = ocds.read(data, into, limits, problems)
    yield from into.rest()
    yield wire.pack(wire.JSON, wire.dumps(_account("ocds", cases, into, problems)))


def _account(kind: str, cases: int, into: Gathered, problems: list[Problem]) -> dict[str, Any]:
    return {
        "done": True,
        "kind": kind,
        "cases": cases,
        "tables": into.given,
        "left_out": {reason: times for reason, times in sorted(into.left_out.items()) if times},
        "problems": [problem.as_dict() for problem in problems],
    }
