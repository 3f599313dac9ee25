"""A roster against the network: what changes, what is only proposed, what is refused; and writing exactly that."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from lianjing.access import posts
from lianjing.domain.authority import Role
from lianjing.jobs import first_run
from lianjing.records.models import Account, Holding, Person
from lianjing.rooms.network import roster, roster_writing
from lianjing.rooms.uploads import reading
from tests.rooms.rosters import book, number, row, staff, teachers
from tests.world import DAY, at

LATER = date(2026, 11, 1)


@pytest.fixture
def school(county):
    """The small county, whose first school has teachers with numbers and a buyer's post with one seat."""
    teachers(county)
    county.buyer = county.post("s001", Role.CLERK, "CGY", "采购员")
    county.zhang = staff(county, "张伟", 1)
    county.li = staff(county, "李娜", 2)
    return county


def read(seat, *rows, **more):
    return reading.read(seat, book(*rows, **more), "名册.xlsx", columns=None, on=DAY)


def codes(file):
    return [problem.code for problem in file.problems]


def lines(file):
    return [(entry.name, line.code) for entry in file.plan.rows for line in entry.lines]


def write(file, ends=()):
    return roster_writing.write(file.plan, ends=ends, keys=settings.COLUMN_KEYS, on=DAY)


def holdings(person):
    return list(Holding._base_manager.filter(person=person).order_by("id"))


BOTH = (row("张伟", 1), row("李娜", 2))


def test_the_same_rows_change_nothing(school):
    file = read(school.clerk, *BOTH)
    assert (codes(file), lines(file), file.plan.ends) == ([], [], [])
    assert [entry.kind for entry in file.plan.rows] == ["same", "same"]


def test_a_month_is_no_other_day_than_a_day_of_it(school):
    assert lines(read(school.clerk, row("张伟", 1, since="2021.9"), BOTH[1])) == []
    assert lines(read(school.clerk, row("张伟", 1, since="2021.8"), BOTH[1])) == [("张伟", "shift")]


def test_a_new_person_takes_up_a_post_and_is_found_by_number_afterwards(school):
    file = read(school.clerk, *BOTH, row("王强", 3))
    assert lines(file) == [("王强", "start")]
    write(file)
    made = Person._base_manager.get(name="王强")
    assert settings.COLUMN_KEYS.open("id", bytes(made.id_sealed)) == number(3)
    assert (made.id_last_four, made.home) == (number(3)[-4:], school.org("s001"))
    assert "wangqiang" in made.sought
    assert lines(read(school.clerk, *BOTH, row("王强", 3))) == []


def test_a_second_post_starts_beside_the_first(school):
    file = read(school.clerk, row("张伟", 1, posts="教师、采购员"), BOTH[1])
    assert lines(file) == [("张伟", "start")]
    assert [post.title for _, post in file.plan.opens] == ["采购员"]
    write(file)
    assert [holding.post.code for holding in holdings(school.zhang)] == ["JS", "CGY"]


def test_whom_the_file_no_longer_names_is_proposed_and_never_ended_silently(school):
    file = read(school.clerk, BOTH[0])
    assert [holding.person for holding in file.plan.ends] == [school.li]
    write(file)
    assert holdings(school.li)[0].valid_to is None
    again = read(school.clerk, BOTH[0])
    write(again, ends={again.plan.ends[0].pk})
    assert holdings(school.li)[0].valid_to == DAY


def test_a_file_with_a_problem_proposes_no_ends(school):
    file = read(school.clerk, BOTH[0], row("李娜", 2, id_no="699901198503120020"))
    assert codes(file)
    assert file.plan.ends == []


def test_whom_the_file_names_at_another_unit_is_not_proposed(school):
    teachers(school, "s002")
    staff(school, "赵敏", 5, "s002")
    Holding(post=school.buyer, person=school.li, valid_from="2022-09-01").save()
    file = read(school.leader, BOTH[0], row("李娜", 2, unit="业州二小"), row("赵敏", 5, unit="业州二小"))
    assert (school.li, "采购员") not in [(one.person, one.post.title) for one in file.plan.ends]


def test_one_seat_passes_from_one_to_the_other_and_says_so(school):
    Holding(post=school.buyer, person=school.li, valid_from="2022-09-01").save()
    file = read(school.clerk, row("张伟", 1, posts="采购员、教师", since="2026-09-01"), BOTH[1])
    assert lines(file) == [("张伟", "start"), ("张伟", "replace")]
    write(file)
    assert [str(one.valid_to) for one in holdings(school.li)] == ["None", "2026-08-31"]


def test_one_seat_for_two_people_of_one_file_is_a_problem(school):
    file = read(school.clerk, row("张伟", 1, posts="教师、采购员"), row("李娜", 2, posts="教师、采购员"))
    assert codes(file) == ["seat_taken"]
    assert file.problems[0].row == 3


def test_units_of_others_are_refused_row_by_row(school):
    file = read(school.clerk, *BOTH, row("陈记", 9, unit="花坪中心学校"))
    assert [(one.code, one.row, one.column, one.header) for one in file.problems] == [
        ("unit_not_yours", 4, "B", "单位")
    ]


@pytest.mark.parametrize(("who", "units"), [("clerk", 1), ("principal", 1), ("leader", 2), ("other_leader", 1)])
def test_each_post_hands_in_for_its_own_reach_only(school, who, units):
    for unit in ("s002", "s010"):
        teachers(school, unit)
    names = ("业州中心学校", "业州二小", "花坪中心学校")
    rows = [row(f"新人{sign}", 20 + place, unit=names[place]) for place, sign in enumerate("甲乙丙")]
    file = read(getattr(school, who), *rows)
    assert len(file.plan.rows) == units
    assert codes(file) == ["unit_not_yours"] * (3 - units)


