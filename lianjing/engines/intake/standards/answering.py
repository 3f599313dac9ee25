"""What the child answers about a file of an open standard: frames of Arrow, then an account with "done"."""

from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import formats, sniff, wire
from lianjing.engines.intake.outcome import Limits, Problem
from lianjing.engines.intake.standards import event_log, ocds, packed, xes
from lianjing.engines.intake.standards.gathered import Gathered

EVENTS = "xes, csv"
_LOOKED_AT = 1 << 16


def answer(request: dict[str, Any], data: bytes) -> Iterator[bytes]:
    """Yield the frames of an answer to a request made by `standards.read_ocds` or `standards.read_events`."""
    limits = Limits(**request["limits"])
    if len(data) > limits.file_bytes:
        raise RuleBroken("file_too_large", **sniff.too_large(len(data), limits))
    into = Gathered({name: formats.parse(spelled) for name, spelled in request["formats"].items()}, limits)
    problems: list[Problem] = []
    if request["act"] == "ocds":
        kind, cases = "ocds", ocds.read(data, into, limits, problems)
    else:
        kind, cases = yield from events(data, request["log"], request["mapping"], limits, into)
    yield from into.rest()
    yield wire.pack(wire.JSON, wire.dumps(_account(kind, cases, into, problems)))


def events(
    data: bytes, log: str, mapping: dict[str, str | None], limits: Limits, into: Gathered
) -> Generator[bytes, None, tuple[str, int]]:
    """Yield frames of an event log; return what it was, xes or csv, and how many cases it had.

    Raises RuleBroken as `xes.read` and `event_log.read` do, and as `packed.pieces` does.
    """
    pieces = packed.pieces(data, EVENTS, limits)
    first = next(pieces, b"")
    begin = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]  # in any encoding
    if begin == b"<":
        return "xes", (yield from xes.read(chain([first], pieces), log, into))
    if begin in (b"{", b"["):
        raise RuleBroken("standard_wrong_type", found="json", wanted=EVENTS)
    text = first + b"".join(pieces)
    if not text.strip(b"\0 \t\r\n"):
        raise RuleBroken("file_empty")
    if b"\0" in text[:_LOOKED_AT] and text[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise RuleBroken("standard_wrong_type", found="?", wanted=EVENTS)
    try:
        return "csv", (yield from event_log.read(text, log, mapping, limits, into))
    except RuleBroken as broken:
        if broken.code != "file_not_readable":
            raise
        raise RuleBroken("standard_not_readable", standard=event_log.STANDARD, place=broken.facts["found"]) from broken


def _account(kind: str, cases: int, into: Gathered, problems: list[Problem]) -> dict[str, Any]:
    return {
        "done": True,
        "kind": kind,
        "cases": cases,
        "tables": into.given,
        "left_out": {reason: times for reason, times in sorted(into.left_out.items()) if times},
        "problems": [problem.as_dict() for problem in problems],
    }
