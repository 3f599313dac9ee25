"""`lianjing screen`, `evaluate` and `model` as a person runs them, on a directory in the documented form."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import typer

from lianjing.cli.screening import fail_if
from lianjing.county import generate
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.jobs import ledger_folder
from tests.cli.test_commands import run

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "county-folder.md"
CHANGING = {"models", "seconds", "reading_seconds"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("county") / "county"
    generate(7, out, 0.02, groups=None)
    return out


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


def test_a_directory_is_screened_and_every_model_counts_its_flags(folder, state, tmp_path):
    lines = tmp_path / "flags.jsonl"
    code, out, err = run("screen", folder, "--on", "2026-08-31", "--out", lines, "--json", state=state)
    assert code == 0, err
    result = json.loads(out)
    assert result["rows"] > 50_000
    assert result["models"] == len(result["flags"]) >= 72
    assert result["seconds"] > 0
    assert result["refused"] == {}
    written = [json.loads(line) for line in lines.read_text().splitlines()]
    assert len(written) == sum(result["flags"].values())
    assert all(flag["evidence"] for flag in written)


def test_a_province_asks_the_same_of_a_directory_on_spark(folder, state, tmp_path, spark_address):
    """From files on a disk, over Spark Connect, to the same lines of flags."""
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    asked = ("screen", folder, "--on", "2026-08-31", "--model", "M-CW-22", "--json", "--out")
    code, out, err = run(*asked, here, state=state)
    assert code == 0, err
    assert json.loads(out)["flags"]["M-CW-22"] > 0
    code, out, err = run(*asked, there, "--engine", spark_address, state=state)
    assert code == 0, err
    assert err.strip() == ""
    assert there.read_text() == here.read_text() != ""


def test_an_evaluation_says_how_much_was_found_and_draws_it(folder, state, tmp_path):
    picture = tmp_path / "curves.svg"
    code, out, err = run("evaluate", folder, "--picture", picture, "--json", state=state)
    assert code == 0, err
    result = json.loads(out)
    assert {"precision", "recall", "lookalikes_flagged", "models"} <= set(result)
    assert result["truth_of_unknown_models"] == []
    for one in result["models"].values():
        assert {"precision", "recall", "lookalikes_flagged", "recall_interval"} <= set(one)
    assert picture.read_text().startswith("<svg")


def test_somebody_elses_directory_needs_nothing_of_ours(state, tmp_path):
    """Two tables and a truth file written by hand, in the documented form: imported, screened, evaluated."""
    schools = tmp_path / "tables" / "schools"
    schools.mkdir(parents=True)
    (schools / "学校.csv").write_text("学校代码,学校名称,学段\ns1,某某小学,小学\n", encoding="utf-8")
    notices = tmp_path / "tables" / "notices"
    notices.mkdir(parents=True)
    rows = [
        "学校,公示编号,事项码,公示类型,发布日期,计划下线日期,实际下线日期",
        "s1,n1,ZZ-01,公示,2026-01-05,2026-01-12,",
        "s1,n2,ZZ-01,公示,2026-01-05,2026-01-12,2026-01-12",
    ]
    (notices / "公示.csv").write_text("\n".join(rows), encoding="gb18030")
    truth = {
        "format": "lianjing.county/1/screening",
        "as_of": "2026-03-02",
        "rows": [
            {"model": "M-GK-03", "verdict": "irregular", "school_code": "s1", "subject": "n1", "period": None},
            {"model": "M-GK-03", "verdict": "innocent", "school_code": "s1", "subject": "n2", "period": None},
        ],
    }
    (tmp_path / "screening_truth.json").write_text(json.dumps(truth))
    code, out, err = run("evaluate", tmp_path, "--json", state=state)
    assert code == 0, err
    found = json.loads(out)["models"]["M-GK-03"]
    assert (found["recall"], found["precision"], found["lookalikes_flagged"]) == (1.0, 1.0, 0.0)


def test_a_file_named_by_a_name_that_two_schools_share_is_nobodys(tmp_path):
    sheet = "日期,班号,应到,实到\n2025-11-05,k1,50,50\n"
    tables = {
        "schools/学校": "学校代码,学校名称,学段\ns1,希望小学,小学\ns2,希望小学,小学\ns3,前进小学,小学\n",
        **{f"attendance/{stem}": sheet for stem in ("希望小学", "前进小学", "s2")},
    }
    for name, text in tables.items():
        path = tmp_path / "tables" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = ledger_folder.read(tmp_path, ColumnKeys.fresh(), date(2026, 3, 2))
    assert {name: refusal.code for name, refusal in found.refused.items()} == {
        "attendance/希望小学.csv": "school_unnamed"
    }
    assert found.schools == ("s2", "s3")


def test_a_truth_file_names_pupils_as_its_tables_do(state, tmp_path):
    """Flags have a pupil's key; the truth file says the number, and nobody needs the key to write one."""
    tables = {
        "schools": "学校代码,学校名称,学段\ns1,某某小学,小学\n",
        "pupil_changes": "学校,学籍号,异动类别,异动日期\ns1,P100,退学,2025-10-01\ns1,P200,退学,2025-10-20\n",
        "aid_payments": "学校,学籍号,资助项目,学期,应发金额,实发金额,支付日期,回盘状态\n"
        "s1,P100,生活补助,2025-2026-1,312.5,312.5,2025-11-03,成功\n"
        "s1,P200,生活补助,2025-2026-1,312.5,312.5,2025-11-03,成功\n"
        "s1,P200,生活补助,2025-2026-1,312.5,-12.5,2025-11-04,成功\n",
    }
    for name, text in tables.items():
        (tmp_path / "tables" / name).mkdir(parents=True)
        (tmp_path / "tables" / name / f"{name}.csv").write_text(text, encoding="utf-8")
    rows = [
        {"model": "M-ZZ-04", "verdict": verdict, "school_code": "s1", "subject": subject, "period": None}
        for verdict, subject in (("irregular", "P100"), ("innocent", "P200"))
    ]
    truth = {"format": "lianjing.county/1/screening", "as_of": "2026-03-02", "rows": rows}
    (tmp_path / "screening_truth.json").write_text(json.dumps(truth))
    code, out, err = run("evaluate", tmp_path, "--json", state=state)
    assert code == 0, err
    result = json.loads(out)
    assert result["screening"]["left_out"] == {}
    found = result["models"]["M-ZZ-04"]
    assert (found["recall"], found["precision"], found["lookalikes_flagged"]) == (1.0, 1.0, 0.0)


