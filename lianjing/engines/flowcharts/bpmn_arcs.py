"""The ways of a graph while it is folded: found by either end, put in each other's place, and what they change told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Flow, Guard
from lianjing.engines.flowcharts.bpmn_model import Construct


@dataclass(frozen=True, eq=False)
class Arc:
    """A way that has taken in what stood on it. when: for which case it is; ends: what the matter comes to there.

    lost: what is to be named where `when` finds no place; lost_end: where `ends` finds none. deep: how many blocks
    lie inside each other on it. ending: a branch inside ends the matter.
    """

    source: str
    target: str
    parts: Flow = ()
    when: Words | None = None
    guard: Guard | None = None
    ends: Words | None = None
    lost: Construct | None = None
    lost_end: Construct | None = None
    deep: int = 0
    ending: bool = False


class Arcs:
    """Arcs by the node they leave, in order, and by the node they reach. `touched` are nodes whose arcs changed."""

    def __init__(self, arcs: Iterable[Arc]) -> None:
        self._out: dict[str, list[Arc]] = {}
        self._into: dict[str, dict[Arc, None]] = {}
        self.touched: set[str] = set()
        for arc in arcs:
            self._out.setdefault(arc.source, []).append(arc)
            self._into.setdefault(arc.target, {})[arc] = None

    def out(self, name: str) -> list[Arc]:
        """Return the arcs that leave a node, in their order."""
        return self._out.get(name, [])

    def into(self, name: str) -> Mapping[Arc, None]:
        """Return the arcs that reach a node."""
        return self._into.get(name, {})

    def single(self, name: str) -> bool:
        """Return whether one way leads in, and another one out."""
        into, out = self.into(name), self.out(name)
        return len(into) == 1 == len(out) and out[0] not in into

    def replace(self, first: Arc, more: Iterable[Arc], new: Arc) -> None:
        """Put one arc in the place of `first`, so that the ways out of its source stay in their order; drop `more`."""
        out = self._out[first.source]
        out[out.index(first)] = new
        del self._into[first.target][first]
        self._into.setdefault(new.target, {})[new] = None
        self.drop(arc for arc in more if arc is not first)
        self._touch(first.source, first.target, new.target)

    def drop(self, arcs: Iterable[Arc]) -> None:
        """Take arcs out."""
        for arc in list(arcs):
            self._out[arc.source].remove(arc)
            del self._into[arc.target][arc]
            self._touch(arc.source, arc.target)

    def _touch(self, *names: str) -> None:
        """Note a node, and the one before it: if only that leads here, what it may fold has changed as well."""
        for name in names:
            self.touched.add(name)
            before = next(iter(self.into(name)), None)
            if before is not None:
                self.touched.add(before.source)


class Waiting:
    """Nodes to be tried again by one rule, the first of the file first."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places, self._names = places, list(places)
        self._heap, self._held = list(places.values()), set(places.values())

    def add(self, names: Iterable[str]) -> None:
        """Add nodes; those that wait already wait once."""
        for place in (self._places[name] for name in names if name in self._places):
            if place not in self._held:
                self._held.add(place)
                heappush(self._heap, place)

    def next(self) -> str | None:
        """Take out the first node, None when none waits."""
        if not self._heap:
            return None
        place = heappop(self._heap)
        self._held.discard(place)
        return self._names[place]
