"""Figures and periods as people write them: read exactly, or refused; never a value that nobody wrote."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjing.domain.money_text import capitals
from lianjing.engines.intake import Lookups, cells, figures, formats, identity, periods
from lianjing.engines.intake.formats import Choice, Column
from lianjing.engines.intake.refused import CellRefused
from tests.engines.intake_books import id_number

MONEY = Column("a", "金额", "A", "money", least=-(10**12), top=10**12)
PRICE = Column("p", "单价", "P", "money", top=10**6, per="kg")
WEIGHT = Column("w", "数量", "W", "weight", least=-(10**9), top=10**9)
SHARE = Column("s", "比例", "S", "decimal", share=True)


def refused(read, cell):
    with pytest.raises(CellRefused) as caught:
        read(cell)
    return caught.value.code


def of(column, header=""):
    return cells.reader(column, Lookups(), formats.words(), None, header)


@given(st.integers(-(10**12), 10**12))
def test_an_amount_reads_back_in_every_writing(fen):
    yuan = f"{abs(fen) // 100}.{abs(fen) % 100:02d}"
    grouped = f"{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
    sign = "-" if fen < 0 else ""
    wide = (sign + yuan).translate({ord(plain): ord(plain) + 0xFEE0 for plain in "0123456789.-"})
    writings = [
        sign + yuan,
        sign + grouped,
        f"{sign}￥{grouped}",
        f"{sign}{yuan}元",
        wide,
        capitals(fen),
        f" {sign}{yuan} ",
    ]
    if fen < 0:
        writings += [f"({yuan})", f"（{grouped}）", f"负{yuan}"]
    for said in writings:
        assert of(MONEY)(said) == fen, said
    assert of(MONEY)(float(f"{sign}{yuan}")) == fen


@given(st.decimals("0.001", "100000", places=3))
def test_an_amount_finer_than_a_fen_is_refused_and_never_rounded(yuan):
    exact = yuan * 100 == int(yuan * 100)
    for cell in (str(yuan), float(yuan), f"{yuan}元"):
        if exact:
            assert of(MONEY)(cell) == int(yuan * 100)
        else:
            assert refused(of(MONEY), cell) == "money_too_fine"


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1.2万", 1_200_000),
        ("壹仟贰佰元整", 120_000),
        ("壹拾贰元叁角肆分", 1234),
        ("人民币壹佰元整", 10_000),
        (1234.5000000001, 123_450),
        (0.1 + 0.2, 30),
        ("１，２３４．５", 123_450),
        ("2亿", 2 * 10**10),
    ],
)
def test_amounts_in_words(cell, fen):
    assert of(MONEY)(cell) == fen


@pytest.mark.parametrize(
    "cell", ["约100", "100左右", "12.5.3", "1,23", "￥", "1e5", "九折", "10-20", True, float("nan"), float("inf")]
)
def test_what_is_no_one_amount_is_refused(cell):
    assert refused(of(MONEY), cell) == "money_unreadable"


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [
        ("金额(万元)", "1.5", 1_500_000),
        ("金额（单位：万元）", 1.5, 1_500_000),
        ("金额/千元", "2", 200_000),
        ("金额(万元)", "1.5元", 150),
        ("金额(元)", "1.5", 150),
        ("实发金额(含税)", "1.5", 150),
    ],
)
def test_the_unit_of_a_header_holds_for_bare_figures_only(header, cell, fen):
    assert of(MONEY, header)(cell) == fen


def test_another_currency_is_refused():
    assert refused(of(MONEY, "金额(美元)"), "5") == "money_unit_unknown"
    assert of(MONEY, "金额(美元)")("5元") == 500


@given(
    st.integers(1, 10**6), st.sampled_from([("", 1), ("/公斤", 1), ("/斤", 2), ("每斤", 2), ("/吨", Decimal("0.001"))])
)
def test_a_price_of_a_kilogram_is_rounded_to_the_fen_and_nothing_else(milli, unit):
    yuan, (said, times) = Decimal(milli) / 1000, unit
    expected = int((yuan * times * 100).quantize(Decimal(1), ROUND_HALF_UP))
    read = of(PRICE, f"单价(元{said})" if said.startswith("/") else "单价")
    bare = f"{yuan}" if said.startswith("/") else f"{yuan}元{said}"
    assert read(bare) == expected


def test_a_price_of_a_piece_is_refused():
    assert refused(of(PRICE, "单价(元/箱)"), "5") == "weight_unit_unknown"
    assert refused(of(PRICE), "5元/瓶") == "weight_unit_unknown"


@given(st.integers(0, 10**9))
def test_a_weight_reads_back_in_every_unit(grams):
    kilograms = Decimal(grams) / 1000
    writings = [f"{kilograms}", f"{kilograms}公斤", f"{kilograms} kg", f"{grams}克", f"{grams}g", f"{kilograms * 2}斤"]
    for said in writings:
        assert of(WEIGHT)(said) == grams, said
    assert of(WEIGHT, "数量(斤)")(f"{kilograms * 2}") == grams
    assert of(WEIGHT, "数量(斤)")(f"{kilograms}公斤") == grams
    assert of(WEIGHT, "数量/克")(grams) == grams
    assert of(WEIGHT)(float(kilograms)) == grams


@pytest.mark.parametrize(
    ("cell", "code"), [("三箱", "weight_unreadable"), ("0.0005", "weight_too_fine"), (True, "weight_unreadable")]
)
def test_what_is_no_weight_is_refused(cell, code):
    assert refused(of(WEIGHT), cell) == code


def test_a_weight_counted_in_pieces_is_refused_unless_the_cell_says_better():
    assert refused(of(WEIGHT, "数量(箱)"), "3") == "weight_unit_unknown"


@pytest.mark.parametrize(
    ("header", "cell", "share"),
    [
        ("比例", "30%", 0.3),
        ("比例", 30.0, 0.3),
        ("比例", 0.3, 0.3),
        ("比例(%)", "30", 0.3),
        ("比例(%)", "1", 0.01),
        ("比例", "100", 1.0),
        ("比例", "0", 0.0),
    ],
)
def test_a_share_is_one_figure_however_it_is_written(header, cell, share):
    assert of(SHARE, header)(cell) == share


@pytest.mark.parametrize(("header", "cell"), [("比例", 1.0), ("比例", "1"), ("比例(%)", 1.0), ("比例(%)", 0.3)])
def test_a_share_with_two_readings_is_refused(header, cell):
    assert refused(of(SHARE, header), cell) == "share_unclear"


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_a_month_reads_back(year, month):
    wanted = f"{year}-{month:02d}"
    for said in (
        wanted,
        f"{year}年{month}月",
        f"{year}{month:02d}",
        int(f"{year}{month:02d}"),
        f"{year}/{month}",
        date(year, month, 1),
    ):
        assert periods.month(said) == wanted


@given(st.integers(1901, 2099), st.sampled_from([1, 2]))
def test_a_term_and_a_school_year_read_back(first, half):
    wanted = f"{first}-{first + 1}-{half}"
    word, side, season = (("一", "上", "秋"), ("二", "下", "春"))[half - 1]
    writings = [
        wanted,
        f"{first}-{first + 1}学年第{word}学期",
        f"{first}-{first + 1}学年度第{half}学期",
        f"{first}—{first + 1}学年{side}学期",
    ]
    writings += [
        f"{first + half - 1}{season}",
        f"{first + half - 1}年{season}季学期",
        f"{first}-{first + 1}学年{season}季学期",
        f"{first}-{first + 1}({half})",
    ]
    for said in writings:
        assert periods.term(said) == wanted, said
    for said in (f"{first}-{first + 1}", f"{first}-{first + 1}学年", f"{first}/{first + 1}学年度", f"{first}学年"):
        assert periods.school_year(said) == f"{first}-{first + 1}"


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_ten_days_are_those_of_the_day_or_refused(day):
    wanted = f"{day:%Y-%m}-{min(3, (day.day - 1) // 10 + 1)}"
    word = "上中下"[int(wanted[-1]) - 1]
    assert periods.ten_days(f"{day.year}年{day.month}月{word}旬") == wanted
    assert periods.ten_days(wanted) == wanted
    assert periods.ten_days(day.isoformat()) == wanted
    if day.day in (2, 3):
        assert refused(periods.ten_days, day) == "ten_days_unclear"
    else:
        assert periods.ten_days(day) == wanted


@given(st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)))
def test_a_moment_reads_back(moment):
    minute = moment.replace(second=0, microsecond=0)
    for said in (
        f"{minute:%Y-%m-%d %H:%M}",
        f"{minute:%Y年%m月%d日%H时%M分}",
        f"{minute:%Y/%m/%d %H:%M:%S}",
        f"{minute:%Y%m%d%H%M%S}",
    ):
        assert periods.moment(said, rough=False) == minute, said
    assert periods.moment(f"{moment.isoformat()}+08:00", rough=False) == moment
    half = "下午" if minute.hour >= 12 else "上午"
    if minute.hour not in (0, 12):
        assert periods.moment(f"{minute:%Y-%m-%d}{half}{minute.hour % 12}:{minute:%M}", rough=False) == minute


def test_a_day_alone_is_a_moment_only_where_the_column_allows():
    assert refused(lambda cell: periods.moment(cell, rough=False), "2025-09-01") == "time_day_only"
    assert periods.moment("2025-09-01", rough=True) == datetime(2025, 9, 1)


@pytest.mark.parametrize(
    ("cell", "grade"),
    [
        ("三年级", 3),
        (7, 7),
        ("初一", 7),
        ("初中二年级", 8),
        ("高三", 12),
        ("九年级", 9),
        ("大班", 0),
        ("小学六年级", 6),
        ("初中八年级", 8),
        ("高中一年级", 10),
    ],
)
def test_grades(cell, grade):
    assert periods.grade(cell) == grade


@pytest.mark.parametrize("cell", ["初四", "高四", "十三年级", "13", "小学七年级", "甲班", "", "3.5"])
def test_what_is_no_grade_is_refused(cell):
    assert refused(periods.grade, cell) == "grade_unreadable"


@given(st.integers(0, 999), st.integers(1, 18), st.integers(1, 9))
def test_one_wrong_digit_of_a_pupil_number_is_noticed(n, place, by):
    number = f"G{id_number(n)}"
    assert identity.pupil_number(f" g{id_number(n)[:6]} {id_number(n)[6:]}") == number
    if number[place].isdigit():
        changed = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
        assert refused(identity.pupil_number, changed) == "pupil_number_checksum"


@pytest.mark.parametrize("cell", [6.217e17, 62170000000000000.0, "6.21700E+17"])
def test_numbers_that_a_spreadsheet_rounded_are_refused(cell):
    for read in (identity.account, identity.pupil_number, identity.isbn):
        assert refused(read, cell) == "number_lost_precision"
    if not isinstance(cell, str):
        assert refused(of(Column("t", "合同号", "T", "text")), cell) == "number_lost_precision"


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_an_isbn_is_thirteen_digits_and_a_wrong_digit_is_noticed(body, place, by):
    first = f"978{body % 10**9:09d}"
    right = first + str(-sum(int(sign) * (1, 3)[at % 2] for at, sign in enumerate(first)) % 10)
    assert identity.isbn(f"ISBN {right[:3]}-{right[3:4]}-{right[4:]}") == right
    assert identity.isbn(float(right)) == right
    if place > 2:
        wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
        assert refused(identity.isbn, wrong) == "isbn_checksum"


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("张 三、李 四", ("张三", "李四")),
        ("G001 G002", ("G001", "G002")),
        ("G001，G002;G001", ("G001", "G002")),
        ("John Smith", ("John Smith",)),
    ],
)
def test_lists(cell, parts):
    assert of(Column("l", "验收人", "L", "text", many=True))(cell) == parts


def test_a_list_that_may_be_one_name_or_two_is_refused():
    assert refused(of(Column("l", "验收人", "L", "text", many=True)), "欧阳 娜娜") == "list_unclear"


def test_yes_and_no_in_words_and_signs():
    read = of(Column("b", "寄宿", "B", "boolean", yes_words=("住校",), no_words=("走读",)))
    assert [read(cell) for cell in ("是", "√", "Y", 1.0, True, "住校")] == [True] * 6
    assert [read(cell) for cell in ("否", "×", "n", 0, False, "走读")] == [False] * 6
    assert refused(read, "也许") == "choice_unknown"


def test_a_choice_names_the_permitted_words():
    column = Column("c", "等级", "C", "choice", choices=(Choice("a", "甲", "A", ("1",)), Choice("b", "乙", "B")))
    assert (of(column)("1"), of(column)(1.0), of(column)("乙")) == ("a", "a", "b")
    with pytest.raises(CellRefused) as caught:
        of(column)("丙")
    assert caught.value.facts == {"allowed": "甲、乙"}


def test_figures_know_their_own_unit():
    assert (
        figures.integer(Column("y", "年度", "Y", "integer", least=1990, top=2100, unit={"zh": "年", "en": "year"}))(
            "2025年"
        )
        == 2025
    )
    assert refused(figures.integer(Column("n", "人数", "N", "integer")), "12.5") == "integer_unreadable"