def test_somebody_at_home_out_of_reach_is_not_made_twice_and_not_shown(school):
    teachers(school, "s010")
    staff(school, "周密", 7, "s010")
    file = read(school.clerk, *BOTH, row("周密", 7))
    assert codes(file) == ["person_elsewhere"]
    assert "周密" not in str(file.problems)
    assert number(7) not in str(file.problems)


def test_a_number_of_another_renames_nobody(school):
    file = read(school.clerk, BOTH[0], row("钱进", 2))
    assert codes(file) == ["number_of_another"]
    half = read(school.clerk, BOTH[0], row("李呐", 2))
    assert (codes(half), lines(half)) == ([], [("李呐", "rename")])


@pytest.fixture
def appointed(school):
    """The deputy whom the console put in, a month before the first roster: a name, an account and no number."""
    school.post("jcs", Role.BUREAU_OFFICER, "FZR", "副主任")
    first_run.appoint_first("jcs", "FZR", "覃明", "qinming", at() - timedelta(days=30))
    return Account.objects.get(username="qinming").person


@pytest.mark.parametrize(("since", "more"), [("2026-10-01", ["shift"]), ("2026-09", [])])
def test_whom_the_console_appointed_is_not_made_twice(school, appointed, since, more):
    file = read(school.officer, row("覃明", 7, unit="监察室", posts="副主任", since=since))
    assert codes(file) == []
    assert [code for _, code in lines(file)] == ["number", "phone", *more]
    write(file)
    assert Person._base_manager.filter(name="覃明").count() == 1
    assert [holding.post.code for holding in posts.holdings_of(appointed.pk, DAY)] == ["FZR"]
    appointed = Person._base_manager.get(pk=appointed.pk)
    assert settings.COLUMN_KEYS.open("id", bytes(appointed.id_sealed)) == number(7)
    assert lines(read(school.officer, row("覃明", 7, unit="监察室", posts="副主任", since=since))) == []


def test_a_namesake_does_not_push_out_whom_the_console_appointed(school, appointed):
    staff(school, "覃明", 7, "jcs")
    file = read(school.officer, row("覃明", 7, unit="监察室", posts="副主任", since="2026-10-01"))
    assert codes(file) == ["seat_taken"]


def test_posts_that_are_not_there_are_named_with_those_that_are(school):
    file = read(school.clerk, row("张伟", 1, posts="组长"), BOTH[1])
    assert codes(file) == ["post_not_here"]
    assert "教师" in file.problems[0].facts["have"]


def test_nobody_holds_a_post_before_it_exists(school):
    assert codes(read(school.clerk, row("新人", 8, since="2019-01-01"), *BOTH)) == ["since_before_post"]


def test_a_new_start_inside_an_ended_holding_is_refused_and_the_same_start_goes_on(school):
    ended = holdings(school.li)[0]
    ended.valid_to = date(2026, 6, 30)
    ended.save()
    assert codes(read(school.clerk, BOTH[0], row("李娜", 2, since="2025-09-01"))) == ["since_overlaps"]
    file = read(school.clerk, *BOTH)
    assert lines(file) == [("李娜", "reopen")]
    write(file)
    assert holdings(school.li)[0].valid_to is None


def test_a_changed_phone_is_sealed_anew(school):
    file = read(school.clerk, row("张伟", 1, phone="14200000099"), BOTH[1])
    assert lines(file) == [("张伟", "phone")]
    write(file)
    kept = Person._base_manager.get(pk=school.zhang.pk)
    assert settings.COLUMN_KEYS.open("phone", bytes(kept.phone_sealed)) == "14200000099"
    assert kept.phone_last_four == "0099"


def test_the_digest_changes_with_what_would_be_done(school):
    plans = [
        read(school.clerk, *BOTH).plan,
        read(school.clerk, *BOTH, row("王强", 3)).plan,
        read(school.clerk, BOTH[0]).plan,
        read(school.clerk, row("张伟", 1, since="2021-08-01"), BOTH[1]).plan,
        read(school.clerk, row("张伟", 1, phone="14200000099"), BOTH[1]).plan,
    ]
    assert len({plan.digest for plan in plans}) == len(plans)
    assert read(school.clerk, *BOTH).plan.digest == plans[0].digest


def test_a_vacant_post_is_told_and_its_row_is_no_person(school):
    file = read(school.clerk, *BOTH, ("空缺", "业州中心学校", "采购员", "", "", ""))
    assert codes(file) == []
    assert [(facts["unit"], list(facts["posts"])) for facts in file.plan.vacant] == [("s001", ["采购员"])]
    assert [entry.kind for entry in file.plan.rows] == [roster.SAME] * 2


@pytest.mark.parametrize("held", [True, False])
def test_nobody_starts_in_a_post_before_the_day_its_predecessor_left(county, held):
    """The date of joining the school instead of the post's: two people would have held one seat, for ever."""
    teachers(county)
    buyer = county.post("s001", "", "CGY", "采购员")
    left, came = staff(county, "张伟", 1), staff(county, "李娜", 2)
    Holding(post=buyer, person=left, valid_from="2022-09-01", valid_to="2026-10-05").save()
    if held:
        Holding(post=buyer, person=came, valid_from="2026-10-06").save()
    posts = "采购员、教师" if held else "教师、采购员"
    file = read(county.clerk, row("张伟", 1), row("李娜", 2, posts=posts, since="2021-09-01"))
    assert codes(file) == ["since_overlaps"]
    assert (file.problems[0].facts["who"], file.problems[0].facts["ended"]) == ("张伟", "2026-10-05")
