"""Random charts: what walks through them conforms; each single change of a walk is found and named as what it is."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.courses import Course, Happened
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.flow import Branch, Choice, Repeat, Together, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Decision, Level, Span, Step, StepLimit
from lianjing.domain.worktime import CHINA
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.judging import replay
from tests.engines.flowcharts.naming import changes, fitting, meant
from tests.powers.items import library

NAME = Words("步骤", "Step")
NOON = datetime(2026, 10, 12, 12, tzinfo=CHINA)
LONGEST = 16
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def flows(draw, depth=2):
    """A flow of one to four parts; steps are numbered afterwards."""
    kinds = ["step", "step", "choice", "together", "repeat"] if depth else ["step"]
    parts = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4)):
        inside = flows(depth - 1) if depth else None
        match kind:
            case "step":
                parts.append(Step("?", NAME, ("XZ",)))
            case "choice":  # a second branch without steps: what is in the first may be passed
                parts.append(Choice((Branch(NAME, draw(inside)), Branch(NAME, draw(st.just(()) | inside)))))
            case "together":
                parts.append(Together((draw(inside), draw(inside))))
            case "repeat":
                parts.append(Repeat(draw(inside), NAME, draw(inside)))
    return tuple(parts)


def numbered(part, numbers):
    match part:
        case Step():
            return replace(part, no=str(next(numbers)))
        case Choice():
            return Choice(tuple(replace(one, parts=whole(one.parts, numbers)) for one in part.branches))
        case Together():
            return Together(tuple(whole(lane, numbers) for lane in part.lanes))
        case Repeat():
            return Repeat(whole(part.parts, numbers), part.again, whole(part.between, numbers))


def whole(flow, numbers):
    return tuple(numbered(part, numbers) for part in flow)


def walk(flow, draw):
    """Return one way through a flow, as numbers of steps."""
    way = []
    for part in flow:
        match part:
            case Step():
                way.append(part.no)
            case Choice():
                way += walk(draw(st.sampled_from(part.branches)).parts, draw)
            case Together():
                lanes = [walk(lane, draw) for lane in part.lanes]
                while any(lanes):
                    way.append(draw(st.sampled_from([lane for lane in lanes if lane])).pop(0))
            case Repeat():
                way += walk(part.parts, draw)
                if draw(st.booleans()):
                    way += walk(part.between, draw) + walk(part.parts, draw)
    return way


@st.composite
def walked(draw):
    """(an item, a way through it): the flow has at least three steps in sequence at its end."""
    tail = tuple(Step("?", NAME, ("XZ",)) for _ in range(3))
    flow = whole((*draw(flows()), *tail), iter(range(1, 1000)))
    return item_of(flow), walk(flow, draw)


def item_of(flow, **more):
    return Item("CG-01", "CG", NAME, NAME, Level.LOW, 1, date(2026, 9, 1), (), flow, papers={}, days={}, **more)


def course(way, people=None, amount=None, hours=None):
    """A course through these steps, an hour apart (or `hours`), each by another person (or `people`)."""
    at = hours or range(len(way))
    who = people or [f"p{number}" for number in range(len(way))]
    events = [Happened(no, NOON + timedelta(hours=h), (p,), "XZ") for no, h, p in zip(way, at, who, strict=True)]
    return Course(tuple(events), amount)


def found(item, *courses):
    return [
        sorted((one.kind, one.step) for one in some)
        for some in replay(item, courses, library().calendar, library().parameters)
    ]


@FEW
@given(walked())
def test_what_walks_through_a_chart_conforms_and_may_stop_anywhere_while_it_runs(made):
    item, way = made
    opened = [replace(course(way[:end]), open=True) for end in range(1, len(way) + 1)]
    assert found(item, course(way), *opened) == [[]] * (len(way) + 1)


@FEW
@given(walked())
def test_a_step_left_out_a_swap_and_a_repetition_at_the_end_are_named(made):
    item, way = made
    first, second, last = way[-3:]
    dropped = course([*way[:-2], last])
    swapped = course([*way[:-2], last, second])
    doubled = course([*way, last])
    strange = course([*way[:-1], "私下约谈", last])
    assert found(item, dropped) == [[(Deviation.SKIPPED, second)]]
    assert found(item, swapped) == [[(Deviation.EARLY, last)]]
    assert found(item, doubled) == [[(Deviation.TWICE, last)]]
    assert found(item, strange) == [[(Deviation.EXTRA, "私下约谈")]]
    assert first != second


@FEW
@given(walked())
def test_a_step_left_out_a_swap_and_a_repetition_anywhere_are_named(made):
    item, way = made
    assume(len(way) <= LONGEST)
    machine = compile_net(net_of(item.flow))
    fits = fitting(machine)
    every = [one for one in changes(way) if not fits(one[2])]
    for (kind, step, changed), said in zip(every, found(item, *(course(way) for _, _, way in every)), strict=True):
        may = meant(fits, machine.labels, changed)
        assert (kind, step) in may
        assert len(said) == 1, (changed, said)
        assert (str(said[0][0]), said[0][1]) in may, (changed, said, may)


@FEW
@given(walked())
def test_one_person_twice_is_found_over_all_pairs(made):
    item, way = made
    kept = replace(item, separate=((way[-3], way[-1]),))
    people = [f"p{number}" for number in range(len(way))]
    assert found(kept, course(way, people)) == [[]]
    people[-1] = people[-3]
    assert found(kept, course(way, people)) == [[(Deviation.SAME_PERSON, way[-1])]]


@FEW
@given(walked(), st.integers(1, 20), st.booleans())
def test_a_limit_broken_by_an_hour_is_found_and_one_kept_is_not(made, hours, wait):
    item, way = made
    bound = Bound.WAIT if wait else Bound.WITHIN
    limit = StepLimit(bound, Span(hours, Unit.HOURS), way[-3])
    timed = limited(item, way[-1], limits=(limit,))
    start = len(way) * 30
    right = [*range(len(way) - 3), start, start + (hours if wait else 0) * 0.5, start + hours]
    wrong = [*right[:-1], start + hours + (-0.01 if wait else 0.01)]
    assume(right == sorted(right))
    kind = Deviation.TOO_FAST if wait else Deviation.LATE
    assert found(timed, course(way, hours=right), course(way, hours=wrong)) == [[], [(kind, way[-1])]]


@FEW
@given(walked(), st.integers(1, 10**9))
def test_an_amount_at_the_level_asks_for_the_higher_post_and_one_below_does_not(made, fen):
    item, way = made
    levelled = limited(item, way[-1], decisions=(Decision(fen, ("DZZ",)),))
    answers = found(levelled, course(way, amount=fen - 1), course(way, amount=fen), course(way))
    assert answers == [[], [(Deviation.WRONG_LEVEL, way[-1])], []]


def limited(item, no, **change):
    """Return the item with one of its last steps changed; they stand at the end of the flow by themselves."""
    flow = tuple(replace(part, **change) if isinstance(part, Step) and part.no == no else part for part in item.flow)
    assert {step.no for step in steps_of(flow)} == {step.no for step in item.steps}
    return replace(item, flow=flow)
