"""Two people press at once: exactly one wins, the other is told; both sides sign at once and the tasks go out once."""

import threading

import pytest
from django.db import connection

from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Directive, Meeting, Resolution, ResolutionMove
from lianjing.rooms.meetings.usecases import planning, resolutions, session
from tests.rooms.sitting import PREPARED, SIGNED, Table
from tests.rooms.test_resolutions import report
from tests.world import County


def copies(meeting):
    """Return the meeting as two people have it before them."""
    return [Meeting._base_manager.get(pk=meeting.pk) for _ in range(2)]


def test_both_sides_sign_what_both_had_open(county):
    table = Table(county).drafted()
    one, other = copies(table.meeting)
    session.sign(post=county.inspector, meeting=one, now=SIGNED)
    assert session.sign(post=county.chief, meeting=other, now=SIGNED).state == "confirmed"
    assert ResolutionMove._base_manager.filter(step="dispatch").count() == 1


def test_two_of_one_side_sign_once(county):
    table = Table(county).drafted()
    deputy = county.holder("副组长", "pz7", county.inspector.role, "FZZ", "副组长")
    one, other = copies(table.meeting)
    session.sign(post=county.inspector, meeting=one, now=SIGNED)
    with pytest.raises(RuleBroken, match="meeting_signed_already"):
        session.sign(post=deputy, meeting=other, now=SIGNED)


def test_two_send_out_the_papers_once(county):
    table = Table(county).collecting().written()
    one, other = copies(table.meeting)
    planning.prepare(post=county.inspector, meeting=one, now=PREPARED)
    with pytest.raises(RuleBroken, match="step_refused"):
        planning.prepare(post=county.officer, meeting=other, now=PREPARED)


def test_an_objection_and_a_signature_at_once(county):
    table = Table(county).drafted()
    one, other = copies(table.meeting)
    session.object_to(post=county.inspector, meeting=one, reason="期限", now=SIGNED)
    with pytest.raises(RuleBroken, match="step_refused"):
        session.sign(post=county.chief, meeting=other, now=SIGNED)
    assert table.fresh().bureau_signed_by_id is None


def test_verified_and_returned_at_once_exactly_one_wins(county, monkeypatch):
    table = Table(county).confirmed()
    held = report(table, monkeypatch)
    one, other = (Resolution._base_manager.get(pk=held.pk) for _ in range(2))
    resolutions.verify(post=county.inspector, resolution=one, now=SIGNED)
    with pytest.raises(RuleBroken, match="step_refused"):
        resolutions.send_back(post=county.inspector, resolution=other, missing=["缺"], now=SIGNED)
    assert Resolution._base_manager.get(pk=held.pk).state == "done"


def test_a_clock_that_was_overtaken_moves_nothing(county):
    table = Table(county)
    stale = table.fresh()
    table.opened()
    with pytest.raises(RuleBroken, match="step_refused"):
        planning.miss(meeting=stale, now=SIGNED)
    assert table.fresh().state == "session"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_both_sides_sign_at_the_very_same_moment(transactional_db):
    table = Table(County()).drafted()
    gate, said = threading.Barrier(2), []

    def sign(seat, meeting):
        gate.wait(20)
        try:
            said.append(session.sign(post=seat, meeting=meeting, now=SIGNED).state)
        finally:
            connection.close()

    seats = (table.county.inspector, table.county.chief)
    threads = [threading.Thread(target=sign, args=pair) for pair in zip(seats, copies(table.meeting), strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(said) == ["confirmed", "minutes"]
    assert ResolutionMove._base_manager.filter(step="dispatch").count() == 1
    assert Directive._base_manager.filter(subject_table="resolution").count() <= 1
