"""Danger to a child goes past the officer, to head, group and bureau at once; nothing of the child is kept (G15)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lianjing.access import calling, modelbook
from lianjing.domain.danger import BODIES, Danger, still_there
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import JournalEntry, RedFlag, WorkItem
from lianjing.rooms.redflags import forms_danger, usecases, usecases_danger
from tests.rooms.flag_world import NOW, asked, dismissed_by, explained, now, work_of
from tests.rooms.rosters import sign_in

SEEN = Danger("poisoning", "canteen", "many", "yes")
SAID = {"kind": "poisoning", "place": "canteen", "children": "many", "treated": "yes"}


def reported(county, seat, seen=SEEN, org="s001"):
    return usecases_danger.report_danger(post=seat, org=county.org(org), seen=seen, now=NOW)


def test_head_group_and_bureau_hear_in_the_same_moment_and_the_officer_does_not(county):
    flag = reported(county, county.teacher)
    for seat in (county.principal, county.leader, county.officer):
        assert work_of(seat) == ["danger_to_child"]
    for seat in (county.clerk, county.other_leader, county.chief, county.inspector):
        assert work_of(seat) == []
    items = WorkItem._base_manager.filter(code="danger_to_child")
    assert {item.due_on for item in items} == {NOW.date()}  # today: the most pressing of every list
    assert (flag.state, flag.asked_at) == ("danger", NOW)
    assert JournalEntry._base_manager.filter(action="danger.report").count() == 1


def test_a_head_who_may_be_concerned_neither_hears_nor_finds_it(county, client):
    flag = reported(county, county.teacher, replace(SEEN, kind="abuse", head_concerned=True))
    assert work_of(county.principal) == []
    assert work_of(county.leader) == work_of(county.officer) == ["danger_to_child"]
    head = sign_in(client, county.principal)
    assert head.get(f"/flags/{flag.pk}/").status_code == 404
    assert f"/flags/{flag.pk}/" not in head.get("/flags/").content.decode()
    told = sign_in(client, county.leader).get(f"/flags/{flag.pk}/").content.decode()
    assert "强制报告" in told


@pytest.mark.parametrize("who", ["teacher", "clerk", "principal", "member", "leader", "officer", "inspector"])
def test_whoever_works_with_children_may_report(county, who):
    assert reported(county, getattr(county, who)).danger == "poisoning"


@pytest.mark.parametrize(
    ("who", "org"), [("tech", "s001"), ("guiding", "s001"), ("teacher", "s002"), ("other_leader", "s001")]
)
def test_nobody_reports_for_a_unit_that_is_not_theirs_to_look_after(county, who, org):
    with pytest.raises(RuleBroken, match="not_yours"):
        reported(county, getattr(county, who), org=org)


def test_nothing_about_the_child_can_be_typed_anywhere(county):
    for form in (forms_danger.DangerForm, forms_danger.MarkForm, forms_danger.NoteForm):
        kinds = {type(field).__name__ for field in form().fields.values()}
        assert kinds <= {"ChoiceField", "Chosen", "MultipleChoiceField", "BooleanField"}
    for word in ("kind", "place", "children", "treated"):
        with pytest.raises(RuleBroken, match="danger_unknown"):
            reported(county, county.teacher, replace(SEEN, **{word: "三年级二班张小明"}))
    flag = reported(county, county.teacher)
    assert set(flag.facts) == {"kind", "place", "children", "treated", "head_concerned"}
    assert (flag.rows, flag.answer) == ([], "")


def test_the_report_is_noted_then_somebody_else_reviews(county):
    flag = reported(county, county.teacher)
    for seat, said, code in (
        (county.clerk, ["police"], "not_yours"),
        (county.teacher, ["police"], "not_yours"),
        (county.principal, [], "step_refused"),
        (county.principal, ["家长群"], "danger_unknown"),
    ):
        with pytest.raises(RuleBroken, match=code):
            usecases_danger.note_report(post=seat, flag=now(flag), bodies=said, now=NOW)
    with pytest.raises(RuleBroken, match="step_refused"):
        dismissed_by(county.leader, flag)  # nothing before the report
    usecases_danger.note_report(post=county.principal, flag=now(flag), bodies=["police", "education"], now=NOW)
    after = now(flag)
    assert (after.state, after.facts["reported_to"]) == ("answered", ["police", "education"])
    assert work_of(county.principal) == []
    assert work_of(county.leader) == ["flag_to_review"]
    usecases.to_rectification(post=county.leader, flag=after, flow_step="留样", basis="食品安全", now=NOW)
    assert now(flag).state == "to_rectify"


def test_a_question_is_marked_as_danger_and_leaves_the_officers_desk(county, client):
    flag = asked(county)
    clerk = sign_in(client, county.clerk)
    assert "危及学生安全" in clerk.get(f"/flags/{flag.pk}/").content.decode()
    assert clerk.post(f"/flags/{flag.pk}/danger/", {"kind": "injury"}).status_code == 200
    assert (now(flag).state, now(flag).danger) == ("danger", "injury")
    assert work_of(county.clerk) == []
    assert work_of(county.principal) == work_of(county.leader) == work_of(county.officer) == ["danger_to_child"]
    assert clerk.get(f"/flags/{flag.pk}/").status_code == 404
    other = explained(county, asked(county))
    leader = sign_in(client, county.leader)
    assert leader.post(f"/flags/{other.pk}/danger/", {"kind": "nonsense"}).status_code == 422
    assert leader.post(f"/flags/{other.pk}/danger/", {"kind": "abuse"}).status_code == 200
    assert now(other).state == "danger"


def test_whose_report_nobody_notes_within_hours_goes_up(county):
    flag = reported(county, county.teacher)
    calling.call_all(NOW)
    calling.call_all(NOW + timedelta(minutes=119))
    assert calling.LATE not in work_of(county.inspector)
    calling.call_all(NOW + timedelta(minutes=121))
    assert calling.LATE in work_of(county.inspector)
    assert now(flag).state == "danger"


def test_a_model_may_name_a_danger_and_its_flag_goes_past_officer_and_week(lake_of, monkeypatch):
    from lianjing.rooms.redflags import usecases_screened
    from tests.rooms.test_screened import notice, take

    name = "M-GK-03"
    marked = replace(modelbook.models()[name], danger="abuse")
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [marked])
    monkeypatch.setattr(modelbook, "models", lambda: {name: marked})
    monkeypatch.setattr(usecases_screened, "whole", lambda *_: 0)  # the week's questions are used up
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.filter(code=name).first()
    assert (flag.state, flag.danger) == ("danger", "abuse")
    assert "flag_to_answer" not in work_of(lake_of.clerk)
    assert "danger_to_child" in work_of(lake_of.principal)


def test_what_nobody_said_of_a_danger_is_told_as_not_said(county, client):
    teacher = sign_in(client, county.teacher)
    page = teacher.get("/flags/danger/").content.decode()
    form = page[page.index('name="kind"') : page.index("btn-danger", page.index('name="kind"'))]
    assert " checked" not in form
    assert " selected" not in form.replace('value="" selected', "")
    assert form.count("请选择") == 3
    assert "在哪里发生" in page
    assert "公开在哪里" not in page
    assert teacher.post("/flags/danger/", {"place": "canteen"}).status_code == 422
    assert teacher.post("/flags/danger/", {"kind": "injury"}).status_code == 200  # help is not kept waiting by lists
    flag = RedFlag._base_manager.get()
    assert {flag.facts[name] for name in ("place", "children", "treated")} == {""}
    told = sign_in(client, county.principal).get(f"/flags/{flag.pk}/").content.decode()
    for words in ("在哪里发生：未说明", "多少人：未说明", "是否已有医生或救护车：未说明"):
        assert words in told
    for words in ("已有人救助", "教室", "一名"):
        assert words not in told


def test_the_page_says_what_to_do_first_and_whom_to_call(county, client):
    teacher = sign_in(client, county.teacher)
    page = teacher.get("/flags/danger/").content.decode()
    for words in ("立即向公安、民政、教育等部门报告", "第十一条", 'href="tel:110"', "不要在本系统任何地方写孩子的姓名"):
        assert words in page
    assert teacher.post("/flags/danger/", {"kind": "x"}).status_code == 422
    done = teacher.post("/flags/danger/", SAID)
    assert (done.status_code, RedFlag._base_manager.count()) == (200, 1)
    assert "停止供餐" in done.content.decode()
    assert sign_in(client, county.tech).get("/flags/danger/").status_code == 404
    leader = sign_in(client, county.leader)
    assert leader.post(f"/flags/danger/{county.org('s002').pk}/", SAID).status_code == 200
    assert leader.get(f"/flags/danger/{county.org('s010').pk}/").status_code == 404


def test_the_principal_notes_the_report_on_the_page(county, client):
    flag = reported(county, county.teacher)
    head = sign_in(client, county.principal)
    assert "登记报告" in head.get(f"/flags/{flag.pk}/").content.decode()
    assert head.post(f"/flags/{flag.pk}/reported/", {}).status_code == 422
    assert head.post(f"/flags/{flag.pk}/reported/", {"bodies": ["police", "health"]}).status_code == 302
    assert "公安（110）" in head.get(f"/flags/{flag.pk}/").content.decode()
    assert set(BODIES) >= {"police", "health"}


def deliveries(day, **more):
    return {"school_code": "s001", "on_date": day, "item_code": "i1", "qty": 12_000, "amount": 9_000, **more}


PAST = {"M-ST-26": {}, "M-ST-27": {"expire_on": NOW.date() - timedelta(days=9)}}


def night_of(county, monkeypatch, name, day):
    """Ask one shipped model, as it is shipped, of food taken in on a day; return its flag."""
    from lianjing.rooms.redflags import usecases_screened
    from tests.rooms.test_screened import take

    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()[name]])
    take(county, "food_items", [{"school_code": "", "item_code": "i1", "name": "四季豆"}])
    take(county, "food_in", [deliveries(day, **PAST[name])])
    usecases_screened.screen_if_due(NOW)
    return RedFlag._base_manager.get(code=name)


def test_the_models_that_name_a_danger_are_those_of_the_list():
    named = {model.id: model.danger for model in modelbook.models().values() if model.danger}
    assert named == dict.fromkeys(PAST, "poisoning")


@pytest.mark.parametrize("name", PAST)
def test_what_a_shipped_model_shows_of_these_days_waits_for_no_officer(lake_of, monkeypatch, client, name):
    flag = night_of(lake_of, monkeypatch, name, NOW.date() - timedelta(days=2))
    assert (flag.state, flag.danger) == ("danger", "poisoning")
    assert "flag_to_answer" not in work_of(lake_of.clerk)
    assert sign_in(client, lake_of.clerk).get(f"/flags/{flag.pk}/").status_code == 404
    for seat in (lake_of.principal, lake_of.leader, lake_of.officer):
        assert "danger_to_child" in work_of(seat)
    assert flag.due_on == NOW.date()


@pytest.mark.parametrize("name", PAST)
def test_control_what_was_eaten_long_ago_is_asked_of_the_officer_first(lake_of, monkeypatch, name):
    """The same rows, older than the days of the parameter: nothing to stop any more, so the ordinary way."""
    monkeypatch.setitem(PAST["M-ST-27"], "expire_on", NOW.date() - timedelta(days=90))
    flag = night_of(lake_of, monkeypatch, name, NOW.date() - timedelta(days=60))
    assert (flag.state, flag.danger) == ("self_check", "")
    assert "flag_to_answer" in work_of(lake_of.clerk)
    assert "danger_to_child" not in work_of(lake_of.principal)


@pytest.mark.parametrize("name", PAST)
def test_control_the_same_model_without_its_mark_goes_to_the_officer(lake_of, monkeypatch, name):
    marked = {**modelbook.models(), name: replace(modelbook.models()[name], danger="")}
    monkeypatch.setattr(modelbook, "models", lambda: marked)
    flag = night_of(lake_of, monkeypatch, name, NOW.date() - timedelta(days=2))
    assert flag.state == "self_check"
    assert "flag_to_answer" in work_of(lake_of.clerk)


@pytest.mark.parametrize(("back", "there"), [(0, True), (14, True), (15, False)])
def test_a_danger_is_still_there_for_as_many_days_as_the_parameter_says(back, there):
    today = NOW.date()
    rows = [{"on_date": (today - timedelta(days=back)).isoformat()}, {"on_date": "2020-01-01"}]
    assert still_there(rows, today, 14) is there
    assert still_there([{"staff_no": "t1"}], today, 14)  # without a day: as it stands now
