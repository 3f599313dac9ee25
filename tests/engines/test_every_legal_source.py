"""Every figure: dated, with unit and standing; unconfirmed ones show no article; the calendars equal the library's."""

from datetime import date, time, timedelta
from decimal import Decimal

import holidays
import pytest

from lianjing.domain.parameters import Basis, Instrument, Parameter, Parameters, Tag, Unit, Words
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import QuietHours, add_working_days, notice_ends
from lianjing.engines.content import read_library

BOOK = read_library()
FIGURES = BOOK.parameters.by_name
# domain appendix A, 4.3, 0.6: written out by hand, so that a slip of the file shows.
EXPECTED = {
    "recusal.decide": (1, Unit.WORKING_DAYS),
    "redflag.self_check": (3, Unit.WORKING_DAYS),
    "redflag.sealed": (5, Unit.WORKING_DAYS),
    "handover.yellow": (24, Unit.HOURS),
    "answer.window": (5, Unit.WORKING_DAYS),
    "consultation.least": (5, Unit.WORKING_DAYS),
    "notice.default": (5, Unit.WORKING_DAYS),
    "notice.aid": (5, Unit.WORKING_DAYS),
    "burden.clerk": (60, Unit.VALUES_PER_WEEK),
    "burden.teacher": (0, Unit.VALUES_PER_WEEK),
    "coverage.load": (400, Unit.STEPS),
    "coverage.travel": (30, Unit.KILOMETRES),
    "disclosure.initial": (20, Unit.WORKING_DAYS),
    "letters.close": (60, Unit.DAYS),
    "letters.extend": (30, Unit.DAYS),
    "letters.acknowledge": (15, Unit.DAYS),
    "accusation.named_accept": (15, Unit.WORKING_DAYS),
    "admin_sanction.second_review": (2, Unit.MONTHS),
    "teacher_appeal.days": (30, Unit.DAYS),
    "aid.board_primary": (125000, Unit.FEN),
    "aid.board_junior": (150000, Unit.FEN),
    "aid.senior_average": (230000, Unit.FEN),
    "meal.daily": (500, Unit.FEN),
    "effect.admin_cap": (48, Unit.MONTHS),
    "procurement.keep": (15, Unit.YEARS),
    "contract.publish": (2, Unit.WORKING_DAYS),
    "impact.keep": (3, Unit.YEARS),
    "netlog.keep": (6, Unit.MONTHS),
}
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("name", "figure"), EXPECTED.items(), ids=EXPECTED)
def test_the_figures_are_those_of_the_field_file(name, figure):
    assert (FIGURES[name].whole(TODAY), FIGURES[name].unit) == figure


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_dated_titled_and_stands_on_something(name):
    figure = FIGURES[name]
    assert figure.values
    assert all(date(1949, 10, 1) < day <= date(2026, 12, 31) for day in figure.values)
    assert figure.title.zh != figure.title.en
    assert figure.county_default or figure.basis
    assert not figure.county_default or figure.why
    assert not (figure.county_default and figure.verified)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_unconfirmed_figure_never_shows_an_article(language):
    for figure in FIGURES.values():
        for basis in figure.basis:
            shown = basis.cite(language)
            assert basis.instrument.title.say(language) in shown
            if basis.tag is not Tag.VERIFIED:
                assert basis.article == basis.verified_by == ""
                assert "第" not in shown.replace(basis.instrument.title.zh, "").replace(basis.instrument.number, "")
                assert ", art. " not in shown
            if not basis.instrument.number_sure and basis.instrument.number:
                assert basis.instrument.number not in shown


def test_the_guard_on_articles_bites():
    law = Instrument("L18", Words("条例", "Regulations"), "令711号", 2019, Tag.VERIFIED)
    loose = Basis(law, Tag.SEEN, article="26")
    assert loose.cite("zh") == "条例 令711号"
    checked = Basis(law, Tag.VERIFIED, "26", "somebody", TODAY)
    assert checked.cite("zh-hans") == "条例 令711号 第26条"
    assert checked.cite("en") == "Regulations 令711号, art. 26"
    unsure = Instrument("E27", Words("意见", "Opinions"), "教基一〔2015〕3号", 2015, Tag.SEEN, number_sure=False)
    assert Basis(unsure, Tag.SEEN).cite("zh") == "意见"


