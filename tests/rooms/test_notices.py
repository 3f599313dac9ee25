"""The calendar of disclosures fills itself; what is late says so; a zero is held against what is on record."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lianjing.access import notices
from lianjing.domain.notices import slot_of, slots
from lianjing.records.models import Disclosure, JournalEntry, WorkItem
from lianjing.rooms.notices.usecases import calendar, nothing, preparing
from lianjing.rooms.powers.usecases import matters
from lianjing.rooms.powers.usecases.matters import Taken
from tests.rooms.notices_year import BEGAN, refused
from tests.world import at

# The calendar


def test_every_school_owes_what_its_powers_say_and_doing_it_twice_adds_nothing(year, django_assert_max_num_queries):
    owed = set(Disclosure._base_manager.values_list("item", "step").distinct())
    assert {("ST-03", "6"), ("ST-04", "2w"), ("ST-04", "3"), ("CW-05", "4"), ("ZZ-02", "5")} <= owed
    codes = set(Disclosure._base_manager.values_list("org__code", flat=True))
    assert codes == {"s001", "s002", "s010"}
    before = Disclosure._base_manager.count()
    with django_assert_max_num_queries(12):
        assert calendar.put_on_calendar(at(BEGAN)) == 0
    assert Disclosure._base_manager.count() == before


def test_a_whole_county_is_foreseen_in_bounded_queries(year, county, django_assert_max_num_queries):
    """168 schools by 34 powers: reading takes a handful of queries; what is new is written in batches."""
    for n in range(165):
        county.unit(f"k{n:03d}", f"村{n}小学", "school", "zj01")
    with django_assert_max_num_queries(100):
        assert calendar.put_on_calendar(at(BEGAN)) >= 165 * 10
    with django_assert_max_num_queries(12):
        assert calendar.put_on_calendar(at(BEGAN)) == 0


def test_two_clocks_at_once_keep_each_slot_once(year):
    rows = list(calendar._foreseen(at("2026-11-02"), ()))
    keeper = year.county.org("jyj")
    calendar.foresee(keeper=keeper, rows=rows, now=at("2026-11-02"))
    calendar.foresee(keeper=keeper, rows=list(calendar._foreseen(at("2026-11-02"), ())), now=at("2026-11-02"))
    assert Disclosure._base_manager.filter(org__code="s001", item="ST-03", slot="2026-11").count() == 1


@pytest.mark.parametrize(
    ("every", "day", "key", "first", "last", "from_day"),
    [
        ("month", "2026-10-12", "2026-10", "2026-10-01", "2026-10-31", "2026-10-31"),
        ("month", "2026-12-31", "2026-12", "2026-12-01", "2026-12-31", "2026-12-31"),
        ("month", "2028-02-29", "2028-02", "2028-02-01", "2028-02-29", "2028-02-29"),
        ("week", "2026-10-14", "2026-10-12", "2026-10-12", "2026-10-18", "2026-10-11"),
        ("term", "2026-10-12", "2026-2027-1", "2026-09-01", "2027-01-31", "2027-01-31"),
        ("term", "2027-01-15", "2026-2027-1", "2026-09-01", "2027-01-31", "2027-01-31"),
        ("term", "2027-08-20", "2026-2027-2", "2027-02-01", "2027-08-31", "2027-08-31"),
        ("year", "2027-03-01", "2026-2027", "2026-09-01", "2027-08-31", "2026-08-31"),
    ],
)
def test_periods(every, day, key, first, last, from_day):
    found = slot_of(every, date.fromisoformat(day))
    assert (found.key, *map(str, (found.first, found.last, found.counts_from))) == (key, first, last, from_day)


def test_periods_follow_one_another_without_a_gap():
    for every in ("week", "month", "term", "year"):
        found = list(slots(every, date(2026, 9, 1), date(2029, 9, 1)))
        assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(found))


def test_a_month_is_due_on_the_tenth_of_the_next(year):
    assert year.slot("ST-03", "6", "2026-10").due_on == date(2026, 11, 10)


def test_what_was_due_before_the_calendar_began_is_nobodys_fault(year):
    assert not Disclosure._base_manager.filter(due_on__lt=date(2026, 10, 12)).exists()


def test_what_is_late_says_so_in_public_and_goes_up_level_by_level(year):
    slot = year.slot()
    assert slot.due_on == date(2026, 10, 12)
    assert calendar.lapse_due(at("2026-10-12", 23)) == 0
    calendar.lapse_due(at("2026-10-13"))
    assert year.again(slot).state == "overdue"
    public = notices.one(slot.pk, date(2026, 10, 18))
    assert public.overdue == 6
    for day, who in (("2026-10-15", "校长"), ("2026-10-20", "组长"), ("2026-10-23", "主任")):
        calendar.escalate(at(day))
        calendar.escalate(at(day))
        items = WorkItem._base_manager.filter(code="notice_overdue", subject_id=slot.pk, state="open")
        assert items.filter(post__title=who).count() == 1, day


def test_at_the_top_nothing_is_written_while_the_office_has_it_and_it_comes_back_when_closed(year):
    slot = year.slot()
    for day in ("2026-10-13", "2026-10-15", "2026-10-20", "2026-10-23"):
        calendar.lapse_due(at(day))
        calendar.escalate(at(day))
    journal = JournalEntry._base_manager.filter(subject_table="disclosure", subject_id=slot.pk)
    written = journal.count()
    held = WorkItem._base_manager.filter(code="notice_overdue", subject_id=slot.pk, post__title="主任", closed_at=None)
    calendar.escalate(at("2026-10-29"))
    assert (journal.count(), held.count()) == (written, 1)
    assert year.again(slot).levels == 4
    held.update(state="done", closed_at=at("2026-10-30"))
    calendar.escalate(at("2026-11-12"))
    assert held.count() == 1


def test_making_it_ready_hides_no_late_day(year):
    slot = year.slot()
    calendar.lapse_due(at("2026-10-13"))
    year.prepare(year.again(slot), "2026-10-18")
    assert notices.one(slot.pk, date(2026, 10, 18)).overdue == 6
    assert calendar.lapse_due(at("2026-10-19")) == 0


# Nothing this period


def test_nothing_takes_one_tap_and_stays_true(year):
    slot = year.slot("CW-07", "2a", "2026-2027-1") if _has("CW-07", "2a") else year.slot("ZZ-03", "1", "2026-2027-1")
    nothing.declare(post=year.clerk, disclosure=slot, now=at(BEGAN))
    assert year.again(slot).state == "nothing"
    assert notices.one(slot.pk, date(2030, 1, 1)).overdue == 0
    assert nothing.find_forgotten(at(BEGAN)) == 0


def _has(item, step):
    return Disclosure._base_manager.filter(item=item, step=step).exists()


def test_a_forged_zero_is_refused_while_a_matter_runs_and_its_control_passes(year):
    other = year.slot("ZZ-03", "1", "2026-2027-1", org="s001")
    open_donation(year)
    refused("nothing_is_untrue", lambda: nothing.declare(post=year.clerk, disclosure=other, now=at(BEGAN)))
    assert year.again(other).state == "scheduled"
    elsewhere = year.slot("ZZ-03", "1", "2026-2027-1", org="s010")
    nothing.declare(post=year.county.other_clerk, disclosure=elsewhere, now=at(BEGAN))
    assert year.again(elsewhere).state == "nothing"


def open_donation(year, day=BEGAN):
    matter = matters.open_matter(
        post=year.clerk,
        unit=year.county.org("s001"),
        item="ZZ-03",
        title="校友捐赠图书",
        amount=500_000,
        days={},
        now=at(day),
    )
    matters.take(post=year.clerk, matter=matter, taken=Taken(step="1", happened_at=at(day, 8)), now=at(day))
    return matter


def test_a_matter_found_later_corrects_the_zero_by_itself_and_warns(year):
    slot = year.slot("ZZ-03", "1", "2026-2027-1")
    nothing.declare(post=year.clerk, disclosure=slot, now=at(BEGAN))
    open_donation(year, "2026-11-02")
    assert nothing.find_forgotten(at("2026-11-03")) == 1
    found = year.again(slot)
    assert (found.state, found.corrected_nothing) == ("overdue", True)
    assert notices.one(slot.pk, date(2026, 11, 3)).corrected_nothing
    warned = WorkItem._base_manager.filter(code="nothing_was_wrong", state="open").values_list("post__title", flat=True)
    assert set(warned) == {"报账员", "校长"}


def test_a_late_zero_needs_one_level_up(year):
    slot = year.slot()
    calendar.lapse_due(at("2026-10-13"))
    slot = year.again(slot)
    nothing.declare(post=year.clerk, disclosure=slot, now=at("2026-10-14"))
    assert year.again(slot).state == "overdue"
    refused("nothing_asked_already", lambda: nothing.declare(post=year.clerk, disclosure=slot, now=at("2026-10-14")))
    nothing.confirm(post=year.leader, disclosure=year.again(slot), now=at("2026-10-14"))
    assert year.again(slot).state == "nothing"


def test_a_quiet_tick_asks_the_lake_about_nothing(year, django_assert_max_num_queries):
    nothing.declare(post=year.clerk, disclosure=year.slot("ZZ-03", "1", "2026-2027-1"), now=at(BEGAN))
    with django_assert_max_num_queries(8):
        assert nothing.find_forgotten(at("2026-11-20")) == 0
        assert preparing.prepare_due(at("2026-11-20")) == 0
