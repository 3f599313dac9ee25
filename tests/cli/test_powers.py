"""`lianjing power draw`, `export` and `import` as a person runs them."""

import json
import xml.etree.ElementTree as ET

import pytest

from tests.cli.test_commands import run

FOREIGN = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<process id="p" name="Buy"><startEvent id="s"/><task id="a" name="Ask"/><serviceTask id="b" name="Book"/>
<dataObject id="paper"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="{end}"/></process></definitions>"""


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


def test_an_item_is_drawn_given_as_bpmn_and_read_back(state, tmp_path):
    code, out, err = run("power", "draw", "ST-03", "--sheet", "phone", "--language", "en", state=state)
    assert code == 0, err
    assert ET.fromstring(out).get("aria-label").startswith("Flowchart: Food received")
    file, back = tmp_path / "st.bpmn", tmp_path / "st.yaml"
    code, _, err = run("power", "export", "ST-03", "--out", file, state=state)
    assert code == 0, err
    code, out, err = run("power", "import", file, "--out", back, "--json", state=state)
    assert code == 0, err
    result = json.loads(out)
    assert result["not_followed"] == []
    assert result["processes"][0]["ours"]
    assert back.read_text().startswith("kind: power_item\nid: ST-03")


def test_a_poster_is_written(state, tmp_path):
    file = tmp_path / "st.pdf"
    code, _, err = run("power", "poster", "ST-03", "--out", file, "--contact", "0718-1", state=state)
    assert code == 0, err
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_foreign_chart_becomes_a_draft_and_what_is_not_followed_is_said(state, tmp_path):
    file = tmp_path / "buy.bpmn"
    file.write_text(FOREIGN.format(end="e"))
    code, out, err = run("power", "import", file, state=state)
    assert code == 0, err
    assert "Ask" in out
    assert "# dataObject paper: " in out
    assert "# serviceTask b: " in out


def test_what_cannot_be_done_is_said_with_its_exit_code(state, tmp_path):
    assert run("power", "draw", "ST-03", "--out", tmp_path / "a.docx", state=state)[0] == 2
    code, _, err = run("power", "draw", "XX-99", state=state)
    assert code == 3
    assert "XX-99" in err
    assert run("power", "import", tmp_path / "nothing.bpmn", state=state)[0] == 3
    loose = tmp_path / "loose.bpmn"
    loose.write_text(FOREIGN.format(end="nowhere"))
    assert run("power", "import", loose, state=state)[0] == 1
