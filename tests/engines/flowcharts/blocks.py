"""Random charts put together of blocks, with their nets, their complete orders, and a slow and certain cost."""

import random
from itertools import pairwise

from lianjing.engines.flowcharts.nets import Net, Transition


def chart(chance: random.Random, labels: list[str], depth: int = 3):
    """Return a random block: a label, or (kind, parts); kinds: then, either, both, again, maybe."""
    if depth == 0 or len(labels) == 1 or chance.random() < 0.15:
        return labels.pop() if labels else None
    kind = chance.choice(("then", "then", "either", "both", "again", "maybe"))
    parts = [chart(chance, labels, depth - 1) for _ in range(1 if kind == "maybe" else 2) if labels]
    return (kind, [part for part in parts if part is not None])


def net_of(block) -> Net:
    """Return the net of a block, with silent steps where blocks begin and end."""
    building = Building()
    building.build(block, 0, 1)
    return Net(building.places, tuple(building.transitions), (0,), (1,))


class Building:
    """Places and transitions of a net that grows block by block."""

    def __init__(self):
        self.places, self.transitions = 2, []

    def place(self):
        self.places += 1
        return self.places - 1

    def add(self, label, takes, gives):
        self.transitions.append(Transition(f"t{len(self.transitions)}", label, tuple(takes), tuple(gives)))

    def build(self, one, before, after):
        if isinstance(one, str):
            self.add(one, [before], [after])
        else:
            getattr(self, one[0])(one[1], before, after)

    def then(self, parts, before, after):
        stops = [before, *(self.place() for _ in parts[1:]), after]
        for part, (first, last) in zip(parts, pairwise(stops), strict=True):
            self.build(part, first, last)

    def either(self, parts, before, after):
        for part in parts:
            self.build(part, before, after)

    def maybe(self, parts, before, after):
        self.build(parts[0], before, after)
        self.add(None, [before], [after])

    def both(self, parts, before, after):
        ends = [(self.place(), self.place()) for _ in parts]
        self.add(None, [before], [first for first, _ in ends])
        self.add(None, [last for _, last in ends], [after])
        for part, (first, last) in zip(parts, ends, strict=True):
            self.build(part, first, last)

    def again(self, parts, before, after):
        first, last = self.place(), self.place()
        self.add(None, [before], [first])
        self.add(None, [last], [after])
        self.build(parts[0], first, last)
        for part in parts[1:]:
            self.build(part, last, first)
        if len(parts) == 1:
            self.add(None, [last], [first])


def walk(chance: random.Random, block, again: float = 0.4) -> list[str]:
    """Return the labels of a random complete order of a block."""
    if isinstance(block, str):
        return [block]
    kind, parts = block
    if kind == "then":
        return [label for part in parts for label in walk(chance, part)]
    if kind == "either":
        return walk(chance, chance.choice(parts))
    if kind == "maybe":
        return walk(chance, parts[0]) if chance.random() < 0.5 else []
    if kind == "both":
        return mixed(chance, [walk(chance, part) for part in parts])
    order = walk(chance, parts[0])
    while chance.random() < again:
        order += [label for part in parts[1:] for label in walk(chance, part)] + walk(chance, parts[0])
    return order


def mixed(chance: random.Random, lanes: list[list[str]]) -> list[str]:
    """Return the lanes' labels in a random order that keeps each lane's own."""
    tickets = [number for number, lane in enumerate(lanes) for _ in lane]
    chance.shuffle(tickets)
    taken = [iter(lane) for lane in lanes]
    return [next(taken[ticket]) for ticket in tickets]


def slow_cost(net: Net, case: list[str], ended: bool = True) -> int:
    """Return the least cost by Dijkstra's search over pairs of marking and event: no sets, no closure, no sharing."""
    import heapq

    def counts(places):
        return tuple(places.count(place) for place in range(net.places))

    end = counts(net.end)
    moves = [(counts(t.takes), counts(t.gives), t.label) for t in net.transitions]
    heap, seen = [(0, 0, counts(net.start))], set()
    while heap:
        cost, at, marking = heapq.heappop(heap)
        if (at, marking) in seen:
            continue
        seen.add((at, marking))
        if at == len(case) and (marking == end or not ended):
            return cost
        if at < len(case):
            heapq.heappush(heap, (cost + 1, at + 1, marking))
        for takes, gives, label in moves:
            if all(has >= take for has, take in zip(marking, takes, strict=True)):
                there = tuple(has - take + give for has, take, give in zip(marking, takes, gives, strict=True))
                heapq.heappush(heap, (cost + (label is not None), at, there))
                if label is not None and at < len(case) and case[at] == label:
                    heapq.heappush(heap, (cost, at + 1, there))
    raise AssertionError("the end cannot be reached")
