"""Rolls and classes: one child twice, crowded classes, children of staff together, counts that disagree."""

from datetime import date, timedelta
from typing import Any

from lianjing.county import names
from lianjing.county.ledgers.days import LAST
from lianjing.county.ledgers.world import Room, Site
from lianjing.county.plants.enrolment_pupils import quiet
from lianjing.county.plants.plot import Planter, Plot
from lianjing.county.shape import Person


def _grades(site: Site) -> list[list[Room]]:
    """Return the classes of each grade."""
    found: dict[int, list[Room]] = {}
    for room in site.rooms:
        found.setdefault(room.grade, []).append(room)
    return list(found.values())


# M-ZS-02. What the second entry is like, whether the child is at two schools, margin, why.
_TWICE: tuple[tuple[str, bool, float | None, str], ...] = (
    ("same", True, 1.0, "one number on the rolls of two schools"),
    ("twin", False, None, "twins at two schools"),
    ("mistyped", True, 1.0, "the same child under two numbers: name, birthday and guardian agree"),
    ("left", False, None, "moved away, and the old school's entry says so"),
    ("moved 11", True, 0.1, "taken in eleven working days ago, and the old school has not let go"),
    ("moved 10", False, 0.0, "taken in ten working days ago, and the old school has not let go"),
    ("moved 9", False, -0.1, "taken in nine working days ago, and the old school has not let go"),
    ("moved 11", True, 0.1, "taken in eleven working days ago, and the old school has not let go"),
    ("moved 10", False, 0.0, "taken in ten working days ago, and the old school has not let go"),
)


def children_on_two_rolls(plot: Plot) -> None:
    """Put children on two rolls; beside it twins, pupils who left and transfers of the last ten working days."""
    free = quiet(plot)
    sites = plot.sites(2 * len(_TWICE), lambda site: site.stage == "primary" and free.get(site.code))
    for (old, new), (how, irregular, margin, why) in zip(
        zip(sites[::2], sites[1::2], strict=False), _TWICE, strict=False
    ):
        place = free[old.code][-1]
        row = plot["pupils"].row(place)
        room = min(new.rooms, key=lambda room: room.size)
        second = {"school_code": new.code, "class_no": room.number, "grade": room.grade, **_second(plot, row, how)}
        plot["pupils"].copy(place, **second)
        if how == "left":
            plot["pupils"].put(place, status="left")
        if how.startswith("moved"):
            closed = _ago(plot, int(how.split()[1]))
            plot["pupil_changes"].add(
                school_code=new.code, pupil_no=row["pupil_no"], change_type="in", change_date=closed, applied_on=closed,
                approved_on=closed, closed_on=closed, from_school=old.code, to_school=new.code, new_class=room.number,
                reason="随父母迁居", doc_no=f"转{closed:%Y%m%d}{row['pupil_no'][-6:]}",
            )  # fmt: skip
        say = plot.irregular if irregular else plot.innocent
        say(old.code, row["pupil_no"], "", margin, why)
        say(new.code, second.get("pupil_no", row["pupil_no"]), "", margin, why)


def _second(plot: Plot, row: dict[str, Any], how: str) -> dict[str, Any]:
    """Return what differs in the second entry."""
    if how not in ("twin", "mistyped"):
        return {}
    number = plot.world.mint.id_no(plot.chance, 1, row["birth_date"], row["gender"].upper())
    name = names.full(plot.chance, row["gender"].upper(), row["birth_date"].year) if how == "twin" else row["name"]
    return {"id_no": number, "pupil_no": f"G{number}", "name": name}


def _ago(plot: Plot, working: int) -> date:
    day = LAST
    while plot.days.after(day, working) > LAST or not plot.days.works(day):
        day -= timedelta(days=1)
    return day


# M-ZS-03. Pupils in the class; how many of them have left; whether it is of merged grades; why.
_CROWDS: tuple[tuple[int, int, bool, str], ...] = (
    (56, 0, False, "fifty-six pupils in one class"),
    (55, 0, False, "fifty-five pupils, one fewer than in a large class"),
    (58, 0, False, "fifty-eight pupils in one class"),
    (58, 4, False, "fifty-eight on the list, of whom four have left"),
    (57, 0, False, "fifty-seven pupils in one class"),
    (57, 0, True, "fifty-seven pupils, two classes taught together for a time"),
    (60, 0, False, "sixty pupils in one class"),
    (54, 0, False, "fifty-four pupils, two fewer than in a large class"),
    (66, 0, False, "sixty-six pupils in one class"),
    (59, 4, False, "fifty-nine on the list, of whom four have left"),
)


