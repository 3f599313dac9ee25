"""Who works in the schools and in the 19 supervision groups.

A school with fewer than ten staff cannot separate duties: its buying, accepting, storing, paying and booking are
done by pooled posts at the central school, whose `serves` names the tiny schools (domain 0.5).
"""

import random
from math import ceil

from lianjing.county.people import Recruiter
from lianjing.county.roles import LEADER, MEMBER, POOL_SIZE, POOLED, SCHOOL_DUTIES, SERVED
from lianjing.county.shape import Holding, Person, Post, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind

TINY = 10
_FULL_TIME = {"SJ", "XZ", "FX", "ZW", "STG", "BZY", "KJ"}
_PUPILS_PER_STAFF = {"preschool": 9.5, "primary": 11.0, "middle": 10.3, "high": 11.3, "vocational": 12.0}
_CLASS_SIZE = {"preschool": 28, "primary": 40, "middle": 44, "high": 47, "vocational": 42}


def staff_schools(recruiter: Recruiter, streams: Streams) -> None:
    """Staff every school, pool the posts of tiny schools, then man the supervision groups."""
    network = recruiter.network
    for group in network.groups():
        schools = network.schools_of(group)
        crews = {school.code: _staff_school(recruiter, streams("people", school.code), school) for school in schools}
        _pool_posts(recruiter, streams("pools", group.code), schools, crews[schools[0].code])
        _staff_group(recruiter, streams("people", group.code), group, [crews[school.code] for school in schools])


def class_count(unit: Unit) -> int:
    """Return the number of classes of a school; a teaching point joins its grades."""
    if unit.school_type == "teaching_point":
        return 1 if unit.pupils < 16 else 2 if unit.pupils < 32 else 3
    grades = {"preschool": 3, "primary": 6}.get(unit.stage or "", 3)
    return max(grades, ceil(unit.pupils / _CLASS_SIZE[unit.stage or "primary"]))


def _staff_count(unit: Unit) -> int:
    if unit.school_type == "teaching_point":
        return max(2, ceil(unit.pupils / 8))
    if unit.school_type == "central_school":
        return round(unit.pupils / 10.5) + 6
    return max(6, round(unit.pupils / _PUPILS_PER_STAFF[unit.stage or "primary"]))


def _staff_school(recruiter: Recruiter, chance: random.Random, unit: Unit) -> list[Person]:
    """Hire the crew, fill the school's own posts; return the people without a post beside teaching."""
    women = 0.93 if unit.stage == "preschool" else 0.52
    crew = [recruiter.hire(chance, unit, (23, 59), women=women) for _ in range(_staff_count(unit))]
    unit.staff = len(crew)
    crew.sort(key=lambda person: (person.joined_on, person.code))
    free = crew.copy()
    teaching: list[Person] = []
    for roles in _chairs(unit, len(crew)):
        person = free.pop(_pick(chance, roles[0], len(free)))
        for role in roles:
            _seat(recruiter, chance, unit, role, person)
        if unit.staff < TINY or not _FULL_TIME.intersection(roles):
            teaching.append(person)
    teachers = free + teaching
    _seat_teachers(recruiter, chance, unit, teachers, free)
    _add_parents(recruiter, chance, unit)
    return free


def _chairs(unit: Unit, staff: int) -> list[tuple[str, ...]]:
    """Return who holds what: one tuple of roles is one person, most senior first."""
    if staff < TINY:
        return [("XZ", "SJ"), *([("STG",)] if staff >= 6 else []), ("LDX",)]
    money: list[tuple[str, ...]] = [("BZY",), ("CN",), ("CGY",), ("YSY",), ("KGY",)]
    if unit.kind is OrgKind.COUNTY_SCHOOL:
        money.append(("KJ",))
    if staff < 25:
        deputy: list[tuple[str, ...]] = [("FX",), ("JW",), ("DY",)] if staff >= 16 else [("JW", "DY")]
        return [("XZ", "SJ"), *deputy, ("ZW", "STG"), *money, ("LDX",)]
    return [("XZ",), ("SJ",), ("FX",), ("JW",), ("DY",), ("ZW",), ("STG",), *money, ("LDX",)]


