"""The agenda writes itself; what is sealed or open about a person reaches no agenda, paper or minute."""

from datetime import date

import pytest

from lianjing.access import meetings as door
from lianjing.domain.agenda import SEVEN
from lianjing.records.models import AgendaLine, Problem, Recusal
from lianjing.rooms.meetings import gathering, paper, queries, rows
from tests.access.walking import bare
from tests.rooms.sitting import DAY, NOW, PREPARED, Table
from tests.rooms.test_worklist import signed_in
from tests.world import at

SECRET = "王某收受供货商购物卡"


@pytest.fixture
def table(county):
    return Table(county).collecting()


def ordinary(county, number=0, org="s001", **more):
    """Add a question that was put and answered."""
    flag = county.flag(org)
    flag.code, flag.facts = "incompatible_posts", {"person": "李账", "posts": ["a", "b"], "items": ["ST-03"]}
    flag.asked_at, flag.answered_at = at("2026-10-12"), at("2026-10-13")
    for name, value in more.items():
        setattr(flag, name, value)
    flag.save()
    return flag


def secrets(county):
    """Plant what must stay unseen: a sealed flag, a recusal from it, a problem that is open, one flag that waits."""
    sealed = county.flag("s001", sealed=True, about=county.principal, to=(county.inspector,))
    sealed.facts, sealed.answer = {"person": SECRET, "posts": ["a", "b"], "items": ["ST-03"]}, SECRET
    sealed.save()
    Recusal(
        person_id=county.officer.person_id,
        table="redflag",
        record_id=sealed.pk,
        path="/js/",
        ground="kin",
        raised_by="detection",
        state="recused",
        raised_at=NOW,
        due_at=NOW,
    ).save()
    waiting = county.flag("s001")
    waiting.state, waiting.facts = "raised", {"person": SECRET}
    waiting.save()
    problem = Problem(
        org=county.org("s001"),
        about_table="redflag",
        about_id=sealed.pk,
        person_id=county.principal.person_id,
        begun_at=NOW,
        begun_by_id=county.inspector.person_id,
        entered_at=NOW,
        facts=[{"text": SECRET}],
    )
    problem.save()


def told(client, table, seat):
    """Return all that a reader of the meeting can be told: lines, pages, sheet, papers, the rows behind each line."""
    page, meeting = signed_in(client, seat), table.fresh()
    lines = [
        (line.code, line.matter, dict(line.facts), line.source_table)
        for line in AgendaLine._base_manager.filter(meeting=meeting).order_by("place", "code")
    ]
    addresses = (f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/print/")
    seen = [bare(page.get(address).content.decode()) for address in addresses]
    for line in AgendaLine._base_manager.filter(meeting=meeting).order_by("place", "code"):
        seen.append(bare(page.get(f"/meetings/lines/{line.pk}/").content.decode()))
    seen += [paper.agenda_paper(meeting, "建始县"), paper.minutes_paper(meeting, "建始县")]
    for address in ("/meetings/quarter/", "/meetings/quarter/cases.csv", "/meetings/quarter/figures.csv"):
        seen.append(bare(page.get(address).content.decode()))
    return lines, seen


def test_nobody_types_a_word_and_the_agenda_is_whole(table):
    lines = AgendaLine._base_manager.filter(meeting=table.fresh())
    assert set(lines.values_list("matter", flat=True)) == {str(one) for one in SEVEN}
    groups = queries.groups(table.meeting)
    assert len(groups) == 7
    assert all(one.words and "%(" not in one.words for group in groups for one in group.lines)


@pytest.mark.parametrize("who", ["inspector", "chief", "officer"])
def test_what_is_sealed_or_open_about_a_person_changes_not_a_byte(table, client, who):
    seat = getattr(table.county, who)
    ordinary(table.county)
    gathering.gather(table.fresh(), PREPARED)
    before = told(client, table, seat)
    secrets(table.county)
    gathering.gather(table.fresh(), PREPARED)
    after = told(client, table, seat)
    assert after == before
    assert SECRET not in str(after)
    ordinary(table.county)  # the control: what may be told does change it
    gathering.gather(table.fresh(), PREPARED)
    assert told(client, table, seat) != before


def test_the_chief_reads_counts_and_opens_no_flag(table):
    ordinary(table.county)
    gathering.gather(table.fresh(), PREPARED)
    line = table.line("flags")
    assert line.facts["put"] == 1
    chief, inspector = rows.of_line(table.county.chief, line), rows.of_line(table.county.inspector, line)
    assert (chief.shown, chief.more) == ([], 1)
    assert (len(inspector.shown), inspector.more) == (1, 0)


def test_each_line_counts_what_its_rows_show(table):
    for number in range(3):
        ordinary(table.county, number)
    ordinary(table.county, state="closed_false", closed_at=at("2026-10-20"))
    gathering.gather(table.fresh(), PREPARED)
    line = table.line("flags")
    assert (line.facts["put"], line.facts["explained"]) == (4, 1)
    assert len(rows.of_line(table.county.inspector, line).shown) == 4


def test_the_next_agenda_hears_what_came_after_the_last_one(table):
    """Nothing falls between two meetings: the days of one begin where those of the other ended."""
    table.written()
    from lianjing.rooms.meetings.usecases import planning

    planning.prepare(post=table.county.officer, meeting=table.fresh(), now=PREPARED)
    assert (table.fresh().covers_from, table.meeting.covers_to) == (date(2026, 10, 1), PREPARED.date())
    assert door.held_before(table.meeting) is None
    assert table.meeting.covers_to < DAY
