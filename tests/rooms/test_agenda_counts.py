"""Where the agenda's counts come from: disclosures, directives, rectifications, problems, models; rows by right."""

from datetime import date

import pytest

from lianjing.access import agenda, quarter
from lianjing.access.quarter import Figure
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import (
    AgendaLine,
    Directive,
    DirectiveCall,
    Disclosure,
    ModelSuspension,
    PowerVersion,
    Problem,
    Rectification,
    RectificationMove,
)
from lianjing.rooms.meetings import gathering, rows
from lianjing.rooms.meetings.usecases import agenda as changing
from tests.access.rows import POWER
from tests.rooms.sitting import NOW, PREPARED, Table
from tests.rooms.test_agenda import ordinary
from tests.world import at

FOURTH = Quarter(2026, 4)


@pytest.fixture
def table(county):
    return Table(county).collecting()


def rectification(county, flag, **more):
    posts = dict.fromkeys(("responsible", "issuer", "acceptor"), county.posts[county.leader.post_id])
    row = Rectification(org=flag.org, about_table="redflag", about_id=flag.pk, **posts)
    row.origin = {"code": flag.code, "facts": flag.facts}
    row.opened_at = row.entered_at = NOW
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    return row


def disclosure(county, org="s001", state="overdue", slot="2026-10", due=date(2026, 10, 20)):
    version = PowerVersion._base_manager.first()
    if version is None:
        version = PowerVersion(item="ST-03", org=county.org("jyj"), number=1, text=POWER, sha256="0", drafted_at=NOW)
        version.save()
    row = Disclosure(org=county.org(org), item="ST-03", step="6", slot=slot, kind="disclosure", version=version)
    row.first_day = row.last_day = row.due_on = due
    row.state, row.since, row.made_at = state, NOW, NOW
    row.save()
    return row


def directive(county, level=0, **more):
    row = Directive(path=county.org("s001").path, org=county.org("s001"), title="清票据", text="x", due_on=NOW.date())
    row.issuer, row.receiver = county.posts[county.officer.post_id], county.posts[county.principal.post_id]
    row.state, row.level, row.number = "doing", level, f"示例督〔2026〕{Directive._base_manager.count() + 1}号"
    row.waits_since = row.waits_until = row.drafted_at = row.issued_at = NOW
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    for called in range(1, level + 1):
        DirectiveCall(directive=row, level=called, called_at=NOW).save()
    return row


def test_what_is_overdue_and_unanswered_is_counted_with_its_rows(table):
    county = table.county
    for org in ("s001", "s002"):
        disclosure(county, org)
    disclosure(county, "s010", state="published")
    directive(county, level=3)
    directive(county, level=4)
    gathering.gather(table.fresh(), PREPARED)
    assert table.line("undisclosed").facts == {"overdue": 2, "units": 2}
    assert table.line("unanswered").facts == {"directives": 1}
    found = rows.of_line(county.inspector, table.line("unanswered"))
    assert ([row.unit for row in found.shown], found.more) == (["业州中心学校"], 0)
    assert len(rows.of_line(county.inspector, table.line("undisclosed")).shown) == 2


def test_what_came_back_stands_on_a_line_of_its_own_and_cannot_be_struck(table):
    county = table.county
    again = rectification(county, ordinary(county), round=2, state="doing")
    rectification(county, ordinary(county, org="s002"), state="closed", closed_at=PREPARED)
    gathering.gather(table.fresh(), PREPARED)
    line = AgendaLine._base_manager.get(code="relapse")
    assert (line.source_id, line.facts) == (again.pk, {"unit": "业州中心学校", "times": 1})
    with pytest.raises(RuleBroken, match="line_must_stay"):
        changing.strike(post=county.officer, line=line, reason="不议", now=PREPARED)
    assert table.line("rectifications").facts == {"opened": 2, "closed": 1, "late": 0}
    assert len(rows.of_line(county.inspector, line).shown) == 1


def test_problems_are_counted_once_they_ended_and_small_counts_are_merged(table):
    county = table.county
    ends = ["settled"] * 3 + ["lapsed"] + ["cleared", "unproven", "transferred", "heard", "begun"]
    for number, state in enumerate(ends):
        flag = ordinary(county)
        flag.facts = {**flag.facts, "items": ["CW-01"] if number == 3 else ["ST-03"]}
        flag.save()
        row = Problem(org=flag.org, about_table="redflag", about_id=flag.pk, state=state, begun_at=NOW, entered_at=NOW)
        row.begun_by_id, row.closed_at = county.inspector.person_id, PREPARED
        row.save()
    gathering.gather(table.fresh(), PREPARED)
    assert table.line("problems").facts == {"areas": [["ST", 3], ["", 0]], "least": 3}
    assert table.line("lessons").facts["areas"] == ["ST"]


