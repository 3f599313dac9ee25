"""Content files: faults name file, line and what to write; a county's folder may only be stricter where law speaks."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from lianjing.domain.machines import ALL
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content import (
    CATALOGUE,
    KINDS,
    read_content,
    read_kind,
    read_library,
    read_power_files,
    schemas,
)
from lianjing.engines.content.pages import render_figures, render_machines, render_models
from lianjing.engines.content.placed_yaml import LARGEST, read_placed

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
GOOD = """\
kind: parameters
parameters:
  tea.break:
    title: {zh: 茶歇, en: Tea break}
    unit: hours
    values: {2026-09-01: 1}
    county_default: true
    why: {zh: 好茶, en: Good tea}
"""


@pytest.fixture
def write(tmp_path):
    def put(text, name="tea.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


@pytest.fixture
def catalogue(tmp_path):
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE / "legal", copy / "legal")
    shutil.copy(CATALOGUE / "machines.yaml", copy)
    return copy


def problems(call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == "content_wrong"
    assert caught.value.facts["count"] == len(caught.value.facts["problems"])
    return caught.value.facts["problems"]


def test_a_good_file_is_read_with_the_lines_of_its_parts(write):
    shaped, placed = read_kind(write(GOOD), "parameters")
    assert shaped.parameters["tea.break"].values == {date(2026, 9, 1): 1}
    assert placed.line_of(("parameters", "tea.break", "unit")) == 5
    assert placed.line_of(("parameters", "tea.break", "nowhere")) == 3


@pytest.mark.parametrize(
    ("before", "after", "line", "code", "instead"),
    [
        ("unit: hours", "unit: hour", 5, "not_allowed", "Write one of: 'working_days', 'days', 'hours'"),
        ("    unit: hours\n", "", 3, "missing_key", "Add `unit: working_days`"),
        ("unit: hours", "units: hours", 5, "unknown_key", "Did you mean `unit`?"),
        ("unit: hours", "unit: hours\n    zzzz: 1", 6, "unknown_key", "Leave it out"),
        ("zh: 茶歇", "zh: 2026", 4, "wrong_type", "Put it in quotes"),
        ("zh: 茶歇", "zh: ''", 4, "wrong_type", "it may not be empty"),
        ("{2026-09-01: 1}", "{2026-09: 1}", 6, "wrong_type", "Write a day like 2026-09-01"),
        ("{2026-09-01: 1}", "{2026-02-30: 1}", 6, "wrong_value", "a day of the calendar"),
        ("{2026-09-01: 1}", "{2026-09-01: -1}", 3, "wrong_value", "a figure of 0 or more"),
        ("{2026-09-01: 1}", "{2026-09-01: many}", 6, "wrong_type", "for example 3 or 0.5"),
        ("{2026-09-01: 1}", "{}", 6, "wrong_type", "at least one entry"),
        ("county_default: true", "county_default: yes", 7, "wrong_type", "Write true or false"),
        ("    why: {zh: 好茶, en: Good tea}\n", "", 3, "wrong_value", "a county default needs its reason"),
        ("    county_default: true\n", "", 3, "wrong_value", "Add `basis`"),
        ("tea.break:", "Tea Break:", 3, "wrong_type", "in the shape"),
        ("    unit: hours", "    unit: hours\n    unit: days", 6, "duplicate_key", "Keep one of the two"),
        ("title: {zh: 茶歇, en: Tea break}", "title: Tea break", 4, "wrong_type", "`key: value` lines"),
        (
            "{zh: 好茶, en: Good tea}",
            "&tea {zh: 好茶, en: Good tea}\n    title2: *tea",
            9,
            "alias",
            "Write the value out",
        ),
        ("zh: 茶歇, en: Tea break", "zh: 茶歇, en: Tea: break: now", 4, "bad_yaml", "in quotes"),
        ("kind: parameters", "kind: parametres", 1, "not_allowed", "Write one of: 'parameters'"),
    ],
)
def test_each_fault_names_its_line_and_what_to_write(write, before, after, line, code, instead):
    assert before in GOOD
    found = problems(lambda: read_kind(write(GOOD.replace(before, after)), "parameters"))
    matching = [problem for problem in found if problem.code == code and instead in problem.instead]
    assert matching, [str(problem) for problem in found]
    assert matching[0].line == line
    assert str(matching[0]).startswith(f"tea.yaml:{line}: ")


def test_every_fault_of_a_file_is_named_at_once(write):
    broken = GOOD.replace("unit: hours", "unit: hour").replace("zh: 茶歇", "zh: 1").replace("true", "maybe")
    assert [problem.line for problem in problems(lambda: read_kind(write(broken), "parameters"))] == [4, 5, 7]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("茶歇".encode("gb18030"), "not_utf8"),
        (b"a: " + b"x" * LARGEST, "too_large"),
        (b"a: [1, 2", "bad_yaml"),
        (b"\ta: 1", "bad_yaml"),
        (b"a: 1\n---\nb: 2\n", "bad_yaml"),
        (b"[" * 5000, "bad_yaml"),
        (b"a: \x00", "bad_yaml"),
    ],
)
def test_a_file_that_is_no_yaml_says_so(write, content, code):
    assert problems(lambda: read_placed(write(content), "tea.yaml"))[0].code == code


def test_yaml_surprises_stay_what_they_look_like(write):
    text = "a: no\nb: 12:30\nc: 010\nd: 0.30\ne: 1e3\nf: '7'\ng: 2026-09-01\nh: true\ni:\n"
    assert read_placed(write(text), "tea.yaml").value == {
        "a": "no",
        "b": "12:30",
        "c": "010",
        "d": Decimal("0.30"),
        "e": "1e3",
        "f": "7",
        "g": date(2026, 9, 1),
        "h": True,
        "i": None,
    }


def test_an_empty_file_misses_everything(write):
    assert problems(lambda: read_kind(write(""), "parameters"))[0].line == 1
    with pytest.raises(RuleBroken, match="content_kind_unknown"):
        read_kind(write(GOOD), "poems")


# The library as a whole


def test_the_library_reads_and_its_labels_are_complete():
    book = read_library()
    used = {word for machine in ALL.values() for step in machine.steps for word in (*step.by, *step.together)}
    used |= {clock.calls for machine in ALL.values() for clocks in machine.clocks.values() for clock in clocks}
    assert set(book.labels.capacities) == used - {None}
    assert set(book.labels.people) == {key for machine in ALL.values() for key in machine.people}
    needed = {fact for machine in ALL.values() for step in machine.steps for fact in step.facts_needed}
    assert set(book.labels.facts) == needed | {"in_time"}
    assert set(book.labels.machines) == set(ALL)
    for name, machine in ALL.items():
        words = book.labels.machines[name]
        assert set(words.states) == set(machine.states), name
        assert set(words.steps) == {step.name for step in machine.steps}, name


def test_every_clock_names_a_time_limit_in_force():
    book = read_library()
    for machine in ALL.values():
        for clocks in machine.clocks.values():
            for clock in clocks:
                assert book.parameters.limit(clock.parameter, date(2026, 11, 23)).source == clock.parameter


def test_the_library_refuses_an_unknown_basis_and_a_verified_figure_of_an_unconfirmed_text(catalogue):
    path = catalogue / "legal/parameters/tea.yaml"
    path.write_text(GOOD + "    basis: [{code: L99, tag: seen}]\n")
    found = problems(lambda: read_library(catalogue))
    assert [(problem.code, problem.line) for problem in found] == [("unknown_code", 9)]
    who = "verified_by: somebody, verified_on: 2026-11-23"
    path.write_text(GOOD + f"    basis: [{{code: P04, tag: verified, {who}}}]\n")
    assert "P04 itself is unconfirmed" in problems(lambda: read_library(catalogue))[0].got


@pytest.mark.parametrize(
    ("basis", "says"),
    [
        ('{code: L18, article: "26", tag: seen}', "article 26 is unchecked"),
        ("{code: L18, tag: verified}", "verified_by is empty"),
        ("{code: L18, tag: seen, verified_by: somebody, verified_on: 2026-11-23}", "tag is seen"),
        ('{code: L18, article: "26", tag: verified, verified_by: me, verified_on: 2026-11-23}', "an article is named"),
    ],
)
def test_an_article_stands_only_beside_its_checker_and_never_under_a_county_figure(write, basis, says):
    found = problems(lambda: read_kind(write(GOOD + f"    basis: [{basis}]\n"), "parameters"))
    assert says in found[0].got


def test_two_files_may_not_give_the_same_figure(catalogue):
    (catalogue / "legal/parameters/tea.yaml").write_text(GOOD)
    (catalogue / "legal/parameters/tea2.yaml").write_text(GOOD)
    assert problems(lambda: read_library(catalogue))[0].code == "duplicate_key"


def test_a_missing_file_and_a_missing_year_are_refused(catalogue):
    (catalogue / "legal/calendar/2023.yaml").unlink()
    assert problems(lambda: read_library(catalogue))[0].code == "uncovered"
    (catalogue / "machines.yaml").unlink()
    with pytest.raises(RuleBroken, match="content_missing"):
        read_library(catalogue)
    shutil.copy(CATALOGUE / "machines.yaml", catalogue)
    shutil.rmtree(catalogue / "legal/calendar")
    with pytest.raises(RuleBroken, match="content_missing"):
        read_library(catalogue)


@pytest.mark.parametrize(
    ("before", "after", "instead"),
    [
        ("year: 2026\n", "year: 1800\n", "Write 1949 or more"),
        ("year: 2026\n", "year: 2199\n", "Write 2100 or less"),
        ("kind: calendar\n", "", "Add `kind: calendar`"),
        ("tag: seen\n", "", "Add `tag: verified`"),
        ("made_up: [", "made_up: 7 #[", "Write a list"),
    ],
)
def test_a_calendar_file_with_a_wrong_part_says_what_to_write(catalogue, before, after, instead):
    path = catalogue / "legal/calendar/2026.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    assert instead in problems(lambda: read_library(catalogue))[0].instead


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("made_up: [2026-01-04", "made_up: [2025-01-04", "not in 2026"),
        ("made_up: [2026-01-04", "made_up: [2026-01-05", "is a weekday"),
        ("made_up: [2026-01-04", "made_up: [2026-01-03", "both off and made up"),
        ("first: 2026-10-01, last: 2026-10-07", "first: 2026-10-07, last: 2026-10-01", "runs backwards"),
    ],
)
def test_a_calendar_that_cannot_be_true_is_refused(catalogue, before, after, says):
    path = catalogue / "legal/calendar/2026.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    assert says in problems(lambda: read_library(catalogue))[0].got


def test_a_term_outside_its_year_is_refused_with_its_line(catalogue):
    path = catalogue / "legal/school_days.yaml"
    path.write_text(path.read_text().replace("2026-2027, half: autumn", "2025-2026, half: spring"))
    assert problems(lambda: read_library(catalogue))[0].where == "terms.4"


# The county's own folder


def overlay(tmp_path, catalogue, name, *swaps):
    text = (catalogue / "legal/parameters" / name).read_text()
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "county/legal/parameters" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return tmp_path / "county"


def test_a_county_sets_its_defaults_as_it_likes(tmp_path, catalogue):
    county = overlay(tmp_path, catalogue, "network.yaml", ("{2020-09-01: 400}", "{2020-09-01: 400, 2026-11-01: 250}"))
    book = read_library(catalogue, county)
    assert book.parameters.whole("coverage.load", date(2026, 10, 31)) == 400
    assert book.parameters.whole("coverage.load", date(2026, 11, 1)) == 250


def test_a_county_may_be_stricter_than_the_law_never_looser(tmp_path, catalogue):
    longer = overlay(tmp_path / "a", catalogue, "notices.yaml", ("{2018-10-30: 5}", "{2018-10-30: 5, 2026-09-01: 7}"))
    assert read_library(catalogue, longer).parameters.whole("notice.aid", date(2026, 9, 1)) == 7
    shorter = overlay(tmp_path / "b", catalogue, "notices.yaml", ("{2018-10-30: 5}", "{2018-10-30: 5, 2026-09-01: 3}"))
    found = problems(lambda: read_library(catalogue, shorter))
    assert [(problem.code, problem.where) for problem in found] == [("looser", "parameters.notice.aid")]
    assert found[0].instead == "Write 5 or higher"
    assert found[0].file == "county/legal/parameters/notices.yaml"
    other = overlay(tmp_path / "c", catalogue, "notices.yaml", ("stricter: higher", "stricter: lower"))
    assert read_library(catalogue, other), "the direction that counts is the law's, not the county's"


def test_a_county_cannot_drop_a_figure_or_make_a_legal_one_its_own(tmp_path, catalogue):
    path = overlay(tmp_path / "a", catalogue, "records.yaml", ("netlog.keep", "netlog.kept"))
    assert {problem.code for problem in problems(lambda: read_library(catalogue, path))} == {"dropped"}
    county = ("    basis:", "    county_default: true\n    why: {zh: 我们, en: We}\n    basis:")
    article = ('article: "23", ', "")
    path = overlay(tmp_path / "b", catalogue, "records.yaml", county, article)
    assert {problem.code for problem in problems(lambda: read_library(catalogue, path))} == {"looser"}


# Schemas


def in_json(value):
    if isinstance(value, dict):
        return {str(key): in_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [in_json(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_the_one_in_use_and_takes_our_own_files(kind):
    published = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    assert published == schemas()[kind]
    jsonschema.Draft202012Validator.check_schema(published)
    validator = jsonschema.Draft202012Validator(published)
    files = [path for path in CATALOGUE.rglob("*.yaml") if f"\nkind: {kind}\n" in "\n" + path.read_text()]
    assert files
    for path in files:
        validator.validate(in_json(read_placed(path, path.name).value))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"kind": kind})


def test_every_file_of_the_catalogue_has_a_kind():
    """The formats of imports have their own schema, format.json, checked with the intake."""
    for path in CATALOGUE.rglob("*.yaml"):
        if path.parent.name != "formats":
            assert read_placed(path, path.name).value.get("kind") in KINDS, path


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("plan.yaml", "    screens: []", "    screen: []", "unknown_key"),
        ("story.yaml", "    as: inspector", "    at: inspector", "unknown_key"),
        ("org/first_units.yaml", "role: bureau_chief", "role: king", "not_allowed"),
        ("org/post_codes.yaml", "en: party secretary", "en: ''", "wrong_type"),
        ("power_items/ST-03/item.yaml", ", en: Order}", "}", "missing_key"),
        ("power_items/ST-03/item.yaml", "posts: [CGY]", "posts: [QQ]", "unknown_code"),
        ("org/post_codes.yaml", "stand_in: [SJ]", "stand_in: [QQ]", "unknown_code"),
    ],
)
def test_a_wrong_file_of_the_catalogue_is_refused_with_its_line(tmp_path, name, before, after, code):
    copy = shutil.copytree(CATALOGUE, tmp_path / "all")
    text = (copy / name).read_text(encoding="utf-8")
    assert before in text
    line = text[: text.index(before)].count("\n") + 1
    (copy / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    powers = name in ("power_items/ST-03/item.yaml", "org/post_codes.yaml")
    found = problems(lambda: read_power_files(copy) if powers else read_content(name, copy))
    assert (name, line, code) in [(problem.file, problem.line, problem.code) for problem in found], found
    assert all(problem.instead for problem in found)


def test_our_reading_of_yaml_agrees_with_the_usual_one_on_our_own_files():
    for path in CATALOGUE.glob("legal/**/*.yaml"):
        assert in_json(read_placed(path, path.name).value) == in_json(yaml.safe_load(path.read_text())), path.name


# Reference pages


@pytest.mark.parametrize("render", [render_machines, render_figures, render_models])
def test_a_reference_page_is_the_one_in_use(render):
    name = render.__name__.removeprefix("render_")
    page = (SCHEMAS.parent / f"{name}.md").read_text(encoding="utf-8")
    assert render() in page


def test_the_page_of_machines_shows_every_state_step_clock_and_guard():
    page = render_machines()
    for machine in ALL.values():
        for step in machine.steps:
            assert f"    {step.src} --> {step.dst}: " in page
        for clocks in machine.clocks.values():
            assert all(f"`{clock.parameter}`" in page for clock in clocks)
    assert "不得是 never by: 第一签署人 the first signer" in page
    assert "最多次数 at most: 1" in page
    assert "自发起时起算" in page


def test_the_page_of_figures_shows_no_article_that_nobody_checked(catalogue):
    page = render_figures(read_library(catalogue))
    assert "中华人民共和国政府信息公开条例 第26条 (verified)" in page
    assert all(said in page for said in ("县定默认值，非法定", "待查 not known (2026-01-01)"))
    path = catalogue / "legal/parameters/notices.yaml"
    checked = 'article: "26", tag: verified, verified_by: editors of the legal file, verified_on: 2026-11-23'
    assert checked in path.read_text()
    path.write_text(path.read_text().replace(checked, "tag: seen"))
    assert "第26条" not in render_figures(read_library(catalogue))
