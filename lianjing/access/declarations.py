"""Doors of declarations: finding the relative meant, without telling the declarer whether the network knows them."""

from django.db.models import Q

from lianjing.access.recusals import subjects_of
from lianjing.access.sought import fold
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Holding, Org, Person, RedFlag

_WHY = "a tie counts whether or not the declarer may see the relative"


def person_called(name: str, unit: Org) -> Person | None:
    """Return the one person of that name who is at home at the unit or holds a post there; None for several."""
    lent = unscoped(Holding, reason=_WHY).filter(post__org=unit, valid_to=None).values("person")
    rows = unscoped(Person, reason=_WHY).filter(Q(home=unit) | Q(pk__in=lent)).only("pk", "name", "home")
    found = [person for person in rows if fold(person.name) == fold(name)]
    return found[0] if len(found) == 1 else None


def open_records_touched_by(declaration: Declaration) -> list[Table]:
    """Return the open red flags about anybody the new declaration ties: recusals are looked for there again."""
    people = {declaration.person_id, declaration.kin_id}
    if declaration.kind == "interest":
        same = unscoped(Declaration, reason=_WHY).filter(kind="interest", other_name=declaration.other_name)
        people |= set(same.values_list("person", flat=True))
    rows = unscoped(RedFlag, reason=_WHY).exclude(state__in=RED_FLAG.ends).order_by("id")
    return [row for row in rows if people & subjects_of(row)]
