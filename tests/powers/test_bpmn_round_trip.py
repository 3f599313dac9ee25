"""Our BPMN holds every mark: what is exported is imported as it was; bytes repeat; the net stays the same."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Branch, Choice
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import read_library
from lianjing.engines.content.powers import read_items
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.engines.flowcharts.bpmn_import import imported, item_of
from lianjing.engines.flowcharts.bpmn_model import read_bpmn
from tests.powers.random_items import items, legend

LEGEND = legend()
ITEMS = read_items(read_library())


@pytest.mark.once
@settings(max_examples=150, deadline=None)
@given(items())
def test_a_random_item_comes_back_as_it_was(item):
    raw = bpmn_of(item, LEGEND, "zh")
    assert raw == bpmn_of(item, LEGEND, "zh")
    model = read_bpmn(raw)
    assert not model.constructs
    assert item_of(model, LEGEND.said) == item
    assert model.written() == raw


@pytest.mark.parametrize("name", ITEMS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_of_the_catalogue_comes_back_as_it_was(name, language):
    back = item_of(read_bpmn(bpmn_of(ITEMS[name], LEGEND, language)), LEGEND.said)
    assert back == replace(ITEMS[name], file="")


def test_a_mark_that_is_damaged_is_told():
    raw = bpmn_of(ITEMS["ST-03"], LEGEND, "zh")
    with pytest.raises(RuleBroken) as refused:
        imported(read_bpmn(raw.replace(b'bound="ahead"', b'bound="astern"')), LEGEND.said)
    assert refused.value.code == "bpmn_mark_wrong"
    assert refused.value.facts == {"element": "limits", "field": "bound"}


def test_what_no_way_leads_to_is_not_exported():
    dead = Step("99", Words("死", "dead"), ("XZ",))
    gone = Branch(Words("否", "no"), (), None, Words("止", "stop"))
    item = replace(ITEMS["ST-03"], flow=(*ITEMS["ST-03"].flow, Choice((gone, gone)), dead))
    with pytest.raises(RuleBroken) as refused:
        bpmn_of(item, LEGEND, "zh")
    assert refused.value.facts == {"part": "99"}


def test_a_lost_mark_would_be_seen():
    raw = bpmn_of(ITEMS["ST-03"], LEGEND, "zh")
    poorer = raw.replace(b' people="2"', b"", 1)
    assert item_of(read_bpmn(poorer), LEGEND.said) != replace(ITEMS["ST-03"], file="")
