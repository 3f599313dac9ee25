"""What the page on county directories says of each model's subject and period is what the models' examples expect."""

import re
import sys

import pytest

from tests.house.sources import ROOT

sys.path.insert(0, str(ROOT / "docs"))

import shown
import traced

from lianjing.engines.screening.profile import parse

FORMS = {
    "empty": r"",
    "year": r"\d{4}",
    "school_year": r"\d{4}-\d{4}",
    "term": r"\d{4}-\d{4}-[12]",
    "month": r"\d{4}-\d{2}",
    "ten_days": r"\d{4}-\d{2}-[123]",
    "day": r"\d{4}-\d{2}-\d{2}",
    "column": r".+",
}


@pytest.mark.parametrize("model", shown.models().values(), ids=lambda model: model.id)
def test_a_period_that_an_example_expects_has_a_form_that_the_page_names(model):
    forms = {shown.form(period)[0] for _, period in shown.ways(model)}
    assert forms
    for example in model.examples:
        for flag in example.expect:
            assert any(re.fullmatch(FORMS[form], flag.period) for form in forms), (example.name.en, flag, forms)


@pytest.mark.parametrize("model", shown.models().values(), ids=lambda model: model.id)
def test_a_subject_that_an_example_expects_stands_in_a_column_that_the_page_names(model):
    columns = {column.name for subject, _ in shown.ways(model) for column in subject.find_all(traced.exp.Column)}
    for example in model.examples:
        rows = [row for rows in example.given.values() for row in rows]
        cells = {str(row.get(column)) for row in rows for column in columns}
        for flag in example.expect:
            said = flag.subject.split(":")[-1]
            assert any(cell == said or cell.startswith(said) for cell in cells), (example.name.en, flag, columns)


def test_a_value_is_followed_through_unions_and_choices_to_its_column():
    sql = """-- A sentence.
    WITH both_ways AS (
      SELECT a.no AS who, min(a.day) AS first_day FROM left_table AS a GROUP BY a.no
      UNION ALL
      SELECT CASE WHEN b.no <> '' THEN b.no ELSE NULLIF(b.name, '') END, NULL FROM right_table AS b
    )
    SELECT who AS subject, coalesce(CAST(first_day AS VARCHAR), '') AS period FROM both_ways"""
    tables = {"left_table": {"no", "day"}, "right_table": {"no", "name"}}
    found = [
        (way["subject"].sql(), way["period"].sql()) for way in traced.ways(parse(sql), ["subject", "period"], tables)
    ]
    assert found == [
        ("left_table.no", "MIN(left_table.day)"),
        ("left_table.no", "''"),
        ("right_table.no", "''"),
        ("right_table.name", "''"),
    ]
