"""The publisher's role: what it reads makes the same files, and what it may not read does not exist for it."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from lianjing.access import publisher_rights
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import publishing
from lianjing.rooms.notices.usecases import approving, calendar, course, preparing
from tests.rooms.notices_year import BEGAN, Calendar
from tests.rooms.test_published import NOW, answered, little_work, texts
from tests.world import at

__all__ = ["answered", "little_work"]
INTERNAL = ("records_redflag", "records_person", "records_workitem", "records_holding", "records_account")


def test_every_view_leaves_out_what_is_not_public(answered):
    whole = "\n".join(publisher_rights.statements("reader"))
    assert not [name for name in INTERNAL if f"{publisher_rights.SCHEMA}.{name} " in whole]
    for hidden in ("number_hash", "answered_by_id", "prepared_by_id", "sealed_before", "canonical"):
        assert f"AS {hidden}" in whole
        assert f'"{hidden}"' not in whole
    with pytest.raises(RuleBroken, match="role_name_wrong"):
        list(publisher_rights.statements("x; DROP TABLE y"))


@pytest.fixture
def hung(county):
    """Menus with files: up, corrected, withdrawn."""
    year = Calendar(county)
    calendar.put_on_calendar(at("2026-10-26"))
    for number, slot in enumerate((year.slot(), year.slot(slot="2026-10-19"), year.slot(slot="2026-10-26"))):
        with_file(year, slot, BEGAN)
        if number:
            with_file(year, slot, "2026-10-13")
        if number == 2:
            course.withdraw(post=year.principal, disclosure=year.again(slot), reason="放错了", now=at("2026-10-14"))
    return year


def with_file(year, slot, day):
    """Publish a version with a file of its day beside it, in place of one that is up."""
    slot = year.prepare(year.again(slot), day, recipe=f"{day} 的菜", unit_price="4.50 元")
    preparing.attach(post=year.clerk, disclosure=slot, name="菜谱.csv", data=f"日期\n{day}\n".encode(), now=at(day))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(day))
    if slot.state == "published":
        approving.correct(post=year.principal, disclosure=year.again(slot), reason="菜名写错", now=at(day))
    else:
        approving.approve(post=year.principal, disclosure=year.again(slot), now=at(day))


def test_the_role_makes_the_same_files_and_reads_nothing_else(answered, hung, tmp_path):
    publishing.publish(tmp_path / "owner", NOW, whole=True)
    if connection.vendor != "postgresql":
        return  # the embedded database has no roles: it is opened for reading only, see test_published
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reader_of_tests")
        for statement in publisher_rights.statements("reader_of_tests"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL search_path = published")
        cursor.execute("SET LOCAL ROLE reader_of_tests")
        publishing.publish(tmp_path / "role", NOW, whole=True)
        assert texts(tmp_path / "role") == texts(tmp_path / "owner")
        for name in INTERNAL:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"SELECT * FROM public.{name}")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("DELETE FROM published.records_disclosure")
        cursor.execute("RESET ROLE")


def test_a_school_whose_pages_cannot_be_made_stops_no_other(answered, tmp_path, monkeypatch):
    """What others published or withdrew goes out; the school is tried again by the next run, without making all."""
    made = publishing.Pages.school

    def school(self, code):
        if code == "s001":
            raise ValueError(code)
        return made(self, code)

    with monkeypatch.context() as broken:
        broken.setattr(publishing.Pages, "school", school)
        assert publishing.publish(tmp_path, NOW).failed == ("s001",)
    assert (tmp_path / "s/s010/index.html").exists()
    assert not (tmp_path / "s/s001/index.html").exists()
    again = publishing.publish(tmp_path, NOW)
    assert (again.whole, again.schools, again.failed) == (False, 1, ())
    assert (tmp_path / "s/s001/index.html").exists()
