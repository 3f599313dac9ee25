"""`lianjing conform` as a person runs it: logs of every kind, charts of every kind, figures, sentences, a page."""

import ast
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import translation

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.nets import Net, Transition
from lianjing.engines.flowcharts.pnml import write_pnml
from lianjing.jobs.chart_files import Chart, read_chart
from lianjing.jobs.conforming import compare
from lianjing.jobs.event_logs import read_log
from lianjing.ui import conformance_report
from lianjing.ui.wording import conformance as wording
from tests.cli.test_commands import run
from tests.house.sources import ROOT

pytestmark = pytest.mark.once
LINE = Net(5, tuple(Transition(label, label, (at,), (at + 1,)) for at, label in enumerate("ABCD")), (0,), (4,))
CASES = {"one": "ABCD", "two": "ACBD", "three": "AB", "four": "ACBD", "<b>": "XABCD"}
BEGUN = datetime(2026, 9, 1, 8)


def rows():
    """Events of the cases, each an hour after the one before."""
    for case, labels in CASES.items():
        for hour, label in enumerate(labels):
            yield case, label, BEGUN + timedelta(hours=hour)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A chart, and one log as CSV, XES and Parquet, its rows in the wrong order where times say the right one."""
    folder = tmp_path_factory.mktemp("logs")
    (folder / "line.pnml").write_bytes(write_pnml(LINE))
    lines = [f"{case},{label},{at:%Y-%m-%d %H:%M:%S}" for case, label, at in reversed(list(rows()))]
    (folder / "log.csv").write_text("\n".join(["case,activity,timestamp", *lines]), "utf-8")
    traces = "".join(
        f'<trace><string key="concept:name" value="{case.replace("<", "&lt;")}"/>'
        + "".join(
            f'<event><string key="concept:name" value="{label}"/>'
            f'<date key="time:timestamp" value="2026-09-01T08:00:00+08:00"/></event>'
            for label in labels
        )
        + "</trace>"
        for case, labels in CASES.items()
    )
    (folder / "log.xes").write_text(f"<log>{traces}</log>", "utf-8")
    columns = list(zip(*reversed(list(rows())), strict=True))
    table = pa.table(dict(zip(("case:concept:name", "concept:name", "time:timestamp"), columns, strict=True)))
    pq.write_table(table, folder / "log.parquet")
    return folder


@pytest.mark.parametrize("kind", ["csv", "xes", "parquet"])
def test_a_log_of_every_kind_is_judged_the_same(files, kind):
    done = compare(files / f"log.{kind}", read_chart("pnml", str(files / "line.pnml")))
    figures = done.figures()
    assert {name: figures[name] for name in ("cases", "events", "variants", "fit", "deviant", "open", "cost")} == {
        "cases": 5, "events": 19, "variants": 4, "fit": 1, "deviant": 4, "open": 0, "cost": 7
    }  # fmt: skip
    assert {one["case"]: (one["verdict"], one["cost"]) for one in done.by_case()} == {
        "one": ("fit", 0), "two": ("deviant", 2), "three": ("deviant", 2), "four": ("deviant", 2), "<b>": ("deviant", 1)
    }  # fmt: skip
    first = done.explained()[0]
    assert (first["cases"], first["cost"], first["events"]) == (2, 2, list("ACBD"))
    assert first["findings"][0]["kind"] == "early"


def test_the_command_prints_figures_sentences_and_cases_and_writes_a_page(files, tmp_path):
    page = tmp_path / "page.html"
    words = ("conform", files / "log.csv", "--pnml", files / "line.pnml", "--explain", "--cases")
    code, out, err = run(*words, "--json", "--report", page, state=tmp_path)
    assert code == 0, err
    result = json.loads(out)
    assert {"cases", "events", "variants", "fit", "cost", "seconds"} <= set(result)
    assert len(result["by_case"]) == 5
    assert result["explained"][0]["findings"][0]["words"].startswith("第 2 个事件“C”提前办理")
    text = page.read_text("utf-8")
    assert text.count("<svg") == 2
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
    code, out, err = run(*words, state=tmp_path)
    assert code == 0, err
    assert "deviant            4" in out
    assert re.search(r"^<b> +deviant 1$", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "said", "ends"),
    [
        ((), "Name one chart", 2),
        (("--pnml", "a", "--power", "b"), "Name one chart", 2),
        (("--pnml", "nowhere.pnml"), "nowhere.pnml", 3),
        (("--power", "ST-99"), "ST-99", 3),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(files, tmp_path, words, said, ends):
    code, _, err = run("conform", files / "log.csv", *words, state=tmp_path)
    assert code == ends
    assert said in err


def test_cases_under_way_and_equal_times(files, tmp_path):
    chart = read_chart("pnml", str(files / "line.pnml"))
    assert compare(files / "log.csv", chart, open_cases=True).figures()["open"] == 1
    tied = pa.table({"case": ["x"] * 4, "activity": list("ACBD"), "timestamp": [1, 2, 2, 3]})
    pq.write_table(tied, tmp_path / "tied.parquet")
    assert compare(tmp_path / "tied.parquet", chart).figures()["fit"] == 0
    assert compare(tmp_path / "tied.parquet", chart, any_order=True).figures()["fit"] == 1


def test_a_power_is_a_chart_whether_the_log_says_numbers_or_names(tmp_path):
    chart = read_chart("power", "ST-03")
    numbers, (chinese, english) = chart.net.labels(), chart.names
    assert chart.spoken(numbers).labels() == numbers
    for names in (chinese, english):
        assert set(chart.spoken(names.values()).labels()) == {names[number] for number in numbers}


BPMN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">{}</definitions>',
    '<process id="p{0}"><startEvent id="s{0}"/><task id="a{0}" name="A"/><endEvent id="e{0}"/>'
    '<sequenceFlow id="f{0}" sourceRef="s{0}" targetRef="a{0}"/>'
    '<sequenceFlow id="g{0}" sourceRef="a{0}" targetRef="e{0}"/></process>',
)


def test_a_bpmn_file_is_a_chart_and_one_of_several_processes_is_named(tmp_path):
    file = tmp_path / "one.bpmn"
    file.write_text(BPMN[0].format(BPMN[1].format(1)), "utf-8")
    assert read_chart("bpmn", str(file)).net.labels() == ("A",)
    file.write_text(BPMN[0].format(BPMN[1].format(1) + BPMN[1].format(2)), "utf-8")
    assert read_chart("bpmn", str(file), "p2").net.labels() == ("A",)
    with pytest.raises(RuleBroken) as refused:
        read_chart("bpmn", str(file))
    assert (refused.value.code, refused.value.facts["processes"]) == ("bpmn_which_process", "p1, p2")


def broken_logs(folder):
    """Logs that cannot be read, and the code of each."""
    (folder / "torn.parquet").write_bytes(b"PAR1 torn")
    pq.write_table(pa.table({"case": ["x"], "step": ["A"]}), folder / "lacking.parquet")
    empty = pa.table({"case": pa.array([], pa.string()), "activity": pa.array([], pa.string())})
    pq.write_table(empty, folder / "empty.parquet")
    return {
        "torn.parquet": "log_not_readable",
        "lacking.parquet": "log_columns_missing",
        "empty.parquet": "log_empty",
        "none.xes": "log_missing",
    }


def test_a_log_that_cannot_be_read_is_refused_by_a_reason(tmp_path):
    for name, code in broken_logs(tmp_path).items():
        with pytest.raises(RuleBroken) as refused:
            read_log(tmp_path / name)
        assert refused.value.code == code


def test_an_object_centric_log_is_seen_from_one_type_of_object(tmp_path):
    events = [
        {"type": label, "time": f"2026-09-01T0{hour}:00:00Z", "relationships": [{"objectId": one} for one in ids]}
        for hour, (label, ids) in enumerate([("A", "xyo"), ("B", "xx"), ("C", "yx"), ("B", "y"), ("D", "xyq")])
    ]
    objects = [{"id": "x", "type": "order"}, {"id": "y", "type": "order"}, {"id": "o", "type": "school"}]
    file = tmp_path / "log.json"
    file.write_text(json.dumps({"objects": objects, "events": list(reversed(events))}), "utf-8")
    found = compare(file, Chart(LINE), objects="order")
    assert {one["case"]: one["cost"] for one in found.by_case()} == {"x": 0, "y": 2}
    for wanted in ("", "purchase"):
        with pytest.raises(RuleBroken) as refused:
            read_log(file, wanted)
        assert (refused.value.code, refused.value.facts["types"]) == ("ocel_which_objects", "order, school")
    for text in ("[]", '{"objects": {}, "events": []}', '{"events": []}'):
        file.write_text(text, "utf-8")
        with pytest.raises(RuleBroken) as refused:
            read_log(file)
        assert refused.value.code == "standard_not_found"
    file.write_text(json.dumps({"objects": objects[:2], "events": [3, {}, {"relationships": [1]}]}), "utf-8")
    with pytest.raises(RuleBroken) as refused:
        read_log(file)
    assert refused.value.code == "log_empty"


OURS = (
    *(f"engines/flowcharts/{name}.py" for name in ("nets", "markings", "pnml", "automaton", "aligning", "soundness")),
    *(f"jobs/{name}.py" for name in ("chart_files", "event_logs", "conforming", "ocel")),
)


def test_every_refusal_is_worded_of_its_own_facts_and_no_sentence_is_idle():
    raised = {}
    for path in (ROOT / "lianjing" / name for name in OURS):
        for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RuleBroken":
                raised.setdefault(node.args[0].value, []).append({keyword.arg for keyword in node.keywords})
    others = {"standard_not_found"}  # worded with the other standards
    assert set(raised) - others == set(wording.SENTENCES)
    for code, sentence in wording.SENTENCES.items():
        named = set(re.findall(r"%\((\w+)\)", str(sentence)))
        assert all(named <= facts for facts in raised[code]), code


def test_a_page_is_in_the_language_asked_for_and_says_what_it_leaves_out(files):
    done = compare(files / "log.csv", Chart(LINE))
    many = done.explained() * 30
    for language, words in (("en", "40 more variants are not shown."), ("zh-hans", "另有 40 种走法未列出。")):
        with translation.override(language):
            assert words in conformance_report.page(done.figures(), many)


def test_the_picture_is_a_png_of_its_own(tmp_path):
    """A picture for a report that somebody else writes; the same log gives the same picture."""
    figures = {"log": "x.csv", "cases": 3, "events": 9, "variants": 2, "cost": 1, "seconds": 0.1}
    figures |= {"fit": 2, "open": 0, "deviant": 1}
    told = [{"cases": 1, "findings": [{"kind": "skipped", "step": "验收"}]}]
    made = conformance_report.picture(figures, told)
    assert made.startswith(b"\x89PNG")
    width, height = (int.from_bytes(made[at : at + 4], "big") for at in (16, 20))
    assert width == 1520
    assert height > 400
