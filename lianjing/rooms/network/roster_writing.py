"""Do what a roster's plan says, no more and no less. Called inside the act that accepts a file."""

from collections.abc import Collection, Sequence
from datetime import date

from lianjing.access import bulk
from lianjing.access.sought import sought
from lianjing.engines.sealing.columns import ColumnKeys, last_four
from lianjing.records.models import Holding, Person
from lianjing.rooms.network.roster import Plan, RowPlan


def write(plan: Plan, *, ends: Collection[int], keys: ColumnKeys, on: date) -> dict[str, int]:
    """Write the plan's rows; end on day `on` those proposed holdings whose keys are in `ends`. Return the counts."""
    _people(plan.rows, keys)
    starts = [
        Holding(post=post, person=row.person, valid_from=since) for row in plan.rows for post, since in row.starts
    ]
    bulk.insert(Holding, starts)
    moved = 0
    for row in plan.rows:
        moved += _move(row)
    ended = [holding for holding in plan.ends if holding.pk in ends]
    for holding in ended:
        _end(holding, on)
    return {"started": len(starts), "moved": moved, "ended": len(ended)}


def _people(rows: Sequence[RowPlan], keys: ColumnKeys) -> None:
    """Make the new people and put them on their rows; write numbers, changed names and phones."""
    fresh = [row for row in rows if row.person is None]
    for row, person in zip(fresh, bulk.insert(Person, [_made(row, keys) for row in fresh]), strict=True):
        row.person = person
    for row in rows:
        if row.person is not None and (row.numbers or row.renames or row.rephones):
            _change(row, row.person, keys)


def _made(row: RowPlan, keys: ColumnKeys) -> Person:
    person = Person(home=row.unit, name=row.name, sought=sought(row.name))
    _put_number(person, row.id_no, keys)
    _put_phone(person, row.phone, keys)
    return person


def _change(row: RowPlan, person: Person, keys: ColumnKeys) -> None:
    if row.numbers:
        _put_number(person, row.id_no, keys)
    if row.renames:
        person.name, person.sought = row.name, sought(row.name)
    if row.rephones:
        _put_phone(person, row.phone, keys)
    person.save()


def _put_number(person: Person, number: str, keys: ColumnKeys) -> None:
    person.id_fingerprint = keys.fingerprint("id", number)
    person.id_last_four, person.id_sealed = last_four(number), keys.seal("id", number)


def _put_phone(person: Person, phone: str | None, keys: ColumnKeys) -> None:
    if phone:
        person.phone_last_four, person.phone_sealed = last_four(phone), keys.seal("phone", phone)


def _move(row: RowPlan) -> int:
    """Write the holdings that begin on another day, go on, or end for a successor; return how many."""
    for holding, since in row.shifts:
        holding.valid_from = since
        holding.save(update_fields=["valid_from"])
    for holding in row.reopens:
        holding.valid_to = None
        holding.save(update_fields=["valid_to"])
    for holding, until in row.ends:
        _end(holding, until)
    return len(row.shifts) + len(row.reopens) + len(row.ends)


def _end(holding: Holding, on: date) -> None:
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