def crowded_classes(plot: Plot) -> None:
    """Gather pupils of a grade in one class; beside it classes just below, merged ones and pupils who have left."""
    rolls = plot["pupils"].grouped("school_code", "class_no")
    called = plot["attendance"].grouped("class_no")
    sites = plot.sites(len(_CROWDS), lambda site: site.stage != "preschool" and _widest(site))
    for site, (size, gone, merged, why) in zip(sites, _CROWDS, strict=False):
        crowd, *others = _widest(site)
        wanted = size - gone - len(rolls[site.code, crowd.number])
        for _ in range(wanted):
            giver = max(others, key=lambda room: len(rolls[site.code, room.number]))
            place = rolls[site.code, giver.number].pop()
            rolls[site.code, crowd.number].append(place)
            plot["pupils"].put(place, class_no=crowd.number)
            _call(plot, called.get((giver.number,), []), -1)
        _call(plot, called.get((crowd.number,), []), wanted)
        for _ in range(gone):
            _enter(plot, rolls[site.code, crowd.number][0], status="left")
        if merged:
            plot["classes"].put(plot["classes"].places(class_no=crowd.number)[0], kind="merged")
        say = plot.innocent if merged or size - gone < 56 else plot.irregular
        say(site.code, crowd.number, "", size / 56 - 1, why)


def _widest(site: Site) -> list[Room]:
    """Return the classes of the grade with most pupils, where two classes can fill one and leave a small one."""
    best = max(_grades(site), key=lambda rooms: sum(room.size for room in rooms))
    enough = len(best) > 1 and sum(room.size for room in best) >= 72
    return sorted(best, key=lambda room: -room.size) if enough else []


def _call(plot: Plot, days: list[int], more: int) -> None:
    """Let so many more pupils be called, and be there, on each day."""
    ledger = plot["attendance"]
    for place in days:
        row = ledger.row(place)
        ledger.put(place, expected=row["expected"] + more)
        if row["present"] is not None:
            ledger.put(place, present=max(0, row["present"] + more))


def _enter(plot: Plot, place: int, **cells: Any) -> int:
    """Enter a further pupil of the same class, another child of another family; return its place."""
    row, mint, chance = plot["pupils"].row(place), plot.world.mint, plot.chance
    number = mint.id_no(chance, 1, row["birth_date"], row["gender"].upper())
    adult = mint.id_no(chance, 1, date(1984, chance.randrange(1, 13), chance.randrange(1, 28)), "F")
    return plot["pupils"].copy(
        place, id_no=number, pupil_no=f"G{number}", name=names.full(chance, row["gender"].upper(), 2015),
        guardian_id=adult, guardian_name=names.full(chance, "F", 1984), guardian_rel="mother",
        guardian_phone=mint.phone(chance), special_ed=False, **cells,
    )  # fmt: skip


# M-ZS-06. How many children of staff are in the class; how many elsewhere in the grade (none, as many as the rules
# still call gathered, as many as they call spread); how the school knows; why.
_GATHERED: tuple[tuple[int, str, str, str], ...] = (
    (3, "none", "declared", "three declared children of staff in one"),
    (2, "none", "declared", "two declared children of staff in one"),
    (4, "gathered", "guardian", "four pupils whose guardian is a teacher of the school in one, fewer in the others"),
    (3, "spread", "guardian", "three in one and about one in each other"),
    (3, "none", "guardian", "three pupils whose guardian is a teacher of the school in one"),
    (2, "spread", "guardian", "two in one and about one in each other"),
    (5, "none", "declared", "five declared children of staff in one"),
    (3, "none", "special", "three in one for special needs, made by rules of its own"),
    (3, "none", "declared", "three declared children of staff in one"),
    (3, "spread", "declared", "three in one and about one in each other"),
)


