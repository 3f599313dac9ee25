"""A power item as a file: what is read, and what a wrong one is told."""

from pathlib import Path

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import CATALOGUE, read_library
from lianjing.engines.content.powers import power_desk, read_item, read_items

DESK = power_desk(read_library())
SAMPLE = CATALOGUE / "power_items" / "ST-03" / "item.yaml"


def told(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """Return the problems of the sample after textual changes, as file:line and sentence."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "ST-03" / "item.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleBroken) as refused:
        read_item(path, DESK)
    return [str(problem) for problem in refused.value.facts["problems"]]


def test_every_item_is_read():
    items = read_items(read_library())
    assert items["ST-03"].step("2").people == 2
    assert ("2", "3") in items["ST-03"].apart("A")
    assert ("2", "3") not in items["ST-03"].apart("C")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("posts: [CGY]", "posts: [QQ]", "unknown_code: QQ is no post code"),
        ("gives: [order]", "gives: [ordr]", "unknown_code: ordr is no paper"),
        ("of: delivery", "of: deliveri", "unknown_code: there is no step deliveri"),
        ("- ahead: {days: 1}", "- ahead: {days: 1, working_days: 1}", "not one length"),
        ("no: 2x", 'no: "2"', "duplicate_key"),
        ('- ["1", "2"]', '- ["1", "9"]', "there is no step 9"),
        ("fields: [quantity,", "fields: [phone,", "phone is not in notice_fields.yaml"),
        ("right: E02", "right: L99", "L99 is not in `basis`"),
        ("posts: [FX]", "posts: [FX]\n            postes: [FX]", "Did you mean `posts`?"),
        ("people: 2", "people: two", "Write a whole number"),
    ],
)
def test_a_wrong_item_is_told_line_and_remedy(tmp_path, old, new, says):
    found = told(tmp_path, (old, new))
    text = SAMPLE.read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1 + new.count("\n")
    assert any(f":{line}:" in one and says in one for one in found), found


def test_all_faults_are_told_at_once(tmp_path):
    found = told(tmp_path, ("posts: [CGY]", "posts: [QQ]"), ("gives: [order]", "gives: [ordr]"))
    assert len(found) == 2
