"""What was sent back owes again and was looked at; what is contested owes nothing: inside and in public."""

from datetime import date

from lianjing.access import public_supervision
from lianjing.access.quarter import Figure, cases
from lianjing.domain.quarters import Quarter
from lianjing.records.models import RedFlag
from lianjing.rooms.directives.usecases import deciding, receiving
from lianjing.rooms.redflags import usecases
from tests.rooms.demanding import fresh, issued, matter, replied, tick
from tests.rooms.test_agenda import ordinary
from tests.world import at


def owed(figure, day, table):
    """Return (cases, of them counted) of a figure, of the records of one table."""
    quarter = Quarter(2026, 4)
    found = [case for case in cases([quarter, quarter.after], None, at(day)) if case.figure is figure]
    mine = [case for case in found if case.table == table]
    return len(mine), sum(case.counted for case in mine)


def public(day):
    (now, *_) = public_supervision.of_quarters(date.fromisoformat(day))
    return {name: (share.part, share.whole) for name, share in now.figures.items() if name in ("replied", "directed")}


def sent_back(county):
    made = replied(county)
    return deciding.send_back(post=county.officer, directive=fresh(made), missing=["合同"], now=at("2026-10-13"))


def test_a_reply_that_was_sent_back_was_reviewed_in_time_and_owes_again(county):
    made = sent_back(county)
    assert made.due_on == date(2026, 10, 26)
    assert owed(Figure.OVERDUE, "2026-10-26", "directive") == (0, 0)
    assert owed(Figure.DIRECTED, "2026-11-20", "directive") == (1, 1)
    assert owed(Figure.OVERDUE, "2026-11-20", "directive") == (1, 1)
    assert public("2026-11-20") == {"replied": (0, 1), "directed": (1, 1)}
    receiving.reply(post=county.principal, directive=fresh(made), record=matter(county), words="", now=at("2026-10-20"))
    tick("2026-10-28")  # and of the second reply the issuer is silent
    assert owed(Figure.OVERDUE, "2026-11-20", "directive") == (1, 0)
    assert owed(Figure.DIRECTED, "2026-11-20", "directive") == (1, 0)
    assert public("2026-11-20") == {"replied": (1, 1), "directed": (0, 1)}


def test_while_it_is_contested_the_school_is_late_nowhere(county):
    made = issued(county)
    receiving.contest(post=county.principal, directive=fresh(made), ground="unlawful", now=at())
    tick("2026-11-20")
    assert fresh(made).state == "contested_above"
    assert owed(Figure.OVERDUE, "2026-12-31", "directive") == (0, 0)
    assert public("2026-12-31") == {"replied": (0, 0), "directed": (0, 0)}


def test_an_answer_that_was_sent_back_was_reviewed_in_time_and_owes_again(county):
    flag = ordinary(county, state="answered", asked_at=at("2026-10-12"), answered_at=at("2026-10-13"))
    usecases.send_back(post=county.officer, flag=flag, missing="合同", now=at("2026-10-14"))
    due = RedFlag._base_manager.get().due_on
    assert owed(Figure.OVERDUE, due.isoformat(), "redflag") == (0, 0)
    assert owed(Figure.REVIEWED, "2026-11-20", "redflag") == (1, 1)
    assert owed(Figure.OVERDUE, "2026-11-20", "redflag") == (1, 1)
    assert owed(Figure.ANSWERED, "2026-11-20", "redflag") == (1, 0)
    usecases.explain(post=county.clerk, flag=flag, explanation="补上了", support="corrected", now=at(due))
    assert owed(Figure.OVERDUE, "2026-12-31", "redflag") == (1, 0)
    assert owed(Figure.ANSWERED, "2026-12-31", "redflag") == (1, 1)  # in the days it was given anew
    assert owed(Figure.REVIEWED, "2026-12-31", "redflag") == (1, 0)
