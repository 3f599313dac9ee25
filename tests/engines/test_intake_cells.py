"""Single cells: dates, identity numbers, phones, names, choices; what is mended, what is refused and why."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.engines.intake import Lookups, cells, dates, formats, identity, plain
from lianjing.engines.intake.refused import CellRefused

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
WIDE = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")


def refused(function, cell):
    with pytest.raises(CellRefused) as caught:
        function(cell)
    return caught.value.code


DAY_WRITINGS = [
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y%m%d}",
    " {0.year} . {0.month} . {0.day} ",
    "{0:%Y-%m-%d} 00:00:00",
]


@given(DAYS, st.sampled_from(DAY_WRITINGS))
def test_a_day_reads_back_in_every_writing(day, writing):
    written = writing.format(day)
    assert dates.day_of(written) == (day, "day")
    assert dates.day_of(written.translate(WIDE)) == (day, "day")


@given(
    DAYS,
    st.sampled_from(["{0.year}.{0.month}", "{0.year}年{0.month}月", "{0:%Y%m}", "{0.year}/{0.month}", "{0:%Y-%m}"]),
)
def test_a_month_is_its_first_day_and_says_so(day, writing):
    assert dates.day_of(writing.format(day)) == (day.replace(day=1), "month")


@given(DAYS)
def test_cells_that_are_dates_and_serials(day):
    assert dates.day_of(day) == (day, "day")
    assert dates.day_of(datetime(day.year, day.month, day.day, 8, 30)) == (day, "day")
    serial = (day - date(1899, 12, 30)).days
    if serial // 1000 in (19, 20):  # 20259 is September 2025 without its zero
        assert refused(dates.day_of, serial) == refused(dates.day_of, str(serial)) == "date_unreadable"
    else:
        assert dates.day_of(serial) == dates.day_of(float(serial)) == dates.day_of(str(serial)) == (day, "day")


@given(st.integers(1950, 2099), st.integers(1, 12))
def test_a_month_kept_as_a_number_is_read_unless_its_zero_is_lost(year, month):
    cell = float(f"{year}.{month}")
    if month in (1, 10):
        assert refused(dates.day_of, cell) == "date_lost_zero"
    else:
        assert dates.day_of(cell) == (date(year, month, 1), "month")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("二〇二一年九月", date(2021, 9, 1)),
        ("二○二一年十二月三十一日", date(2021, 12, 31)),
        ("二零二一年十月", date(2021, 10, 1)),
        ("2021年9月份", date(2021, 9, 1)),
        ("2021.9起", date(2021, 9, 1)),
    ],
)
def test_dates_in_words(cell, day):
    assert dates.day_of(cell)[0] == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2021.13", "date_impossible"),
        ("2020年2月30日", "date_impossible"),
        ("2019-04-31", "date_impossible"),
        ("20210231", "date_impossible"),
        (202113, "date_impossible"),
        ("2021年", "date_year_only"),
        (2021, "date_year_only"),
        ("21.9", "date_short_year"),
        ("98年9月", "date_short_year"),
        ("0021.9", "date_out_of_range"),
        ("去年秋天", "date_unreadable"),
        (True, "date_unreadable"),
        (0.5, "date_unreadable"),
        (timedelta(days=3), "date_unreadable"),
        ("2021.9-2023.8", "date_unreadable"),
        (-5.0, "date_unreadable"),
        (float("nan"), "date_unreadable"),
        (float("inf"), "date_unreadable"),
    ],
)
def test_dates_that_are_refused(cell, code):
    assert refused(dates.day_of, cell) == code


def id_numbers():
    born = st.dates(date(1930, 1, 1), date(2010, 12, 31))
    first = st.builds("{:06d}{:%Y%m%d}{:03d}".format, st.integers(110000, 829999), born, st.integers(1, 999))
    return first.map(lambda number: number + identity.check_sign(number))


@given(id_numbers())
def test_a_right_number_is_read_however_it_is_typed(number):
    for typed in (
        number,
        number.lower(),
        f" {number} ",
        f"'{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(WIDE),
    ):
        assert identity.id_number(typed) == number


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(number, place, more):
    if number[place] == "X":
        wrong = number[:17] + str(more)
    else:
        wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert refused(identity.id_number, wrong) in ("id_checksum", "id_birth_impossible", "id_lost_precision")


@given(id_numbers(), st.integers(0, 16))
def test_two_swapped_neighbours_are_always_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert refused(identity.id_number, swapped) in (
            "id_checksum",
            "id_birth_impossible",
            "id_length",
            "id_lost_precision",
        )


@given(id_numbers().filter(lambda number: number[17] != "X"))
def test_a_number_that_excel_rounded_is_recognised(number):
    kept = float(int(number[:15]) * 1000)
    assert refused(identity.id_number, kept) == "id_lost_precision"
    assert refused(identity.id_number, f"{kept:.5E}") == "id_lost_precision"
    assert refused(identity.id_number, int(number)) == "id_lost_precision"


def test_published_example_of_the_standard():
    assert identity.check_sign("11010519491231002") == "X"  # GB 11643-1999, annex: 11010519491231002X
    assert identity.check_sign("44052418800101001") == "4"  # the same annex: 440524188001010014


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("422822800101001", "id_fifteen_digits"),
        (422822800101001.0, "id_fifteen_digits"),
        ("42282219800101", "id_length"),
        ("E12345678", "id_length"),
        ("110105194912310021", "id_checksum"),
        ("11010519491331002X", "id_birth_impossible"),
        ("4.22823E+17", "id_lost_precision"),
        ("４．２２８２３Ｅ＋１７", "id_lost_precision"),
        (True, "id_length"),
    ],
)
def test_numbers_that_are_refused(cell, code):
    assert refused(identity.id_number, cell) == code


@pytest.mark.parametrize(
    "cell",
    [
        "14200000001",
        14200000001,
        14200000001.0,
        "142-0000-0001",
        "+86 142 0000 0001",
        "0086-14200000001",
        "１４２００００" + "０００１",
        " 14200000001　",
    ],
)
def test_a_phone_in_every_writing(cell):
    assert identity.phone(cell) == "14200000001"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("14200000001/14200000002", "phone_two_numbers"),
        ("1420000000", "phone_length"),
        ("7183221234", "phone_length"),
        ("无", "phone_unreadable"),
        (date(2021, 9, 1), "phone_length"),
    ],
)
def test_phones_that_are_refused(cell, code):
    assert refused(identity.phone, cell) == code


def test_a_landline_with_its_area_code():
    assert identity.phone("0718-3221234") == "07183221234"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 欧阳  娜 娜 ", "欧阳娜娜"),
        ("买买提·艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("\u200b王\ufeff五", "王五"),
        ("𠮷 野", "𠮷野"),
    ],
)
def test_names_are_closed_up(written, name):
    assert plain.person_name(plain.text_of(written)) == name


@given(st.text(max_size=300) | st.floats() | st.integers() | st.booleans() | st.datetimes() | st.timedeltas())
def test_any_cell_gives_a_value_or_a_refusal(cell):
    """No reader of any type lets another exception out, whatever stands in the cell."""
    lookups = Lookups({"业州": "s1"}, {"校长": "XZ"})
    for column in (column for name in formats.names() for column in formats.load(name).columns):
        with contextlib.suppress(CellRefused):
            cells.reader(column, lookups, formats.words(), date(2026, 9, 1))(cell)


@given(id_numbers() | st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=10), st.text(max_size=10))
def test_a_persons_number_is_never_shown_in_any_column(number, before, after):
    assert number not in plain.shown(f"{before} {number} {after}", sensitive=False)
    assert number not in plain.shown(number, sensitive=True)
    assert number not in plain.shown(number.translate(WIDE), sensitive=False)


def test_percent_and_integers():
    share, pupils = formats.load("interests").column("share"), formats.load("units").column("pupils")
    read_share = cells.reader(share, Lookups(), formats.words(), None)
    read_pupils = cells.reader(pupils, Lookups(), formats.words(), None)
    assert [read_share(cell) for cell in ("12.5%", 12.5, "100", "０．５％")] == ["12.5", "12.5", "100", "0.5"]
    assert [refused(read_share, cell) for cell in ("120", "-1", "一半", 0.125)] == ["percent_unreadable"] * 4
    assert [read_pupils(cell) for cell in ("1,234", 35.0, "３５", 0)] == [1234, 35, 35, 0]
    assert [refused(read_pupils, cell) for cell in ("35.5", "12,5", "三十")] == ["integer_unreadable"] * 3
    assert refused(read_pupils, 99_999) == "figure_out_of_range"


def test_credit_codes():
    right = "91350100M000100Y43"  # GB 32100-2015, annex
    assert identity.credit_code(right.lower()) == right
    assert refused(identity.credit_code, "91350100M000100Y44") == "credit_code_wrong"
    assert refused(identity.credit_code, "91350100M000100I43") == "credit_code_wrong"
    assert refused(identity.credit_code, "9135") == "credit_code_length"


@pytest.mark.parametrize(("said", "code"), [("√", "yes"), ("✓", "yes"), ("×", "no"), ("是", "yes"), ("否", "no")])
def test_a_tick_and_a_cross_are_two_words(said, code):
    column = formats.load("posts").column("critical")
    assert cells.reader(column, Lookups(), formats.words(), None)(said) == code
