"""Supervision groups and their schools: kinds, pupils, places.

At scale 1: 10 township groups (156 schools, each with its central school) and 9 county-run groups (12 schools),
1+1+19+168 of the plan. A smaller county has fewer townships, groups and schools, but every kind of them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lianjing.county import names
from lianjing.county.bodies import TERM
from lianjing.county.places import COUNTY_GROUPS, COUNTY_TOWN, TOWNSHIPS, CountySchool, Township
from lianjing.county.shape import PLAN_DAY, Network, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind

# Share of a township's schools, without the central school; the rest are primary schools.
_MIDDLE, _KINDERGARTEN, _POINT = 0.09, 0.19, 0.34
_SUFFIX = {
    "middle_school": "初级中学",
    "primary_school": "小学",
    "kindergarten": "幼儿园",
    "teaching_point": "教学点",
}
_STAGE = {
    "central_school": "primary",
    "middle_school": "middle",
    "primary_school": "primary",
    "kindergarten": "preschool",
    "teaching_point": "primary",
}


@dataclass(frozen=True)
class Extent:
    """Which townships and county-run groups a county of some scale has, and how full its townships are."""

    townships: list[Township]
    county_groups: tuple[tuple[CountySchool, ...], ...]
    fill: float


def extent(scale: float) -> Extent:
    """Return the extent for a scale in (0, 1]: at least two townships and one county-run group."""
    townships = max(2, round(len(TOWNSHIPS) * scale))
    groups = max(1, round(len(COUNTY_GROUPS) * scale))
    return Extent(list(TOWNSHIPS[:townships]), COUNTY_GROUPS[-groups:], min(1.0, scale * len(TOWNSHIPS) / townships))


def add_schools(network: Network, streams: Streams, size: Extent) -> None:
    """Add all supervision groups, then all schools; schools are numbered through the county."""
    _add_groups(network, size)
    numbers = iter(range(1, 1000))
    village = iter(names.villages(streams("villages")))
    for index, township in enumerate(size.townships, start=1):
        chance = streams("schools", township.name)
        for school_type in _mix(max(3, round(township.schools * size.fill))):
            _add_township_school(network, chance, township, f"zj{index:02d}", school_type, numbers, village)
    for index, members in enumerate(size.county_groups, start=len(size.townships) + 1):
        chance = streams("schools", members[0].name)
        for school in members:
            _add_county_school(network, chance, f"zj{index:02d}", school, numbers)


def _add_groups(network: Network, size: Extent) -> None:
    titles = [(f"{town.name}中心学校", town.short, town) for town in size.townships]
    titles += [(members[0].name, members[0].alias, COUNTY_TOWN) for members in size.county_groups]
    for number, (name, short, town) in enumerate(titles, start=1):
        code = f"zj{number:02d}"
        path = f"/js/jyj/{code}/"
        unit = Unit(
            code, f"{name}监督执纪小组", f"{short}小组", OrgKind.SUPERVISION_GROUP, "jyj", path, PLAN_DAY,
            township=town.name, scope=[path], lat=town.lat, lon=town.lon, term_from=TERM[0], term_to=TERM[1],
        )  # fmt: skip
        unit.charge = "监督所辖学校小微权力运行，对中心学校和所辖学校开展日常监督"
        network.units.append(unit)


def _mix(count: int) -> list[str]:
    """Return the school types of a township with `count` schools, central school first."""
    others = count - 1
    middle = max(1, round(others * _MIDDLE)) if others >= 4 else 0
    kindergarten = round(others * _KINDERGARTEN)
    point = max(1, round(others * _POINT))
    primary = others - middle - kindergarten - point
    return (
        ["central_school"]
        + ["middle_school"] * middle
        + ["primary_school"] * primary
        + ["kindergarten"] * kindergarten
        + ["teaching_point"] * point
    )


def _pupils(chance: random.Random, school_type: str, township: Township) -> int:
    weight = township.schools / 15.6
    match school_type:
        case "central_school":
            return round(chance.uniform(820, 1250) * (0.6 + 0.5 * weight))
        case "middle_school":
            return chance.randrange(520, 1180)
        case "kindergarten":
            return chance.randrange(55, 300)
        case "teaching_point":
            return chance.randrange(6, 46)
        case _:  # many village schools are small, some near the main road are not
            return chance.randrange(45, 110) if chance.random() < 0.52 else chance.randrange(130, 620)


def _add_township_school(
    network: Network,
    chance: random.Random,
    township: Township,
    group: str,
    school_type: str,
    numbers: Iterator[int],
    village: Iterator[str],
) -> None:
    central = school_type == "central_school"
    place = next(village)
    name = f"{township.name}中心学校" if central else f"{township.name}{place}{_SUFFIX[school_type]}"
    alias = f"{township.short}中心校" if central else f"{place}{_SUFFIX[school_type].replace('初级中学', '中学')}"
    reach = 0.0 if central else 0.055
    code = f"s{next(numbers):03d}"
    unit = Unit(
        code, name, alias, OrgKind.CENTRAL_SCHOOL if central else OrgKind.SCHOOL, group, f"/js/jyj/{group}/{code}/",
        date(chance.randrange(1951, 2013), 9, 1), township=township.name, stage=_STAGE[school_type],
        school_type=school_type, pupils=_pupils(chance, school_type, township),
        lat=round(township.lat + chance.uniform(-reach, reach), 5),
        lon=round(township.lon + chance.uniform(-reach, reach) * 1.15, 5),
    )  # fmt: skip
    _finish(network, unit)


def _add_county_school(
    network: Network, chance: random.Random, group: str, school: CountySchool, numbers: Iterator[int]
) -> None:
    code = f"s{next(numbers):03d}"
    unit = Unit(
        code, school.name, school.alias, OrgKind.COUNTY_SCHOOL, group, f"/js/jyj/{group}/{code}/",
        date(chance.randrange(1946, 2013), 9, 1), township=COUNTY_TOWN.name, stage=school.stage,
        school_type=school.school_type, pupils=school.pupils + chance.randrange(-40, 41),
        lat=round(COUNTY_TOWN.lat + chance.uniform(-0.02, 0.02), 5),
        lon=round(COUNTY_TOWN.lon + chance.uniform(-0.02, 0.02), 5),
    )  # fmt: skip
    _finish(network, unit)


def _finish(network: Network, unit: Unit) -> None:
    unit.scope = [unit.path]
    unit.size_class = "A" if unit.pupils >= 500 else "B" if unit.pupils >= 100 else "C"
    network.units.append(unit)