def staff_children_together(plot: Plot) -> None:
    """Gather children of a school's staff in one class; beside it few of them, spread ones, and special classes."""
    free, pupils, known = quiet(plot), plot["pupils"], _with_staff(plot)
    sites = plot.sites(len(_GATHERED), lambda site: site.stage != "preschool" and _parallel(site, known))
    grades = [(site, _parallel(site, known)) for site in sites]
    spots = [(site, rooms[0]) for site, rooms in grades] + [(site, rooms[1]) for site, rooms in grades if rooms[1:]]
    for (site, rooms), (here, elsewhere, how, why) in zip(spots, _GATHERED, strict=False):
        by_room: dict[str, list[int]] = {room.number: [] for room in rooms}
        for place in free[site.code]:
            by_room.get(pupils.row(place)["class_no"], []).append(place)
        there = {"none": 0, "gathered": len(rooms) * here // 3 - here, "spread": len(rooms) - 2}[elsewhere]
        if len(by_room[rooms[0].number]) < here or not all(by_room[room.number] for room in rooms[1 : there + 1]):
            continue  # other questions have taken this grade's pupils
        chosen = by_room[rooms[0].number][:here] + [by_room[room.number][0] for room in rooms[1 : there + 1]]
        for place, person in zip(chosen, reversed(site.staff), strict=False):
            _is_parent(plot, site, place, person, how)
        if how == "special":
            plot["classes"].put(plot["classes"].places(class_no=rooms[0].number)[0], kind="special")
        begins = max(3.0, 3 * len(chosen) / len(rooms))
        say = plot.irregular if here >= begins and how != "special" else plot.innocent
        say(site.code, rooms[0].number, "", here / begins - 1, f"of {len(rooms)} classes: {why}")


def _parallel(site: Site, known: set[str]) -> list[list[Room]]:
    """Return the grades of three classes or more without children of staff, the widest not among them, last first."""
    widest = _widest(site)
    fit = [rooms for rooms in reversed(_grades(site)) if len(rooms) >= 3 and rooms[0] not in widest]
    return [rooms for rooms in fit if not known & {room.number for room in rooms}]


def _with_staff(plot: Plot) -> set[str]:
    """Return the classes in which children or wards of staff are known to be."""
    pupils, ties = plot["pupils"].columns, plot["staff_relations"].columns
    marks = {number for number in (*plot["staff_register"].columns["id_no"], *ties["relative_id"]) if number}
    cells = zip(pupils["class_no"], pupils["id_no"], pupils["guardian_id"], strict=True)
    return {room for room, own, guardian in cells if own in marks or guardian in marks}


def _is_parent(plot: Plot, site: Site, place: int, person: Person, how: str) -> None:
    row = plot["pupils"].row(place)
    if how == "declared":
        plot["staff_relations"].add(
            school_code=site.code, staff_no=person.code, relative_name=row["name"], relation="child",
            relative_id=row["id_no"], works_at=None, declared_on=date(2025, 4, 9),
        )  # fmt: skip
    else:
        plot["pupils"].put(
            place, guardian_id=person.id_no, guardian_name=person.name, guardian_phone=person.phone,
            guardian_rel="father" if person.gender == "M" else "mother",
        )  # fmt: skip


# M-ZS-11. Pupils by how many more than the most that may disagree; which count is off; why.
_COUNTS: tuple[tuple[int, str, str], ...] = (
    (1, "report", "the annual report has more pupils than the register"),
    (0, "report", "the annual report has a few pupils more than the register"),
    (1, "attendance", "fewer pupils are called than are on the register"),
    (0, "attendance", "a few pupils fewer are called than are on the register"),
    (2, "report", "the annual report has more pupils than the register"),
    (3, "moved", "more pupils moved away after the annual report than came"),
    (1, "report", "the annual report has more pupils than the register"),
    (0, "report", "the annual report has a few pupils more than the register"),
    (2, "attendance", "fewer pupils are called than are on the register"),
    (0, "attendance", "a few pupils fewer are called than are on the register"),
)


def counts_that_disagree(plot: Plot) -> None:
    """Report or call other numbers than are on the roll; beside it small differences and ones that moves explain."""
    called = plot["attendance"].grouped("school_code")
    sites = plot.sites(len(_COUNTS), lambda site: site.pupils >= 60 and (site.code,) in called)
    for site, (more, which, why) in zip(sites, _COUNTS, strict=False):
        roll = plot["pupils"].places(school_code=site.code, status="active")
        most = max(4, len(roll) * 2 // 100)
        apart = most + more
        place = plot["schools"].places(school_code=site.code)[0]
        if which == "report":
            plot["schools"].put(place, pupils_reported=len(roll) + apart)
        elif which == "attendance":
            _call_to(plot, called[(site.code,)], len(roll) - apart)
            plot.beside("M-ST-10", site.code, plot.days.terms[-1].days[-1], None, "fewer called, and all of them ate")
        else:
            _leave(plot, site, place, roll, apart)
        say = plot.irregular if more and which != "moved" else plot.innocent
        say(site.code, site.code, "", apart / max(5, len(roll) * 0.02) - 1, f"{apart} of {len(roll)}: {why}")


def _call_to(plot: Plot, places: list[int], wanted: int) -> None:
    """Call only so many pupils on the last day of the last term, as many fewer of each class as of the others."""
    ledger, last = plot["attendance"], plot.days.terms[-1].days[-1]
    rows = [place for place in places if ledger.columns["on_date"][place] == last]
    called = sum(ledger.columns["expected"][place] for place in rows)
    for number in range(called - wanted):
        _call(plot, [rows[number % len(rows)]], -1)


def _leave(plot: Plot, site: Site, school: int, roll: list[int], apart: int) -> None:
    """Let pupils who were reported in September move away in the course of the year, each with its paper."""
    closed, first = date(2026, 3, 12), date(2025, 9, 1)
    for number in range(apart):
        gone = plot["pupils"].row(_enter(plot, roll[number], status="left"))
        plot["pupil_changes"].add(
            school_code=site.code, pupil_no=gone["pupil_no"], change_type="out", change_date=closed,
            applied_on=date(2026, 3, 5), approved_on=closed, closed_on=closed, to_school="外县学校",
            reason="随父母迁居", doc_no=f"转20260312{gone['pupil_no'][-6:]}", old_class=gone["class_no"],
        )  # fmt: skip
    changes = [plot["pupil_changes"].row(place) for place in plot["pupil_changes"].places(school_code=site.code)]
    net = sum(
        {"in": 1, "out": -1, "drop": -1}.get(row["change_type"], 0) for row in changes if row["change_date"] > first
    )
    plot["schools"].put(school, pupils_reported=len(roll) - net)


ROLLS: tuple[tuple[str, Planter], ...] = (
    ("M-ZS-02", children_on_two_rolls),
    ("M-ZS-03", crowded_classes),
    ("M-ZS-06", staff_children_together),
    ("M-ZS-11", counts_that_disagree),
)
