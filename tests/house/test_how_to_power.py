"""The how-to for power items, followed to the letter in a folder of its own: no line of Python, and it is in force."""

import re
import shlex

import pytest

from lianjing.rooms.powers.usecases import publishing
from tests.cli.test_commands import run as run_command
from tests.house.sources import ROOT
from tests.rooms.rosters import sign_in
from tests.world import at

PAGE = (ROOT / "docs" / "how-to" / "add-a-power-item.md").read_text("utf-8")
ITEM, TRACES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NEW, CHECK, DRAW = re.findall(r"^ *(lianjing power .*)$", PAGE, re.MULTILINE)


def run(command, code=0):
    found, said, wrong = run_command(*shlex.split(command)[1:], state="state")
    assert found == code, said + wrong
    return said


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """The folder after the first command of the page."""
    monkeypatch.chdir(tmp_path)
    run(NEW)
    return tmp_path / "drafts" / "CW-77"


def test_what_the_command_begins_passes_the_check(begun):
    assert "1 items, 12 traces, 0 faults" in run(CHECK)
    run(NEW, code=3)


def test_the_worked_item_passes_and_is_in_force_in_both_languages(begun, county, client):
    (begun / "item.yaml").write_text(ITEM, "utf-8")
    (begun / "traces.yaml").write_text(TRACES, "utf-8")
    assert "1 items, 5 traces, 0 faults" in run(CHECK)
    publishing.bring_in(keeper=county.org("jyj"), text=ITEM, shown="CW-77", now=at())
    window = sign_in(client, county.teacher)
    for language, name in (("zh-hans", "校园场地对外出借"), ("en", "School premises lent out")):
        page = window.get("/powers/CW-77/", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert name in page.content.decode()
    assert window.get("/powers/CW-77/quiz/").status_code == 200
    assert "<svg" in window.get("/powers/CW-77/drawing.svg").content.decode()


@pytest.mark.parametrize(
    ("old", "new", "at_line", "said"),
    [
        ("posts: [FX]", "posts: [QQ]", "posts: [QQ]", "QQ is no post code"),
        ("of: use", "of: usee", "of: usee", "there is no step usee"),
        ("{who: ZZ, how:", "{who: FX, how:", 'no: "2"', "2"),
        ("      - ahead:", "     - ahead:", "of: use", "bad_yaml"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(begun, old, new, at_line, said):
    text = ITEM.replace(old, new, 1)
    (begun / "item.yaml").write_text(text, "utf-8")
    told = run(CHECK, code=1)
    assert f"CW-77/item.yaml:{line_of(text, at_line)} " in told, told
    assert said in told


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_a_wrong_label_is_told(begun):
    (begun / "item.yaml").write_text(ITEM, "utf-8")
    text = TRACES.replace("kind: same_person", "kind: too_few")
    (begun / "traces.yaml").write_text(text, "utf-8")
    said = "trace own_till: labelled too_few at 3, found same_person at 3"
    assert f"CW-77/traces.yaml:{line_of(text, 'id: own_till')} {said}" in run(CHECK, code=1)


def test_the_drawing_command_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(DRAW.replace("CW-77", "ST-03"))
    assert (tmp_path / "ST-03.svg").read_text("utf-8").startswith("<svg")
