"""Where everything of a chart stands: by recursion over its blocks, the same chart always in the same place.

Every box has a stretch of time of its own, and stands in the lane of its post. What does not go straight on leaves or
enters beside its block, on rails in the gutters next to the lanes that the block uses: on the near side into branches
and back to what is repeated, on the far side out of branches. A block inside another has its rails nearer, so no two
lines cross. Time runs down or to the right; the calculation is the same: t is along time, c across it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lianjing.domain.power.flow import Branch, Choice, Flow, Part, Repeat, Together, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.geometry import (
    PADDING,
    Box,
    Drawn,
    Edge,
    Lane,
    Line,
    Rect,
    Sheet,
    breadth_of,
    broken,
    height_of,
)
from lianjing.engines.flowcharts.telling import Row, Teller

_EDGE = 8.0  # what stays free around the drawing


@dataclass(eq=False)  # two rails are two, though the first lie alike until each has its place
class _Rail:
    """A line along time in a gutter. gutter: the lane it lies beside. slot: 0 is the one nearest to the lane."""

    near: bool
    gutter: int = 0
    slot: int = 0


@dataclass
class _Node:
    id: str
    kind: str
    lane: int
    lines: tuple[Line, ...]
    size: tuple[float, float]  # of the shape: along, across
    room: tuple[float, float]  # what it takes, its label included
    means: Step | Branch | Repeat | None = None
    t: float = 0.0  # where its room begins


@dataclass
class _Out:
    """An end that waits for its target: from which side of which node, and the rails taken so far, each at a time."""

    node: _Node
    side: str = "after"  # "after", "near", "far"
    hops: list[tuple[float, _Rail]] = field(default_factory=list)
    order: int = 0


@dataclass
class _Link:
    out: _Out
    target: _Node
    side: str  # "before", "near", "far"
    level: float
    back: bool


def drawn(item: Item, sheet: Sheet, teller: Teller) -> Drawn:
    """Return the drawing of an item. A step's words are the teller's; two runs give equal figures."""
    plan = _Plan(item, sheet, teller, sheet.wide)
    if sheet.total:
        gutters = 2 * _EDGE + plan.gutter(0, True) + plan.gutter(0, False)
        plan = _Plan(item, sheet, teller, sheet.total - gutters)
    return plan.drawn()


class _Plan:
    def __init__(self, item: Item, sheet: Sheet, teller: Teller, wide: float) -> None:
        self.item, self.sheet, self.teller, self.wide = item, sheet, teller, wide
        posts = dict.fromkeys(step.posts[0] for step in steps_of(item.flow)) if sheet.lanes else {"": None}
        self.lanes = list(posts) or [""]
        self.nodes: list[_Node] = []
        self.links: list[_Link] = []
        self.rails: list[_Rail] = []
        self.counts: dict[str, int] = {}
        self.cursor = _EDGE + sheet.head + (_EDGE if sheet.head else 0)
        self.lane = self._first_lane(item.flow, 0)
        self._whole()

    def _whole(self) -> None:
        start = self._place("start", "start", [Row(self.teller.say("start"), 13)])
        out = self._flow(self.item.flow, _Out(start))
        if out is not None:
            end = self._node("end", "end", [Row(self.teller.say("end"), 13)])
            self._enter(out, end)
        self.cursor += _EDGE

    # --- blocks: each takes the end that leads to it and returns the end that leads on, None where nothing does

    def _flow(self, flow: Flow, out: _Out | None) -> _Out | None:
        for part in flow:
            out = self._part(part, out)
        return out

    def _part(self, part: Part, out: _Out | None) -> _Out | None:
        match part:
            case Step():
                node = self._step(part)
                self._enter(out, node)
                return _Out(node)
            case Choice():
                return self._choice(part, out)
            case Together():
                return self._together(part, out)
            case Repeat():
                return self._repeat(part, out)

    def _choice(self, part: Choice, out: _Out | None) -> _Out | None:
        first, name = len(self.nodes), self._name("choose")
        lane = self.lane
        split = self._node(name, "split")
        self._enter(out, split)
        into, away = _Rail(near=True), _Rail(near=False)
        ends: list[_Out] = []
        for place, branch in enumerate(part.branches):
            self.lane = lane
            way = _Out(split) if place == 0 else _Out(split, "near", [(_middle(split), into)], place)
            end = self._branch(branch, f"{name}_{place + 1}", way)
            if end is not None:
                ends.append(end)
                if place + 1 < len(part.branches):
                    end.hops.append((self._level(), away))
        self.lane = lane
        merge = self._joined(f"{name}_join", "merge", ends, away) if ends else None
        self._set_rails(first, into, away)
        return _Out(merge) if merge else None

    def _branch(self, branch: Branch, name: str, way: _Out) -> _Out | None:
        self.lane = self._first_lane(branch.parts, self.lane)
        case = self._node(f"{name}_case", "case", [Row(self.teller.words(branch.when), self._small())], branch)
        self._enter(way, case)
        out = self._flow(branch.parts, _Out(case))
        if branch.ends is None:
            return out
        if out is not None:
            self._enter(
                out, self._node(f"{name}_end", "end", [Row(self.teller.words(branch.ends), self._small())], branch)
            )
        return None

    def _together(self, part: Together, out: _Out | None) -> _Out | None:
        first, name = len(self.nodes), self._name("together")
        lane = self.lane
        fork = self._node(name, "fork")
        self._enter(out, fork)
        into, away = _Rail(near=True), _Rail(near=False)
        ends: list[_Out] = []
        for place, flow in enumerate(part.lanes):
            self.lane = self._first_lane(flow, lane)
            way = _Out(fork) if place == 0 else _Out(fork, "near", [(_middle(fork), into)], place)
            end = self._flow(flow, way)
            if end is not None:
                ends.append(end)
                if place + 1 < len(part.lanes):
                    end.hops.append((self._level(), away))
        self.lane = lane
        join = self._joined(f"{name}_join", "join", ends, away)
        self._set_rails(first, into, away)
        return _Out(join)

    def _repeat(self, part: Repeat, out: _Out | None) -> _Out:
        first, name = len(self.nodes), self._name("repeat")
        self.lane = self._first_lane(part.parts, self.lane)
        head = self._node(f"{name}_head", "head")
        self._enter(out, head)
        body = self._flow(part.parts, _Out(head))
        check = self._node(name, "check")
        self._enter(body, check)
        back, on = _Rail(near=True), _Rail(near=False)
        lane = self.lane
        self.lane = self._first_lane(part.between, lane)
        case = self._node(f"{name}_case", "case", [Row(self.teller.words(part.again), self._small())], part)
        self._enter(_Out(check), case)
        again = self._flow(part.between, _Out(case))
        if again is not None:
            again.hops.append((self._level(), back))
            self.links.append(_Link(again, head, "near", _middle(head), back=True))
        self.lane = lane
        self._set_rails(first, back, on)
        return _Out(check, "far", [(_middle(check), on)], 1)

    # --- placing

    def _enter(self, out: _Out | None, node: _Node) -> None:
        """Place a node after everything so far, and draw what leads to it."""
        level = self._level()
        self.cursor += self.sheet.gap * 2
        self._put(node)
        if out is not None:
            self.links.append(_Link(out, node, "before", level, back=False))

    def _joined(self, name: str, kind: str, ends: Sequence[_Out], away: _Rail) -> _Node:
        """Place the gateway where several ends meet: those on the far rail come in from that side."""
        node = self._node(name, kind)
        last = ends[-1] if ends and away not in [rail for _, rail in ends[-1].hops] else None
        self._enter(last, node)
        for end in ends:
            if end is not last:
                self.links.append(_Link(end, node, "far", _middle(node), back=False))
        return node

    def _place(self, name: str, kind: str, rows: Iterable[Row]) -> _Node:
        node = self._node(name, kind, rows)
        self._put(node)
        return node

    def _put(self, node: _Node) -> None:
        node.t = self.cursor
        self.cursor += node.room[0]
        self.lane = node.lane
        self.nodes.append(node)

    def _level(self) -> float:
        self.cursor += self.sheet.gap
        return self.cursor

    def _set_rails(self, first: int, near: _Rail, far: _Rail) -> None:
        """Give a finished block its rails: outside all its lanes, beyond the rails of the blocks inside it."""
        used = {node.lane for node in self.nodes[first:]}
        within = self._inside(first)
        inside = [rail for rail in self.rails if id(rail) in within]
        for rail in (near, far):
            rail.gutter = min(used) if rail.near else max(used)
            taken = [one.slot for one in inside if one.near is rail.near and one.gutter == rail.gutter]
            rail.slot = max(taken, default=-1) + 1
        self.rails += [near, far]

    def _inside(self, first: int) -> set[int]:
        members = {id(node) for node in self.nodes[first:]}
        return {id(rail) for link in self.links if id(link.out.node) in members for _, rail in link.out.hops}

    # --- nodes

    def _name(self, word: str) -> str:
        self.counts[word] = self.counts.get(word, 0) + 1
        return f"{word}_{self.counts[word]}"

    def _small(self) -> float:
        return self.sheet.name_size - (0 if self.sheet.round_ends else 2)

    def _first_lane(self, flow: Flow, otherwise: int) -> int:
        if not self.sheet.lanes:
            return 0
        step = next(steps_of(flow), None)
        return self.lanes.index(step.posts[0]) if step else otherwise

    def _step(self, step: Step) -> _Node:
        sheet = self.sheet
        rows = [Row(f"{step.no} {self.teller.words(step.name)}", sheet.name_size, bold=not sheet.round_ends)]
        if not sheet.round_ends:
            rows += self.teller.rows(step, full=sheet.full)
        lines = broken(rows, self.wide - 2 * PADDING)
        high = max(sheet.high, height_of(lines) + 2 * PADDING)
        self.lane = self._first_lane((step,), 0)
        size = (self.wide, high) if sheet.across else (high, self.wide)
        return _Node(f"step_{step.no}", "step", self.lane, lines, size, size, step)

    def _node(self, name: str, kind: str, rows: Iterable[Row] = (), means: Branch | Repeat | None = None) -> _Node:
        sheet = self.sheet
        lines = broken(rows, (sheet.case if sheet.across else self.wide) - 2 * PADDING)
        wide, high = breadth_of(lines) + 2 * PADDING, height_of(lines) + PADDING
        if not lines:
            gate = sheet.meet if kind in ("merge", "head") else sheet.gate
            size = room = (gate, gate)
        elif not sheet.across:
            size = room = (high, wide)
        elif kind == "case":
            size, room = (wide, high), (wide, 2 * high)
        else:
            size, room = (36.0, 36.0), (max(36.0, wide), 36.0 + 2 * high)
        return _Node(name, kind, self.lane, lines, size, room, means)

    # --- from (t, c) to the page

    def gutter(self, lane: int, near: bool) -> float:
        """Return the room beside a lane that its rails need."""
        slots = [rail.slot + 1 for rail in self.rails if rail.near is near and rail.gutter == lane]
        return _EDGE + self.sheet.pitch * max(slots, default=0)

    def drawn(self) -> Drawn:
        """Return the finished drawing."""
        sheet, begin = self.sheet, _EDGE
        self.spans: list[tuple[float, float, float, float]] = []  # lane begins, boxes begin, boxes end, lane ends
        for lane in range(len(self.lanes)):
            rooms = [node.room[1] for node in self.nodes if node.lane == lane]
            boxes = begin + self.gutter(lane, near=True)
            beyond = boxes + max([*rooms, 0 if sheet.across else self.wide])
            self.spans.append((begin, boxes, beyond, beyond + self.gutter(lane, near=False)))
            begin = self.spans[-1][3]
        along, breadth = self.cursor, begin + _EDGE
        wide, high = (along, breadth) if sheet.across else (breadth, along)
        boxes_ = tuple(map(self._box, self.nodes))
        edges = tuple(map(self._edge, self.links))
        return Drawn(sheet, wide, high, boxes_, edges, tuple(self._lanes()))

    def _lanes(self) -> Iterable[Lane]:
        if self.sheet.lanes:
            first = _EDGE
            for post, (begin, _, _, end) in zip(self.lanes, self.spans, strict=True):
                yield Lane(post, self._rect(first, begin, self.cursor - _EDGE - first, end - begin))

    def _c(self, node: _Node) -> float:
        return (self.spans[node.lane][1] + self.spans[node.lane][2]) / 2

    def _rail_c(self, rail: _Rail) -> float:
        away = _EDGE + self.sheet.pitch * rail.slot
        return self.spans[rail.gutter][1] - away if rail.near else self.spans[rail.gutter][2] + away

    def _rect(self, t: float, c: float, along: float, breadth: float) -> Rect:
        return Rect(t, c, along, breadth) if self.sheet.across else Rect(c, t, breadth, along)

    def _box(self, node: _Node) -> Box:
        t, c = node.t + (node.room[0] - node.size[0]) / 2, self._c(node)
        at = self._rect(t, c - node.size[1] / 2, *node.size)
        label = None
        if self.sheet.across and node.kind == "case":
            at = label = Rect(node.t, c - node.size[1] - 2, *node.size)
        elif self.sheet.across and node.lines and node.kind != "step":
            wide = breadth_of(node.lines) + 2 * PADDING
            label = Rect(node.t + (node.room[0] - wide) / 2, c + 20, wide, height_of(node.lines))
        no = node.means.no if isinstance(node.means, Step) else ""
        return Box(node.id, node.kind, at, node.lines, no, node.lane, label, node.means)

    def _edge(self, link: _Link) -> Edge:
        node, out = link.out.node, link.out
        here = self._side(node, out.side)
        path = [here]
        for level, rail in out.hops:
            path += [(level, path[-1][1]), (level, self._rail_c(rail))]
        there = self._side(link.target, link.side)
        path += [(link.level, path[-1][1]), (link.level, there[1]), there]
        points = tuple((t, c) if self.sheet.across else (c, t) for t, c in straightened(path))
        return Edge(node.id, link.target.id, points, link.back, out.order)

    def _side(self, node: _Node, side: str) -> tuple[float, float]:
        """Return the point (t, c) where a line meets a side of a node."""
        c, half = self._c(node), node.size[1] / 2
        begin = node.t + (node.room[0] - node.size[0]) / 2
        match side:
            case "before":
                return (begin, c)
            case "after":
                return (begin + node.size[0], c)
            case "near":
                return (_middle(node), c - half)
            case _:
                return (_middle(node), c + half)


def _middle(node: _Node) -> float:
    return node.t + node.room[0] / 2


def straightened(path: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a path without points that are no bends."""
    kept: list[tuple[float, float]] = []
    for point in path:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return kept