def test_models_that_stopped_themselves_are_named(table):
    ModelSuspension(path="/js/", code="M-GK-03", version=1, right=1, innocent=19, suspended_at=NOW).save()
    gathering.gather(table.fresh(), PREPARED)
    assert table.line("suspended").facts == {"models": ["M-GK-03"]}
    assert rows.of_line(table.county.inspector, table.line("suspended")).shown[0].url


def test_every_figure_counts_its_cases(county):
    now = at("2026-11-28")
    flag = ordinary(county, state="closed_false", closed_at=at("2026-10-16"))
    done = rectification(county, flag, state="observing", finish_on=date(2026, 11, 2), accepted_at=at("2026-11-09"))
    RectificationMove(rectification=done, step="submit", at=at("2026-11-02")).save()
    rectification(county, ordinary(county, org="s002"), state="doing", finish_on=date(2026, 11, 2))
    disclosure(county)
    disclosure(county, "s010", state="published")
    directive(county, replied_at=at("2026-10-14"), closed_at=at("2026-10-15"), state="accepted", power="ST-03")
    directive(county)
    counts = quarter.Counts(quarter.cases(FOURTH.last(4), None, now))
    told = {figure: counts.whole(figure, FOURTH) for figure in Figure}
    shares = {str(figure): (share.part, share.whole) for figure, share in told.items()}
    assert shares == {
        "standing": (0, 0),  # asked only with a state
        "reviewed": (1, 2),
        "directed": (1, 1),
        "recused": (0, 0),
        "met": (0, 0),
        "confirmed": (0, 0),
        "resolved": (0, 0),
        "verified": (0, 0),
        "flagged": (2, 2),
        "answered": (2, 2),
        "rectified": (1, 2),
        "undisclosed": (1, 2),
        "overdue": (3, 8),
    }
    assert counts.powers(FOURTH) == {"ST-03", ""}


def test_recusals_are_decided_in_time_or_by_silence(county):
    flag = ordinary(county)
    for seat, decided in ((county.clerk, county.officer.person_id), (county.leader, None)):
        row = county.recuse(seat, flag)
        row.raised_by, row.decided_by_id = "request", decided
        row.save()
    counts = quarter.Counts(quarter.cases([FOURTH], None, at("2026-11-28")))
    share = counts.whole(Figure.RECUSED, FOURTH)
    assert (share.part, share.whole) == (1, 2)


def test_days_a_meeting_hears_end_with_its_agenda(table):
    assert agenda.days_of(table.fresh(), PREPARED.date()).last == PREPARED.date()
    assert agenda.days_of(table.fresh(), date(2026, 9, 1)).first == table.meeting.covers_from


def test_what_stayed_overdue_from_before_is_warned_of_with_what_is_new(table, monkeypatch):
    """The oldest are the worst: the count is that of the rows it opens to, whenever they were put."""
    monkeypatch.setattr("lianjing.access.clock.now", lambda: PREPARED)
    old = {"asked_at": at("2026-06-12"), "answered_at": None, "state": "overdue"}
    for day in (10, 11):
        ordinary(table.county, due_on=date(2026, 6, day), **old)
    ordinary(table.county, due_on=date(2026, 10, 20), **(old | {"asked_at": at("2026-10-12")}))
    gathering.gather(table.fresh(), PREPARED)
    assert (table.line("overdue").facts, table.line("flags").facts["put"]) == ({"flags": 3}, 1)
    assert len(rows.of_line(table.county.inspector, table.line("overdue")).shown) == 3


def test_a_rectification_that_is_late_from_before_opens_to_its_row(table, monkeypatch):
    monkeypatch.setattr("lianjing.access.clock.now", lambda: PREPARED)
    told = {"state": "doing", "due_on": date(2026, 7, 1), "opened_at": at("2026-05-01")}
    rectification(table.county, ordinary(table.county), **told)
    gathering.gather(table.fresh(), PREPARED)
    line = table.line("rectifications")
    assert (line.facts["opened"], line.facts["late"]) == (0, 1)
    assert len(rows.of_line(table.county.inspector, line).shown) == 1