def test_the_worked_example_of_the_page_is_what_happens(state, tmp_path):
    """The reference page's files are written as they stand there; the result holds all that its sample says."""
    page = PAGE.read_text("utf-8")
    for name, body in re.findall(r"^`([^`\n]+\.(?:csv|json))`\n\n```\w+\n(.*?)^```", page, re.M | re.S):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    sample = json.loads(re.findall(r"^```json\n(\{\n.*?)^```", page, re.M | re.S)[0])
    code, out, err = run("evaluate", tmp_path, "--json", state=state)
    assert code == 0, err
    assert unlike(sample, json.loads(out)) == []


def unlike(said, found, at=""):
    """Return the places where `found` has no such key as `said`, or another value; figures that change are passed."""
    if not isinstance(said, dict):
        return [] if said == found else [f"{at}: {found}"]
    short = at.endswith((".flags", ".grey", ".left_out"))
    strange = [] if short else [f"{at}: not on the page: {name}" for name in found.keys() - said.keys()]
    return strange + [
        fault
        for name, value in said.items()
        if not (name in CHANGING and isinstance(value, int | float))
        for fault in (unlike(value, found[name], f"{at}.{name}") if name in found else [f"{at}.{name} is missing"])
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("screen", "NOWHERE"), 3, "tables"),
        (("screen", "FOLDER", "--engine", "spark"), 3, "sc://"),
        (("screen", "FOLDER", "--on", "gestern"), 2, "2026-08-31"),
        (("screen", "FOLDER", "--model", "M-XX-99"), 3, "M-XX-99"),
        (("screen", "--model", "M-CW-01"), 2, "--model"),
        (("screen", "--out", "NOWHERE"), 2, "--out"),
        (("evaluate", "NOWHERE"), 3, "screening_truth.json"),
        (("model", "check", "M-XX-99"), 3, "M-XX-99"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(arguments, code, word, folder, state, tmp_path):
    named = {"FOLDER": folder, "NOWHERE": tmp_path}
    done, out, err = run(*(named.get(word, word) for word in arguments), state=state)
    assert done == code, out + err
    assert word in err
    assert "Traceback" not in err


def test_a_model_that_could_not_be_run_is_named_and_the_exit_code_says_so(capsys):
    fail_if({})
    with pytest.raises(typer.Exit) as ended:
        fail_if({"M-ST-10": "Binder Error"})
    assert ended.value.exit_code == 1
    assert "M-ST-10 could not be run: Binder Error" in " ".join(capsys.readouterr().err.split())


def test_models_are_listed_checked_and_begun(state, tmp_path):
    code, out, _ = run("model", "list", "--json", state=state)
    assert code == 0
    assert len(json.loads(out)["models"]) >= 72
    assert run("model", "check", "M-GK-03", state=state)[0] == 0
    code, out, err = run("model", "new", "M-ST-99", "--area", "canteen", "--folder", tmp_path, state=state)
    assert code == 0, err
    begun = (tmp_path / "canteen" / "M-ST-99.yaml").read_text()
    assert "id: M-ST-99" in begun
    assert run("model", "new", "M-ST-99", "--area", "canteen", "--folder", tmp_path, state=state)[0] == 3
    assert run("model", "new", "M-ST-98", "--area", "roads", "--folder", tmp_path, state=state)[0] == 3
