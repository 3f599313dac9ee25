"""Student aid: the county's lists, the schools' recognition, the payments of every term, their notices."""

from datetime import date, timedelta

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.days import Stretch
from lianjing.county.ledgers.world import Site, World

_LISTED = ("minimum", "extreme", "out_of_poverty", "monitored", "orphan", "disabled")
_WEIGHTS = (34, 5, 45, 8, 2, 6)
_PROGRAM = {"primary": "living", "middle": "living", "high": "senior_grant", "vocational": "vocational_grant",
            "preschool": "preschool"}  # fmt: skip
# Fen a term: stage and boarding. Spring 2024 standards of the field file; preschool and vocational as invented.
_BOARDING = {"primary": 62_500, "middle": 75_000}
_DAY = {"primary": 31_250, "middle": 37_500}
_OTHER = {"senior_grant": 115_000, "vocational_grant": 115_000, "preschool": 50_000}


def write_aid(world: World) -> None:
    """Write lists, recognitions, payments and notices; every listed pupil at school is aided, every term."""
    pupils, chance = world.book["pupils"], world.chance("listed")
    listed: dict[str, dict[str, list[int]]] = {}
    for place in range(pupils.length):
        row = pupils.columns
        if chance.random() < 0.12:
            school, room = row["school_code"][place], row["class_no"][place]
            listed.setdefault(school, {}).setdefault(room, []).append(place)
            _list(world, place, chance.choices(_LISTED, _WEIGHTS)[0])
    for site in world.sites:
        rooms = listed.get(site.code, {})
        for year in dict.fromkeys(term.school_year for term in world.days.terms):
            _recognise(world, site, rooms, year)
        for term in world.days.terms:
            _pay(world, site, rooms, term)


def _list(world: World, place: int, category: str) -> None:
    row = world.book["pupils"].row(place)
    world.book["household_status"].add(
        school_code="", id_no=row["id_no"], name=row["name"], head_id=row["guardian_id"], category=category,
        authority="县民政局" if category in ("minimum", "extreme") else "县农业农村局", start_on=date(2023, 1, 1),
        end_on=None, village_code=None, list_period="2024-08",
    )  # fmt: skip


def _recognise(world: World, site: Site, rooms: dict[str, list[int]], year: str) -> None:
    """Each September: the class meets, the school decides, five full working days of notice follow."""
    if not rooms:
        return
    start = int(year[:4])
    published = world.days.workday(date(start, 9, 18))
    off = world.days.after(published, 6)
    notice = f"GS{site.code}{start}ZZ"
    world.book["notices"].add(
        school_code=site.code, notice_no=notice, item_code="ZZ-01", kind="notice", title=f"{year}学年困难学生认定公示",
        subject_no=None, scope="school", published_on=published, workdays=5, plan_off_on=off, off_on=off,
        changed_on=None, scan_hits=0, objections=0, drafter_no=site.hand("DY"), approver_no=site.hand("XZ"),
    )  # fmt: skip
    pupils, categories = world.book["pupils"], _categories(world)
    for room in sorted(rooms):
        for place in rooms[room]:
            row = pupils.row(place)
            world.book["aid_recognition"].add(
                school_code=site.code, pupil_no=row["pupil_no"], school_year=year, class_no=room, method="list",
                category=categories[row["id_no"]], level="hard", family_size=4, income_pc=None, score=None,
                panel=together(site.hand("DY"), site.hand("JW"), row_teacher(site, room)),
                decided_on=world.days.after(off, 1), notice_no=notice, reviewer_no=site.hand("XZ"), why_not=None,
            )  # fmt: skip


def row_teacher(site: Site, room: str) -> str:
    """Return the staff number of a class's teacher."""
    return next((each.teacher for each in site.rooms if each.number == room), site.hand("XZ"))


def _categories(world: World) -> dict[str, str]:
    ledger = world.book["household_status"]
    return dict(zip(ledger.columns["id_no"], ledger.columns["category"], strict=True))


def _pay(world: World, site: Site, rooms: dict[str, list[int]], term: Stretch) -> None:
    program = _PROGRAM[site.stage]
    start, half = int(term.school_year[:4]), term.name[-1]
    listed_on = world.days.workday(date(start, 10, 15) if half == "1" else date(start + 1, 4, 10))
    paid_on = world.days.after(listed_on, 22)
    pupils = world.book["pupils"]
    for room in sorted(rooms):
        for place in rooms[room]:
            row = pupils.row(place)
            amount = due_of(site.stage, program, bool(row["boarding"]))
            relation = {"father": "father", "mother": "mother"}.get(row["guardian_rel"], "guardian")
            world.book["aid_payments"].add(
                school_code=site.code, pupil_no=row["pupil_no"], program=program, term=term.name, tier=None,
                boarding=row["boarding"], due_amount=amount, paid_amount=amount, listed_on=listed_on,
                lister_no=site.hand("BZY"), checker_no=site.hand("JW"), approved_on=world.days.after(listed_on, 3),
                paid_on=paid_on, account=account_of(row["guardian_id"]), account_name=row["guardian_name"],
                holder_relation=relation, status="paid", voucher_no=f"ZZ{site.code}{term.name}",
                notice_no=f"GS{site.code}{start}ZZ",
            )  # fmt: skip


def due_of(stage: str, program: str, boarding: bool) -> int:
    """Return what a pupil is due a term, in fen."""
    if program == "living":
        return (_BOARDING if boarding else _DAY)[stage]
    return _OTHER[program]


def account_of(number: str) -> str:
    """Return the account of a guardian, the same for the same identity number."""
    return f"6228{int(number[2:17]) * 7 % 10**15:015d}"


def later(day: date, days: int) -> date:
    """Return a day so many days on."""
    return day + timedelta(days=days)
