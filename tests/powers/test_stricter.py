"""A school's version may only be stricter (K5): whatever is loosened of whatever item is refused, each field of it."""

from dataclasses import fields, replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.access import power_exams
from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.flow import Branch, Choice, Guard, Repeat, Together, edges_of
from lianjing.domain.power.item import Item, Waiver
from lianjing.domain.power.steps import Bound, Decision, Level, Publication, Span, Step, StepLimit
from lianjing.domain.power.stricter import looser
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.including import beyond_for_amounts, just_before
from tests.powers import random_items
from tests.powers.items import IDS, items, library

NAME = Words("步骤", "Step")
STRANGER = "JHR2"  # a post that no item names
OFTEN = ("week", "month", "term", "year", "")
LOWER = {Level.HIGH: Level.MIDDLE, Level.MIDDLE: Level.LOW}
# What no rule compares: words, what is looked at, and what the catalogue or the version itself says.
UNASKED = {
    *("Step.no", "Step.name", "Step.reads", "Step.hint", "StepLimit.of", "Publication.kind", "Publication.what"),
    *("Publication.masks", "Waiver.instead", "Guard.least_figure", "Guard.below_figure", "Decision.figure"),
    *("Decision.basis", "Item.id", "Item.area", "Item.name", "Item.guide", "Item.version", "Item.first", "Item.basis"),
    *("Item.papers", "Item.days", "Item.retention", "Item.file", "StepLimit.bound"),
}


def held(own, county):
    """Return what is looser in `own`: by the rules of steps, else by the chart."""
    before = just_before(net_of(own.flow))
    found = looser(own, county, library().parameters, county.first, before)
    return found or [one for one in [beyond_for_amounts(own.flow, county.flow)] if one]


def mapped(flow, change):
    """Return a flow with the parts that `change` gives for each step, and with each guard it gives."""
    found = []
    for part in flow:
        match part:
            case Step():
                found += change(part)
            case Choice():
                ways = [replace(one, parts=mapped(one.parts, change)) for one in part.branches]
                found.append(Choice(tuple(ways)))
            case Together():
                found.append(Together(tuple(mapped(lane, change) for lane in part.lanes)))
            case Repeat():
                inside, between = mapped(part.parts, change), mapped(part.between, change)
                found.append(replace(part, parts=inside, between=between))
    return tuple(found)


def with_step(item, no, *parts):
    return replace(item, flow=mapped(item.flow, lambda step: parts if step.no == no else (step,)))


def with_edge(flow, old, new):
    """Return a flow in whose guards one amount is another."""

    def moved(guard):
        least = new if guard.at_least == old else guard.at_least
        return replace(guard, at_least=least, below=new if guard.below == old else guard.below)

    found = []
    for part in flow:
        match part:
            case Choice():
                ways = [(one, moved(one.guard) if one.guard else None) for one in part.branches]
                ways = [replace(one, guard=guard, parts=with_edge(one.parts, old, new)) for one, guard in ways]
                found.append(Choice(tuple(ways)))
            case Together():
                found.append(Together(tuple(with_edge(lane, old, new) for lane in part.lanes)))
            case Repeat():
                inside, between = with_edge(part.parts, old, new), with_edge(part.between, old, new)
                found.append(replace(part, parts=inside, between=between))
            case _:
                found.append(part)
    return tuple(found)


def without(many, place):
    return (*many[:place], *many[place + 1 :])


def loosened(item):
    """Yield (field, item) for everything of an item that can be loosened, one thing at a time."""
    for step in item.steps:
        for what, other in (*of_step(step), *of_notice(step)):
            yield what, with_step(item, step.no, other)
        if any(not one.of and one.bound is not Bound.WAIT for one in step.limits):
            yield "Item.flow", with_step(item, step.no, Step("99", NAME, ("XZ",)), step)
    for place, part in enumerate(item.flow):
        if isinstance(part, Step) and len(item.flow) > 1:
            yield "Item.flow", replace(item, flow=without(item.flow, place))
    if item.risk_level in LOWER:
        yield "Item.risk_level", replace(item, risk_level=LOWER[item.risk_level])
    yield from of_people(item)


