"""Edits of the network: dated and never deleted, tried before saved, lines changed by two people."""

from datetime import date, timedelta

import pytest

from lianjing.access import network, policy, work
from lianjing.domain.authority import Action, Role
from lianjing.domain.machine import Machine
from lianjing.domain.machines.edge_change import EDGE_CHANGE
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Edge, EdgeChange, Holding, JournalEntry, Org, OrgPlace, Person, WorkItem
from lianjing.rooms.network.queries import tree
from lianjing.rooms.network.usecases import edges, editing
from tests.rooms.demanding import doing
from tests.world import DAY, at

NOW = at()


@pytest.fixture
def colleague(county):
    """A second officer of the bureau supervision office: the second pair of eyes."""
    return county.holder("向阳", "jcs", Role.BUREAU_OFFICER, "KY", "科员")


def proposed(county, **more):
    asked = {"object": county.org("zj01"), "subject": county.org("zj10"), "kind": "peer", "counts_from": DAY}
    return edges.propose_edge(post=county.officer, reason="片区结对", now=NOW, **{**asked, **more})


def test_a_moved_unit_stands_where_it_stood_on_any_past_day(county):
    school = county.org("s002")
    editing.move_unit(post=county.officer, unit=school, parent=county.org("zj10"), valid_from=DAY, now=NOW)
    assert school.path == "/js/jyj/zj10/s002/"
    before = network.history().as_of(date(2024, 3, 1))
    assert before.units[school.pk].path == "/js/jyj/zj01/s002/"
    assert network.history().as_of(DAY).units[school.pk].path == "/js/jyj/zj10/s002/"
    then = {org.pk: org.path for org in tree.units_on(county.officer, date(2024, 3, 1))}
    assert then[school.pk] == "/js/jyj/zj01/s002/"


def test_a_unit_moved_twice_keeps_both_former_places(county):
    school = county.org("s002")
    for parent, day in (("zj10", date(2026, 3, 1)), ("zj01", date(2026, 9, 1))):
        editing.move_unit(post=county.officer, unit=school, parent=county.org(parent), valid_from=day, now=NOW)
    paths = [network.history().as_of(day).units[school.pk].path for day in (date(2026, 2, 28), date(2026, 8, 31), DAY)]
    assert paths == ["/js/jyj/zj01/s002/", "/js/jyj/zj10/s002/", "/js/jyj/zj01/s002/"]


def test_a_unit_cannot_stand_below_itself_and_nothing_is_half_saved(county):
    before = list(Org._base_manager.order_by("pk").values_list("pk", "path", "parent"))
    with pytest.raises(RuleBroken) as refused:
        editing.move_unit(
            post=county.officer, unit=county.org("zj01"), parent=county.org("s002"), valid_from=DAY, now=NOW
        )
    assert refused.value.code == "move_into_itself"
    assert list(Org._base_manager.order_by("pk").values_list("pk", "path", "parent")) == before
    assert not OrgPlace._base_manager.exists()
    assert not JournalEntry._base_manager.filter(action="network.edit").exists()


def test_a_post_with_one_seat_holds_one_person_at_a_time(county):
    post, other = county.post("s001", "", "YSY", "验收员"), county.person("周备", "s001")
    Holding(post=post, person_id=county.clerk.person_id, valid_from=date(2021, 9, 1)).save()
    with pytest.raises(RuleBroken) as refused:
        editing.add_holding(post=county.officer, record=post, person=other, since=DAY, now=NOW)
    assert refused.value.code == "holdings_overlap"
    held = Holding._base_manager.get(post=post)
    editing.end_holding(post=county.officer, holding=held, last_day=date(2026, 10, 11), now=NOW)
    editing.add_holding(post=county.officer, record=post, person=other, since=DAY, now=NOW)
    on = network.history().as_of(date(2026, 10, 11)).holders, network.history().as_of(DAY).holders
    assert [found[post.pk] for found in on] == [(county.clerk.person_id,), (other.pk,)]


