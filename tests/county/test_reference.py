"""The reference page names everything that the generator writes."""

from pathlib import Path

import pytest

from tests.county import readback

PAGE = Path(__file__).parents[2] / "docs/reference/county.md"


@pytest.fixture(scope="module")
def halves():
    zh, en = PAGE.read_text(encoding="utf-8").split("# In English")
    return zh, en


def test_every_field_of_network_json_is_described(small, halves):
    zh, _ = halves
    for name, rows in small.network.items():
        assert f"`{name}`" in zh
        for field in rows[0] if isinstance(rows, list) else ():
            assert f"`{field}`" in zh, f"{name}.{field}"


def test_every_field_and_kind_of_the_truth_is_described(small, halves):
    zh, en = halves
    for item in small.truth:
        assert f"| `{item['kind']}` |" in zh
        assert f"| `{item['kind']}` |" in en
        for field in item:
            assert f"`{field}`" in zh, field


def test_every_post_code_is_explained(full, halves):
    zh, _ = halves
    missing = {post["role"] for post in full.network["posts"] if f"`{post['role']}`" not in zh}
    assert missing == set()


def test_every_file_and_every_head_is_named(full, halves):
    zh, _ = halves
    for path in (full.folder / "exports").iterdir():
        assert path.name in zh or path.name.startswith("教职工名册_") or path.is_dir()
        if path.suffix != ".xlsx" or "名册" in path.name:
            continue
        for title, rows in readback.sheets(path):
            assert title in zh
            for head in rows[1]:
                assert str(head) in zh, f"{path.name} {title} {head}"


def test_every_head_of_the_pupil_rolls_is_named(full, halves):
    zh, _ = halves
    heads = set()
    for path in (full.folder / "exports/学生名册").glob("*.csv"):
        heads |= set(path.read_bytes().decode("gb18030").split("\r\n")[1].split(","))
    assert {head for head in heads if head not in zh} == set()
