"""Edits of the network: dated and never deleted, tried before saved, lines changed by two people."""

from datetime import date, timedelta

import pytest

from lianjing.access import network, policy
from lianjing.domain.authority import Action, Role
from lianjing.domain.machine import Machine
from lianjing.domain.machines.edge_change import EDGE_CHANGE
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Edge, EdgeChange, Holding, JournalEntry, Org, OrgPlace, Person, Post, WorkItem
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
    post = Post._base_manager.get(pk=county.clerk.post_id)
    other = county.person("周备", "s001")
    with pytest.raises(RuleBroken) as refused:
        editing.add_holding(post=county.officer, record=post, person=other, since=DAY, now=NOW)
    assert refused.value.code == "holdings_overlap"
    held = Holding._base_manager.get(post=post)
    editing.end_holding(post=county.officer, holding=held, last_day=date(2026, 10, 11), now=NOW)
    editing.add_holding(post=county.officer, record=post, person=other, since=DAY, now=NOW)
    on = network.history().as_of(date(2026, 10, 11)).holders, network.history().as_of(DAY).holders
    assert [found[post.pk] for found in on] == [(county.clerk.person_id,), (other.pk,)]


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