def test_nobody_takes_a_post_and_nobody_fills_a_desk_by_one_hand(county):
    """An officer made herself team inspector and technical administrator in two clicks, and nobody was told."""
    own, desk = county.post("s001", "", "YSY", "验收员"), county.post("s001", Role.CLERK, "CGY", "采购员")
    me, other = Person._base_manager.get(pk=county.officer.person_id), county.person("周备", "s001")
    for record, who, code in ((own, me, "post_by_own_hand"), (desk, other, "post_opens_desk")):
        with pytest.raises(RuleBroken) as refused:
            editing.add_holding(post=county.officer, record=record, person=who, since=DAY, now=NOW)
        assert refused.value.code == code
    assert not Holding._base_manager.filter(post__in=(own, desk)).exists()


@pytest.mark.parametrize(
    ("unit", "role"), [("jcs", "team_inspector"), ("jcs", "tech_admin"), ("s001", "bureau_chief"), ("jyj", "principal")]
)
def test_a_post_has_only_roles_of_its_kind_of_unit(county, unit, role):
    asked = {"code": "ZZ", "title": "组长", "many": False, "serves": (), "valid_from": DAY, "now": NOW}
    with pytest.raises(RuleBroken) as refused:
        editing.add_post(post=county.officer, unit=county.org(unit), role=role, **asked)
    assert refused.value.code == "role_not_here"


def test_a_post_without_holder_is_a_vacancy_and_yellow_after_a_day(county):
    made = editing.add_post(
        post=county.officer,
        unit=county.org("s001"),
        code="YSY",
        title="验收员",
        role="",
        many=False,
        serves=[county.org("s002")],
        valid_from=DAY,
        now=NOW,
    )
    rows = {row["post"].pk: row for row in tree.vacancies(county.officer, NOW)}
    assert not rows[made.pk]["late"]
    later = {row["post"].pk: row for row in tree.vacancies(county.officer, at("2026-10-13"))}
    assert later[made.pk]["late"]
    assert network.served_by(made) == [county.org("s002").pk]


def test_a_unit_ends_only_when_nothing_is_left_in_it(county):
    with pytest.raises(RuleBroken) as refused:
        editing.end_unit(post=county.officer, unit=county.org("s001"), last_day=DAY, now=NOW)
    assert refused.value.code == "unit_not_empty"
    editing.end_unit(post=county.officer, unit=county.org("s002"), last_day=DAY, now=NOW)
    assert county.org("s002").valid_to == DAY


def test_a_code_is_never_given_twice(county):
    asked = {"parent": county.org("zj10"), "name": "新校", "kind": "school", "charge": "", "valid_from": DAY}
    with pytest.raises(RuleBroken) as refused:
        editing.add_unit(post=county.officer, code="s001", now=NOW, **asked)
    assert refused.value.code == "path_taken"
    with pytest.raises(RuleBroken) as refused:
        editing.add_unit(post=county.officer, code="S 1", now=NOW, **asked)
    assert refused.value.code == "path_malformed"


def test_a_leader_may_not_edit_and_an_officer_only_below(county):
    for seat, unit in ((county.leader, "s001"), (county.officer, "pz7")):
        with pytest.raises(RuleBroken) as refused:
            editing.describe_unit(
                post=seat, unit=county.org(unit), name="x", alias="", charge="", term_ends=None, now=NOW
            )
        assert refused.value.code == "not_yours"


def test_a_line_counts_only_after_a_second_person_confirmed_it(county, colleague):
    change = proposed(county)
    assert not Edge._base_manager.filter(kind="peer").exists()
    assert WorkItem._base_manager.get(post=colleague.post_id).code == "edge_to_confirm"
    with pytest.raises(RuleBroken) as refused:
        edges.confirm_edge(post=county.officer, change=change, now=NOW)
    assert refused.value.facts["why"] == ("same_person",)
    edges.confirm_edge(post=colleague, change=change, now=NOW)
    edge = Edge._base_manager.get(kind="peer")
    assert (edge.subject.code, edge.object.code, edge.valid_from) == ("zj10", "zj01", DAY)
    assert WorkItem._base_manager.get(post=colleague.post_id).state == "overtaken"


