"""A draft's flow taken from anybody's BPMN file: steps known by their names keep their marks, others begin bare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lianjing.access import powers
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.power.flow import Choice, Flow, Part, Repeat, Together, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.power.table import Kind, Row, item_of, rows_of
from lianjing.domain.power.table_moves import free_number
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_import import Imported, imported
from lianjing.engines.flowcharts.bpmn_model import Construct, read_bpmn


@dataclass(frozen=True)
class Taken:
    """A draft's item with the flow of a file. left_out: what blocks do not say. lost: steps whose limits lost a step
    they counted from. alone: steps that were kept apart from one that is gone.
    """

    item: Item
    left_out: tuple[Construct, ...]
    lost: tuple[str, ...]
    alone: tuple[str, ...]


def taken(item: Item, raw: bytes) -> Taken:
    """Return `item` with the flow of the file's first process that is built of blocks.

    A post is known by its lane's name; a step whose lane is no post gets the first post of the item.
    Raises RuleBroken: bpmn_not_blocks (nodes), and what reading refuses.
    """
    model = read_bpmn(raw)
    found = imported(model, powers.chart_words())
    one = next((one for one in found if one.flow), None)
    if one is None or one.flow is None:
        nodes = dict.fromkeys(node for one in found for node in one.nodes)
        raise RuleBroken("bpmn_not_blocks", nodes=tuple(nodes)[:6])
    left_out = tuple(dict.fromkeys((*model.constructs, *_not_taken(one, found))))
    if one.item is not None:
        own = one.item
        item = replace(item, papers=own.papers, days=own.days, separate=own.separate, waiver=own.waiver)
        return _fitted(item, tuple(_parts(own.flow, _Redrawn(own, one.lanes))), left_out)
    return _fitted(item, tuple(_parts(one.flow, _Namer(item))), left_out)


def _not_taken(one: Imported, found: tuple[Imported, ...]) -> Iterator[Construct]:
    """Yield what a process says that a draft does not, and the other processes beside it."""
    yield from one.constructs
    posts = _codes()
    yield from (Construct("lane_left_out", "lane", lane) for lane in one.lanes.values() if lane and lane not in posts)
    others = (other for other in found if other is not one)
    yield from (Construct("process_left_out", "process", other.name or other.process) for other in others)


def _fitted(item: Item, flow: Flow, left_out: tuple[Construct, ...]) -> Taken:
    """Return the item with a flow, and without what refers to steps that are gone."""
    numbers = {step.no for step in steps_of(flow)}
    lost = tuple(step.no for step in steps_of(flow) if _loose(step, numbers, item))
    rows = tuple(_bound(row, numbers, item) for row in rows_of(replace(item, flow=flow, separate=())))
    separate, alone = _left(item.separate, numbers)
    waived = _left(item.waiver.separate, numbers)[0] if item.waiver else ()
    waiver = replace(item.waiver, separate=waived) if item.waiver and waived else None
    made = replace(item_of(replace(item, flow=flow, separate=()), rows), separate=separate, waiver=waiver)
    used = {paper for step in made.steps for paper in (*step.gives, *step.reads)}
    made = replace(made, papers={code: said for code, said in (item.papers or {}).items() if code in used})
    return Taken(made, left_out, lost, alone)


def _left(
    groups: tuple[tuple[str, ...], ...], numbers: set[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return what is left of groups of steps kept apart, and the steps of groups that lost one."""
    left = [tuple(no for no in group if no in numbers) for group in groups]
    alone = {no: None for group, some in zip(groups, left, strict=True) if some != group for no in some}
    return tuple(some for some in left if len(some) > 1), tuple(alone)


class _Redrawn:
    """Gives new steps between our own a number and a post, and a step that was moved to another lane its post."""

    def __init__(self, item: Item, lanes: Mapping[str, str]) -> None:
        self.lanes, self.posts = lanes, _codes()
        self.first = next((step.posts[:1] for step in item.steps if step.posts[0] in self.posts), ())
        self.used = {step.no for step in item.steps}

    def step(self, step: Step) -> Step:
        code = self.posts.get(self.lanes.get(step.no, ""), "")
        if step.posts[0] in self.posts.values():
            return replace(step, posts=(code,)) if code and code not in step.posts else step
        no = free_number((), 0, self.used)
        self.used.add(no)
        return replace(step, no=no, posts=(code,) if code else self.first)


class _Namer:
    """Gives steps of a file the marks and numbers of the item's own steps of the same name, each once."""

    def __init__(self, item: Item) -> None:
        self.free = {word: step for step in item.steps for word in (step.name.en, step.name.zh)}
        self.used = {step.no for step in item.steps}
        self.posts = _codes()
        self.first = item.steps[0].posts[:1]

    def step(self, step: Step) -> Step:
        known = self.free.get(step.name.zh)
        if known is not None:
            self.free = {word: one for word, one in self.free.items() if one is not known}
            return known
        no = free_number((), 0, self.used)
        self.used.add(no)
        code = self.posts.get(step.posts[0], "")
        return replace(step, no=no, posts=(code,) if code else self.first)


def _codes() -> Mapping[str, str]:
    """Return post codes by their names in both languages, and by themselves."""
    named = rulebook_powers().posts.items()
    return {said: code for code, words in named for said in (words.en, words.zh, code)}


def _parts(flow: Flow, namer: _Namer | _Redrawn) -> Iterator[Part]:
    for part in flow:
        match part:
            case Step():
                yield namer.step(part)
            case Choice():
                ways = (replace(way, parts=tuple(_parts(way.parts, namer))) for way in part.branches)
                yield Choice(tuple(ways))
            case Together():
                yield Together(tuple(tuple(_parts(lane, namer)) for lane in part.lanes))
            case Repeat():
                inner, between = tuple(_parts(part.parts, namer)), tuple(_parts(part.between, namer))
                yield Repeat(inner, part.again, between)


def _loose(step: Step, numbers: set[str], item: Item) -> bool:
    return any(limit.of and limit.of not in numbers and limit.of not in (item.days or {}) for limit in step.limits)


def _bound(row: Row, numbers: set[str], item: Item) -> Row:
    """Return a row whose limits count only from what is there."""
    if row.kind is not Kind.STEP or row.step is None or not _loose(row.step, numbers, item):
        return row
    days = item.days or {}
    limits = tuple(one for one in row.step.limits if not one.of or one.of in numbers or one.of in days)
    return replace(row, step=replace(row.step, limits=limits))
