"""A county's directory: the schools first, then every file; what cannot be read is named and stops nothing."""

import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Lookups
from lianjing.engines.intake.directory import read_folder
from tests.engines.intake_books import text, xlsx

SCHOOLS = [["学校代码", "学校名称", "简称"], ["s001", "业州镇第一小学", "一小"], ["s002", "长梁小学", "长小"]]
MEALS = [
    ["学校", "日期", "餐次", "学生人次"],
    ["一小", "2025-09-01", "中餐", "90"],
    ["s002", "2025-09-01", "中餐", "70"],
]


@pytest.fixture
def tables(tmp_path):
    for name in ("meals", "schools", "ghosts", "staff"):
        (tmp_path / name).mkdir()
    (tmp_path / "schools" / "全县.csv").write_bytes(text(SCHOOLS, "gb18030"))
    (tmp_path / "meals" / "2025-09.xlsx").write_bytes(xlsx(MEALS))
    (tmp_path / "meals" / "bad.csv").write_bytes(b"%PDF-1.7")
    (tmp_path / "meals" / "notes.md").write_bytes(b"notes")
    (tmp_path / "meals" / "~$2025-09.xlsx").write_bytes(b"lock")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "stray.csv").write_bytes(b"x")
    return tmp_path


def test_schools_are_read_first_and_known_by_every_name(tables):
    steps = []
    found = list(read_folder(tables, told=lambda *step: steps.append(step)))
    names = [one.name for one in found]
    assert names == [
        *("schools/全县.csv", "ghosts", "meals/2025-09.xlsx", "meals/bad.csv", "meals/notes.md"),
        *("staff", "stray.csv"),
    ]
    by_name = {one.name: one for one in found}
    meals = by_name["meals/2025-09.xlsx"].result
    assert meals.problems == []
    assert meals.table.column("school_code").to_pylist() == ["s001", "s002"]
    assert {name: one.refused.code for name, one in by_name.items() if one.refused} == {
        "ghosts": "format_unknown",
        "meals/bad.csv": "file_wrong_type",
        "meals/notes.md": "file_wrong_type",
        "staff": "format_unknown",
        "stray.csv": "format_unknown",
    }
    assert "ghosts" in by_name["ghosts"].refused.facts["format"]
    assert "staff," not in by_name["staff"].refused.facts["known"]
    assert steps == [*((done, 7, name) for done, name in enumerate(names)), (7, 7, "")]


def test_a_name_that_two_schools_share_is_nobodys(tables):
    twins = [*SCHOOLS, ["s003", "高坪小学", "一小"], ["s004", "茅田小学", "一小"]]
    (tables / "schools" / "全县.csv").write_bytes(text(twins))
    found = {one.name: one for one in read_folder(tables)}
    assert [one.code for one in found["meals/2025-09.xlsx"].result.problems] == ["unit_unknown"]


def test_units_that_are_known_already_count_too(tables):
    (tables / "schools" / "全县.csv").unlink()
    found = {one.name: one for one in read_folder(tables, lookups=Lookups(units={"一小": "s009", "长小": "s002"}))}
    assert found["meals/2025-09.xlsx"].result.table.column("school_code").to_pylist() == ["s009", "s002"]


def test_a_directory_that_is_not_there_is_refused_by_its_name(tmp_path):
    with pytest.raises(RuleBroken) as caught:
        next(read_folder(tmp_path / "tables"))
    assert (caught.value.code, caught.value.facts) == ("tables_missing", {"folder": "tables"})
