"""Money is exact or refused; periods, terms and school years hold what they say."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Fen, Half, Period, SchoolYear, Term, add_months, merged, term_on

fens = some.integers(-(10**16), 10**16).map(Fen)
days = some.dates(date(1990, 1, 1), date(2090, 12, 31))
periods = some.tuples(days, some.integers(0, 900)).map(lambda t: Period(t[0], t[0] + timedelta(days=t[1])))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("12.50", "12.50"),
        ("１２．５０", "12.50"),
        ("￥1,234.50", "1234.50"),
        ("¥ 1,234", "1234.00"),
        ("12.500", "12.50"),
        ("壹仟贰佰元整", "1200.00"),
        ("人民币壹仟贰佰叁拾肆圆伍角陆分", "1234.56"),
        ("壹万元零伍分", "10000.05"),
        ("十二块五毛", "12.50"),
        ("两百", "200.00"),
        ("一千零零五", "1005.00"),
        ("一亿零三百万", "103000000.00"),
        ("1.2万", "12000.00"),
        ("1.2万元", "12000.00"),
        ("１,２３４.５万", "12345000.00"),
        ("3万5千", "35000.00"),
        ("12万5千元", "125000.00"),
        ("1万2000元", "12000.00"),
        ("一点二万", "12000.00"),
        ("5角", "0.50"),
        ("负十二元", "-12.00"),
        ("（12.50）", "-12.50"),
        ("-¥12", "-12.00"),
        ("0", "0.00"),
        ("零元整", "0.00"),
    ],
)
def test_reads_money_as_people_write_it(text, yuan):
    assert str(Fen.parse(text)) == yuan


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("元", "empty"),
        ("12,5", "not_a_number"),
        ("1,2345", "not_a_number"),
        ("1 234", "not_a_number"),
        ("1e5", "not_a_number"),
        ("٣", "not_a_number"),
        ("half", "not_a_number"),
        ("--5", "not_a_number"),
        ("(-5)", "two_signs"),
        ("三万五", "ambiguous"),
        ("1万2", "ambiguous"),
        ("一千二", "ambiguous"),
        ("12元5", "after_yuan"),
        ("1.5元5角", "after_yuan"),
        ("九" * 41, "too_long"),
        ("0." + "0" * 30 + "1", "too_long"),
        ("一点二三百", "point"),
        ("一点", "point"),
    ],
)
def test_refuses_money_with_two_readings_or_none(text, why):
    with pytest.raises(RuleBroken) as refused:
        Fen.parse(text)
    assert refused.value.code == "money_unreadable"
    assert refused.value.facts["why"] == why


@pytest.mark.parametrize("text", ["12.505", "0.001", "1.23456789万"])
def test_never_rounds_a_part_of_a_fen(text):
    with pytest.raises(RuleBroken, match="money_too_fine"):
        Fen.parse(text)


@given(fens)
def test_every_amount_reads_back_from_figures_capitals_and_both_languages(amount):
    for text in (str(amount), amount.capitals(), amount.show("zh-hans"), amount.show("en")):
        assert Fen.parse(text) == amount


def test_capitals_are_written_as_vouchers_need_them():
    shown = {"0": "零元整", "1409.50": "壹仟肆佰零玖元伍角整", "6007.14": "陆仟零柒元壹角肆分", "0.05": "伍分"}
    shown |= {"107000.53": "壹拾万柒仟元伍角叁分", "325.04": "叁佰贰拾伍元零肆分", "20": "贰拾元整"}
    assert {text: Fen.parse(text).capitals() for text in shown} == shown


@given(fens, some.integers(1, 500))
def test_a_split_loses_no_fen(amount, shares):
    parts = amount.split(shares)
    assert Fen.total(parts) == amount
    assert max(part.fen for part in parts) - min(part.fen for part in parts) <= 1


@given(some.integers(-(10**9), 10**9), some.integers(-1000, 1000), some.integers(1, 1000))
def test_a_part_is_the_nearest_fen(fen, top, bottom):
    part = Fen(fen).part(top, bottom).fen
    assert abs(2 * (part * bottom - fen * top)) <= bottom


@given(fens, fens)
def test_money_adds_like_whole_numbers(one, other):
    if abs(one.fen + other.fen) <= 10**16 and abs(one.fen - other.fen) <= 10**16:
        assert (one + other).fen == one.fen + other.fen
        assert one - other == -(other - one)
    assert (one < other) == (one.fen < other.fen)


@pytest.mark.parametrize("wrong", [1.5, True, "12", None])
def test_money_is_made_of_whole_fen_only(wrong):
    with pytest.raises(TypeError):
        Fen(wrong)


def test_money_meets_no_float():
    for wrong in (lambda: Fen(1) * 1.5, lambda: Fen(1) + 0.5, lambda: Fen(1) - 1, lambda: Fen(1) < 1.0):
        with pytest.raises(TypeError):
            wrong()


def test_money_has_bounds():
    for code, wrong in (
        ("money_out_of_range", lambda: Fen(10**16 + 1)),
        ("part_of_nothing", lambda: Fen(100).part(1, 0)),
        ("shares_too_few", lambda: Fen(100).split(0)),
    ):
        with pytest.raises(RuleBroken, match=code):
            wrong()
    assert Fen.yuan(3) == 3 * Fen(100) == abs(Fen(-300))
    assert not Fen(0)
    assert Fen(1)


@pytest.mark.parametrize("text", ["2026-2027", " 2026—2027学年 ", "2026/2027", "2026至2027学年度", "2026~2027"])
def test_reads_a_school_year(text):
    assert SchoolYear.parse(text) == SchoolYear(2026)


@pytest.mark.parametrize("text", ["2026", "2026-2028", "2027-2026", "26-27", "2026-2027秋", "0000-0001"])
def test_refuses_what_is_no_school_year(text):
    with pytest.raises(RuleBroken, match="school_year_unreadable"):
        SchoolYear.parse(text)


@given(days)
def test_every_day_has_one_school_year(day):
    year = SchoolYear.of(day)
    assert day in year
    assert day not in year.next()
    assert day not in year.previous()
    assert SchoolYear.parse(str(year)) == year
    assert year.period.last + timedelta(days=1) == year.next().period.first


def test_a_school_year_turns_on_the_first_of_september():
    assert str(SchoolYear.of(date(2026, 8, 31))) == "2025-2026"
    assert str(SchoolYear.of(date(2026, 9, 1))) == "2026-2027"


def test_a_term_lies_in_its_half_of_the_year():
    year = SchoolYear(2026)
    autumn = Term(year, Half.AUTUMN, Period(date(2026, 8, 30), date(2027, 1, 22)))
    spring = Term(year, Half.SPRING, Period(date(2027, 2, 20), date(2027, 7, 9)))
    assert term_on(date(2026, 8, 30), (autumn, spring)) == autumn
    assert term_on(date(2027, 2, 1), (autumn, spring)) is None
    assert str(spring) == "2026-2027 spring"
    with pytest.raises(RuleBroken, match="term_outside_year"):
        Term(year, Half.SPRING, autumn.period)
    with pytest.raises(RuleBroken, match="terms_overlap"):
        term_on(date(2026, 10, 1), (autumn, autumn))


def test_a_period_is_closed_and_forward():
    period = Period(date(2026, 2, 27), date(2026, 3, 1))
    assert period.days == 3
    assert period.first in period
    assert period.last in period
    assert date(2026, 3, 2) not in period
    with pytest.raises(RuleBroken, match="period_backwards"):
        Period(date(2026, 3, 1), date(2026, 2, 28))


@given(periods, periods)
def test_overlap_and_intersection_agree_with_the_days(one, other):
    both = one.intersect(other)
    assert one.overlaps(other) == other.overlaps(one) == (both is not None)
    if both is not None:
        assert one.covers(both)
        assert other.covers(both)
        assert both.first in (one.first, other.first)
        assert both.last in (one.last, other.last)
    else:
        assert one.last < other.first or other.last < one.first


@given(some.lists(periods, max_size=6))
def test_merging_keeps_every_day_and_no_more(some_periods):
    joined = merged(some_periods)
    assert {p.first + timedelta(days=n) for p in some_periods for n in range(p.days)} == {
        p.first + timedelta(days=n) for p in joined for n in range(p.days)
    }
    assert all((later.first - earlier.last).days > 1 for earlier, later in pairwise(joined))


@given(periods)
def test_months_are_those_the_period_touches(period):
    months = period.months()
    touched = {(period.first + timedelta(days=n)).replace(day=1) for n in range(period.days)}
    assert set(months) == touched
    assert list(months) == sorted(touched)


@given(days, some.integers(-600, 600))
def test_adding_months_lands_in_that_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_period_without_end_is_open():
    period = Period.since(date(2026, 9, 1))
    assert period.open
    assert Period.between(date(2026, 9, 1), None) == period
    assert date(2100, 1, 1) in period
    assert merged([period, Period.since(date(2027, 1, 1))]) == (period,)
    assert Period.between(date(2026, 9, 1), date(2026, 9, 2)).days == 2
    assert add_months(date(9999, 10, 31), 2) == date(9999, 12, 31)
    with pytest.raises(RuleBroken, match="period_open"):
        period.months()
