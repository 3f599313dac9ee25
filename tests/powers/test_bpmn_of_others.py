"""BPMN files of other tools: all of them are read, counted as XPath counts, and what is not followed is named."""

import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.powers import read_chart_words
from lianjing.engines.flowcharts.bpmn_export import bpmn_of
from lianjing.engines.flowcharts.bpmn_graph import graph_of, net_of_graph
from lianjing.engines.flowcharts.bpmn_import import imported, item_of, net_of_bpmn
from lianjing.engines.flowcharts.bpmn_model import read_bpmn
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.soundness import soundness
from tests.powers.random_items import items, legend
from tests.real_data import FOLDER

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
LEGEND = legend()
SAID = read_chart_words(CATALOGUE)
REFERENCES = sorted(path.name for path in (FOLDER / "bpmn" / "Reference").glob("*.bpmn")) or ["none"]
# By hand from the standard, chapter 10: what a flow is made of, and what stands around it.
NODES = """task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity subProcess
transaction adHocSubProcess startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent
exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway""".split()
FOLLOWED = {
    *NODES,
    *"definitions collaboration participant process laneSet childLaneSet lane flowNodeRef sequenceFlow".split(),
    *"incoming outgoing conditionExpression documentation extensionElements".split(),
}
pytestmark = pytest.mark.real_data


@pytest.fixture(params=REFERENCES)
def reference(request, real_data):
    """The bytes of one of the 21 reference models of the BPMN interchange group."""
    return (real_data / "bpmn" / "Reference" / request.param).read_bytes()


def test_there_are_21_references(real_data):
    assert len(REFERENCES) == 21


def test_counts_are_those_of_the_file(reference):
    root, model = ET.fromstring(reference), read_bpmn(reference)
    counted = Counter(node.kind for node in model.nodes)
    assert counted == {kind: n for kind in NODES if (n := len(root.findall(f".//{B}{kind}")))}
    assert len(model.ways) == len(root.findall(f".//{B}sequenceFlow"))
    assert len(model.lanes) == len(root.findall(f".//{B}lane"))
    assert model.extensions == len(root.findall(f".//{B}extensionElements"))
    assert counted["boundaryEvent"] == len(root.findall(f".//{B}boundaryEvent"))


def test_what_is_not_followed_is_named(reference):
    root, model = ET.fromstring(reference), read_bpmn(reference)
    named = {(one.element, one.id) for one in model.constructs}
    for element, above in _with_ancestors(root):
        kind = element.tag.rpartition("}")[2]
        if element.tag.startswith(DI[:-3]) or "/DD/" in element.tag:
            continue  # the drawing
        if element.tag.startswith(B) and kind in FOLLOWED:
            continue
        line = [(one.tag.rpartition("}")[2], one.get("id", "")) for one in (element, *above)]
        assert any(one in named for one in line), line[0]


def test_foreign_extensions_and_the_drawing_survive(reference):
    model = read_bpmn(reference)
    imported(model, SAID)
    assert ET.canonicalize(model.written().decode()) == ET.canonicalize(reference.decode())


def test_each_process_becomes_blocks_or_is_said_not_to(reference):
    model = read_bpmn(reference)
    for one in imported(model, SAID):
        assert (one.flow is None) == bool(one.nodes)
        if one.flow is not None:
            assert not soundness(net_of(one.flow)), one.process
            assert not soundness(net_of_bpmn(model, one.process))


def test_how_many_references_are_built_of_blocks(real_data):
    found = Counter()
    for name in REFERENCES:
        model = read_bpmn((real_data / "bpmn" / "Reference" / name).read_bytes())
        found.update("blocks" if one.flow is not None else "drawing" for one in imported(model, SAID))
    print(dict(found))
    assert found["blocks"] >= 25


@pytest.mark.once
@settings(max_examples=40, deadline=None)
@given(items())
def test_a_chart_without_our_marks_means_the_same(item):
    """What another tool leaves of our file: the same courses of steps are allowed, block or no block."""
    raw = bpmn_of(item, LEGEND, "zh").replace(b"urn:lianjing:power:1", b"urn:somebody:else")
    model = read_bpmn(raw)
    (one,) = imported(model, SAID)
    assert one.item is None
    assert one.flow is not None, one.nodes
    theirs = net_of_bpmn(model, one.process)
    graph = net_of_graph(graph_of(model, one.process))
    assert _courses(theirs) == _courses(graph)
    names = {" ".join(f"{step.no} {step.name.zh}".split()): step.no for step in item.steps}
    assert {tuple(names[name] for name in course) for course in _courses(theirs)} == _courses(net_of(item.flow))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_never_worse(real_data, data):
    raw = bytearray((real_data / "bpmn" / "Reference" / data.draw(st.sampled_from(REFERENCES))).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    with suppress(RuleBroken):  # refused, and nothing else
        model = read_bpmn(bytes(raw))
        for one in imported(model, SAID):
            net_of_bpmn(model, one.process)


def test_bombs_and_other_documents_are_refused(real_data):
    for path in sorted((real_data / "bad" / "xml").rglob("*.xml")):
        with pytest.raises(RuleBroken) as refused:
            read_bpmn(path.read_bytes())
        assert refused.value.code in ("bpmn_forbidden", "bpmn_not_bpmn", "bpmn_not_xml"), path.name
    for raw, code in ((b"", "bpmn_not_xml"), (b"<a/>", "bpmn_not_bpmn"), (b" " * 5_000_001, "bpmn_too_big")):
        with pytest.raises(RuleBroken) as refused:
            read_bpmn(raw)
        assert refused.value.code == code


def test_a_foreign_file_is_no_item(reference):
    with pytest.raises(RuleBroken, match="bpmn_not_ours"):
        item_of(read_bpmn(reference), SAID)


def test_inclusive_gateways_are_said_not_to_be_checkable(real_data):
    model = read_bpmn((real_data / "bpmn" / "Reference" / "B.2.0.bpmn").read_bytes())
    process = next(node.within for node in model.nodes if node.kind == "inclusiveGateway")
    with pytest.raises(RuleBroken) as refused:
        net_of_bpmn(model, process)
    assert "inclusiveGateway" in {one.element for one in refused.value.facts["constructs"]}


def _with_ancestors(root):
    waiting = [(root, ())]
    while waiting:
        element, above = waiting.pop()
        yield element, above
        waiting += [(child, (element, *above)) for child in element]


def _courses(net, most=7):
    """Every course of at most `most` steps that completes the net."""
    found, seen, waiting = set(), set(), [(tuple(sorted(net.start)), ())]
    while waiting:
        state = marking, course = waiting.pop()
        if state in seen or len(course) > most:
            continue
        seen.add(state)
        if marking == tuple(sorted(net.end)):
            found.add(course)
        for one in net.transitions:
            left = list(marking)
            try:
                for place in one.takes:
                    left.remove(place)
            except ValueError:
                continue
            after = tuple(sorted([*left, *one.gives]))
            waiting.append((after, (*course, one.label) if one.label else course))
    return found
