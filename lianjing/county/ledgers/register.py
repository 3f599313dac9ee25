"""Schools, classes, pupils, their changes, enrolment, daily attendance."""

from datetime import date, timedelta

from lianjing.county import names
from lianjing.county.ledgers.world import FIRST_GRADE, GRADES, Room, Site, World
from lianjing.county.people import region_of
from lianjing.county.school_staff import class_count
from lianjing.county.shape import AS_OF

_MEAL_MODES = {"high": "contracted", "vocational": "contracted"}
_STANDARD = {"preschool": 30, "primary": 45, "middle": 50, "high": 55, "vocational": 55}
_STAGE_TYPE = {"preschool": "preschool", "primary": "primary", "middle": "middle", "high": "high"}
_BOARDS = {"middle": 0.55, "high": 0.7, "vocational": 0.7, "primary": 0.08}
_FIRST_AGE = {"preschool": 3, "primary": 6, "middle": 12, "high": 15, "vocational": 15}
_KIN = (("father", "m"), ("mother", "f"), ("grandparent", "m"), ("grandparent", "f"))


def write_register(world: World) -> None:
    """Write the tables of pupils and classes for every school."""
    for site in world.sites:
        _open_rooms(world, site)
        _school(world, site)
        _classes(world, site)
        _pupils(world, site)
        _attendance(world, site)
    _changes(world)
    _enrolments(world)
    _absences(world)


