"""Who is asked to review over random counties in the database: all who are free, nobody with a tie, nearest first."""

import random

import pytest
from django.db import transaction

from lianjing.access import policy, reviewing
from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Action, Role
from lianjing.domain.reviewers import Desk, outranked
from lianjing.records.models import CoverageRun, Declaration, Edge, Holding, Org, Post, RedFlag, Supervisor
from tests.access.planted import DAY, plant_random
from tests.world import at

pytestmark = pytest.mark.django_db
ROLES = ["team_inspector", "bureau_officer", "group_leader", "principal", "clerk", "teacher"]


def planted(seed):
    """A random county with ranks, relatives, shared firms and a proof; and a flag at a unit of it."""
    chance = random.Random(seed)
    plant_random(ROLES, chance)
    people = sorted(set(Holding._base_manager.values_list("person_id", flat=True)))
    for post in Post._base_manager.order_by("pk"):
        Post._base_manager.filter(pk=post.pk).update(rank=chance.choice([0, 1, 2]))
    for _ in range(12):
        one, other = chance.sample(people, 2)
        told = {"declared_at": at(DAY), "valid_from": DAY, "person_id": one}
        Declaration(kind="kin", relation="x", kin_id=other, **told).save()
    for firm in ("甲公司", "乙公司"):
        for person in chance.sample(people, 3):
            Declaration(kind="interest", other_name=firm, declared_at=at(DAY), valid_from=DAY, person_id=person).save()
    run = CoverageRun(path="/r/", as_of=DAY, ran_at=at(DAY), network_sha256="0", steps=1, covered=1, seconds=0)
    run.save()
    orgs, posts = list(Org._base_manager.order_by("pk")), list(Post._base_manager.order_by("pk"))
    for number in range(20):
        facts = {"power": "ST-03", "step": str(number), "side": chance.choice(["upper", "peer"])}
        Supervisor(run=run, org=chance.choice(orgs), post=chance.choice(posts), **facts).save()
    asked = Holding._base_manager.filter(post__role="clerk").select_related("post__org").order_by("pk")
    holding = chance.choice(list(asked))
    flag = RedFlag(org=holding.post.org, code="c", dedup_key=str(seed), state="answered", raised_at=at(DAY))
    flag.answered_by_id = holding.person_id
    flag.save()
    return flag


def tied(flag, person, concerned):
    """By brute force over every declaration, every row of the proof, and who is below whom."""
    lines = frozenset(
        Edge._base_manager.filter(in_force(DAY), kind="line").values_list("subject__path", "object__path")
    )
    kin, firms = set(), {}
    for row in Declaration._base_manager.all():
        if row.kind == "kin":
            kin |= {(row.person_id, row.kin_id), (row.kin_id, row.person_id)}
        else:
            firms.setdefault(row.other_name, set()).add(row.person_id)
    units = set(_held(person).values_list("post__org_id", flat=True))
    watching = set(_held(*concerned).values_list("post_id", flat=True))
    return (
        person in concerned
        or any((person, one) in kin for one in concerned)
        or any(person in group and group & concerned for group in firms.values())
        or any(outranked(_desks(person), _desks(one), lines) for one in concerned)
        or any(row.org_id in units and row.post_id in watching for row in Supervisor._base_manager.all())
    )


def _desks(person):
    rows = _held(person).filter(in_force(DAY, "post__"))
    return tuple(Desk(path, rank) for path, rank in rows.values_list("post__org__path", "post__rank"))


def _held(*people):
    return Holding._base_manager.filter(in_force(DAY), person__in=people)


@pytest.mark.parametrize("seed", range(8))
def test_all_who_are_free_and_nobody_with_a_tie_is_asked(seed):
    flag = planted(seed)
    concerned = reviewing.concerned(flag, DAY)
    expected = set()
    for holding in Holding._base_manager.filter(in_force(DAY), in_force(DAY, "post__")).exclude(post__role=""):
        seat = seat_for(holding.person_id, holding.post, DAY)
        reviews = policy.holds(seat, Action.FLAG_REVIEW) and policy.may(seat, Action.FLAG_REVIEW, flag)
        if reviews and not tied(flag, holding.person_id, concerned):
            expected.add(holding.person_id)
    found = [person for _post, person in reviewing.free(flag, DAY)]
    assert len(found) == len(set(found))
    assert set(found) <= expected
    # Group leaders elsewhere are asked only where the proof or the unit's own parent names them.
    offices = {
        person
        for person in expected
        if _held(person).filter(post__role__in=[Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR]).exists()
    }
    assert offices <= set(found) | {person for person in offices if not _as_office(flag, person)}


def _as_office(flag, person):
    """Whether the person reaches the flag in a post of the office or the team, and not only in another post."""
    held = _held(person).filter(in_force(DAY, "post__"), post__role__in=[Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR])
    seats = [seat_for(person, one.post, DAY) for one in held.select_related("post__org")]
    return any(policy.may(seat, Action.FLAG_REVIEW, flag) for seat in seats)


def test_the_comparison_would_see_a_tie_that_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(reviewing.reviewers, "why_not", lambda bonds: ())
    wrong = 0
    for seed in range(100, 104):
        with transaction.atomic():
            flag = planted(seed)
            concerned = reviewing.concerned(flag, DAY)
            wrong += sum(tied(flag, person, concerned) for _post, person in reviewing.free(flag, DAY))
            transaction.set_rollback(True)
    assert wrong > 0
