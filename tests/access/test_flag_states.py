"""What each role learns of a flag in each state: content, its number, that it is closed, a count, or nothing.

`flag_states.csv` is written by hand from SM1, C6, G15 and S2. Surfaces: the list with its sheet and search, the
address, the papers, the steps, the work list and its feed, the journal, the way to a recusal, the search of the frame.
"""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from lianjing.access import flags_seen, journal
from lianjing.domain.authority import Action
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.records.models import FlagPaper, RedFlag
from lianjing.rooms.redflags import queries
from tests.access.walking import text_of
from tests.rooms.rosters import sign_in
from tests.world import at

NOW, SECRET = at(), "邓采甲乙"
SEATS = {
    "team_inspector": "inspector",
    "bureau_chief": "chief",
    "bureau_officer": "officer",
    "township_officer": "township",
    "guiding_officer": "guiding",
    "section_officer": "section",
    "group_leader": "leader",
    "group_member": "member",
    "principal": "principal",
    "clerk": "clerk",
    "teacher": "teacher",
    "tech_admin": "tech",
}
FILE = Path(__file__).with_name("flag_states.csv")
TABLE = {
    (row["role"], state): said
    for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())
    for state, said in row.items()
    if state != "role"
}
WALKED = ("team_inspector", "group_leader", "township_officer", "principal", "clerk", "teacher")
OUTCOME = {"number": "2026-7", "on": "2026-10-12", "receiving_body": "县纪委监委", "result": ""}


def planted(county, state):
    """A flag at the clerk's school in a state, with content that nobody can miss, and a journal entry about it."""
    flag = county.flag("s001", sealed=state == "sealed", to=(county.other_leader,) if state == "sealed" else ())
    flag.facts = {"person": SECRET, "posts": ["采购员"], "items": ["ST-03"]}
    flag.state, flag.danger = state, "injury" if state == "danger" else ""
    flag.moved_at = NOW
    if state in RED_FLAG.ends or state == "answered":
        flag.answer, flag.answered_by_id, flag.answered_at = SECRET, county.clerk.person_id, NOW
    if state == "transferred":
        flag.outcome = OUTCOME
    flag.save()
    paper = FlagPaper(flag=flag, name=f"{SECRET}.pdf", sha256="0", kind="pdf", size=1, sealed_file=b"", added_at=NOW)
    paper.save()
    facts = {"record": flag, "now": NOW, "facts": {}, "sealed": state == "sealed"}
    journal.write(kind="act", action=Action.FLAG_ANSWER, post=county.clerk, **facts)
    return flag


def surfaces(window, flag):
    """Yield (surface, status, text) of every place where a post could learn of a flag."""
    asked = ["redflag", flag.pk]
    for name, path in {
        "list": "/flags/",
        "sheet": "/flags/?as=xlsx",
        "by state": f"/flags/?state={flag.state}",
        "by unit": "/flags/?q=业州",
        "work": "/work/",
        "journal": reverse("network:journal"),
        "journal of it": reverse("network:journal_record", args=asked),
        "search": reverse("network:search") + "?q=业州",
        "recusal": reverse("network:recusal_ask", args=asked),
        "recusal of another": reverse("network:recusal_ask_other", args=asked),
    }.items():
        answer = window.get(path)
        yield name, answer.status_code, text_of(answer)


@pytest.mark.parametrize("state", RED_FLAG.states)
def test_each_role_learns_what_the_table_says_of_a_state(county, state):
    flag = planted(county, state)
    for role, name in SEATS.items():
        seat, said = getattr(county, name), TABLE[role, state]
        window = sign_in(Client(), seat)
        page = window.get(f"/flags/{flag.pk}/")
        shown = text_of(page) if page.status_code == 200 else ""
        assert (page.status_code == 200) is (said in ("content", "number", "closed")), (role, state)
        assert (SECRET in shown) is (said == "content"), (role, state)
        for told in ("number", "on", "receiving_body"):
            assert (OUTCOME[told] in shown) is (said == "number"), (role, state, told)
        listed = flag.pk in set(queries.flags(seat).values_list("pk", flat=True))
        assert listed is (said in ("content", "number", "closed")), (role, state)
        assert flags_seen.with_officers(seat) == (1 if said == "count" else 0), (role, state)
        if said in ("nothing", "count") and role in WALKED:
            for surface, status, text in surfaces(window, flag):
                assert SECRET not in text, (role, state, surface)
                assert escape(f"/flags/{flag.pk}/") not in text, (role, state, surface)
                if surface in ("journal of it", "recusal", "recusal of another"):
                    assert status == 404, (role, state, surface)
            for step in ("explain", "dismiss", "rectify", "two/dismiss", "transfer/first", "danger", "reported"):
                answer = window.post(f"/flags/{flag.pk}/{step}/", {})
                assert answer.status_code in (404, 405), (role, state, step)
            number = FlagPaper._base_manager.get(flag=flag).pk
            assert window.get(f"/flags/{flag.pk}/papers/{number}/").status_code == 404
    assert RedFlag._base_manager.get(pk=flag.pk).state == state


def test_a_sealed_flag_is_read_by_whoever_is_named_and_by_the_table_alone(county):
    flag = planted(county, "sealed")
    page = sign_in(Client(), county.other_leader).get(f"/flags/{flag.pk}/")
    assert (SECRET in text_of(page)) is (TABLE["named", "sealed"] == "content")


def test_the_table_names_every_role_and_state():
    from lianjing.domain.authority import Role

    assert {role for role, _state in TABLE} == {str(role) for role in Role} | {"named"}
    assert {state for _role, state in TABLE} == set(RED_FLAG.states)


def test_the_matrix_would_see_a_list_that_shows_too_much(county, monkeypatch):
    flag = planted(county, "self_check")
    monkeypatch.setattr(flags_seen, "kept_back", lambda post, prefix="": flags_seen.Q(pk__in=[]))
    window = sign_in(Client(), county.principal)
    assert SECRET in text_of(window.get(f"/flags/{flag.pk}/"))


def test_the_days_of_the_officer_end_by_the_clock_and_then_the_others_read(county):
    flag = planted(county, "self_check")
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on=NOW.date())
    from lianjing.rooms.redflags import usecases

    head = sign_in(Client(), county.principal)
    assert head.get(f"/flags/{flag.pk}/").status_code == 404
    assert usecases.lapse_unanswered(NOW + timedelta(days=1)) == 1
    assert head.get(f"/flags/{flag.pk}/").status_code == 200
