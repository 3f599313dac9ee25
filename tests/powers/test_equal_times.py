"""Events at one time, amounts nobody knows yet, days the calendar does not reach: found only what is certain."""

import random
from datetime import date, datetime, timedelta
from itertools import permutations

import numpy as np
import pytest

from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.courses import Course, Happened
from lianjing.domain.power.deviations import Deviation
from lianjing.domain.power.flow import Together
from lianjing.domain.power.item import Item
from lianjing.domain.power.spans import Window, window
from lianjing.domain.power.steps import Bound, Level, Span, Step, StepLimit
from lianjing.domain.worktime import CHINA
from lianjing.engines.flowcharts.events import events_of
from lianjing.engines.flowcharts.judging import Judge
from tests.powers.items import items, library

SAID = Words("步骤", "Step")
NOON = datetime(2026, 10, 12, 12, tzinfo=CHINA)
FIVE_DAYS = StepLimit(Bound.WAIT, Span(5, Unit.DAYS), "1")
WITHIN = StepLimit(Bound.WITHIN, Span(3, Unit.WORKING_DAYS), "1")


def step(no, *limits):
    return Step(no, SAID, ("XZ",), limits=limits)


def judge(*flow, separate=()):
    item = Item("CG-01", "CG", SAID, SAID, Level.LOW, 1, date(2026, 9, 1), (), flow, separate=separate)
    return Judge(item, library().calendar, library().parameters)


def course(*steps, open=True, **said):
    """Steps at noon, in the order in which they were written down; "+" goes on by a day."""
    at, events = NOON, []
    for no in steps:
        if no == "+":
            at += timedelta(days=1)
        else:
            events.append(Happened(no, at, **said.get(f"s{no}", {})))
    return Course(tuple(events), open=open)


def found(by, told):
    return sorted((one.kind, one.step, one.at) for one in by.courses([told])[0])


def test_a_wait_that_was_over_in_no_time_is_found_in_whichever_order_it_was_written_down():
    by = judge(step("1"), step("2", FIVE_DAYS), step("3"))
    assert found(by, course("1", "2")) == [(Deviation.TOO_FAST, "2", (1, 0))]
    assert found(by, course("2", "1")) == [(Deviation.TOO_FAST, "2", (0, 1))]
    assert found(by, course("2", "1", "+", "3", open=False)) == [(Deviation.TOO_FAST, "2", (0, 1))]


def test_what_is_next_follows_from_the_order_by_which_a_matter_is_judged():
    by = judge(step("1"), step("2"), step("3"))
    assert by.next_steps(course("2", "1")) == (("3",), False)
    assert by.next_steps(course("3", "2", "1")) == ((), True)
    assert by.next_steps(course()) == (("1",), False)


def test_findings_point_at_events_as_they_stand_in_the_matter():
    by = judge(step("1"), step("2"), step("3"), separate=(("1", "2"),))
    assert found(by, course("9", "1", open=False)) == [
        (Deviation.EXTRA, "9", (0,)),
        (Deviation.SKIPPED, "2", ()),
        (Deviation.SKIPPED, "3", ()),
    ]
    assert found(by, course("9", "3", "1", "+", "2")) == [(Deviation.EARLY, "3", (1, 3)), (Deviation.EXTRA, "9", (0,))]
    both = {"s1": {"people": ("x", "a")}, "s2": {"people": ("a", "b", "c")}, "s9": {"people": ("x",)}}
    shared = found(by, course("2", "9", "1", **both))
    assert (Deviation.SAME_PERSON, "2", (0, 2)) in shared


@pytest.mark.parametrize("written", list(permutations(["1", "2", "2b"])))
def test_lanes_that_may_go_either_way_hide_no_wait(written):
    by = judge(step("1"), Together(((step("2", FIVE_DAYS),), (step("2b", FIVE_DAYS),))), step("3"))
    kinds = [(kind, no) for kind, no, _ in found(by, course(*written))]
    assert kinds == [(Deviation.TOO_FAST, "2"), (Deviation.TOO_FAST, "2b")]


@pytest.mark.parametrize("seed", range(20))
def test_a_table_in_another_order_keeps_what_belongs_to_each_event(seed):
    chance = random.Random(seed)
    people = [{f"s{no}": {"people": tuple("abc"[: chance.randrange(4)])} for no in "123"} for _ in range(4)]
    courses = [course(*"123"[: chance.randrange(4)], **one) for one in people]
    table = events_of(courses, ())
    places = list(range(len(table.case)))
    chance.shuffle(places)
    other = table.rows(np.array(places, np.int64))
    for now, before in enumerate(places):
        for name in ("case", "step", "at", "awaited"):
            assert getattr(other, name)[now] == getattr(table, name)[before]
        people = [
            one.people[one.people_from[at] : one.people_from[at + 1]].tolist()
            for one, at in ((other, now), (table, before))
        ]
        assert people[0] == people[1]


def purchase(fen, post):
    """A small purchase decided by people of one post, as far as that step."""
    taken = [("1", "XQR"), ("2", "ZW"), ("3s", post)]
    events = tuple(Happened(no, NOON, people=("a", "b"), post=by) for no, by in taken)
    return Course(events, amount=fen, open=True)


@pytest.mark.parametrize(
    ("fen", "post", "kinds"),
    [
        (None, "CGZ", []),
        (None, "XLD", []),
        (None, "BZR", [Deviation.WRONG_POST]),
        (20_000_00, "XLD", []),
        (20_000_00, "CGZ", [Deviation.WRONG_LEVEL]),
        (2_000_00, "XLD", [Deviation.WRONG_POST]),
    ],
)
def test_who_may_decide_is_asked_only_of_what_the_amount_says(fen, post, kinds):
    by = Judge(items()["CW-03"], library().calendar, library().parameters)
    told = by.courses([purchase(fen, post)])[0]
    posts = (Deviation.WRONG_POST, Deviation.WRONG_LEVEL)
    assert [one.kind for one in told if one.step == "3s" and one.kind in posts] == kinds


def test_a_day_that_the_calendar_does_not_reach_is_not_known_and_stops_nothing():
    by = judge(step("1"), step("2", WITHIN), step("3"))
    long_ago = datetime(2006, 10, 12, 12, tzinfo=CHINA)
    late = course("1", "+", "+", "+", "+", "+", "2")
    assert found(by, late) == [(Deviation.LATE, "2", (1, 0))]
    old = Course((Happened("1", long_ago), Happened("2", NOON)), open=True)
    assert [[one.kind for one in some] for some in by.courses([old, late])] == [[], [Deviation.LATE]]
    asked = library().calendar, library().parameters
    assert window(step("2", WITHIN), Course((Happened("1", long_ago),), open=True), *asked) == Window()
