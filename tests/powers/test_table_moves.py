"""What a person does to the table: every move leaves rows that can stand, and moves back undo moves."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjing.domain.parameters import Unit, Words
from lianjing.domain.power.steps import Bound, Span, Step, StepLimit
from lianjing.domain.power.table import Kind, Row, flow_of, rows_of
from lianjing.domain.power.table_difference import Cell, Mark, difference
from lianjing.domain.power.table_moves import add, deeper, down, end_of, outer, remove, up
from lianjing.domain.refusals import RuleBroken
from tests.powers.items import IDS, items


def made(no, *limits):
    return Step(no, Words(f"步{no}", f"Step {no}"), ("CGY",), limits=limits)


def step(no, depth=0, *limits):
    return Row(Kind.STEP, depth, made(no, *limits))


def said(n):
    return Words(f"情形{n}", f"Case {n}")


def case(depth, n):
    return Row(Kind.CASE, depth, said=said(n))


def shape(rows):
    """Return rows as text: indentation, kind, number."""
    return "\n".join(" " * row.depth + (row.no or row.kind.value) for row in rows).split("\n")


CHOICE = (step("1"), Row(Kind.CHOICE, 0), case(1, 1), step("2", 2), case(1, 2), step("3"))


def test_a_step_is_added_after_a_step_and_inside_a_case():
    rows, at = add(CHOICE, 0, Kind.STEP, made, said)
    assert (at, shape(rows)[:3]) == (1, ["1", "1a", "choice"])
    rows, at = add(CHOICE, 4, Kind.STEP, made, said)
    assert (at, shape(rows)[4:]) == (5, [" case", "  2a", "3"])
    rows, at = add(CHOICE, 5, Kind.STEP, made, said)
    assert (at, shape(rows)[-1]) == (6, "4")
    rows, at = add(CHOICE, 1, Kind.STEP, made, said)
    assert (at, shape(rows)[4:]) == (5, [" case", "2a", "3"])
    rows, at = add(CHOICE, -1, Kind.STEP, made, said)
    assert shape(rows)[0] == "4"


def test_blocks_are_added_whole():
    rows, _ = add((step("1"),), 0, Kind.CHOICE, made, said)
    assert shape(rows) == ["1", "choice", " case", "  2", " case"]
    rows, _ = add((step("1"),), 0, Kind.TOGETHER, made, said)
    assert shape(rows) == ["1", "together", " lane", "  2", " lane", "  3"]
    rows, _ = add((step("1"), step("2")), 1, Kind.REPEAT, made, said)
    assert shape(rows) == ["1", "repeat", " 2"]
    rows, _ = add(rows, 1, Kind.BETWEEN, made, said)
    assert shape(rows) == ["1", "repeat", " 2", " between", "  3"]
    rows, _ = add(CHOICE, 1, Kind.CASE, made, said)
    assert shape(rows) == ["1", "choice", " case", "  2", " case", " case", "3"]


@pytest.mark.parametrize(
    ("at", "kind"), [(0, Kind.CASE), (0, Kind.LANE), (1, Kind.LANE), (0, Kind.BETWEEN), (2, Kind.REPEAT)]
)
def test_what_has_no_place_there_is_refused(at, kind):
    with pytest.raises(RuleBroken) as refused:
        add(CHOICE, at, kind, made, said)
    assert refused.value.code == "table_no_place"


def test_a_row_goes_into_the_last_case_and_out_again():
    inside = deeper(CHOICE, 5)
    assert shape(inside)[4:] == [" case", "  3"]
    assert outer(inside, 5) == CHOICE
    with pytest.raises(RuleBroken, match="table_nothing_to_go_into"):
        deeper(CHOICE, 0)
    with pytest.raises(RuleBroken, match="table_is_outermost"):
        outer(CHOICE, 0)


def test_what_repeats_takes_a_row_in_and_may_not_lose_its_last():
    rows = (Row(Kind.REPEAT, 0, said=said(0)), step("1", 1), step("2"))
    assert shape(deeper(rows, 2)) == ["repeat", " 1", " 2"]
    with pytest.raises(RuleBroken, match="table_emptied"):
        outer(rows, 1)
    between = (*rows[:2], Row(Kind.BETWEEN, 1), step("3", 2), step("2"))
    assert shape(deeper(between, 4)) == ["repeat", " 1", " between", "  3", "  2"]
    assert shape(outer(between, 3)) == ["repeat", " 1", "3", "2"]


def test_rows_move_among_their_own():
    assert shape(up(CHOICE, 5))[1:3] == ["3", "choice"]
    assert shape(down(CHOICE, 0))[0] == "choice"
    assert shape(up(CHOICE, 4))[2:5] == [" case", " case", "  2"]
    for move, at, code in ((up, 0, "table_is_first"), (up, 3, "table_is_first"), (down, 5, "table_is_last")):
        with pytest.raises(RuleBroken, match=code):
            move(CHOICE, at)


def test_what_others_need_is_not_taken_out():
    limit = StepLimit(Bound.WITHIN, Span(3, Unit.DAYS), "1")
    rows = (step("1"), step("2", 0, limit))
    with pytest.raises(RuleBroken) as refused:
        remove(rows, 0)
    assert (refused.value.code, refused.value.facts["by"]) == ("table_step_needed", "2")
    with pytest.raises(RuleBroken, match="table_ways_needed"):
        remove(CHOICE, 4)
    with pytest.raises(RuleBroken, match="table_emptied"):
        remove((step("1"),), 0)
    assert shape(remove(CHOICE, 1)) == ["1", "3"]


def test_a_step_taken_out_is_kept_apart_from_nobody():
    rows = (step("1"), Row(Kind.STEP, 0, made("2"), apart=("1",)))
    assert remove(rows, 0)[0].apart == ()


MOVES = (up, down, deeper, outer, remove)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(IDS), st.integers(0, 2**32))
def test_after_any_moves_the_rows_can_stand_and_hold_every_step_once(power, seed):
    chance = random.Random(seed)
    rows = rows_of(items()[power])
    for _ in range(25):
        at = chance.randrange(len(rows))
        numbers = {row.no for row in rows if row.no}
        try:
            move = chance.choice([*MOVES, add])
            if move is add:
                rows, _ = add(rows, at, chance.choice(list(Kind)), made, said)
                assert numbers <= {row.no for row in rows}
            else:
                rows = move(rows, at)
        except RuleBroken:
            continue
        flow_of(rows)
        told = [row.no for row in rows if row.no]
        assert len(told) == len(set(told))
        assert move is remove or numbers <= set(told)


@pytest.mark.parametrize("power", IDS)
def test_moving_up_and_down_again_is_no_move(power):
    rows = rows_of(items()[power])
    for at in range(len(rows)):
        try:
            moved = down(rows, at)
        except RuleBroken:
            continue
        assert up(moved, at + end_of(moved, at) - at) == rows


def test_a_difference_names_rows_and_cells():
    old = CHOICE
    new, _ = add(CHOICE, 0, Kind.STEP, made, said)
    new = remove(new, len(new) - 1)
    new = tuple(Row(row.kind, row.depth, row.step, row.said, apart=("1",)) if row.no == "2" else row for row in new)
    told = [(line.mark, line.row.no, line.cells) for line in difference(new, old) if line.mark is not Mark.SAME]
    assert told == [
        (Mark.ADDED, "1a", frozenset()),
        (Mark.CHANGED, "2", frozenset({Cell.APART})),
        (Mark.REMOVED, "3", frozenset()),
    ]


def test_a_moved_row_is_not_taken_out_and_added():
    told = [(line.mark, line.row.no) for line in difference(up(CHOICE, 5), CHOICE)]
    assert (Mark.MOVED, "3") in told or [mark for mark, _ in told].count(Mark.MOVED) == 4
    assert not {Mark.ADDED, Mark.REMOVED} & {mark for mark, _ in told}
    inside = [line for line in difference(deeper(CHOICE, 5), CHOICE) if line.mark is not Mark.SAME]
    assert [(line.mark, line.row.no) for line in inside if line.row.no] == [(Mark.MOVED, "3")]


@pytest.mark.parametrize("power", IDS)
def test_an_item_does_not_differ_from_itself(power):
    rows = rows_of(items()[power])
    assert {line.mark for line in difference(rows, rows)} == {Mark.SAME}