def of_step(step):
    if step.people > 1:
        yield "Step.people", replace(step, people=step.people - 1)
    yield "Step.posts", replace(step, posts=(*step.posts, STRANGER))
    for place in range(len(step.gives)):
        yield "Step.gives", replace(step, gives=without(step.gives, place))
    for place, limit in enumerate(step.limits):
        rest = without(step.limits, place)
        if any((one.bound, one.of) == (limit.bound, limit.of) for one in rest):
            continue  # the other one may be the stricter of the two
        yield "Step.limits", replace(step, limits=rest)
        for span in spans(limit.span, longer=limit.bound is Bound.WITHIN):
            yield "StepLimit.span", replace(step, limits=(replace(limit, span=span), *rest))
    top = max((one.from_fen for one in step.decisions), default=0)
    for fen, what in ((top + 1, "Decision.posts"), (1, "Step.decisions")):
        if fen not in {one.from_fen for one in step.decisions}:
            yield what, replace(step, decisions=(*step.decisions, Decision(fen, (STRANGER,))))
    if len(step.decisions) == 1 and not set(step.posts) <= set(step.decisions[0].posts):
        (one,) = step.decisions
        yield "Step.decisions", replace(step, decisions=())
        yield "Decision.from_fen", replace(step, decisions=(replace(one, from_fen=one.from_fen + 1),))
    if step.risk:
        yield "Step.risk", replace(step, risk=None)
        if step.risk.level in LOWER:
            yield "Step.risk", replace(step, risk=replace(step.risk, level=LOWER[step.risk.level]))
    for place, watch in enumerate(step.watches):
        rest = without(step.watches, place)
        if (watch.who, watch.model) not in {(one.who, one.model) for one in rest}:
            yield "Step.watches", replace(step, watches=rest)


def of_notice(step):
    if (notice := step.notice) is None:
        return
    yield "Step.notice", replace(step, notice=None)
    changes = [("fields", (*notice.fields, "sex"))]
    changes += [("every", rarer) for rarer in OFTEN[OFTEN.index(notice.every) + 1 :]]
    for name in ("where", "fields"):
        many = getattr(notice, name)
        changes += [(name, without(many, place)) for place in range(len(many))]
    changes += [("days", span) for span in (spans(notice.days, longer=False) if notice.days else ())]
    for name, value in changes:
        yield f"Publication.{name}", replace(step, notice=replace(notice, **{name: value}))


def spans(span, *, longer):
    """Yield lengths that are more, or less, than a span."""
    if span.figure:
        if longer or library().parameters.limit(span.figure, date(2026, 10, 12)).count:
            yield Span(99, Unit.YEARS) if longer else Span(0, Unit.DAYS)
    elif longer or span.count:
        yield replace(span, count=span.count + (1 if longer else -1))


def of_people(item):
    here = {step.no for step in item.steps}
    pairs = sorted(pair for pair in item.apart() if set(pair) <= here)
    for place, pair in enumerate(pairs):
        if not any(set(pair) == set(other) for other in without(pairs, place)):
            yield "Item.separate", replace(item, separate=without(tuple(pairs), place))
        for size_class in "ABC":
            if pair not in item.apart(size_class):
                continue
            old = item.waiver or Waiver((), (), NAME, "XZ")
            if size_class in old.classes:
                yield "Waiver.separate", replace(item, waiver=replace(old, separate=(*old.separate, pair)))
            else:
                yield "Waiver.classes", replace(item, waiver=replace(old, classes=(size_class,), separate=(pair,)))
    if item.waiver:
        yield "Waiver.by", replace(item, waiver=replace(item.waiver, by=STRANGER))


@pytest.mark.parametrize("name", IDS)
def test_nothing_of_the_catalogue_can_be_loosened(name):
    county = items()[name]
    assert "no_looser" in power_exams.examine(county, "", county).facts()
    for what, own in loosened(county):
        assert held(own, county), what
    for edge in edges_of(county.flow):
        above, below = (replace(county, flow=with_edge(county.flow, edge, edge + by)) for by in (1, -1))
        assert power_exams.examine(above, "", county).beyond.amount == edge
        assert not held(below, county)


@settings(max_examples=40, deadline=None)
@given(random_items.items(), st.data())
def test_nothing_of_a_random_item_can_be_loosened(county, data):
    assert not held(county, county)
    what, own = data.draw(st.sampled_from(list(loosened(county))))
    assert held(own, county), what


@settings(max_examples=40, deadline=None)
@given(random_items.items(), st.data())
def test_what_is_stricter_is_taken(county, data):
    step = data.draw(st.sampled_from(county.steps))
    more = replace(step, people=step.people + 1, gives=(*step.gives, "order"))
    own = with_step(county, step.no, more, Step("99", NAME, ("XZ",)))
    counted = {after for after, last in just_before(net_of(own.flow)).items() if "99" in last}
    told = {one.no for one in county.steps if one.no in counted and any(not limit.of for limit in one.limits)}
    assert {(one.code, one.step) for one in held(own, county)} <= {("limit_restarted", no) for no in told}
    assert beyond_for_amounts(own.flow, county.flow) is None


