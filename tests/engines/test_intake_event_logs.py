"""Event logs become rows of events: XES as a stream, text tables by their headers; what is neither is refused."""

import gzip
from collections import Counter
from datetime import datetime
from itertools import islice

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import LARGE, Limits
from lianjing.engines.intake.standards import read_events
from lianjing.ui.wording import intake as wording
from tests.engines.standard_files import fate, mutants, read_events_here

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="concept:name" value="采购审批"/>
  <trace>
    <string key="concept:name" value="甲-1"/>
    <event>
      <string key="concept:name" value="申请"><string key="concept:name" value="nested"/></string>
      <date key="time:timestamp" value="2026-03-02T08:00:00.250+08:00"/>
      <string key="org:resource" value="张三"/>
      <string key="lifecycle:transition" value="complete"/>
    </event>
    <event>
      <string key="concept:name" value="审批"/>
      <date key="time:timestamp" value="2026-03-02T02:30:00Z"/>
    </event>
    <event><string key="concept:name" value="归档"/></event>
    <event><date key="time:timestamp" value="2026-03-03"/></event>
  </trace>
  <trace><event>
    <string key="concept:name" value="申请"/>
    <date key="time:timestamp" value="2026-03-04 09:00:00"/>
  </event></trace>
  <event>
    <string key="concept:name" value="stray"/>
    <date key="time:timestamp" value="2026-03-02T02:30:00Z"/>
  </event>