def _open_rooms(world: World, site: Site) -> None:
    chance, unit = world.chance("rooms", site.code), site.unit
    grades, count = GRADES[site.stage], class_count(unit)
    if unit.school_type == "teaching_point":
        grades = 3
    teachers = [person.code for person in site.staff]
    merged = count < grades
    per_grade = 1 if merged else max(1, round(count / grades))
    total = grades * per_grade if not merged else count
    for number in range(total):
        grade = FIRST_GRADE[site.stage] + (number // per_grade if not merged else number)
        size = unit.pupils * (number + 1) // total - unit.pupils * number // total
        name = f"{grade}年级{number % per_grade + 1}班"
        teacher = teachers[chance.randrange(len(teachers))]
        site.rooms.append(Room(f"{site.code}-{grade:02d}{number % per_grade + 1:02d}", name, grade, size, teacher))
    site.meals = site.unit.pupils >= 20
    site.boarding_share = _BOARDS.get(site.stage, 0.0)
    site.boarders = site.boarding_share > 0.1


def _school(world: World, site: Site) -> None:
    unit = site.unit
    kind = "vocational" if site.stage == "vocational" else _STAGE_TYPE.get(site.stage, "primary")
    mode = "none" if not site.meals else _MEAL_MODES.get(site.stage, "own")
    world.book["schools"].add(
        school_code=unit.code, name=unit.name, alias=unit.alias, address=unit.township, school_type=kind,
        credit_code=world.mint.credit_code(world.chance("codes", unit.code), region_of(unit.township)),
        principal_no=site.hand("XZ"), group_code=unit.parent, size_class=unit.size_class,
        capacity=round(site.pupils * 1.08) + 10, pupils_reported=site.pupils, meal_mode=mode,
        nip=site.stage in ("primary", "middle"), boarding=site.boarders, km=site.km,
    )  # fmt: skip


def _classes(world: World, site: Site) -> None:
    merged = site.unit.school_type == "teaching_point"
    for room in site.rooms:
        world.book["classes"].add(
            school_code=site.code, class_no=room.number, class_name=room.name, grade=room.grade, stage=site.stage,
            built=f"{2025 - (room.grade - FIRST_GRADE[site.stage])}-09", head_teacher_no=room.teacher,
            std_size=_STANDARD[site.stage], kind="merged" if merged else "ordinary",
        )  # fmt: skip


def _pupils(world: World, site: Site) -> None:
    chance, region = world.chance("pupils", site.code), region_of(site.unit.township)
    ledger = world.book["pupils"]
    for room in site.rooms:
        years = room.grade - FIRST_GRADE[site.stage]
        for _ in range(room.size):
            gender = "M" if chance.random() < 0.525 else "F"
            age = _FIRST_AGE[site.stage] + years
            born = date(AS_OF.year - 1 - age, 8, 31) - timedelta(days=chance.randrange(365))
            number = world.mint.id_no(chance, region, born, gender)
            name = names.full(chance, gender, born.year)
            tie, sex = chance.choices(_KIN, (45, 35, 11, 9))[0]
            same = sex == "m"
            guardian = (name[0] if same else names.surname(chance)) + names.given(chance, sex.upper(), 1980)
            adult = date(born.year - chance.randrange(22, 34), chance.randrange(1, 13), chance.randrange(1, 28))
            ledger.add(
                school_code=site.code, pupil_no="G" + number, name=name, gender=gender.lower(), birth_date=born,
                id_no=number, class_no=room.number, grade=room.grade, status="active",
                enrolled_on=date(2025 - years, 9, 1), enrol_mode="district",
                boarding=chance.random() < site.boarding_share, in_district=True, migrant=False,
                left_behind=chance.random() < 0.2, special_ed=chance.random() < 0.003, guardian_name=guardian,
                guardian_rel=tie, guardian_id=world.mint.id_no(chance, region, adult, sex.upper()),
                guardian_phone=world.mint.phone(chance), guardian_employer=None, hukou_region="422822",
            )  # fmt: skip


def _attendance(world: World, site: Site) -> None:
    """A class and day each: few are ill, on leave or missing; a village school without a card reader hands in none."""
    if site.unit.school_type == "teaching_point" and world.chance("cards", site.code).random() < 0.35:
        return
    draws, days, ledger = world.draws("attendance", site.code), world.days.school, world.book["attendance"]
    for room in site.rooms:
        count = len(days)
        ill = draws.binomial(room.size, 0.012, count)
        away = draws.binomial(room.size, 0.006, count)
        missing = draws.binomial(room.size, 0.001, count)
        lacking = (ill + away + missing).clip(0, room.size)
        ledger.block(
            count, school_code=site.code, on_date=list(days), class_no=room.number, expected=room.size,
            present=(room.size - lacking).tolist(), sick=ill.tolist(), leave=away.tolist(), absent=missing.tolist(),
        )  # fmt: skip


def _changes(world: World) -> None:
    """Transfers at the turn of terms, closed in time; pupils who left are on the roll as gone."""
    pupils, ledger, days = world.book["pupils"], world.book["pupil_changes"], world.days
    chance = world.chance("changes")
    schools = [site.code for site in world.sites]
    for place in range(pupils.length):
        if chance.random() >= 0.02:
            continue
        row, term = pupils.row(place), chance.choice(days.terms)
        applied = days.workday(term.first + timedelta(days=chance.randrange(0, 12)))
        closed = days.after(applied, chance.randrange(2, 9))
        ledger.add(
            school_code=row["school_code"], pupil_no=row["pupil_no"], change_type="in", change_date=closed,
            applied_on=applied, approved_on=days.after(applied, 1), closed_on=closed,
            doc_no=f"转{applied:%Y%m%d}{place:06d}", from_school=chance.choice(schools), to_school=row["school_code"],
            new_class=row["class_no"], reason="随父母迁居",
        )  # fmt: skip


def _enrolments(world: World) -> None:
    """The pupils of each first grade, admitted in summer 2025 on the ground of house and household register."""
    pupils, ledger = world.book["pupils"], world.book["enrolments"]
    chance, firsts = world.chance("enrolments"), set(FIRST_GRADE.values())
    for place in range(pupils.length):
        row = pupils.row(place)
        if row["grade"] not in firsts or row["enrolled_on"] != date(2025, 9, 1):
            continue
        site = world.site_of[row["school_code"]]
        if site.stage not in ("primary", "middle"):
            continue
        admitted = world.days.workday(date(2025, 7, 10) + timedelta(days=chance.randrange(0, 30)))
        officers = [person.code for person in site.staff[:3]]
        ledger.add(
            school_code=site.code, apply_no=f"BM2025{place:06d}", stage=site.stage, child_id=row["id_no"],
            child_name=row["name"], pupil_no=row["pupil_no"], basis_type="house_hukou", care_type=None,
            district_code=f"PQ-{site.code}", school_district=f"PQ-{site.code}", district_ok=True,
            acceptor_no=officers[0], reviewer_no=officers[-1], admitted_on=admitted, result="admitted",
            guardian_employer=None,
        )  # fmt: skip


def _absences(world: World) -> None:
    """Some unbroken absences, all explained: illness with leave, short ones, or a visit on record."""
    pupils, ledger, chance = world.book["pupils"], world.book["absences"], world.chance("absences")
    days = world.days.terms[-1].days
    for place in range(pupils.length):
        if chance.random() >= 0.01:
            continue
        row, start = pupils.row(place), chance.randrange(0, len(days) - 30)
        length = chance.choice((3, 4, 5, 6, 7, 14, 26))
        reason = "illness" if length > 7 or chance.random() < 0.6 else "leave"
        ledger.add(
            school_code=row["school_code"], pupil_no=row["pupil_no"], start_on=days[start], class_no=row["class_no"],
            days=length, reason=reason, visit_ref=None,
        )  # fmt: skip