def _pick(chance: random.Random, role: str, left: int) -> int:
    """Leaders come from the more senior half, everyone else from anywhere."""
    return chance.randrange(max(1, left // 2)) if role in ("XZ", "SJ", "FX") else chance.randrange(left)


def _seat(recruiter: Recruiter, chance: random.Random, unit: Unit, role: str, person: Person) -> None:
    duty = SCHOOL_DUTIES[role]
    title = {"XZ": "园长", "FX": "副园长"}.get(role, duty.title) if unit.stage == "preschool" else duty.title
    post = recruiter.post(unit, role, title, duty.seat, key=duty.key)
    recruiter.seat(chance, person, post)


def _seat_teachers(
    recruiter: Recruiter, chance: random.Random, unit: Unit, teachers: list[Person], free: list[Person]
) -> None:
    """Everyone who teaches holds JS; class teachers and delegates come from those without another post first."""
    lessons = recruiter.post(unit, "JS", SCHOOL_DUTIES["JS"].title, SCHOOL_DUTIES["JS"].seat, headcount=len(teachers))
    for person in teachers:
        recruiter.network.holdings.append(Holding(person.code, lessons.code, max(person.joined_on, unit.valid_from)))
    pool = chance.sample(free, len(free)) + [person for person in teachers if person not in free]
    classes = min(class_count(unit), len(pool))
    _seat_many(recruiter, chance, unit, "BZR", pool[:classes])
    delegates = 3 if unit.staff >= 25 else 2 if unit.staff >= TINY else 1
    _seat_many(
        recruiter, chance, unit, "JD", pool[::-1][:delegates] if unit.staff < TINY else pool[classes:][:delegates]
    )
    del free[:]
    free.extend(pool[classes + delegates :])


def _seat_many(recruiter: Recruiter, chance: random.Random, unit: Unit, role: str, holders: list[Person]) -> None:
    duty = SCHOOL_DUTIES[role]
    post = recruiter.post(unit, role, duty.title, duty.seat, headcount=max(1, len(holders)))
    for person in holders:
        recruiter.seat(chance, person, post, earliest=2024)


def _add_parents(recruiter: Recruiter, chance: random.Random, unit: Unit) -> None:
    members = 5 if unit.size_class == "A" else 3
    duty = SCHOOL_DUTIES["JWH"]
    post = recruiter.post(unit, "JWH", duty.title, duty.seat, headcount=members)
    for _ in range(members):
        parent = recruiter.hire(chance, unit, (27, 46), kind="parent")
        recruiter.seat(chance, parent, post, earliest=2025)


def _pool_posts(recruiter: Recruiter, chance: random.Random, schools: list[Unit], spare: list[Person]) -> None:
    """Give each tiny school its pooled posts at the first school; smaller gaps are served by that school's own."""
    centre, *others = schools
    posts = {(post.unit, post.role): post for post in recruiter.network.posts}
    tiny = [school for school in others if school.staff < TINY]
    for number, start in enumerate(range(0, len(tiny), POOL_SIZE), start=1):
        serves = [school.code for school in tiny[start : start + POOL_SIZE]]
        for role in POOLED:
            duty = SCHOOL_DUTIES[role]
            post = recruiter.post(
                centre, role, f"片区{duty.title}", duty.seat, suffix=f"-P{number}", key=True, serves=serves
            )
            recruiter.seat(chance, spare.pop(0), post)
    for school in others:
        school.shared_at = centre.code if school.staff < TINY else None
        for role in SERVED:
            if (school.code, role) not in posts:
                posts[centre.code, role].serves.append(school.code)


def _staff_group(recruiter: Recruiter, chance: random.Random, group: Unit, crews: list[list[Person]]) -> None:
    """Leader and deputy work for the group alone, so that no principal is their superior; members also teach."""
    for role, title, seat in (("ZZ", "组长", LEADER), ("FZZ", "副组长", LEADER)):
        post = recruiter.post(group, role, title, seat)
        _seat_for_term(recruiter, group, recruiter.hire(chance, group, (36, 58), women=0.35), post)
        group.staff += 1
    pool = [crew[0] for crew in crews if crew]
    pool += [person for crew in crews for person in crew[1:3]]
    members = pool[:5] if len(crews) > 2 else pool[:3]
    post = recruiter.post(group, "ZY", "组员", MEMBER, headcount=len(members))
    for person in members:
        _seat_for_term(recruiter, group, person, post)


def _seat_for_term(recruiter: Recruiter, group: Unit, person: Person, post: Post) -> None:
    since = max(person.joined_on, group.term_from or person.joined_on)
    recruiter.network.holdings.append(Holding(person.code, post.code, since))