</log>"""
STEPS = [
    ("甲-1", "申请", datetime(2026, 3, 2, 8, 0, 0, 250_000), "张三", "complete"),
    ("甲-1", "审批", datetime(2026, 3, 2, 10, 30), None, None),
    ("#2", "申请", datetime(2026, 3, 4, 9), None, None),
]


def steps(rows):
    return [(row["case_id"], row["activity"], row["at"], row["resource"], row["lifecycle"]) for row in rows]


def test_the_events_of_traces_are_rows_and_the_rest_is_counted():
    rows, into, kind, cases = read_events_here(LOG.encode())
    assert steps(rows) == STEPS
    assert {(row["log"], row["item_code"], row["school_code"]) for row in rows} == {("采购审批", None, None)}
    assert (kind, cases) == ("xes", 2)
    assert +into.left_out == Counter(event_without_time=1, event_without_activity=1, event_without_case=1)


def test_a_case_of_digits_alone_has_the_number_that_the_tables_give_it():
    rows = read_events_here(LOG.replace("甲-1", "0007").encode())[0]
    assert [row["case_id"] for row in rows] == ["7", "7", "#2"]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "GB2312", "gbk", "utf-8-sig"])
def test_a_log_in_another_encoding_says_the_same(encoding):
    declared = LOG.replace('"UTF-8"', f'"{encoding.removesuffix("-sig")}"')
    assert steps(read_events_here(declared.encode(encoding))[0]) == STEPS


def test_a_caller_may_name_the_log_and_elements_may_have_a_prefix():
    prefixed = LOG.replace("<trace>", "<x:trace>").replace("</trace>", "</x:trace>").replace("xmlns=", "xmlns:x=")
    rows = read_events_here(prefixed.encode(), log="purchases")[0]
    assert steps(rows) == STEPS
    assert {row["log"] for row in rows} == {"purchases"}


def test_the_child_answers_the_same_for_a_packed_log():
    found = read_events(gzip.compress(LOG.encode()), "log.xes.gz")
    assert found.tables["events"].to_pylist() == read_events_here(LOG.encode())[0]
    assert (found.kind, found.cases) == ("xes", 2)
    assert found.left_out == {"event_without_activity": 1, "event_without_case": 1, "event_without_time": 1}


@pytest.mark.parametrize(
    "table",
    [
        "实例,步骤,时间,执行人\n甲-1,申请,2026-03-02 08:00:00,张三\n甲-1,审批,2026年3月2日 10:30,\n",
        "case:concept:name,concept:name,time:timestamp,org:resource\n"
        "甲-1,申请,2026-03-02T08:00:00+08:00,张三\n甲-1,审批,2026-03-02T02:30:00Z,\n",
        "Case ID;Activity;Resource;Complete Timestamp;Variant\n"
        "甲-1;申请;张三;2026/03/02 08:00:00.000;V\n;;;;\n甲-1;审批;;2026/03/02 10:30:00.000;V\n",
    ],
)
def test_a_text_table_is_read_by_its_headers(table):
    for data in (table.encode(), table.encode("gb18030"), gzip.compress(table.encode())):
        rows, into, kind, cases = read_events_here(data, log="purchases")
        assert [step[:4] for step in steps(rows)] == [
            ("甲-1", "申请", datetime(2026, 3, 2, 8), "张三"),
            ("甲-1", "审批", datetime(2026, 3, 2, 10, 30), None),
        ]
        assert (kind, cases, +into.left_out) == ("csv", 1, Counter())
        assert {row["log"] for row in rows} == {"purchases"}


def test_a_person_may_say_which_column_is_which():
    table = "Nummer,Wat,Wanneer\n1,Start,2026-03-02 08:00\n,Lost,2026-03-02 08:00\n2,,2026-03-02 08:00\n3,End,later\n"
    mapping = {"case_id": "Nummer", "activity": "Wat", "at": "Wanneer"}
    rows, into, _, _ = read_events_here(table.encode(), mapping=mapping)
    assert [step[:2] for step in steps(rows)] == [("1", "Start")]
    assert {name: into.left_out[f"event_without_{name}"] for name in ("case", "activity", "time")} == {
        "case": 1,
        "activity": 1,
        "time": 1,
    }


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><log><trace>&b;</trace></log>"""
OUTSIDE = """<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (gzip.compress(b"\n"), "file_empty"),
        (BOMB.encode(), "standard_has_entities"),
        (OUTSIDE.encode(), "standard_has_entities"),
        (BOMB.encode("utf-16"), "standard_has_entities"),
        (b"<log><trace>&undeclared;</trace></log>", "standard_not_readable"),
        (b"<html><body>no</body></html>", "standard_not_found"),
        (b"<log xes.version='1.0'></log>", "standard_not_found"),
        (LOG.encode()[:900], "standard_not_readable"),
        (b"<?xml version='1.0' encoding='made-up'?><log/>", "standard_not_readable"),
        (b"<log>" + b"<list>" * 200 + b"</list>" * 200 + b"</log>", "standard_too_deep"),
        (b"<log>" + b"<list>" * 10**6, "standard_too_deep"),
        (gzip.compress(b"<log>" + b" " * (40 << 20)), "file_too_hungry"),
        (gzip.compress(LOG.encode())[:-9], "standard_not_readable"),
        (b"PK\x03\x04", "standard_wrong_type"),
        (b'{"ocel:events": {}}', "standard_wrong_type"),
        (b"\x01\x00\x02\x00" * 50, "standard_wrong_type"),
        (b"Name,Age\nA,1\n", "standard_not_found"),
        ("实例,步骤,时间\n1,申请,\n".encode(), "standard_not_found"),
        (b'case,activity,at\n"1,x,y\n', "standard_not_readable"),
    ],
)
def test_what_is_no_event_log_is_refused_by_a_code_in_the_child(data, code):
    with pytest.raises(RuleBroken) as caught:
        read_events(data, "log.xes", limits=Limits(wall_seconds=60))
    assert caught.value.code == code
    assert str(wording.SENTENCES[code]) % caught.value.facts


def test_a_trace_without_end_is_refused_while_it_is_read():
    event = b'<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-03-02"/></event>'
    for data in (b"<log><trace>" + event * 60, b"<log>" + (b"<trace>" + event + b"</trace>") * 60):
        with pytest.raises(RuleBroken) as caught:
            read_events_here(data, limits=Limits(rows=50))
        assert caught.value.code == "file_too_many_rows"
        assert str(wording.SENTENCES["file_too_many_rows"]) % caught.value.facts


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "cases", "events"),
    [("receipt", 1_434, 8_577), ("DomesticDeclarations", 10_357, 55_628)],
)
def test_published_logs_give_their_published_figures(real_data, name, cases, events):
    found = read_events((real_data / "logs" / f"{name}.xes.gz").read_bytes(), "", limits=LARGE)
    table = found.tables["events"]
    assert (found.cases, table.num_rows, found.left_out) == (cases, events, {})
    assert len(set(table["case_id"].to_pylist())) == cases


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "cases", "events"),
    [("BPIC12", 13_087, 262_200), ("RTFMP", 150_370, 561_470)],
)
def test_large_logs_are_refused_as_uploads_and_read_at_the_console(real_data, name, cases, events):
    data = (real_data / "logs" / f"{name}.xes.gz").read_bytes()
    with pytest.raises(RuleBroken) as caught:
        read_events(data, "", limits=Limits(wall_seconds=120, cpu_seconds=60))
    assert caught.value.code == "file_too_many_rows"
    found = read_events(data, "", limits=LARGE)
    assert (found.cases, found.tables["events"].num_rows, found.left_out) == (cases, events, {})


@pytest.mark.real_data
def test_bad_and_foreign_xml_is_refused(real_data):
    files = sorted(path for folder in ("bad/xml", "logs/models") for path in (real_data / folder).rglob("*.*ml"))
    fates = {path.name: fate(read_events_here, path.read_bytes()) for path in files}
    assert len(fates) > 10
    assert set(fates.values()) <= {"standard_has_entities", "standard_not_found"}
    entities = {"xmlbomb.xml", "xmlbomb2.xml", "quadratic.xml", "cyclic.xml", "external.xml", "dtd.xml"}
    assert entities <= {name for name, code in fates.items() if code == "standard_has_entities"}


@pytest.mark.real_data
def test_mutants_of_a_real_log_are_read_or_refused(real_data, tmp_path):
    """A short seeded run in this process: what is not a refusal of ours fails."""
    whole = gzip.decompress((real_data / "logs" / "receipt.xes.gz").read_bytes())
    traces = b"</trace>".join(whole[whole.index(b"<trace>") :].split(b"</trace>")[:3])
    (tmp_path / "log.xes").write_bytes(b"<log>" + traces + b"</trace></log>")
    (tmp_path / "log.csv").write_text("Case,Activity,At\n" + "1,Start,2026-03-02 08:00\n" * 20, "utf-8")
    (tmp_path / "log.gz").write_bytes(gzip.compress(LOG.encode()))
    verdicts = Counter(
        fate(read_events_here, data) for _, data in islice(mutants(sorted(tmp_path.iterdir()), 20261123), 900)
    )
    assert {"read", "standard_not_readable"} <= set(verdicts), "the mutants are too tame or too wild to say anything"
