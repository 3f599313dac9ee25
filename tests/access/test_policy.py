"""Every role x action x post x record, on the running database: expected answers stand in a CSV written by hand."""

import random
import sys
from collections.abc import Iterator

import pytest
from django.db import transaction

from lianjing.access import policy
from lianjing.domain.authority import Action, Role
from tests.access import mutants
from tests.access.comparing import Exam, tables
from tests.access.flavours import plant_rows
from tests.access.matrix import read_matrix
from tests.access.planted import PATHS, plant_county

pytestmark = pytest.mark.django_db
ROLES = [str(role) for role in Role]
PLACES = [
    "/j/",
    "/j/c1/",
    "/j/c10/",
    "/j/c1/s1/",
    "/J/C1/S1/",
    "/k/j/c1/",
    "/j/cx/s1/",
    "/j/c_/s1/",
    "/j/cab/s1/",
    "/j/b/g/",
]


@pytest.fixture(scope="module")
def exam(django_db_setup, django_db_blocker) -> Iterator[Exam]:
    """Plant once for the whole module: nothing here writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = plant_county(ROLES)
        plant_rows(county, tables(), PLACES, [chair for chair in county.chairs if chair.own == "/j/c1/"])
        yield Exam(county)
        transaction.set_rollback(True)


def test_the_matrix_names_every_role_and_action_once():
    assert set(read_matrix()) == {(str(action), str(role)) for action in Action for role in Role}


def test_every_action_is_asked_of_a_table():
    asked = {str(action) for table in tables() for action in table.scope.actions}
    assert {str(action) for action in Action} == asked


def test_every_answer_is_the_expected_one(exam, capsys):
    wrong = list(exam.wrong())
    with capsys.disabled():
        chairs, asked = len(exam.county.chairs), len(tables())
        sys.stdout.write(f"\n{exam.answers:,} answers, {chairs} posts, {asked} tables, {len(wrong)} mismatches\n")
    assert not wrong, "\n".join(wrong[:40])
    assert exam.answers >= 20_000
    assert {chair.role for chair in exam.county.chairs} == set(ROLES)
    assert len(PATHS) == len(set(PATHS))


def test_the_pure_rules_give_the_same_answers(exam):
    wrong = list(exam.wrong_in_pure_rules())
    assert not wrong, "\n".join(wrong[:40])


def test_asking_for_one_row_is_asking_for_the_list(exam):
    chosen = random.Random(7).sample(sorted(exam.right, key=str), 300)
    seats = dict(exam.seats())
    for chair, action, table in chosen:
        row = random.choice(list(table._base_manager.all()))
        assert policy.may(seats[chair], action, row) == (row.pk in exam.right[chair, action, table])


def test_every_mutant_of_the_policy_is_killed(exam):
    few = {chair for chair in exam.county.chairs if chair.own in {"/j/c1/", "/j/w/z/"}}
    assert next(exam.wrong(few), None) is None
    alive = []
    for mutant in mutants.MUTANTS:
        with pytest.MonkeyPatch.context() as patch:
            mutant(patch)
            if next(exam.wrong(few), None) is None:
                alive.append(mutant.__name__)
    assert len(mutants.MUTANTS) >= 8
    assert not alive
    assert next(exam.wrong(few), None) is None
