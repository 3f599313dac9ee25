"""Labelled traces of a power item: courses of events with what must be found in them, written by hand."""

from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path

from lianjing.domain.power.courses import Course, Happened, Trace
from lianjing.domain.power.item import Item
from lianjing.domain.worktime import CHINA
from lianjing.engines.content.placed_yaml import Placed
from lianjing.engines.content.powers import words
from lianjing.engines.content.problems import Problem, refuse
from lianjing.engines.content.reading import read_kind
from lianjing.engines.content.shapes_powers import HappenedShape, TraceShape

NOON = time(12)  # of an event whose hour is not said


def read_traces(path: Path, item: Item, shown: str = "") -> tuple[Trace, ...]:
    """Return the labelled traces of `item` in the order of the file.

    An event that says only its day happened at noon; it gives every paper of its step except what it `lacks`.
    Raises RuleBroken("content_wrong", problems): shape, unknown papers or days, events out of the order of their times.
    """
    shaped, placed = read_kind(path, "power_traces", shown or path.name)
    reader = _Reader(placed, item)
    if shaped.item != item.id:
        reader.fault(("item",), f"the item is {item.id}", f"Write {item.id}")
    found = tuple(reader.trace(shape, ("traces", at)) for at, shape in enumerate(shaped.traces))
    if len({trace.id for trace in found}) < len(found):
        reader.fault(("traces",), "two traces share an id", "Give each its own")
    refuse(reader.problems)
    return found


class _Reader:
    def __init__(self, placed: Placed, item: Item) -> None:
        self.placed, self.item = placed, item
        self.gives = {step.no: step.gives for step in item.steps}
        self.posts = {step.no: step.posts for step in item.steps}
        self.problems: list[Problem] = []

    def fault(self, path: tuple[object, ...], got: str, instead: str) -> None:
        where = ".".join(map(str, path))
        line = self.placed.line_of(path)
        self.problems.append(Problem(self.placed.file, line, where, "wrong_value", got, instead))

    def trace(self, shape: TraceShape, path: tuple[object, ...]) -> Trace:
        events = tuple(self.event(one, (*path, "events", at)) for at, one in enumerate(shape.events))
        for at, (one, later) in enumerate(pairwise(events)):
            if later.at < one.at:
                hint = "Write events in the order of their times"
                self.fault((*path, "events", at + 1, "at"), "before the event above it", hint)
        for name in set(shape.days) - set(self.item.days or {}):
            self.fault((*path, "days"), f"{name} is no named day of {self.item.id}", "See `days` of the item")
        for at, find in enumerate(shape.finds):
            if find.step not in self.gives and all(find.step != event.step for event in events):
                self.fault((*path, "finds", at, "step"), f"{find.step} is neither a step nor an event", "Name a step")
        amount = None if shape.amount is None else int(shape.amount * 100)
        course = Course(events, amount, shape.size_class, dict(shape.days), shape.open)
        return Trace(shape.id, words(shape.what), course, tuple((one.kind, one.step) for one in shape.finds))

    def event(self, shape: HappenedShape, path: tuple[object, ...]) -> Happened:
        gives = self.gives.get(shape.step, ())
        for code in set(shape.lacks) - set(gives):
            self.fault((*path, "lacks"), f"step {shape.step} does not give {code}", "See `gives` of the step")
        post = shape.post or next(iter(self.posts.get(shape.step, ())), "")
        papers = frozenset(gives) - frozenset(shape.lacks)
        return Happened(shape.step, self.moment(shape, path), tuple(shape.by), post, papers, shape.until)

    def moment(self, shape: HappenedShape, path: tuple[object, ...]) -> datetime:
        at = shape.at
        if isinstance(at, str):
            try:
                at = datetime.strptime(at, "%Y-%m-%d %H:%M")
            except ValueError:
                self.fault((*path, "at"), f"{at!r} is no time", "Write a day, or '2026-09-01 09:30' in quotes")
                at = datetime.combine(self.item.first, NOON)
        whole = at if isinstance(at, datetime) else datetime.combine(at if isinstance(at, date) else date.min, NOON)
        return whole.replace(tzinfo=CHINA)
