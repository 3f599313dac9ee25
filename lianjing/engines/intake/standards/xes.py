"""XES (IEEE 1849): the events of a log's traces become rows of the process events, read as a stream.

No document type is allowed, so that there are no entities: neither bombs nor files of this machine can come in by one.
Times are as the clocks of China showed them, as in every table. Source: IEEE 1849-2023, sections 5 and 6.
"""

import codecs
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.standards.gathered import Gathered

STANDARD = "XES"
DEEPEST = 64  # attributes may hold attributes; published logs nest them three deep
_WANTED = frozenset({"concept:name", "time:timestamp", "org:resource", "lifecycle:transition"})
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["'](gb2312|gbk|gb18030)["']""", re.IGNORECASE)


def read(pieces: Iterable[bytes], log: str, into: Gathered) -> Generator[bytes, None, int]:
    """Yield frames of events as they are read; return how many cases there were.

    log: what the rows call the log; "" takes the name that the file gives itself. A trace without a name is called by
    its place in the log. Events outside a trace, without a name or without a time are counted and left out.
    Raises RuleBroken: standard_not_readable (line and sign), standard_has_entities, standard_too_deep,
    standard_not_found (XML, but no event of a trace in it), file_too_many_rows.
    """
    reader = _Reader(log, into)
    override, recoded = _recoded(iter(pieces))
    parser = expat.ParserCreate(override)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.StartDoctypeDeclHandler = _doctype
    try:
        for piece in recoded:
            parser.Parse(piece, False)
            yield from into.full()
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        place = f"{broken.lineno}:{broken.offset + 1}"
        raise RuleBroken("standard_not_readable", standard=STANDARD, place=place) from broken
    except (ValueError, LookupError) as broken:  # an encoding that is unknown or that the text does not keep to
        raise RuleBroken("standard_not_readable", standard=STANDARD, place="text") from broken
    if not reader.given:
        raise RuleBroken("standard_not_found", standard=STANDARD, wanted="log/trace/event")
    return reader.cases


def _doctype(*_: object) -> None:
    raise RuleBroken("standard_has_entities")


def _recoded(pieces: Iterator[bytes]) -> tuple[str | None, Iterator[bytes]]:
    """Return the pieces; in UTF-8 where the file says that it has a Chinese encoding, which the parser cannot read."""
    first = next(pieces, b"")
    if not _DECLARED.match(first.removeprefix(b"\xef\xbb\xbf").lstrip()):
        return None, _chained(first, pieces)
    decoder = codecs.getincrementaldecoder("gb18030")()
    texts = (decoder.decode(piece) for piece in _chained(first, pieces))
    return "utf-8", (text.encode() for text in texts)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


class _Reader:
    """Where in the log the parser is: at the log's own attributes, in a trace, in one of its events."""

    def __init__(self, log: str, into: Gathered) -> None:
        self.log, self.cases, self.given = log, 0, 0
        self._into, self._depth, self._traces = into, 0, 0
        self._trace: dict[str, str] | None = None
        self._event: dict[str, str] | None = None
        self._trace_depth = self._event_depth = 0
        self._events: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._depth = depth = self._depth + 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._event is not None:
            if depth == self._event_depth + 1 and name in _VALUES and attributes.get("key") in _WANTED:
                self._event[attributes["key"]] = attributes.get("value", "")
        elif name == "event":
            self._event, self._event_depth = {}, depth
        elif name == "trace" and self._trace is None:
            self._trace, self._trace_depth, self._events = {}, depth, []
            self._traces += 1
        elif name in _VALUES and attributes.get("key") == "concept:name":
            self._name(depth, attributes.get("value", ""))
        if depth == 1 and name != "log":
            raise RuleBroken("standard_not_found", standard=STANDARD, wanted="log/trace/event")
        if depth > DEEPEST:
            raise RuleBroken("standard_too_deep", limit=DEEPEST)

    def end(self, _: str) -> None:
        """End the element that began last."""
        if self._event is not None and self._depth == self._event_depth:
            if self._trace is None:
                self._into.left_out["event_without_case"] += 1
            else:
                self._events.append(self._event)
                self._into.fits("events", self.given + len(self._events))
            self._event = None
        elif self._trace is not None and self._depth == self._trace_depth:
            self._give(self._into.id(self._trace.get("concept:name")) or f"#{self._traces}")
            self._trace = None
        self._depth -= 1

    def _name(self, depth: int, value: str) -> None:
        if self._trace is not None and depth == self._trace_depth + 1:
            self._trace["concept:name"] = value
        elif self._trace is None and depth == 2 and not self.log:
            self.log = self._into.text(value, 100) or ""

    def _give(self, case_id: str) -> None:
        """Add the events of the trace that has ended."""
        into, before, log = self._into, self.given, self.log or STANDARD
        for event in self._events:
            self.given += add_event(into, self._traces, log, case_id, event)
        self.cases += self.given > before


def add_event(into: Gathered, number: int, log: str, case_id: str, event: dict[str, Any]) -> bool:
    """Add one event, named by the keys of XES, if it says what happened and when; return whether it did."""
    activity, at = into.text(event.get("concept:name"), 200), into.moment(event.get("time:timestamp"))
    if activity is None or at is None:
        into.left_out["event_without_activity" if activity is None else "event_without_time"] += 1
        return False
    into.add(
        "events",
        number,
        log=log,
        case_id=case_id,
        activity=activity,
        at=at,
        resource=into.text(event.get("org:resource"), 100),
        lifecycle=into.text(event.get("lifecycle:transition"), 40),
    )
    return True