def test_without_four_eyes_in_the_table_the_proposer_could_confirm(county, monkeypatch):
    """The guard is the machine's: take it out of the table, and the same person gets through."""
    from dataclasses import replace

    open_steps = tuple(replace(step, other_than=()) for step in EDGE_CHANGE.steps)
    blind: Machine = replace(EDGE_CHANGE, steps=open_steps)
    monkeypatch.setattr(edges, "EDGE_CHANGE", blind)
    edges.confirm_edge(post=county.officer, change=proposed(county), now=NOW)
    assert Edge._base_manager.filter(kind="peer").exists()


def test_two_confirmations_write_one_line(county, colleague):
    change = proposed(county)
    edges.confirm_edge(post=colleague, change=change, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        edges.confirm_edge(post=colleague, change=change, now=NOW)
    assert refused.value.code == "step_refused"
    assert Edge._base_manager.filter(kind="peer").count() == 1


def test_a_line_is_ended_by_two_people_and_stays_on_record(county, colleague):
    edge = Edge._base_manager.get(subject=county.org("xz1"))
    change = edges.propose_end(post=county.officer, edge=edge, last_day=DAY, reason="换届", now=NOW)
    edges.confirm_edge(post=colleague, change=change, now=NOW)
    edge.refresh_from_db(from_queryset=Edge._base_manager.all())
    assert edge.valid_to == DAY
    assert [one.subject_id for one in network.history().as_of(DAY).edges].count(edge.subject_id) == 1
    assert edge.subject_id not in [one.subject_id for one in network.history().as_of(date(2026, 10, 13)).edges]


def test_nobody_chooses_who_stands_above_their_own_unit(county):
    with pytest.raises(RuleBroken) as refused:
        proposed(county, object=county.org("jyj"), subject=county.org("xcb"), kind="line")
    assert refused.value.code == "edge_over_yourself"


def test_lines_in_a_circle_are_refused(county, colleague):
    edges.confirm_edge(post=colleague, change=proposed(county, kind="line"), now=NOW)
    with pytest.raises(RuleBroken) as refused:
        proposed(county, object=county.org("zj10"), subject=county.org("zj01"), kind="line")
    assert refused.value.code == "line_cycle"
    assert EdgeChange._base_manager.count() == 1


def test_a_stale_proposal_lapses_by_the_clock(county, colleague):
    change = proposed(county)
    assert edges.lapse_edges(now=change.due_at - timedelta(seconds=1)) == 0
    assert edges.lapse_edges(now=change.due_at) == 1
    assert EdgeChange._base_manager.get(pk=change.pk).state == "lapsed"
    assert not Edge._base_manager.filter(kind="peer").exists()


def test_names_are_found_by_chinese_pinyin_and_initials(county):
    made = editing.add_unit(
        post=county.officer,
        parent=county.org("zj01"),
        code="s169",
        name="长梁镇重庆路小学",
        kind="school",
        charge="",
        valid_from=DAY,
        now=NOW,
    )
    from lianjing.rooms.network.queries import people

    for query in ("长梁", "changliang", "clz", "重庆路", "chongqinglu", "ＣＬＺ", "chang liang", "长　梁"):
        assert [org.pk for org in people.search(county.officer, query)["units"]] == [made.pk], query
    assert people.search(county.officer, "zhangliang")["nothing"]


def test_a_surname_is_found_by_each_of_its_readings(county):
    from lianjing.access.sought import sought
    from lianjing.rooms.network.queries import people

    person = Person(home=county.org("s001"), name="覃单", sought=sought("覃单"))
    person.save()
    for query in ("qindan", "tandan", "qd", "td"):
        assert [one.pk for one in people.search(county.leader, query)["people"]] == [person.pk]
    assert people.search(county.other_leader, "qindan")["people"] == []
    assert policy.may(county.leader, Action.PERSON_READ, person)


def test_what_a_moved_unit_has_on_its_hands_goes_along_and_the_journal_stays(county):
    """The leader of the group that it left reads none of its directives; the new one reads them all (D7)."""
    made = doing(county)
    open_work = WorkItem._base_manager.get(state="open", code="directive_to_do")
    entries = list(JournalEntry._base_manager.order_by("pk").values_list("pk", "path"))
    editing.move_unit(
        post=county.officer, unit=county.org("s001"), parent=county.org("zj10"), valid_from=DAY, now=at(hour=10)
    )
    read = [policy.may(who, Action.DIRECTIVE_READ, made) for who in (county.leader, county.other_leader)]
    assert read == [False, True]
    open_work.refresh_from_db()
    assert open_work.path == county.org("s001").path == "/js/jyj/zj10/s001/"
    assert list(JournalEntry._base_manager.order_by("pk").values_list("pk", "path"))[: len(entries)] == entries


def test_what_had_ended_below_stays_where_it_was_when_the_unit_moves(county):
    """It got a place up to yesterday and a present that began after its end: from then on every edit was refused."""
    dead = county.unit("t1", "二小教学点", "school", "s002")
    editing.end_unit(post=county.officer, unit=dead, last_day=date(2024, 7, 1), now=NOW)
    editing.move_unit(post=county.officer, unit=county.org("s002"), parent=county.org("zj10"), valid_from=DAY, now=NOW)
    facts = network.history()
    facts.check()
    assert dead.pk in facts.as_of(date(2024, 7, 1)).units
    assert dead.pk not in facts.as_of(date(2026, 1, 1)).units


def test_a_place_written_of_a_unit_after_its_end_places_nothing(county):
    dead = county.unit("t1", "二小教学点", "school", "s002", valid_to=date(2024, 7, 1))
    place = {"parent": county.org("s002"), "path": dead.path, "valid_from": date(2020, 6, 12)}
    OrgPlace(org=dead, valid_to=DAY - timedelta(days=1), **place).save()
    network.history().check()
    assert dead.pk not in network.history().as_of(date(2026, 1, 1)).units


def test_no_unit_goes_on_below_one_that_ends(county):
    """It would be a time bomb: from that day on no tree, no proof, no edit."""
    ends = county.unit("s020", "三小", "school", "zj01", valid_to=date(2026, 12, 31))
    asked = {"code": "t9", "name": "教学点", "kind": "school", "charge": "", "valid_from": DAY}
    with pytest.raises(RuleBroken) as refused:
        editing.add_unit(post=county.officer, parent=ends, now=NOW, **asked)
    assert refused.value.code == "unit_outlives_parent"
    assert (refused.value.facts["unit"], refused.value.facts["parent"]) == ("教学点", "三小")
    with pytest.raises(RuleBroken) as refused:
        editing.move_unit(post=county.officer, unit=county.org("s002"), parent=ends, valid_from=DAY, now=NOW)
    assert refused.value.code == "unit_outlives_parent"


def test_a_contradiction_in_one_school_stops_no_edit_in_another(county):
    held = Holding._base_manager.get(post=county.clerk.post_id)
    Holding(post=held.post, person=county.person("周备", "s001"), valid_from=DAY).save()
    asked = {"code": "t9", "name": "教学点", "kind": "school", "charge": "", "valid_from": DAY}
    assert editing.add_unit(post=county.officer, parent=county.org("zj10"), now=NOW, **asked).pk


def test_a_move_is_not_written_before_an_earlier_one(county):
    school, asked = county.org("s002"), {"post": county.officer, "now": NOW}
    editing.move_unit(unit=school, parent=county.org("zj10"), valid_from=date(2026, 9, 1), **asked)
    with pytest.raises(RuleBroken) as refused:
        editing.move_unit(unit=school, parent=county.org("zj01"), valid_from=date(2026, 3, 1), **asked)
    assert refused.value.code == "move_before_last"


def test_a_post_does_not_end_while_work_waits_at_it(county):
    desk = county.post("s001", Role.CLERK, "CGY", "采购员")
    facts = {"subject": "s001", "unit": "业州中心学校"}
    asked = {"code": "flag_to_answer", "about": county.flag("s001"), "url": "/flags/", "now": NOW, "facts": facts}
    item = work.assign(post=desk, **asked)
    with pytest.raises(RuleBroken) as refused:
        editing.end_post(post=county.officer, record=desk, last_day=DAY, now=NOW)
    assert (refused.value.code, refused.value.facts["count"]) == ("post_has_work", 1)
    WorkItem._base_manager.filter(pk=item.pk).update(state="done")
    assert editing.end_post(post=county.officer, record=desk, last_day=DAY, now=NOW).valid_to == DAY
