"""The columnar rules on a published log, against the same rules written plainly in Python from the file itself."""

import gzip
from datetime import date, datetime, timedelta
from xml.etree.ElementTree import iterparse

import numpy as np
import pytest

from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Level, Span, Step, StepLimit
from lianjing.domain.worktime import CHINA
from lianjing.engines.flowcharts.events import UNKNOWN, EventTable, microseconds
from lianjing.engines.flowcharts.rules import rule_hits
from tests.powers.items import library

SAID = Words("步骤", "Step")
LIMITS = (  # step, bound, days, the step it refers to ("": the event before)
    ("Send Fine", Bound.WITHIN, 90, "Create Fine"),
    ("Insert Fine Notification", Bound.WITHIN, 30, "Send Fine"),
    ("Add penalty", Bound.WAIT, 60, "Insert Fine Notification"),
    ("Payment", Bound.WITHIN, 60, "Create Fine"),
    ("Send for Credit Collection", Bound.WAIT, 365, ""),
)
APART = ("Create Fine", "Send Appeal to Prefecture")


def plainly(path):
    """Return the log's cases as lists of (activity, moment, resource), in the order of the file."""
    cases, event, depth = [], None, 0
    with gzip.open(path) as file:
        for what, element in iterparse(file, ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if what == "start":
                depth += tag == "event"
                if tag == "trace":
                    cases.append([])
                elif tag == "event":
                    event = {}
                continue
            if depth and tag in ("string", "date"):
                event[element.get("key")] = element.get("value")
            if tag == "event":
                depth -= 1
                at = datetime.fromisoformat(event["time:timestamp"])
                cases[-1].append((event["concept:name"], at, event.get("org:resource", "")))
            if tag == "trace":
                element.clear()
    return cases


def broken_limits(cases, step, bound, days, of):
    """Count the events of a step that break a limit, one by one."""
    count = 0
    for case in cases:
        for place, (activity, at, _) in enumerate(case):
            if activity != step:
                continue
            earlier = (
                [when for name, when, _ in case[:place] if name == of] if of else [when for _, when, _ in case[:place]]
            )
            if earlier:
                passed = (at.astimezone(CHINA).date() - earlier[-1].astimezone(CHINA).date()).days
                count += passed <= days if bound is Bound.WAIT else passed > days
    return count


def shared_hands(cases):
    """Count (case, person) where one person did both of the pair, anywhere in the case."""
    return sum(
        len(
            {who for name, _, who in case if name == APART[0] and who}
            & {who for name, _, who in case if name == APART[1]}
        )
        for case in cases
    )


def columns(cases):
    """Return the log as the rules read it; cases in the order of their times where the file has them so."""
    steps = sorted({name for case in cases for name, _, _ in case})
    people = {}
    rows = [(number, *event) for number, case in enumerate(cases) for event in case]
    known = [[people.setdefault(who, len(people))] if who else [] for *_, who in rows]
    unknown = np.full(len(rows), UNKNOWN)
    return EventTable(
        case=np.array([row[0] for row in rows]),
        step=np.array([steps.index(row[1]) for row in rows]),
        at=np.array([microseconds(row[2]) for row in rows]),
        post=unknown,
        papers=unknown,
        until=unknown,
        people=np.array([one for some in known for one in some], np.int64),
        people_from=np.cumsum([0, *map(len, known)]),
        awaited=np.zeros(len(rows), np.int64),
        steps=tuple(steps),
        posts=(),
        cases=len(cases),
        amount=np.full(len(cases), UNKNOWN),
        size_class=("",) * len(cases),
        open=np.zeros(len(cases), bool),
    )


def item(steps):
    limits = {step: StepLimit(bound, Span(days, Unit.DAYS), of) for step, bound, days, of in LIMITS}
    flow = tuple(Step(no, SAID, ("XZ",), limits=(limits[no],) if no in limits else ()) for no in steps)
    return Item("CG-01", "CG", SAID, SAID, Level.LOW, 1, date(2026, 9, 1), (), flow, separate=(APART,))


@pytest.mark.once
@pytest.mark.real_data
def test_rules_count_what_plain_python_counts(real_data):
    cases = plainly(real_data / "logs" / "RTFMP.xes.gz")
    assert (len(cases), sum(map(len, cases))) == (150_370, 561_470)
    table = columns(cases)
    hits = rule_hits(item(table.steps), table, library().calendar, library().parameters)
    found = {(one.kind.value, one.step): len(one.events) for one in hits}
    wanted = {
        ("too_fast" if bound is Bound.WAIT else "late", step): broken_limits(cases, step, bound, days, of)
        for step, bound, days, of in LIMITS
    }
    shared = shared_hands(cases)
    assert {key: found.get(key, 0) for key in wanted} == wanted
    assert sum(count for (kind, _), count in found.items() if kind == "same_person") == shared
    assert sum(wanted.values()) > 50_000
    print(wanted, shared)


def test_a_rule_that_counts_otherwise_would_be_noticed():
    """Negative control: three cases whose answers are known by hand."""
    day = datetime(2026, 3, 1, 12, tzinfo=CHINA)
    case = [("Create Fine", day, "a"), ("Send Fine", day + timedelta(days=91), "b")]
    in_time = [("Create Fine", day, "a"), ("Send Fine", day + timedelta(days=90), "b")]
    assert broken_limits([case, in_time], "Send Fine", Bound.WITHIN, 90, "Create Fine") == 1
    table = columns([case, in_time, [("Send Fine", day, "")]])
    steps = ("Create Fine", "Send Appeal to Prefecture", "Send Fine")
    hits = rule_hits(item(steps), table, library().calendar, library().parameters)
    assert [(one.kind.value, one.step, one.events.tolist()) for one in hits] == [("late", "Send Fine", [1])]
