"""That a problem, or a verification file, exists: told to nobody who is not named on it, the journal included."""

import pytest

from lianjing.access import journal_reading
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Declaration, JournalEntry
from lianjing.rooms.verification import usecases as verification
from tests.rooms.test_problems import NOW, begun
from tests.world import DAY


def kin(one, other):
    """Declare that two people are kin."""
    tie = Declaration(person_id=one.person_id, kind="kin", kin_id=other.person_id, relation="兄弟")
    tie.declared_at, tie.valid_from = NOW, DAY
    tie.save()


def read_by(seat, action):
    return [one for one in journal_reading.entries(seat) if one.action == action]


def test_that_a_problem_was_begun_is_read_by_nobody_else_in_the_journal(county, verified):
    colleague = county.holder("邹科", "jcs", "bureau_officer", "KY", "科员")
    begun(county, verified)
    entry = JournalEntry._base_manager.get(action="problem.begin")
    assert (entry.sealed, entry.subject_table) == (True, "redflag")
    for seat in (colleague, county.chief, county.inspector, county.leader):
        assert read_by(seat, "problem.begin") == []
    assert len(read_by(county.officer, "problem.begin")) == 1


def test_that_a_verification_file_was_asked_for_is_read_by_nobody_else_in_the_journal(county):
    colleague = county.holder("邹科", "jcs", "bureau_officer", "KY", "科员")
    given = {"unit": county.org("s001"), "power": "CW-03", "reason": "核实2026年食堂采购与职工的关系", "now": NOW}
    verification.ask(post=county.officer, **given)
    assert read_by(colleague, "verification.ask") == read_by(county.chief, "verification.ask") == []
    assert len(read_by(county.officer, "verification.ask")) == 1


def test_who_is_tied_to_the_person_is_not_told_whether_a_problem_exists(county, verified):
    county.brother = county.holder("李科", "jcs", "bureau_officer", "KY", "科员")
    kin(county.brother, county.clerk)
    with pytest.raises(RuleBroken, match="problem_tied"):
        begun(county, verified, by="brother")
    begun(county, verified)
    with pytest.raises(RuleBroken, match="problem_tied"):
        begun(county, verified, by="brother")


def test_a_chief_who_is_kin_of_the_person_is_not_named_to_decide(county, verified):
    """Also where the question itself is about somebody else."""
    kin(county.chief, county.clerk)
    with pytest.raises(RuleBroken, match="problem_hands_missing"):
        begun(county, verified)
