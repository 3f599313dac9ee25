"""Mistakes of single rows, planted in the rosters: who gets which wrong cell."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from lianjing.county import names
from lianjing.county.exports.dirt import as_lossy_number
from lianjing.county.exports.sheets import Cell
from lianjing.county.numbers import id_check_sign
from lianjing.county.shape import Network, Person
from lianjing.county.streams import Streams
from lianjing.county.truth import Planted

# How many of each at scale 1; a smaller county has at least two of each.
_COUNTS = {"wrong_checksum": 22, "unknown_unit": 14, "duplicate_id": 10, "impossible_date": 18, "id_lost_precision": 16}
_FIELD = {
    "wrong_checksum": "id_no",
    "unknown_unit": "unit",
    "duplicate_id": "id_no",
    "impossible_date": "since",
    "id_lost_precision": "id_no",
}
_NO_SUCH_DATES = ("2021.13", "2020年2月30日", "2019-04-31", "2062.9", "2018/15/1")
_WHY = {
    "wrong_checksum": "身份证号校验位不符（GB 11643）",
    "unknown_unit": "单位名称不在机构表中",
    "duplicate_id": "身份证号与另一人重复",
    "impossible_date": "日期不存在或晚于填报日",
    "id_lost_precision": "身份证号以数字保存，末三位已丢失",
}


@dataclass(frozen=True)
class WrongCell:
    """What to write instead of the right value, and the planted mistake that tells it."""

    field: str
    cell: Cell
    planted: Planted


def plan_wrong_cells(
    network: Network, streams: Streams, listed: list[Person], keep_clean: set[str]
) -> dict[str, WrongCell]:
    """Return a wrong cell for a few of the people listed in rosters, at most one each.

    keep_clean: people whose rows other mistakes rely on. The row whose number a duplicate borrows stays clean too.
    """
    chance = streams("mistakes")
    free = [person for person in listed if person.code not in keep_clean]
    chance.shuffle(free)
    planned: dict[str, WrongCell] = {}
    known = {text for unit in network.units for text in (unit.name, unit.alias)}
    for kind, full in _COUNTS.items():
        for number in range(max(2, round(full * network.scale))):
            person = _take(free, _loses_check_sign if kind == "id_lost_precision" else _anybody)
            other = _partner(network, free, person, same_file=number % 2 == 0) if kind == "duplicate_id" else None
            cell = _wrong(chance, kind, number, person, other, known)
            anchors = [f"person:{other.code}"] if other else []
            people = [person.code, *([other.code] if other else [])]
            planted = Planted(kind, person.unit, people, [], _WHY[kind], f"person:{person.code}", anchors)
            planned[person.code] = WrongCell(_FIELD[kind], cell, planted)
    return planned


def _take(free: list[Person], fits: Callable[[Person], bool]) -> Person:
    """Remove and return the last person that fits."""
    found = next(person for person in reversed(free) if fits(person))
    free.remove(found)
    return found


def _partner(network: Network, free: list[Person], person: Person, *, same_file: bool) -> Person:
    """Take the person whose number is borrowed: of the same supervision group, or of another."""

    def group_of(one: Person) -> str | None:
        unit = network.unit(one.unit)
        return unit.parent if unit.school_type else unit.code

    return _take(free, lambda one: (group_of(one) == group_of(person)) is same_file)


def _wrong(
    chance: random.Random, kind: str, number: int, person: Person, other: Person | None, known: set[str]
) -> Cell:
    match kind:
        case "wrong_checksum":
            return _misprinted(chance, person.id_no, swap=number % 2 == 0)
        case "unknown_unit":
            return _no_such_unit(chance, known)
        case "duplicate_id" if other:
            return other.id_no
        case "impossible_date":
            return _NO_SUCH_DATES[number % len(_NO_SUCH_DATES)]
        case _:
            return as_lossy_number(person.id_no)


def _misprinted(chance: random.Random, id_no: str, *, swap: bool) -> str:
    """Swap two neighbouring digits of the sequence when they differ, else change the check sign."""
    if swap and id_no[14] != id_no[15]:
        return f"{id_no[:14]}{id_no[15]}{id_no[14]}{id_no[16:]}"
    return id_no[:17] + chance.choice([sign for sign in "0123456789" if sign != id_no[17]])


def _loses_check_sign(person: Person) -> bool:
    """Return whether the number, kept as a spreadsheet number, is visibly wrong."""
    kept = f"{int(as_lossy_number(person.id_no)):018d}" if person.id_no[17] != "X" else ""
    return bool(kept) and id_check_sign(kept[:17]) != kept[17]


def _anybody(person: Person) -> bool:
    return True


def _no_such_unit(chance: random.Random, known: set[str]) -> str:
    while (name := f"{chance.choice(names.villages(chance))}{chance.choice(('小学', '教学点', '初级中学'))}") in known:
        pass
    return name
