"""Declarations of kin and interests: written by the person alone, ended and never deleted (D2, D4)."""

from datetime import date, datetime

from lianjing.access import declarations
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Declaration, Org, Person
from lianjing.rooms.network.staleness import mark_stale
from lianjing.rooms.network.usecases import recusals


@act(Action.DECLARATION_WRITE, on="person")
def declare(
    *,
    post: Seat,
    person: Person,
    kind: str,
    relation: str,
    other_name: str,
    unit: Org | None,
    valid_from: date,
    now: datetime,
) -> Declaration:
    """Declare a relative or an interest. A relative in the network is found by name and unit, without saying so."""
    if not (relation.strip() and other_name.strip()):
        raise RuleBroken("declaration_incomplete", field="other_name")
    kin = declarations.person_called(other_name, unit) if kind == "kin" and unit else None
    made = Declaration(
        person=person,
        kind=kind,
        relation=relation.strip(),
        kin=kin if kin is not None and kin.pk != person.pk else None,
        other_name=other_name.strip(),
        declared_at=now,
        valid_from=valid_from,
    )
    made.save()
    for record in declarations.open_records_touched_by(made):
        recusals.detect(record=record, now=now)
    mark_stale(now=now)
    return made


@act(Action.DECLARATION_WRITE, on="declaration")
def end(*, post: Seat, declaration: Declaration, last_day: date, now: datetime) -> Declaration:
    """Write down the last day of a tie. Whoever was recused for it stays recused until somebody decides."""
    if declaration.valid_to is not None:
        raise RuleBroken("declaration_ended")
    if last_day < declaration.valid_from:
        raise RuleBroken("ends_before_start", fact="tie", starts=declaration.valid_from, ends=last_day)
    declaration.valid_to = last_day
    declaration.save(update_fields=["valid_to"])
    mark_stale(now=now)
    return declaration
