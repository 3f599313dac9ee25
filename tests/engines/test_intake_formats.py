"""Every format: well-formed, published, and its codes complete."""

import ast
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import codes, formats, reference

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "lianjing" / "engines" / "intake"
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


@pytest.mark.parametrize("name", formats.names())
def test_every_format_keeps_to_the_schema_and_reads_back(name):
    content = yaml.safe_load((formats.FOLDER / f"{name}.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator(reference.schema()).validate(content)
    table = formats.load(name)
    assert table.id == name
    assert formats.parse(json.loads(json.dumps(formats.spell(table)))).columns == table.columns
    assert table.why["zh"]
    assert table.why["en"]
    for column in table.columns:
        if column.type in ("id_number", "phone"):
            assert column.sensitive, f"{name}.{column.name} identifies a person"


def test_the_tables_of_part_one_are_there():
    assert {"units", "staff", "relations", "posts"} <= set(formats.names())


def test_the_published_schema_and_page_are_current():
    published = json.loads((ROOT / "docs/reference/schemas/format.json").read_text("utf-8"))
    assert published == reference.schema()
    jsonschema.Draft202012Validator.check_schema(published)
    assert reference.render_formats() in (ROOT / "docs/reference/formats.md").read_text("utf-8")


def test_every_type_is_explained_in_both_languages():
    said = yaml.safe_load((formats.FOLDER / "types.yaml").read_text("utf-8"))
    assert set(said) - {"labels"} == formats.TYPES
    for words in [*(said[name] for name in formats.TYPES), *said["labels"].values()]:
        assert set(words) == {"zh", "en"}


def broken(**change):
    column = {"name": "a", "zh": "甲", "en": "A", "type": "text"}
    other = {"name": "b", "zh": "乙", "en": "B", "type": "text"}
    content = {"id": "t", "title": {"zh": "表", "en": "T"}, "columns": [column, other | change.pop("column", {})]}
    return content | change


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (broken(key=["c"]), "no such column: c"),
        (broken(alone=[["a", "c"]]), "no such column: c"),
        (broken(vacancy="c"), "no such column: c"),
        (broken(inside={"a": ["c"]}), "no such column: c"),
        (broken(column={"name": "a"}), "twice: a"),
        (broken(column={"type": "colour"}), "no type colour"),
        (broken(column={"type": "choice"}), "no choices"),
        (broken(column={"aliases": ["甲"]}), "two columns answer to 甲"),
        (broken(column={"aliases": [" 甲 "]}), "two columns answer to"),
        (broken(column={"colour": 1}), "unknown: ['colour']"),
    ],
)
def test_a_broken_format_says_where_and_what(content, fault):
    with pytest.raises(RuleBroken) as caught:
        formats.parse(content)
    assert caught.value.code == "format_broken"
    assert fault in caught.value.facts["fault"]


def test_a_right_format_of_the_same_shape_is_taken():
    """Negative control of the test above."""
    assert formats.parse(broken(key=["a"], alone=[["a", "b"]], vacancy="b", inside={"a": ["b"]})).id == "t"


def raised_in(path):
    """The codes that a file of the engine gives to RuleBroken, CellRefused or Problem, or hands on to be given."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and node.args
            and ast.unparse(node.func) in ("RuleBroken", "CellRefused", "Problem")
        ):
            yield from _texts(node.args[0])
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "named":
            code = node.args[1].value
            yield from (code, f"{code}_near")
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            yield from _texts(node.value)


def _texts(node):
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and CODE.fullmatch(str(one.value))]


def test_the_list_of_codes_is_exactly_what_the_engine_raises():
    raised = {code for path in ENGINE.glob("*.py") for code in raised_in(path)}
    assert raised == codes.FILE_CODES | codes.PROBLEM_CODES
    assert not codes.FILE_CODES & codes.PROBLEM_CODES
