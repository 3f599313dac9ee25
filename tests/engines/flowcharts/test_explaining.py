"""What is said of a deviating case: one finding for one thing, the same whatever else is wrong."""

import pytest

from lianjing.domain.power.deviations import FLOW_KINDS, Deviation
from lianjing.engines.flowcharts.aligning import Aligner
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.nets import Net, Transition
from lianjing.ui.wording.conformance import said

LINE = Net(5, tuple(Transition(label, label, (at,), (at + 1,)) for at, label in enumerate("ABCD")), (0,), (4,))
SAID = {
    "ABCD": [],
    "ABD": [("skipped", "C", (2,), {"before": "D"})],
    "ABC": [("skipped", "D", (), {"before": None})],
    "ACBD": [("early", "C", (1, 2), {"waits_for": "B"})],
    "DABC": [("early", "D", (0, 3), {"waits_for": "C"})],
    "ACDB": [("early", "C", (1, 3), {"waits_for": "B"})],
    "AABCD": [("twice", "A", (1, 0), {})],
    "ABCDD": [("twice", "D", (4, 3), {})],
    "ABXCD": [("extra", "X", (2,), {"known": False})],
    "AXCBD": [("extra", "X", (1,), {"known": False}), ("early", "C", (2, 3), {"waits_for": "B"})],
}
UNDER_WAY = {
    "AB": [],
    "AC": [("early", "C", (1,), {"waits_for": "B"})],
    "ACB": [("early", "C", (1, 2), {"waits_for": "B"})],
    "ACBD": [("early", "C", (1, 2), {"waits_for": "B"})],
    "B": [("early", "B", (0,), {"waits_for": "A"})],
    "ABX": [("extra", "X", (2,), {"known": False})],
}


def findings(case, net=LINE, *, ended=True):
    """What is said of a case, as plain values."""
    found = explain(Aligner(compile_net(net)).plainly(case, ended=ended), net.labels())
    return [(str(one.kind), one.step, one.at, dict(one.facts)) for one in found]


@pytest.mark.parametrize(("case", "wanted"), SAID.items(), ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_said_of_a_case(case, wanted):
    assert findings(case) == wanted


@pytest.mark.parametrize(("case", "wanted"), UNDER_WAY.items(), ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_said_of_a_case_under_way(case, wanted):
    assert findings(case, ended=False) == wanted


def test_a_step_of_another_branch_is_known_but_not_due():
    moves = [("A", 0, 1), ("B", 1, 2), ("C", 1, 3), ("D", 2, 4), ("E", 3, 4)]
    net = Net(5, tuple(Transition(label, label, (one,), (two,)) for label, one, two in moves), (0,), (4,))
    assert findings("ABED", net) == [("extra", "E", (2,), {"known": True})]


@pytest.mark.parametrize(
    ("case", "english", "chinese"),
    [
        ("ABD", "Before event 3 (“D”) the step “C” is missing.", "第 3 个事件“D”之前缺少规定步骤“C”。"),
        ("ABC", "The step “D” is missing at the end.", "结尾处缺少规定步骤“D”。"),
        (
            "ACBD",
            "Event 2, “C”, came before its turn: it should have waited for “B”.",
            "第 2 个事件“C”提前办理：应在“B”之后。",
        ),
        (
            "AABCD",
            "Event 2, “A”, was done already, at event 1, and is due only once there.",
            "第 2 个事件“A”已在第 1 个事件办理过，该处只应办理一次。",
        ),
        (
            "ABXCD",
            "Event 3, “X”, is a step that the chart does not have.",
            "第 3 个事件“X”是流程图以外的步骤。",
        ),
    ],
)
def test_a_finding_is_a_sentence_in_both_languages(case, english, chinese):
    from django.utils import translation

    (finding,) = explain(Aligner(compile_net(LINE)).plainly(case), LINE.labels())
    assert finding.kind in FLOW_KINDS
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert said(finding) == sentence


def test_every_kind_of_order_is_said_somewhere_here():
    assert {kind for wanted in SAID.values() for kind, *_ in wanted} == {str(kind) for kind in FLOW_KINDS}
    assert Deviation.WRONG_BRANCH not in FLOW_KINDS