def test_every_instrument_that_is_cited_is_in_the_library_and_no_number_uses_other_brackets():
    for code, instrument in BOOK.instruments.items():
        assert instrument.code == code
        assert not set("[]（）") & set(instrument.number), code
    for figure in FIGURES.values():
        for basis in figure.basis:
            assert basis.instrument is BOOK.instruments[basis.instrument.code]


def test_a_figure_is_the_one_in_force_on_the_day():
    aid = BOOK.parameters["aid.board_primary"]
    assert aid.whole(date(2024, 1, 31)) == 100000
    assert aid.whole(date(2024, 2, 1)) == 125000
    assert BOOK.parameters["canteen.balance"].on(TODAY) == Decimal("0.02")
    with pytest.raises(RuleBroken, match="parameter_not_in_force"):
        aid.on(date(2018, 12, 31))
    with pytest.raises(RuleBroken, match="parameter_unknown_value"):
        BOOK.parameters.whole("procurement.county_goods", TODAY)
    assert BOOK.parameters.whole("procurement.county_goods", date(2025, 12, 31)) == 40000000
    for code, call in (
        ("parameter_missing", lambda: BOOK.parameters["recusal.tea"]),
        ("parameter_not_whole", lambda: BOOK.parameters.whole("canteen.balance", TODAY)),
        ("parameter_not_time", lambda: BOOK.parameters.limit("coverage.load", TODAY)),
    ):
        with pytest.raises(RuleBroken, match=code):
            call()


def test_a_figure_with_every_basis_checked_is_verified():
    assert FIGURES["disclosure.initial"].verified
    assert not FIGURES["notice.aid"].verified
    assert not FIGURES["recusal.decide"].verified
    bare = Parameter("x.y", Words("甲", "a"), Unit.DAYS, {TODAY: Decimal(1)})
    assert not bare.verified
    assert Parameters({"x.y": bare}).whole("x.y", TODAY) == 1


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_calendar_is_the_state_councils_day_by_day(year):
    known = holidays.country_holidays("CN", years=year)
    day, worked = date(year, 1, 1), 0
    while day.year == year:
        assert BOOK.calendar.is_working_day(day) == known.is_working_day(day), day
        worked += BOOK.calendar.is_working_day(day)
        day += timedelta(days=1)
    assert 240 < worked < 260


def test_made_up_saturdays_count_and_the_next_year_is_not_guessed():
    assert BOOK.calendar.is_working_day(date(2026, 10, 10))
    assert not BOOK.calendar.is_working_day(date(2020, 1, 31))
    assert notice_ends(date(2026, 9, 30), 5, BOOK.calendar) == date(2026, 10, 13)
    with pytest.raises(RuleBroken, match="calendar_too_short"):
        add_working_days(date(2027, 12, 30), 2, BOOK.calendar)


def test_a_year_without_its_notice_counts_the_laws_own_days_and_is_marked():
    assert BOOK.provisional == (2027,)
    known = holidays.country_holidays("CN", years=2027)
    days = [date(2027, 1, 1) + timedelta(days=step) for step in range(365)]
    assert [day for day in days if BOOK.calendar.is_working_day(day) != known.is_working_day(day)] == []
    assert add_working_days(date(2026, 12, 30), 2, BOOK.calendar) == date(2027, 1, 4)


def test_the_countys_school_days_are_marked_as_defaults_and_cover_the_present():
    assert BOOK.calendar.in_vacation(date(2026, 8, 1), "school")
    assert not BOOK.calendar.in_vacation(TODAY, "school")
    assert not BOOK.calendar.in_vacation(date(2026, 8, 1), "bureau_office")
    assert {str(term) for term in BOOK.terms} >= {"2026-2027 autumn", "2026-2027 spring"}
    for term in BOOK.terms:
        assert not any(term.period.overlaps(vacation.period) for vacation in BOOK.calendar.vacations)


def test_quiet_hours_come_from_the_figures():
    assert QuietHours.of(BOOK.parameters, TODAY) == QuietHours(begins=time(19), ends=time(8))