def test_every_field_is_loosened_or_said_not_to_be_asked():
    done = {what for name in IDS for what, _ in loosened(items()[name])}
    kinds = (Step, StepLimit, Decision, Publication, Waiver, Item)
    every = {f"{kind.__name__}.{one.name}" for kind in kinds for one in fields(kind)}
    asked = every - UNASKED - {"Item.waiver"}  # the waiver by its own fields
    assert asked <= done, sorted(asked - done)


# --- amounts, held against what is counted out one by one

EDGES = st.lists(st.integers(1, 30), min_size=2, max_size=3, unique=True).map(sorted)


def by_amounts(*choices):
    """A flow of choices, each with a branch of one step below its first edge, one up to the next, and so on."""
    flow = [Step("1", NAME, ("XZ",))]
    for which, edges in enumerate(choices):
        bounds = list(zip([None, *edges], [*edges, None], strict=True))
        ways = [Step(f"{which}{rank}", NAME, ("XZ",)) for rank in range(len(bounds))]
        flow.append(Choice(tuple(Branch(NAME, (way,), Guard(*b)) for way, b in zip(ways, bounds, strict=True))))
    return tuple(flow)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_amount_is_never_treated_as_a_smaller_one(data):
    county = data.draw(st.lists(EDGES, min_size=1, max_size=2))
    own = [sorted(data.draw(st.sets(st.integers(1, 30), min_size=len(one), max_size=len(one)))) for one in county]
    pairs = (pair for mine, theirs in zip(own, county, strict=True) for pair in zip(mine, theirs, strict=True))
    wrong = [theirs for mine, theirs in pairs if mine > theirs]
    found = beyond_for_amounts(by_amounts(*own), by_amounts(*county))
    assert (found.amount if found else None) == min(wrong, default=None)


def test_a_chart_with_a_gap_between_its_amounts_is_no_looser_than_itself():
    """An amount that no branch is meant for may take any, so it is judged; that is a fault of its own."""
    guards = [Guard(below=5), Guard(at_least=9)]
    ways = [Branch(NAME, (Step(str(n), NAME, ("XZ",)),), guard) for n, guard in enumerate(guards)]
    flow = (Choice(tuple(ways)),)
    assert beyond_for_amounts(flow, flow) is None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_amount_comes_into_weaker_hands(data):
    """Posts rise from P0, the step's own, to P3; a school's rungs are any, and every amount is asked about."""
    item = items()["CW-01"]
    floors = data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True).map(sorted))
    county = [(floor, rank) for rank, floor in enumerate(floors, start=1)]
    ladder = st.lists(st.tuples(st.integers(0, 31), st.integers(0, 3)), max_size=4, unique_by=lambda rung: rung[0])
    own = sorted(data.draw(st.just(county) | ladder))

    def rank(rungs, fen):
        return max([(floor, rank) for floor, rank in rungs if floor <= fen], default=(0, 0))[1]

    def version(rungs):
        decisions = tuple(Decision(floor, (f"P{rank}",)) for floor, rank in rungs)
        return replace(item, flow=(Step("1", NAME, ("P0",), decisions=decisions),))

    known = {0, *(rank for _, rank in county)}
    weaker = any(rank(own, fen) < rank(county, fen) or rank(own, fen) not in known for fen in range(33))
    assert bool(held(version(own), version(county))) == weaker


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_nobody_may_do_both_in_a_school_of_any_size_where_the_county_wants_two(data):
    groups = st.lists(st.lists(st.sampled_from("1234"), min_size=2, max_size=3, unique=True).map(tuple), max_size=2)
    classes = st.lists(st.sampled_from("ABC"), min_size=1, unique=True).map(tuple)

    def version():
        waiver = data.draw(st.none() | st.builds(Waiver, classes, groups.map(tuple), st.just(NAME), st.just("YSY")))
        flow = tuple(Step(no, NAME, ("XZ",)) for no in "1234")
        return replace(items()["ST-03"], flow=flow, separate=tuple(data.draw(groups)), waiver=waiver)

    def two(item, size_class):
        freed = item.waiver.separate if item.waiver and size_class in item.waiver.classes else ()
        freed = {pair for group in freed for pair in combinations(group, 2)}
        return {frozenset(p) for group in item.separate for p in combinations(group, 2) if p not in freed}

    county, own = version(), version()
    wanted = any(two(county, size_class) - two(own, size_class) for size_class in ("", *"ABC"))
    assert bool(held(own, county)) == wanted
