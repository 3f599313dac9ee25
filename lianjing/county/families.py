"""Kin among staff and between staff and suppliers, declared ones and interests.

Kin live in one township. Married couples share household and address, so a couple that declared nothing can
still be seen by its address; brothers, sisters and children share the surname.
"""

import random
from collections.abc import Callable
from datetime import date

from lianjing.county.shape import AS_OF, Interest, Kin, Network, Person
from lianjing.county.streams import Streams
from lianjing.county.truth import Planted

_COUPLES, _SIBLINGS, _CHILDREN = 0.045, 0.012, 0.008
_SILENT = 0.08
_OPPOSITE = {"spouse": "spouse", "sibling": "sibling", "parent": "child", "child": "parent"}
_BUYING = {"CGY", "YSY", "XZ", "FX"}


def add_families(network: Network, streams: Streams) -> list[Planted]:
    """Add kin of staff; return the couples that declared nothing."""
    planted: list[Planted] = []
    places = {unit.code: unit.township or "" for unit in network.units}
    townships = sorted(set(places.values()))
    for township in townships:
        staff = [
            person
            for person in network.people
            if person.kind == "staff" and person.left_on is None and places[person.unit] == township
        ]
        chance = streams("families", township)
        chance.shuffle(staff)
        planted += _marry(network, chance, staff, max(2, round(len(staff) * _COUPLES)))
        _relate(network, chance, staff, "sibling", (1, 10), round(len(staff) * _SIBLINGS))
        _relate(network, chance, staff, "parent", (23, 34), round(len(staff) * _CHILDREN))
    return planted


def add_interests(network: Network, streams: Streams) -> None:
    """Let some staff declare a stake in a supplier or a relative who owns one; never people who buy."""
    chance = streams("interests")
    buying = buyers(network)
    near_buyers = {row.relative for row in network.kin if row.person in buying}
    free = [
        person
        for person in network.people
        if person.kind == "staff" and not person.left_on and person.code not in buying | near_buyers
    ]
    for supplier in chance.sample(network.suppliers, max(2, len(network.suppliers) // 5)):
        person, owner = chance.choice(free), supplier.people[0]
        declared = _declared_on(chance)
        if chance.random() < 0.4:
            share = chance.choice((5.0, 8.0, 10.0, 15.0))
            network.interests.append(Interest(person.code, supplier.uscc, "持股", share, declared))
        else:
            relation = chance.choice(("sibling", "in_law", "collateral"))
            network.kin.append(Kin(person.code, None, owner.name, owner.id_no, relation, declared, supplier.name))


def buyers(network: Network) -> set[str]:
    """Return the people who now hold a post that chooses, buys or accepts."""
    roles = {post.code: post.role for post in network.posts}
    return {row.person for row in network.holdings if row.until is None and roles[row.post] in _BUYING}


def _declared_on(chance: random.Random) -> date:
    return date(AS_OF.year - chance.randrange(0, 2), chance.choice((3, 4, 5)), chance.randrange(1, 28))


def _marry(network: Network, chance: random.Random, staff: list[Person], couples: int) -> list[Planted]:
    """Marry people of opposite gender and like age, taken from the front of `staff` and removed from it."""
    planted: list[Planted] = []
    for _ in range(couples):
        pair = _take_pair(staff, lambda one, two: one.gender != two.gender and _gap(one, two) <= 7)
        if pair is None:
            break
        one, two = pair
        two.household, two.address = one.household, one.address
        silent = chance.random() < _SILENT or (not planted and network.scale < 1)
        _declare(network, one, two, "spouse", None if silent else _declared_on(chance))
        if silent:
            why = "两人家庭住址相同，双方均未申报亲属关系"
            planted.append(
                Planted("undeclared_kin", one.unit, [one.code, two.code], [], why,
                        f"address:{one.code}", [f"address:{two.code}"])
            )  # fmt: skip
    return planted


def _relate(
    network: Network, chance: random.Random, staff: list[Person], relation: str, gaps: tuple[int, int], count: int
) -> None:
    for _ in range(count):
        pair = _take_pair(staff, lambda one, two: one.born > two.born and gaps[0] <= _gap(one, two) <= gaps[1])
        if pair is None:
            return
        younger, older = pair
        younger.name = older.name[0] + younger.name[1:]
        _declare(network, younger, older, relation, _declared_on(chance))


def _gap(one: Person, two: Person) -> int:
    return abs(one.born.year - two.born.year)


def _take_pair(staff: list[Person], fits: Callable[[Person, Person], bool]) -> tuple[Person, Person] | None:
    """Remove and return the first person with the first partner that fits; None when nobody has one."""
    for position, one in enumerate(staff[:40]):
        for two in staff[position + 1 : position + 400]:
            if fits(one, two):
                staff.remove(one)
                staff.remove(two)
                return one, two
    return None


def _declare(network: Network, one: Person, two: Person, relation: str, declared: date | None) -> None:
    works = {unit.code: unit.name for unit in network.units if unit.code in (one.unit, two.unit)}
    for person, other, kind in ((one, two, relation), (two, one, _OPPOSITE[relation])):
        network.kin.append(Kin(person.code, other.code, other.name, other.id_no, kind, declared, works[other.unit]))
