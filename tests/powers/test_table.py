"""An item as a table and as its file: nothing is lost on the way, and rows that cannot stand are refused."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Choice, Repeat, Together
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Step
from lianjing.domain.power.table import Kind, Row, flow_of, item_of, rows_of
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.placed_yaml import placed_text
from lianjing.engines.content.power_writing import paths_of, text_of
from lianjing.engines.content.powers import PowerDesk, item_of_text, power_desk
from tests.powers.items import IDS, items, library
from tests.powers.random_items import INSTRUMENT
from tests.powers.random_items import items as random_items

KNOWN = power_desk(library())
DESK = PowerDesk({"L07": INSTRUMENT}, KNOWN.figures, KNOWN.posts, KNOWN.fields)


def settled(item: Item) -> Item:
    """Return a random item with what its file could not say mended: references to nothing, lanes without a step."""
    numbers = [step.no for step in item.steps]
    fresh, seen = count(len(numbers) + 100), set()

    def part(one):
        match one:
            case Step():
                limits = tuple(
                    replace(limit, of="opening" if limit.of == "1" or limit.bound is Bound.AHEAD else limit.of)
                    for limit in one.limits
                )
                notice = replace(one.notice, masks={}) if one.notice else None
                no = one.no if one.no not in seen else str(next(fresh))
                seen.add(no)
                return replace(one, no=no, limits=limits, notice=notice)
            case Choice():
                return Choice(tuple(replace(way, parts=flow(way.parts)) for way in one.branches))
            case Together():
                return Together(tuple(flow(lane) or (extra(),) for lane in one.lanes))
            case Repeat():
                return Repeat(flow(one.parts), one.again, flow(one.between))

    def flow(parts):
        return tuple(part(one) for one in parts)

    def extra():
        return Step(str(next(fresh)), Words("补", "More"), ("CGY",))

    mended = replace(item, flow=flow(item.flow), separate=(), waiver=None, papers=item.papers, file="x")
    first = [step.no for step in mended.steps][:3]
    groups = ((first[0], first[1]), tuple(first)) if len(first) == 3 else ()
    return replace(
        mended, separate=groups, waiver=replace(item.waiver, separate=groups) if item.waiver and groups else None
    )


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_items())
def test_an_item_survives_the_table_and_its_file(item):
    item = settled(item)
    rows = rows_of(item)
    assert item_of(replace(item, flow=()), rows) == item
    assert rows_of(item_of(item, rows)) == rows
    assert len(rows) == len(list(paths_of(item.flow)))
    text = text_of(item)
    read = item_of_text(text, DESK, "x")
    assert read == item
    assert text_of(read) == text


@pytest.mark.parametrize("power", IDS)
def test_every_item_of_the_catalogue_survives_table_and_writing(power):
    item = items()[power]
    assert item_of(replace(item, flow=()), rows_of(item)) == item
    assert item_of_text(text_of(item), KNOWN, item.file) == item


def test_every_row_knows_its_place_in_the_file():
    item = items()["ST-03"]
    lines = text_of(item).splitlines()
    placed = placed_text("\n".join(lines), "ST-03")
    for row, path in zip(rows_of(item), paths_of(item.flow), strict=True):
        line = lines[placed.line_of(path) - 1]
        first = {Kind.STEP: "no:", Kind.CASE: "when:", Kind.CHOICE: "choose:", Kind.TOGETHER: "together:"}
        assert first.get(row.kind, "") in line
        assert not row.no or row.no in line


A = Step("1", Words("一", "One"), ("CGY",))
B = Step("2", Words("二", "Two"), ("YSY",))


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([Row(Kind.STEP, 1, A)], 0),
        ([Row(Kind.STEP, 0)], 0),
        ([Row(Kind.CASE, 0, said=A.name)], 0),
        ([Row(Kind.CHOICE, 0), Row(Kind.STEP, 1, A)], 1),
        ([Row(Kind.STEP, 0, A), Row(Kind.STEP, 1, B)], 1),
        ([Row(Kind.REPEAT, 0), Row(Kind.BETWEEN, 1), Row(Kind.STEP, 1, A)], 2),
        ([Row(Kind.TOGETHER, 0), Row(Kind.LANE, 1), Row(Kind.CASE, 1)], 2),
    ],
)
def test_a_row_that_cannot_stand_there_is_named(rows, at):
    with pytest.raises(RuleBroken) as refused:
        flow_of(rows)
    assert (refused.value.code, refused.value.facts["row"]) == ("table_row_misplaced", at)


def test_pairs_kept_apart_are_one_group_each_once_they_are_changed():
    item = items()["ST-03"]
    rows = [replace(row, apart=()) if row.no == "3" else row for row in rows_of(item)]
    assert item_of(item, rows).separate == (("1", "2"),)
    assert item_of(item, rows_of(item)).separate == item.separate


def test_texts_that_yaml_would_read_otherwise_are_quoted():
    for said in ("true", "null", "No", "12", "2026-09-01", "a: b", "- x", "#", "甲 #乙", "~", "\u3000", "\U0001f600"):
        item = replace(items()["ST-03"], name=Words(said, said), guide=Words("a\nb", "tab\there"))
        assert item_of_text(text_of(item), KNOWN, item.file) == item


def test_the_figure_of_a_guard_is_kept_by_name():
    assert "below: inner_tier.two_people" in text_of(items()["CW-03"])
