"""A net says where it starts and ends, and its steps name only places that it has."""

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.nets import Net, Transition

ASK = Transition("ask", "Ask", (0,), (1,))


@pytest.mark.parametrize(
    ("net", "code"),
    [
        (lambda: Net(2, (ASK,), (), (1,)), "net_without_start"),
        (lambda: Net(2, (ASK,), (0,), ()), "net_without_end"),
        (lambda: Net(1, (ASK,), (0,), (0,)), "net_place_unknown"),
        (lambda: Net(2, (ASK,), (-1,), (1,)), "net_place_unknown"),
    ],
)
def test_a_net_without_sense_is_refused(net, code):
    with pytest.raises(RuleBroken) as refused:
        net()
    assert refused.value.code == code


def test_labels_are_those_a_log_can_have():
    net = Net(3, (ASK, Transition("quiet", None, (1,), (2,))), (0,), (2,))
    assert net.labels() == ("Ask",)
