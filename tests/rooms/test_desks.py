"""Each role's desk: what it must do and nothing else, as few lines as promised, and no query more at thirty rows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lianjing.access import calling, work
from lianjing.access.waiting_kinds import KINDS, WORK
from lianjing.domain.lights import Reason, Tone, light_of
from lianjing.domain.machine import CLOCK, SYSTEM
from lianjing.domain.machines import ALL
from lianjing.domain.power.light import half_year
from lianjing.engines.papers.typesetting import pdf_of
from lianjing.records.models import LightCell, LightRun, Post, RedFlag, Waiting
from lianjing.rooms.worklist import desks, lights, monday, queries
from lianjing.ui.wording import work as words
from tests.rooms.demanding import MARCH, doing
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()  # a Monday
A4 = rb"/MediaBox\s*\[0 0 595\.\d+ 841\.\d+\]"
LONG = "恩施土家族苗族自治州建始县高坪镇石垭子民族初级中学附属青里坝教学点"


def give(county, seat, number, *, code="coverage_gap", days=None, **facts):
    """Put something on the list of a seat, about a unit of its own, due in some days."""
    name = f"u{seat.post_id}-{number}"
    about = county.unit(name, f"村小{number}", "school", "zj01")
    due = DAY + timedelta(days=days) if days is not None else None
    post = Post._base_manager.get(pk=seat.post_id)
    said = {"unit": about.name, "post": "库管员", "subject": about.name, **facts}
    return work.assign(code=code, about=about, post=post, url="/network/", now=NOW, due_on=due, facts=said)


# The list is the only place


def by_people(machine, state):
    """Return whether a person takes a step from a state, or is called to it, and not only if they want to."""
    steps = [step for step in machine.steps if step.src == state and not {CLOCK, SYSTEM} & set(step.by)]
    return bool(steps) or any(clock.calls not in (None, SYSTEM) for clock in machine.clocks_of(state))


# States in which a person may step in, but nobody is waited for: nothing is on a list until somebody wants something.
MAY_ONLY = {
    ("red_flag", "raised"),
    ("impact", "draft"),
    ("impact", "in_force"),
    ("power_version", "approved"),
    ("problem", "clearing"),
    ("problem", "in_effect"),
    ("resolution", "recorded"),
    ("disclosure", "scheduled"),
    ("disclosure", "published"),
    ("disclosure", "corrected"),
    ("disclosure", "paused"),
    ("disclosure", "approved"),
    ("objection", "answered"),
    ("verification", "open"),
}


@pytest.mark.parametrize("name", ALL)
def test_every_human_step_of_every_machine_is_on_the_list_and_worded(name):
    machine = ALL[name]
    assert set(WORK[name]) <= set(machine.states)
    for state in machine.states:
        if state in machine.ends or name == "work_item":
            continue
        if by_people(machine, state):
            assert (name, state) in MAY_ONLY or WORK[name].get(state), f"{name}.{state}: no work item says so"
        for code in WORK[name].get(state, ()):
            assert code in words.TITLES
            assert words.group_of(code) in words.GROUPS


def test_what_is_only_possible_is_still_called_when_its_time_runs_out():
    """What is on no list at first has a clock that takes a step, or the duty of every machine calls for it."""
    for name, state in MAY_ONLY:
        clocks = ALL[name].clocks_of(state)
        assert all(clock.then or clock.calls == SYSTEM or state in KINDS[name].watched for clock in clocks)


# Clerk, principal, teacher


def test_a_clerk_reads_three_lines_alike_things_in_one(county):
    for number in range(4):
        give(county, county.clerk, number, code="flag_to_answer", days=2)
    give(county, county.clerk, 5, code="vacancy", days=1)
    give(county, county.clerk, 6, days=9)
    give(county, county.clerk, 7, code="edge_to_confirm", days=20)
    shown = desks.desk(county.clerk)
    lines = shown.groups[0].lines
    assert [(line.item.code, line.more) for line in lines] == [
        ("vacancy", 0),
        ("flag_to_answer", 3),
        ("coverage_gap", 0),
    ]
    assert (shown.total, shown.this_week, shown.rest) == (7, 5, 1)


def test_a_week_with_nothing_says_so(client, county):
    page = sign_in(client, county.clerk)
    with translation.override("zh-hans"):
        assert "没有要您办的事" in page.get("/work/", headers={"accept-language": "zh-hans"}).content.decode()
    give(county, county.clerk, 1, days=2000)
    assert "本周没有到期的事" in page.get("/work/", headers={"accept-language": "zh-hans"}).content.decode()


def test_a_principal_has_five_cards_and_one_link(client, county):
    for number in range(9):
        give(county, county.principal, number, days=number)
    shown = desks.desk(county.principal)
    assert len(shown.groups[0].lines) == desks.CARDS
    assert shown.rest == 4
    html = sign_in(client, county.principal).get("/work/").content.decode()
    assert html.count('scope="row"') == desks.CARDS
    assert len(re.findall(r'href="\?tab=open"', html)) <= 2


def test_while_the_officers_days_run_the_principal_is_told_a_number_and_it_takes_a_card(client, county):
    for number in range(9):
        give(county, county.principal, number, days=number)
    for state in ("self_check", "self_check", "answered", "sealed"):
        flag = county.flag("s001", sealed=state == "sealed")
        RedFlag._base_manager.filter(pk=flag.pk).update(state=state, facts={"person": "王老", "posts": [], "items": []})
    shown = desks.desk(county.principal)
    assert shown.counted == 2
    assert len(shown.groups[0].lines) == desks.CARDS - 1
    html = sign_in(client, county.principal).get("/work/").content.decode()
    assert "王老" not in html


def test_a_teacher_has_nothing_to_do_in_a_normal_week(client, county):
    shown = desks.desk(county.teacher)
    assert (shown.kind, shown.total) == ("mine", 0)
    page = sign_in(client, county.teacher)
    for _words, url in shown.links:
        assert page.get(url).status_code == 200


# Lights


def lit(county, org, *, passed=6, deviated=0, late=0):
    run = LightRun(item="ST-03", source="matters", on=DAY, counted_at=NOW)
    run.save()
    LightCell(
        run=run, org=county.org(org), half=half_year(DAY), step="2", passed=passed, deviated=deviated, late=late
    ).save()


def test_what_is_not_known_stands_first_and_every_light_has_its_reason(county):
    lit(county, "s001", deviated=1)
    shown = lights.lights(county.leader)
    assert [(one.unit.code, one.tone) for one in shown] == [("s002", Tone.GREY), ("s001", Tone.YELLOW)]
    assert shown[1].reasons
    assert shown[1].way_back
    assert not any(re.search(r"\d", reason) for one in shown for reason in one.reasons)


def test_open_questions_and_letters_reach_no_light(county):
    """A hundred questions, open and late, and the light is what it was: there is no way in for them."""
    lit(county, "s001")
    before = lights.lights(county.leader)
    for number in range(20):
        flag = county.flag("s001")
        RedFlag._base_manager.filter(pk=flag.pk).update(state=("answered", "overdue", "self_check")[number % 3])
        give(county, county.clerk, number, code="flag_to_answer", days=-30)
    assert [
        (one.unit.pk, one.tone, one.reasons) for one in lights.lights(county.leader) if one.unit.code[0] == "s"
    ] == [(one.unit.pk, one.tone, one.reasons) for one in before]


def test_red_needs_a_window_in_which_to_answer_and_green_needs_data():
    assert light_of(0, ()) is Tone.GREY
    assert light_of(3, ()) is Tone.GREEN
    assert light_of(3, (Reason("not_public", "ST-03"),)) is Tone.YELLOW
    assert light_of(0, (Reason("not_public", "ST-03", late=True), Reason("slow", "ST-03"))) is Tone.RED


# Monday


def flooded(county, rows):
    for number in range(rows):
        flag = county.flag("s001")
        RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue", due_on=DAY - timedelta(days=1))
        give(county, county.inspector, number, days=number % 9)
        give(county, county.clerk, number, days=-2)
    calling.call_all(NOW)


@pytest.mark.parametrize("rows", [0, 3, 60])
def test_monday_is_one_sheet_however_much_there_is_and_says_what_it_leaves_out(client, county, rows):
    county.org("s001").__class__._base_manager.filter(code="s001").update(name=LONG)
    flooded(county, rows)
    answer = sign_in(client, county.inspector).get("/work/monday.pdf", headers={"accept-language": "zh-hans"})
    made = answer.content
    assert answer["Content-Type"] == "application/pdf"
    assert len(re.findall(A4, made)) == 1
    parts = {part.name: part for part in monday.page(county.inspector)}
    assert sum(len(part.rows) for part in parts.values()) <= 24
    assert all(part.more == part.total - len(part.rows) for part in parts.values())
    if rows == 60:
        assert parts["decide"].more > 0
        with translation.override("zh-hans"):
            values = monday.values_for_paper(list(parts.values()), title="", under="", foot="", language="zh")
        assert any(str(parts["decide"].more) in part["more"] for part in values["parts"])


def test_without_the_limit_of_rows_the_sheet_would_become_two():
    """Control: forty rows a list do not fit, so the page count above can fail."""
    row = {"what": LONG * 3, "where": LONG, "day": "2026-10-12"}
    part = {"title": "x", "total": "40", "none": "", "more": "", "rows": [row] * 40}
    values = {"lang": "zh", "title": "x", "under": "", "foot": "", "parts": [part]}
    assert len(re.findall(A4, pdf_of("monday", values))) == 2


def test_the_room_of_short_lists_goes_to_long_ones():
    assert monday._room({"a": 60, "b": 0, "c": 2}, 24) == {"a": 22, "b": 0, "c": 2}
    assert monday._room({"a": 60, "b": 60, "c": 60}, 24) == {"a": 8, "b": 8, "c": 8}
    assert monday._room({"a": 1, "b": 0, "c": 0}, 24) == {"a": 1, "b": 0, "c": 0}


def test_the_chief_reads_no_question_on_the_page(county):
    flooded(county, 3)
    rows = [row.what for part in monday.page(county.chief) for row in part.rows]
    assert not any("疑点" in what or "flag" in what.lower() for what in rows)


# At any size


@pytest.mark.parametrize("who", ["clerk", "principal", "teacher", "leader", "inspector", "chief", "officer"])
def test_a_desk_asks_as_often_at_thirty_rows_as_at_three(client, county, who):
    seat = getattr(county, who)
    page = sign_in(client, seat)
    counts = []
    for rows in (range(3), range(3, 30)):
        for number in rows:
            give(county, seat, number, days=number % 9)
            give(county, county.member, 100 + number, days=-1)
            flag = county.flag("s001")
            RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue", due_on=DAY)
        lit(county, "s001", deviated=1)
        calling.call_all(NOW)
        page.get("/work/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page.get("/work/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert counts[1] <= 80


def test_what_is_late_is_told_by_what_it_is_and_not_by_a_post_alone(client, county):
    """Four times "principal, 5 days late", and twice the same kind at the same school: nobody could tell them apart."""
    for number in (1, 2):
        give(county, county.clerk, number, days=-2)
    late = [what for _item, what in queries.late_below(county.leader, NOW.date(), 5)]
    assert late
    page = sign_in(client, county.leader).get("/work/", headers={"accept-language": "zh-hans"}).content.decode()
    assert all(what in page for what in late)
    doing(county)
    calling.call_all(NOW)
    assert Waiting._base_manager.filter(table="directive").update(called_at=NOW)
    with translation.override("zh-hans"):
        said = [row.what for part in monday.page(county.inspector) for row in part.rows]
    assert [one for one in said if MARCH in one]
