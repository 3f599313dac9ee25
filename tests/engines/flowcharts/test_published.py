"""Published logs on their nets: as many cases fit, and all cost as much, as others found."""

import pytest

from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.checking import Check, variants_of
from lianjing.engines.flowcharts.soundness import soundness
from tests.engines.flowcharts.published import PAIRS, events_of, net_of

pytestmark = [pytest.mark.once, pytest.mark.real_data]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.log)
def test_a_published_log_comes_out_as_published(pair, real_data):
    events = events_of(real_data, pair)
    found = Check(compile_net(net_of(real_data, pair))).run(events)
    assert (len(found.cases), found.events, variants_of(events)) == (pair.cases, pair.events, pair.variants)
    assert (found.fit, found.cost) == (pair.fit, pair.cost)
    assert sum(one.cases for one in found.variants) == pair.cases - pair.fit


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.log)
def test_the_published_nets_are_sound(pair, real_data):
    assert soundness(net_of(real_data, pair)) == []
