"""Rules of public figures: the catalogue beside each charge, nobody recognised by a small cell."""

from hypothesis import given
from hypothesis import strategies as st

from lianjing.domain.figures import Allowed, Cell, Charge, enough, fee_lines, merged, term_days

LIST = [
    Allowed("SF01", "care", 30000, "\u751f\u00b7\u5b66\u671f", "doc 15"),
    Allowed("SF01", "care", 20000, "\u751f\u00b7\u5b66\u671f", "doc 9", None, term_days("2024-2025-2")[1]),
    Allowed("SF07", "bus", 100, "\u6b21", "doc 3"),
]


def line(charge, term="2025-2026-1"):
    return fee_lines([charge], LIST, term, 5)[0]


def test_a_charge_is_held_against_the_line_of_its_own_term():
    old, new = line(Charge("x", "SF01", 40, 31000, 1, 1), "2024-2025-2"), line(Charge("x", "SF01", 40, 31000, 1, 1))
    assert (old.allowed.document, old.over) == ("doc 15", 1000)  # of two in force the higher counts
    assert (new.name, new.allowed.standard, new.over) == ("care", 30000, 1000)
    assert line(Charge("care", "", 40, 30000, 1, 1)).over == 0  # by name, where there is no code
    assert (
        line(Charge("care", "SF99", 40, 1, 1, 1)).allowed is None
    )  # a code that is not listed is not helped by a name


def test_what_cannot_be_compared_says_so_and_is_not_zero():
    assert line(Charge("bus", "SF07", 40, 900, 1, 1)).over is None
    assert line(Charge("print", "", 40, 900, 1, 1)).over is None


def test_few_payers_are_told_without_number_and_sum():
    few = line(Charge("care", "", 4, 2, 1, 99))
    assert (few.payers, few.asked, few.received, few.each) == (None, None, None, 2)
    assert line(Charge("care", "", 5, 2, 1, 99)).payers == 5


def test_small_cells_are_merged_so_that_no_difference_tells_them():
    cells = [Cell("a", 40, 400), Cell("b", 6, 60), Cell("c", 3, 30)]
    assert merged(cells, 5) == [Cell("a", 40, 400), Cell("", 9, 90)]
    assert merged([Cell("a", 40, 400), Cell("b", 3, 1), Cell("c", 4, 2)], 5) == [Cell("a", 40, 400), Cell("", 7, 3)]
    assert merged([Cell("a", 3, 30)], 5) == [Cell("", None)]
    assert merged([Cell("a", 0, 0)], 5) == []


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 99)), max_size=8))
def test_whatever_the_cells_nobody_under_five_stands_alone_and_no_money_is_lost(drawn):
    cells = [Cell(str(n), people, fen) for n, (people, fen) in enumerate(drawn)]
    shown = merged(cells, 5)
    assert all(cell.people is None or cell.people >= 5 for cell in shown)
    if any(cell.people is None for cell in shown):
        assert len(shown) == 1  # beside no other figure
    else:
        assert sum(cell.people for cell in shown) == sum(cell.people for cell in cells)
        assert sum(cell.fen for cell in shown) == sum(cell.fen for cell in cells if cell.people)


def test_cells_of_the_same_people_are_joined_by_one_of_enough():
    cells = [Cell("a", 9, 9), Cell("b", 3, 3), Cell("c", 3, 3)]
    assert merged(cells, 5) == [Cell("a", 9, 9), Cell("", 6, 6)]
    assert merged(cells, 5, apart=False) == [Cell("", 15, 15)]


def test_enough():
    assert [enough(n, 5) for n in (0, 1, 4, 5)] == [0, None, None, 5]
