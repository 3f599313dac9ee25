"""The draw of peer pairs: announced before the seed is known, drawn once, drawn again by anybody."""

import json
from datetime import date

import pytest
from django.urls import reverse

from lianjing.domain.authority import Role
from lianjing.domain.draw import draw, read_inputs
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Declaration, Draw, Edge, EdgeChange, Org, Person
from lianjing.rooms.network.publishing import inputs_hash
from lianjing.rooms.network.usecases import draws, edges
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()


@pytest.fixture
def groups(county):
    """Five groups within a few kilometres of each other."""
    for place, code in enumerate(("zj02", "zj03", "zj04")):
        county.unit(code, f"第{place}小组", "supervision_group", "jyj")
    for place, org in enumerate(Org._base_manager.filter(kind="supervision_group").order_by("code")):
        org.latitude, org.longitude = 30.6 + place / 100, 109.7
        org.save(update_fields=["latitude", "longitude"])
    return county


def announced(groups, **more):
    asked = {"term": "2026-2027 秋", "seed_source": "2026-10-15 福彩双色球第2026120期开奖号码", **more}
    return draws.announce(post=groups.officer, county=groups.org("js"), now=NOW, **asked)


def test_anybody_can_draw_the_same_pairs_from_what_is_published(client, groups):
    record = draws.run(post=groups.officer, record=announced(groups), seed="03 11 17 22 29 31 + 08", now=NOW)
    teacher = sign_in(client, groups.teacher)
    published = teacher.get(reverse("network:draw_inputs", args=[record.pk])).content
    assert inputs_hash(json.loads(published)) == record.inputs_sha256
    again = draw("03 11 17 22 29 31 + 08", read_inputs(json.loads(published)))
    assert [list(pair) for pair in again] == record.pairs
    pairs = {tuple(pair) for pair in record.pairs}
    assert not {(other, one) for one, other in pairs} & pairs
    page = teacher.get(reverse("network:draw", args=[record.pk])).content.decode()
    assert record.inputs_sha256 in page
    assert "03 11 17 22 29 31 + 08" in page


def test_the_seed_is_typed_once_and_by_whoever_may(groups):
    record = announced(groups)
    with pytest.raises(RuleBroken) as refused:
        draws.run(post=groups.leader, record=record, seed="1", now=NOW)
    assert refused.value.code == "not_yours"
    draws.run(post=groups.officer, record=record, seed="1", now=NOW)
    with pytest.raises(RuleBroken) as refused:
        draws.run(post=groups.officer, record=record, seed="2", now=NOW)
    assert refused.value.code == "draw_done"


def test_inputs_changed_after_the_announcement_stop_the_draw(groups):
    record = announced(groups)
    Draw._base_manager.filter(pk=record.pk).update(inputs={**record.inputs, "limit": 1})
    with pytest.raises(RuleBroken) as refused:
        draws.run(post=groups.officer, record=record, seed="1", now=NOW)
    assert refused.value.code == "draw_inputs_changed"


def test_kin_between_two_groups_is_never_drawn_and_not_told_from_a_long_way(groups):
    one, other = (Person._base_manager.get(pk=seat.person_id) for seat in (groups.leader, groups.other_leader))
    Declaration(person=one, kind="kin", relation="spouse", kin=other, declared_at=NOW, valid_from=DAY).save()
    record = announced(groups)
    assert record.inputs["kin"] == []
    shown = {(one, other): metres for one, other, metres in record.inputs["travel"]}
    assert shown["zj01", "zj10"] == shown["zj10", "zj01"] == record.inputs["limit"] + 1 == max(shown.values())
    for seed in map(str, range(20)):
        pairs = {tuple(pair) for pair in draw(seed, read_inputs(record.inputs))}
        assert not pairs & {("zj01", "zj10"), ("zj10", "zj01")}


def test_drawn_pairs_become_lines_by_two_people_and_the_old_ones_end(groups):
    second = groups.holder("向阳", "jcs", Role.BUREAU_OFFICER, "KY", "科员")
    groups.edge("zj01", "zj02", "peer")
    record = draws.run(post=groups.officer, record=announced(groups), seed="7", now=NOW)
    first = date(2026, 11, 1)
    made = draws.adopt(post=groups.officer, record=record, counts_from=first, reason="公开抽签", now=NOW)
    assert not Edge._base_manager.filter(kind="peer", valid_from=first).exists()
    for change in made:
        edges.confirm_edge(post=second, change=change, now=NOW)
    rows = Edge._base_manager.filter(kind="peer", valid_to=None).values_list("subject__code", "object__code")
    assert {tuple(row) for row in rows} == {tuple(pair) for pair in record.pairs}
    assert EdgeChange._base_manager.filter(state="confirmed").count() == len(made)
