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


LEDGERS = [name for name in formats.names() if formats.load(name).holder]
COUNTY_WIDE = {
    "schools", "household_status", "suppliers", "supplier_people", "food_items", "price_references", "fee_catalogue",
    "material_catalogue",
}  # fmt: skip


def test_every_table_of_the_lake_says_who_hands_it_in():
    assert {name for name in LEDGERS if formats.load(name).holder == "county"} == COUNTY_WIDE
    for name in LEDGERS:
        table = formats.load(name)
        columns = [column.name for column in table.columns]
        assert (formats.SCHOOL in columns) == (table.holder == "school" or name == "schools")
        assert all(table.column(name).required or name in ("paid_on", "book") for name in table.key), name


def test_the_columns_of_the_lake_seal_every_number_of_a_person():
    columns = dict((name, (kind, sealed)) for name, kind, sealed in formats.lake_columns(formats.load("aid_payments")))
    assert columns["pupil_no"] == ("string", "pupil_number")
    assert columns["account"] == ("string", "account")
    assert columns["due_amount"] == ("int64", None)
    assert columns["paid_on"] == ("date32", None)
    assert columns["boarding"] == ("bool", None)
    assert formats.SCHOOL not in columns
    assert ("recorded_at", "timestamp[us]", None) in formats.lake_columns(formats.load("food_in"))
    assert ("acceptors", "string", None) in formats.lake_columns(formats.load("food_in"))
    with pytest.raises(RuleBroken, match="format_broken"):
        formats.lake_columns(formats.load("staff"))


@pytest.mark.parametrize("name", LEDGERS)
def test_no_person_number_of_any_table_reaches_the_lake_in_plain(name):
    sealed = {column for column, _, kind in formats.lake_columns(formats.load(name)) if kind}
    assert sealed == {
        column.name
        for column in formats.load(name).columns
        if column.type in ("id_number", "pupil_number", "phone", "account")
    }


def test_a_header_of_the_table_itself_goes_before_the_shared_column_of_the_school():
    school = formats.load("food_items")
    assert formats.SCHOOL not in [column.name for column in school.columns]
    assert "单位" in formats.load("meals").column(formats.SCHOOL).aliases
    assert "就读学校" in formats.load("pupils").column(formats.SCHOOL).aliases
    own = broken(holder="school", column={"aliases": ["单位"]})
    assert "单位" not in formats.parse(own).column(formats.SCHOOL).aliases


def test_the_published_schema_and_page_are_current():
    for name, wanted in reference.schemas().items():
        published = json.loads((ROOT / f"docs/reference/schemas/{name}.json").read_text("utf-8"))
        assert published == wanted, name
        jsonschema.Draft202012Validator.check_schema(published)
    assert reference.render_formats() in (ROOT / "docs/reference/formats.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "worse"),
    [
        ("words", lambda said: said | {"totals": [*said["totals"], said["totals"][0]]}),
        ("words", lambda said: said | {"vacant": []}),
        ("words", lambda said: said | {"totls": ["x"]}),
        ("words", lambda said: {key: words for key, words in said.items() if key != "no"}),
        ("words", lambda said: said | {"yes": [True]}),
        ("types", lambda said: said | {"text": {"zh": "文字"}}),
        ("types", lambda said: said | {"colour": {"zh": "颜色", "en": "colour"}}),
        ("types", lambda said: said | {"labels": {"source": "x"}}),
        ("types", lambda said: {key: words for key, words in said.items() if key != "isbn"}),
        ("school", lambda said: said | {"type": "colour"}),
        ("school", lambda said: said | {"nmae": "x"}),
    ],
)
def test_the_files_beside_the_formats_have_a_schema_that_refuses_a_worse_file(name, worse):
    said = yaml.safe_load((formats.FOLDER / f"{name}.yaml").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(reference.schemas()[f"format_{name}"])
    check.validate(said)
    with pytest.raises(jsonschema.ValidationError):
        check.validate(worse(said))


def test_every_type_is_explained_in_both_languages():
    said = yaml.safe_load((formats.FOLDER / "types.yaml").read_text("utf-8"))
    assert set(said) - {"labels"} == formats.TYPES
    for words in [*(said[name] for name in formats.TYPES), *said["labels"].values()]:
        assert set(words) == {"zh", "en"}


YES, NO = {"code": "y", "zh": "是", "en": "yes"}, {"code": "n", "zh": "否", "en": "no"}


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
        (broken(measure=["单位"]), "no column is weighed"),
        (broken(holder="county", inside={"a": ["b"]}), "inside: not for a table of the lake"),
        (broken(holder="village"), "no holder village"),
        (broken(column={"type": "phone"}), "phone must be sensitive"),
        (broken(column={"type": "money", "many": True}), "no list of money"),
        (broken(column={"share": True}), "share means nothing for text"),
        (broken(column={"type": "integer", "per": "kg"}), "per means nothing for integer"),
        (broken(column={"type": "date", "least": 1}), "least means nothing for date"),
        (broken(column={"type": "integer", "least": 9, "top": 8}), "least is above top"),
        (broken(column={"type": "choice", "choices": [YES, NO | {"aliases": ["是"]}]}), "two choices answer to 是"),
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
    raised = {code for path in ENGINE.rglob("*.py") for code in raised_in(path)}
    assert raised == codes.FILE_CODES | codes.PROBLEM_CODES
    assert not codes.FILE_CODES & codes.PROBLEM_CODES
