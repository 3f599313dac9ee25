"""What is not there is not put right, and what was answered once is not answered for ever."""

from datetime import date

import pytest

from lianjing.access import agenda, lake, modelbook, screening
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import screening as console
from lianjing.records.models import LedgerBatch, Readiness, ScreeningRun
from lianjing.rooms.redflags import usecases, usecases_screened
from lianjing.rooms.uploads import queries_ledgers
from lianjing.rooms.uploads.usecases import ledgers
from tests.rooms.rosters import sign_in
from tests.rooms.screened import FEW, NOW, flags, ghost, notice, take
from tests.world import at


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A night of a few models: that all of them run is shown elsewhere."""
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()[name] for name in FEW])


NEXT_YEAR = {name: date(2027, 1, 5) for name in ("published_on", "plan_off_on", "off_on")}


def explained(county, slot, *beside):
    """A notice of January is asked about and the answer is that it was put right; `slot`: what the file covers."""
    take(county, "notices", [notice("n1"), *beside], slot=slot)
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-GK-03").get()
    return usecases.explain(post=county.clerk, flag=flag, explanation="已撤下", support="corrected", now=NOW)


def assert_not_corrected(county, flag, says="unknown"):
    """What is not in the lake any more is not put right: the question stays, and nobody can close it so."""
    later = at("2026-10-13")
    usecases_screened.screen_if_due(later)
    kept = flags(pk=flag.pk).get()
    assert kept.gone_on is None
    assert screening.asks_again(kept, later.date()) == says
    with pytest.raises(RuleBroken):
        usecases.confirm_corrected(post=county.leader, flag=kept, now=later)


def test_rows_taken_out_of_force_are_not_put_right(lake_of):
    take(lake_of, "notices", [notice("n9", off=date(2026, 1, 12))], slot="other")
    flag = explained(lake_of, "2026-01")
    batch = LedgerBatch._base_manager.get(slot="jcs/2026-01")
    ledgers.take_out(post=lake_of.officer, batch=batch, reason="重报", now=NOW)
    assert_not_corrected(lake_of, flag)
    take(lake_of, "notices", [notice("n1", off=date(2026, 1, 12))], slot="2026-01", now=at("2026-10-14"))
    assert screening.asks_again(flags(pk=flag.pk).get(), date(2026, 10, 14)) == "clean"  # now it is put right


def test_a_list_of_the_next_year_stands_beside_the_last_one(lake_of):
    flag = explained(lake_of, "all")
    take(lake_of, "notices", [{**notice("m1"), **NEXT_YEAR}], slot="all", now=at("2026-10-13"))
    assert_not_corrected(lake_of, flag, "found")


def test_a_list_of_the_next_year_that_takes_its_place_does_not_put_the_last_one_right(lake_of):
    flag = explained(lake_of, "all", notice("n0", off=date(2026, 1, 12)))
    later = [{**notice(name), **NEXT_YEAR} for name in ("n0", "m1")]
    assert take(lake_of, "notices", later, slot="all", now=at("2026-10-13")).replaces
    assert_not_corrected(lake_of, flag)


def test_a_school_that_handed_in_nothing_is_grey_for_every_question(lake_of):
    """Before anybody was asked as well: whoever delivers nothing is not better off than who delivers one table."""
    silent = lake_of.other_clerk
    before = {row["table"].id: row["grey"] for row in queries_ledgers.due(silent)}
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    gaps = Readiness._base_manager.get(org__code="s010").gaps
    assert set(gaps) == set(FEW)
    after = {row["table"].id: row["grey"] for row in queries_ledgers.due(silent)}
    assert before == after
    assert after["food_in"] > 0
    grey, of = agenda._grey()
    assert grey == of >= 2


def closed(county, state="closed_false"):
    """A sealed question about 10,000 yuan, closed on the day it was asked."""
    ghost(county)
    usecases_screened.screen_if_due(NOW)
    flags(code="M-RS-04").update(state=state, closed_at=NOW)
    return flags(code="M-RS-04").get()


def paid_anew(county, each, day):
    """The payroll is handed in anew, each month with this sum (fen); then all is asked."""
    months = ("2025-10", "2025-11")
    who = {"school_code": "s001", "staff_no": "t1", "item": "basic"}
    take(county, "payroll", [{**who, "ym": ym, "amount": each} for ym in months], now=at(day))
    usecases_screened.screen_if_due(at(day))
    return list(flags(code="M-RS-04"))


@pytest.mark.parametrize(
    ("state", "each", "day", "again"),
    [
        ("closed_false", 999_999, "2026-11-01", False),
        ("closed_false", 1_000_000, "2026-11-01", True),
        ("closed_false", 500_001, "2027-10-11", False),
        ("closed_false", 500_001, "2027-10-12", True),
        ("closed_corrected", 500_001, "2026-11-01", True),
    ],
    ids=["less than twice", "twice the money", "within the year", "a year later", "it had been put right"],
)
def test_a_closed_question_is_put_again_when_it_is_another_matter(lake_of, state, each, day, again):
    """Asked once is not asked once for ever: dismissed at 10,000 yuan is not dismissed at 20,000."""
    old = closed(lake_of, state)
    found = paid_anew(lake_of, each, day)
    assert len(found) == 1 + again
    assert (found[0].rows, found[0].facts["amount"], found[0].state) == (old.rows, 1_000_000, state)
    if again:
        assert (found[1].amount, found[1].facts["before"]) == (2 * each, "2026-10-12")
        assert found[1].dedup_key != found[0].dedup_key
        assert screening.asks_again(found[1], at(day).date()) == "found"
        usecases_screened.screen(at(day))
        assert flags(code="M-RS-04").count() == 2  # and no third time


def test_rows_that_lay_there_when_it_was_closed_do_not_ask_again(lake_of):
    closed(lake_of)
    usecases_screened.screen_if_due(at("2028-01-01"))
    assert flags(code="M-RS-04").count() == 1


def test_an_open_question_grows_with_its_rows_and_keeps_what_was_asked(lake_of, client):
    ghost(lake_of)
    usecases_screened.screen_if_due(NOW)
    old = flags(code="M-RS-04").get()
    (grown,) = paid_anew(lake_of, 4_000_000, "2026-10-13")
    assert (grown.amount, grown.facts["amount"], grown.rows) == (8_000_000, 1_000_000, old.rows)
    page = sign_in(client, lake_of.officer).get(f"/flags/{old.pk}/", headers={"Accept-Language": "en"})
    assert "Since it was asked, the rows show more" in page.content.decode()
    (less,) = paid_anew(lake_of, 500_000, "2026-10-14")
    assert less.amount == 8_000_000


def test_at_the_console_links_are_made_before_anything_is_asked(lake_of):
    """Without them the questions about kin would find nothing, and call it clean."""
    ghost(lake_of)
    assert "links" not in lake.pinned()
    console.of_the_lake(None, None)
    assert "links" in ScreeningRun._base_manager.first().versions
