"""Where a file leads: from its school to suppliers, from these to people, one hop at a time and no further.

G4, S12: what is followed are contracts and the links that matching made; there is no search for a person here.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from lianjing.access import rulebook, verifications
from lianjing.access.verifications import Purchase, Tie
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Verification

LEAST_REASON = 10  # signs: a word is no reason
SCHOOL, SUPPLIER, PERSON = "school", "supplier", "person"


@dataclass(frozen=True)
class Party:
    """A supplier or somebody on the staff, as a row that can be followed: how often, for how much (fen), since when."""

    kind: str
    key: str
    name: str
    where: str = ""
    times: int = 0
    amount: int = 0
    last: date | None = None
    likeness: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What one look shows: whom, the parties it leads to, and the purchases behind them."""

    kind: str
    name: str
    parties: tuple[Party, ...]
    purchases: tuple[tuple[str, str, Purchase], ...] = ()  # school, supplier, purchase
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> int:
        """Return how many rows the look shows."""
        return len(self.parties) + len(self.purchases)


def page_of(record: Verification) -> str:
    """Return the address of a file."""
    return reverse("verification:file", args=[record.pk])


def seen(record: Verification, kind: str, key: str, on: date) -> Seen:
    """Return what a look shows. Raises RuleBroken("verification_not_led") where the file does not lead there."""
    most = rulebook.library().parameters.whole("verification.rows", on)
    if kind == SCHOOL and key == record.org.code:
        return _school(record, most)
    suppliers = _suppliers(record)
    people = {_key(tie.staff): tie.staff for code in suppliers for tie in verifications.ties_of_supplier(code)}
    if kind == PERSON and key in people:
        return _person(people[key])
    further = {tie.supplier for staff in people.values() for tie in verifications.ties_of_staff(staff)}
    if kind == SUPPLIER and key in suppliers | further:
        return _supplier(key, most)
    raise RuleBroken("verification_not_led", number=record.number)


def _suppliers(record: Verification) -> set[str]:
    return {one.supplier for one in verifications.purchases_of_school(record.org.code, 100_000)}


def _school(record: Verification, most: int) -> Seen:
    found = verifications.purchases_of_school(record.org.code, most)
    groups = verifications.by_supplier(found)
    names = verifications.names_of_suppliers(groups)
    parties = [
        Party(
            SUPPLIER,
            code,
            names.get(code, code),
            times=len(rows),
            amount=sum(one.amount or 0 for one in rows),
            last=max((one.day for one in rows if one.day), default=None),
        )
        for code, rows in groups.items()
    ]
    parties.sort(key=lambda one: one.name)  # by name: an order by amount would be a list of the worst
    shown = tuple((record.org.name, names.get(one.supplier, one.supplier), one) for one in found)
    return Seen(SCHOOL, record.org.name, tuple(parties), shown)


def _supplier(code: str, most: int) -> Seen:
    known = verifications.supplier(code)
    found = verifications.purchases_of_supplier(code, most)
    schools = verifications.schools(one.school for one in found)
    shown = tuple((schools.get(one.school, one.school), str(known.get("name", code)), one) for one in found)
    return Seen(
        SUPPLIER, str(known.get("name", code)), _people(verifications.ties_of_supplier(code)), shown, _facts(known)
    )


def _people(ties: list[Tie]) -> tuple[Party, ...]:
    names = verifications.names_of_staff(tie.staff for tie in ties)
    schools = verifications.schools(tie.staff[0] for tie in ties)
    return tuple(
        Party(
            PERSON,
            _key(tie.staff),
            names.get(tie.staff, tie.staff[1]),
            where=schools.get(tie.staff[0], ""),
            likeness=tie.likeness,
            evidence=tie.evidence,
        )
        for tie in ties
    )


def _key(staff: tuple[str, str]) -> str:
    """Return how a form names somebody on the staff: a number alone may be another's at another school."""
    return "/".join(staff)


def _person(staff: tuple[str, str]) -> Seen:
    name = verifications.names_of_staff([staff]).get(staff, staff[1])
    ties = verifications.ties_of_staff(staff)
    names = verifications.names_of_suppliers(tie.supplier for tie in ties)
    parties = tuple(
        Party(
            SUPPLIER, tie.supplier, names.get(tie.supplier, tie.supplier), likeness=tie.likeness, evidence=tie.evidence
        )
        for tie in ties
    )
    where = verifications.schools([staff[0]]).get(staff[0], "")
    return Seen(PERSON, name, parties, facts=(("school", where),) if where else ())


def _facts(known: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(known[key])) for key in ("founded_on", "biz_status") if known.get(key))
