"""BPMN files of other tools: all of them are read, counted as XPath counts, and what is not followed is named."""

import time
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.powers import read_chart_words
from lianjing.engines.flowcharts import bpmn_model
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
    *"incoming outgoing conditionExpression extensionElements".split(),
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


def test_every_word_of_a_flow_is_taken_over_or_named(reference):
    """Whatever is written is made a word of its own; those of a process that became blocks stand in what came of it."""
    _every_word_told(ET.fromstring(reference))


def test_every_word_of_a_small_file_is_taken_over_or_named():
    unsaid = _every_word_told(ET.fromstring(EVERYTHING))
    assert {(one.code, one.element, one.id) for one in unsaid} >= {
        ("not_followed", "documentation", "a"),
        ("condition_left_out", "sequenceFlow", "f3"),
        ("name_left_out", "exclusiveGateway", "x"),
        ("name_left_out", "startEvent", "s"),
        ("name_left_out", "endEvent", "e"),
        ("name_left_out", "subProcess", "sub"),
        ("not_followed", "participant", "black"),
        ("not_followed", "lane", "outer"),
        ("label_left_out", "sequenceFlow", "f1"),
    }


def test_the_words_would_be_missed(monkeypatch):
    """What used to be: documentation counted as followed, and no reader looked at it."""
    monkeypatch.setattr(bpmn_model, "_FRAME", bpmn_model._FRAME | {"documentation"})
    with pytest.raises(AssertionError, match="documentation"):
        _every_word_told(ET.fromstring(EVERYTHING))


def test_a_node_inside_itself_is_refused():
    twice = '<subProcess id="p"><task id="a"/></subProcess>'
    model = read_bpmn(f'<definitions xmlns="{B[1:-1]}"><process id="p">{twice}</process></definitions>'.encode())
    (one,) = imported(model, SAID)
    assert one.flow is None
    assert {construct.code for construct in one.constructs} == {"reference_broken"}


def test_a_large_chart_is_folded_soon_and_a_larger_one_refused():
    """Gateways that all jump to the same task, one after the other: each is folded once, and asks only its own ways."""
    for raw, blocks in ((_ladder(25, 220), True), (_ladder(240, 240), False)):  # too deep to be read as blocks
        model, began = read_bpmn(raw), time.process_time()
        (one,) = imported(model, SAID)
        assert (one.flow is not None) == blocks
        assert time.process_time() - began < 1
    for raw, code in ((_ladder(300, 300), "bpmn_too_many_nodes"), (_ladder(400, 1, 4), "bpmn_too_many_ways")):
        with pytest.raises(RuleBroken, match=code):
            imported(read_bpmn(raw), SAID)


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


EVERYTHING = f"""<definitions xmlns="{B[1:-1]}">
<collaboration id="c"><participant id="pool" name="School" processRef="p"/>
<participant id="black" name="Bank"/></collaboration>
<process id="p"><laneSet id="l"><lane id="outer" name="Outer"><childLaneSet id="k"><lane id="in" name="Buyer">
<flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>
<startEvent id="s" name="Need"/><task id="a" name="Ask"><documentation>Three at least</documentation></task>
<exclusiveGateway id="x" name="How much?"/><task id="b" name="Sign"/><task id="d" name="Meet"/>
<exclusiveGateway id="y"/><subProcess id="sub" name="Keep"><startEvent id="s2" name="In"/><task id="g" name="File"/>
<endEvent id="e2" name="Out"/><sequenceFlow id="h1" sourceRef="s2" targetRef="g"/>
<sequenceFlow id="h2" sourceRef="g" targetRef="e2"/></subProcess><endEvent id="e" name="Done"/>
<sequenceFlow id="f0" sourceRef="s" targetRef="a"/><sequenceFlow id="f1" name="then" sourceRef="a" targetRef="x"/>
<sequenceFlow id="f2" name="small" sourceRef="x" targetRef="b"/>
<sequenceFlow id="f3" name="large" sourceRef="x" targetRef="d">
<conditionExpression>amount</conditionExpression></sequenceFlow>
<sequenceFlow id="f4" sourceRef="b" targetRef="y"/><sequenceFlow id="f5" sourceRef="d" targetRef="y"/>
<sequenceFlow id="f6" sourceRef="y" targetRef="sub"/><sequenceFlow id="f7" sourceRef="sub" targetRef="e"/>
</process></definitions>"""


def _every_word_told(root):
    """Make every word of a file one of its own, and look for each of those in what its process came to."""
    ids = {element.get("id") for element in root.iter()}
    words = {}
    for element, above in _with_ancestors(root):
        if element.tag.startswith(B):
            if element.get("name"):
                words[f"word{len(words)}w"] = (element, above)
                element.set("name", list(words)[-1])
            if (element.text or "").strip() and element.text.strip() not in ids:
                words[f"word{len(words)}w"] = (element, above)
                element.text = list(words)[-1]
    model = read_bpmn(ET.tostring(root))
    blocks = {one.process: one for one in imported(model, SAID) if one.flow is not None}
    unsaid = {*model.constructs, *(construct for one in blocks.values() for construct in one.constructs)}
    named = {(one.element, one.id) for one in unsaid}
    for word, (element, above) in words.items():
        of = next((one.get("id") for one in (element, *above) if one.tag == f"{B}process"), element.get("processRef"))
        kind = element.tag.rpartition("}")[2]
        line = [(one.tag.rpartition("}")[2], one.get("id", "")) for one in (element, *above)]
        if of in blocks and not any(one in named for one in [*line, (kind, above[0].get("id", ""))]):
            assert word in str(blocks[of]), (word, *line[0])
    return unsaid


def _ladder(rungs, tasks, more=1):
    """A file of `rungs` gateways one after the other, `more` ways from each to the first of `tasks` steps in a row."""
    names = [f"g{n}" for n in range(rungs)]
    flows = [(one, other) for one, other in pairwise(["s", *names, "t0"])] + [(name, "t0") for name in names] * more
    flows += pairwise([*(f"t{n}" for n in range(tasks)), "e"])
    nodes = [f'<exclusiveGateway id="{name}"/>' for name in names] + [f'<task id="t{n}"/>' for n in range(tasks)]
    ways = [f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(flows)]
    inside = "".join(['<startEvent id="s"/>', *nodes, '<endEvent id="e"/>', *ways])
    return f'<definitions xmlns="{B[1:-1]}"><process id="p">{inside}</process></definitions>'.encode()


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
