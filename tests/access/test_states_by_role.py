"""Role x state x action for every table whose items wait: no state lets anybody do more than the matrix says, and
whoever is recused finds the item, its clock and its work in no state. Generated from the machines; nothing is listed.
"""

import pytest
from django.db import transaction

from lianjing.access import policy, waiting
from lianjing.access.waiting_kinds import KINDS
from lianjing.domain.authority import Action, Role
from lianjing.records import models as m
from lianjing.records.doors import unscoped
from lianjing.rooms.worklist import monday
from tests.access.matrix import expected, read_matrix
from tests.access.planted import Planted
from tests.access.rows import NOON, Rows

pytestmark = pytest.mark.django_db
UNITS = {
    Role.TEAM_INSPECTOR: "/j/w/z/",
    Role.BUREAU_CHIEF: "/j/b/",
    Role.BUREAU_OFFICER: "/j/b/o/",
    Role.TOWNSHIP_OFFICER: "/j/w/x1/",
    Role.GUIDING_OFFICER: "/j/w/",
    Role.SECTION_OFFICER: "/j/b/g/",
    Role.GROUP_LEADER: "/j/b/c1/",
    Role.GROUP_MEMBER: "/j/b/c1/",
    Role.PRINCIPAL: "/j/b/c1/s1/",
    Role.CLERK: "/j/b/c1/s1/",
    Role.TEACHER: "/j/b/c1/s1/",
    Role.TECH_ADMIN: "/j/k/",
}
HOME, FAR = "/j/b/c1/s1/", "/j/b/c2/s9/"
MATRIX = read_matrix()


class Small:
    """One seat a role, and rows of a table put into a state."""

    def __init__(self) -> None:
        self.county = Planted()
        for path in ("/j/", "/j/w/", "/j/b/", "/j/b/c1/", "/j/b/c2/", *UNITS.values(), HOME, FAR):
            self.county.unit(path)
        for subject, obj in (("/j/w/z/", "/j/b/"), ("/j/b/o/", "/j/b/"), ("/j/w/x1/", "/j/b/c1/")):
            self.county.edge(subject, obj)
        for role, path in UNITS.items():
            self.county.seat(self.county.person(path), path, str(role))
        self.rows = Rows(self.county, self.county.post("/j/k/", ""))
        self.seats = {chair.role: chair for chair in self.county.chairs}

    def seat(self, role):
        from lianjing.access.posts import seat_for
        from tests.access.planted import DAY

        chair = self.seats[str(role)]
        return seat_for(chair.person, m.Post._base_manager.get(pk=chair.post), DAY)

    def record(self, table, path, state):
        """Return a row of a table in a state; its truth is what it was planted with."""
        before = set(self.county.truths[table])
        self.rows.build(table, path)
        key = max(set(self.county.truths[table]) - before)
        unscoped(table, reason="a test").filter(pk=key).update(state=state)
        return table._base_manager.get(pk=key)


@pytest.fixture
def small(db):
    return Small()


def wrong(small, kind, grants=None):
    """Return every (role, state, action, place) where the policy differs from the matrix."""
    planted = [(state, small.record(kind.table, path, state)) for state in kind.machine.states for path in (HOME, FAR)]
    found = []
    for role in UNITS:
        seat, chair = small.seat(role), small.seats[str(role)]
        for action in sorted(kind.table.scope.actions):
            seen = set(policy.visible(seat, action, kind.table).values_list("pk", flat=True))
            for state, record in planted:
                truth = small.county.truths[kind.table][record.pk]
                right = expected(MATRIX[str(action), str(role)], chair, truth, small.county.recused)
                if (record.pk in seen) != right:
                    found.append((str(role), state, str(action), truth.path))
    return found


@pytest.mark.parametrize("name", KINDS)
def test_no_state_lets_anybody_do_more_than_the_matrix_says(small, name):
    assert wrong(small, KINDS[name]) == []


def test_a_grant_too_many_is_noticed(small, monkeypatch):
    """Control: a teacher who may review would be found in every state of a flag."""
    from lianjing.domain import authority
    from lianjing.domain.authority import Reach

    loose = {**authority.GRANTS, (Role.TEACHER, Action.FLAG_REVIEW): Reach.COUNTY}
    monkeypatch.setattr(policy, "GRANTS", loose)
    found = wrong(small, KINDS["red_flag"])
    assert {state for role, state, action, _ in found if (role, action) == ("teacher", "flag.review")} == set(
        KINDS["red_flag"].machine.states
    )


@pytest.mark.parametrize("name", KINDS)
def test_the_recused_find_item_clock_and_work_in_no_state(small, name):
    kind = KINDS[name]
    seat = small.seat(Role.TEAM_INSPECTOR)
    for state in kind.machine.states:
        record = small.record(kind.table, HOME, state)
        clock = m.Waiting(table=kind.table_name, record_id=record.pk, machine=name, state=state, path=HOME)
        clock.since = clock.due_at = clock.called_at = NOON
        clock.save()
        small.rows.recusal(HOME, about=m.Person(pk=seat.person_id), of=record)
        for action in kind.table.scope.actions:
            assert not policy.may(seat, action, record), (state, action)
        assert not policy.may(seat, Action.WORK_REMIND, clock)
        assert waiting.of(record) is not None  # it is there, and not for them
    assert all(part.total == 0 for part in monday.page(seat))


@pytest.fixture(scope="module")
def watched(django_db_setup, django_db_blocker):
    """A row of every table in every watched state with its clock, planted once: the pages only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = Small()
        for kind in KINDS.values():
            for state in kind.watched:
                for path in (HOME, FAR):
                    record = small.record(kind.table, path, state)
                    m.Waiting(
                        table=kind.table_name, record_id=record.pk, machine=kind.name, state=state, path=path,
                        since=NOON, due_at=NOON, called_at=NOON, called=1,
                    ).save()  # fmt: skip
        yield small
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", UNITS)
def test_every_line_of_the_monday_page_is_one_that_the_reader_may_open(watched, role):
    seat = watched.seat(role)
    readable = monday._seen(seat)
    for kind in KINDS.values():
        rows, total = monday._records(seat, readable, lambda one, kind=kind: _of(one, kind))
        seen = 0
        if policy.holds(seat, kind.read) and policy.holds(seat, Action.WORK_REMIND) and kind.table is not m.WorkItem:
            open_ones = policy.visible(seat, Action.WORK_REMIND, m.Waiting).filter(table=kind.table_name)
            keys = set(policy.visible(seat, kind.read, kind.table).values_list("pk", flat=True))
            seen = sum(1 for row in open_ones if row.record_id in keys)
        assert total == seen
        assert len(rows) == min(seen, 24)


def _of(one, kind):
    from django.db.models import Q

    return Q(machine=kind.name) if one is kind else Q(pk__in=())
