"""Planted in the review of who is in hardship: shares by class, turns by household, children of the staff."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

from lianjing.county.ledgers.aid import account_of
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.aid_people import Aided, admit, aided, unaided
from lianjing.county.plants.plot import Plot

_YEAR, _BOTH = "2025-2026", ("2024-2025", "2025-2026")
CLASSES, TURNS = 5, 3  # classes with the very same number, changes in and out (domain 3D)
TIMES, LEAST = 3, 3  # the county's share, kin (domain 3D)


@dataclass
class School:
    """A school with its aided pupils and those without aid; by class, how many are recognised and how many listed."""

    site: Site
    aided: list[Aided]
    unaided: list[int]
    taken: Counter[str]
    listed: Counter[str]

    @property
    def rooms(self) -> list[str]:
        """Return its classes."""
        return [room.number for room in self.site.rooms]

    @property
    def even(self) -> bool:
        """Return whether its classes have as many recognised, or all but one."""
        numbers = Counter(self.taken[room] for room in self.rooms)
        return max(numbers.values()) >= len(self.rooms) - 1


def _schools(plot: Plot) -> dict[str, School]:
    """Return the schools that have aided pupils of whom nothing was changed so far, by code."""
    found, free = aided(plot), unaided(plot)
    rows = (plot["household_status"].columns[name] for name in ("id_no", "end_on"))
    entries = {person for person, end in zip(*rows, strict=True) if end is None}
    listed = Counter[str]()
    columns = plot["pupils"].columns
    for room, person, status in zip(columns["class_no"], columns["id_no"], columns["status"], strict=True):
        listed[room] += status == "active" and person in entries
    taken = Counter[str]()
    columns = plot["aid_recognition"].columns
    for year, room, level in zip(columns["school_year"], columns["class_no"], columns["level"], strict=True):
        taken[room] += year == _YEAR and level != "none"
    schools = {}
    for code, pupils in found.items():
        rooms = [room.number for room in pupils[0].site.rooms]
        counts = (Counter({room: counter[room] for room in rooms}) for counter in (taken, listed))
        schools[code] = School(pupils[0].site, pupils, _class_by_class(plot, free.get(code, [])), *counts)
    return schools


Turn = tuple[tuple[int, ...], str, str]
_TURNS: tuple[Turn, ...] = (
    ((2021, 2023), "active", "recognised every other year, then not again"),
    ((2021, 2022, 2024, 2025), "active", "left out once in five years"),
    ((2021, 2022, 2024), "active", "in for two years, out, in, and out again"),
    ((2021, 2023), "graduated", "recognised twice, and then the child finished school"),
    ((2022, 2024), "active", "two children of a household recognised by turns, then neither"),
)


def _class_by_class(plot: Plot, pupils: list[int]) -> list[int]:
    """Return pupils by chance, one of each class after the other."""
    cells, seen = plot["pupils"].columns["class_no"], Counter[str]()
    turns = {}
    for place in plot.chance.sample(pupils, len(pupils)):
        turns[place] = seen[cells[place]]
        seen[cells[place]] += 1
    return sorted(turns, key=lambda place: -turns[place])


def shared_out_evenly(plot: Plot) -> None:
    """Give every class the same number, let households take turns; beside it lists that are even, single changes."""
    schools = _schools(plot)
    for site in plot.sites(2, lambda site: _can(plot, schools.get(site.code), CLASSES, 9)):
        _even(plot, schools[site.code])
    for site in plot.sites(1, lambda site: _can(plot, schools.get(site.code), CLASSES, 9)):
        _even_lists(plot, schools[site.code])
    for site in plot.sites(2, lambda site: _can(plot, schools.get(site.code), 9, 18)):
        _nearly_even(plot, schools[site.code])
    sites = plot.sites(len(_TURNS), lambda site: len(_old(plot, schools.get(site.code))) >= 2)
    for site, turn in zip(sites, _TURNS, strict=False):
        _take_turns(plot, schools[site.code], turn)


def _can(plot: Plot, school: School | None, least: int, most: int) -> bool:
    """Return whether a school of so many classes has recognised whom the lists name, unevenly, and can fill up."""
    if school is None or not least <= len(school.rooms) <= most or school.taken != school.listed:
        return False
    return not school.even and _lacking(plot, school) is not None


def _most(school: School) -> int:
    return max(2, *school.taken.values())


def _lacking(plot: Plot, school: School, more: int = 0) -> list[int] | None:
    """Return pupils to recognise so that each class has as many as the one with most; `more` for the last class.

    None when a class has too few pupils for that.
    """
    cells = plot["pupils"].columns["class_no"]
    found = []
    for room in school.rooms:
        free = [place for place in school.unaided if cells[place] == room]
        wanted = _most(school) - school.taken[room] + (more if room == school.rooms[-1] else 0)
        if len(free) <= wanted:
            return None
        found += free[:wanted]
    return found


def _enter(plot: Plot, pupil: int) -> None:
    row = plot["pupils"].row(pupil)
    plot["household_status"].add(
        school_code="", id_no=row["id_no"], name=row["name"], head_id=row["guardian_id"], category="minimum",
        authority="县民政局", start_on=date(2023, 1, 1), list_period="2024-08",
    )  # fmt: skip


def _even(plot: Plot, school: School) -> None:
    for place in _lacking(plot, school) or []:
        admit(plot, school.aided[0], place, _YEAR)
    rooms, code = len(school.rooms), school.site.code
    why = f"{_most(school)} in each of {rooms} classes, whatever the lists say"
    plot.irregular(code, code, _YEAR, rooms / CLASSES - 1, why)


def _even_lists(plot: Plot, school: School) -> None:
    for place in _lacking(plot, school) or []:
        _enter(plot, place)
        admit(plot, school.aided[0], place, *_BOTH, method="list", category="minimum", score=None)
    rooms, code = len(school.rooms), school.site.code
    why = f"{_most(school)} in each of {rooms} classes, and as many of each on the lists"
    plot.innocent(code, code, _YEAR, rooms / CLASSES - 1, why)


def _nearly_even(plot: Plot, school: School) -> None:
    for place in _lacking(plot, school, more=1) or []:
        admit(plot, school.aided[0], place, _YEAR)
    rooms, code = len(school.rooms), school.site.code
    plot.innocent(code, code, _YEAR, round(-1 / rooms, 4), f"as many in each of {rooms} classes but one")


def _old(plot: Plot, school: School | None) -> list[int]:
    """Return the places of a school's unaided pupils who have been there since 2021."""
    cells = plot["pupils"].columns["enrolled_on"]
    return [place for place in school.unaided if cells[place] <= date(2021, 9, 1)] if school else []


def _take_turns(plot: Plot, school: School, turn: Turn) -> None:
    """Recognise a household's children in some years; the school's record goes back to 2021."""
    years, status, why = turn
    old = plot.some(_old(plot, school), 2)
    first, children = plot["pupils"].row(old[0]), old if status == "active" else old[:1]
    guardian = {name: first[name] for name in ("guardian_id", "guardian_name", "guardian_phone", "guardian_rel")}
    for child in children:
        plot["pupils"].put(child, status=status, **guardian)
    for year in range(2021, 2024):
        _old_year(plot, school, year)
        if year in years:
            _recognise(plot, school, children[years.index(year) % len(children)], year)
    for year in (year for year in years if year > 2023):
        admit(plot, school.aided[0], children[years.index(year) % len(children)], f"{year}-{year + 1}")
    changes = _changes(years, status == "active")
    say = plot.irregular if changes >= TURNS else plot.innocent
    say(school.site.code, school.site.code, "", round(changes / TURNS - 1, 4), why)


def _changes(years: tuple[int, ...], here: bool) -> int:
    """Return how often somebody who was recognised in these years went out and in again, up to 2025."""
    gone = sum(2 for one, other in pairwise(years) if other > one + 1)
    return gone + (here and years[-1] < 2025)


def _old_year(plot: Plot, school: School, year: int) -> None:
    """The record of a year before: its notice, and a pupil whom the lists name still."""
    code = school.site.code
    shown = plot.days.workday(date(year, 9, 18))
    off = plot.days.after(shown, 6)
    plot["notices"].copy(
        plot["notices"].places(school_code=code, notice_no=f"GS{code}2024ZZ")[0], notice_no=f"GS{code}{year}ZZ",
        published_on=shown, plan_off_on=off, off_on=off, title=f"{year}-{year + 1}学年困难学生认定公示",
    )  # fmt: skip
    oldest = min(school.aided, key=lambda one: one.row["enrolled_on"])
    _recognise(plot, school, oldest.pupil, year)


def _recognise(plot: Plot, school: School, pupil: int, year: int) -> None:
    row = plot["pupils"].row(pupil)
    plot["aid_recognition"].copy(
        school.aided[-1].known["2024-2025"], pupil_no=row["pupil_no"], school_year=f"{year}-{year + 1}",
        method="review", category=None, score=66.0, decided_on=plot.days.after(date(year, 9, 18), 9),
        notice_no=f"GS{school.site.code}{year}ZZ",
    )  # fmt: skip


# Margins that are aimed at above the line, below it.
_ABOVE, _BELOW = (0.03, 0.08, 0.13, 0.6), (-0.03, -0.08, -0.13)


def kin_of_the_staff(plot: Plot) -> None:
    """Recognise many children of staff in some schools; beside it as many as elsewhere, two, or kin on the lists."""
    schools = {code: school for code, school in _schools(plot).items() if not school.even}
    sites = plot.sites(9, lambda site: 30 <= len(_of(schools, site.code)) <= 110)
    if len(sites) < 9:
        return
    staff = _colleagues(plot)
    asked, two, listed = sites[:7], sites[7], sites[8]
    around = [code for code in schools if code not in {site.code for site in sites}][::3]
    for code in around:
        _kin(plot, schools[code], 1, staff)
    _kin(plot, schools[two.code], 2, staff)
    plot.innocent(two.code, two.code, _YEAR, round(2 / LEAST - 1, 4), "two children of staff in hardship")
    _on_the_list(plot, schools[listed.code], 8, staff)
    plot.innocent(listed.code, listed.code, _YEAR, None, "eight children of staff, all of them on the lists")
    levels = zip(*(plot["aid_recognition"].columns[name] for name in ("school_year", "level")), strict=True)
    total = sum(year == _YEAR and level != "none" for year, level in levels)
    _around_the_line(plot, [schools[site.code] for site in asked], total, len(around) + 2, staff)


def _of(schools: dict[str, School], code: str) -> list[Aided]:
    return schools[code].aided if code in schools else []


Staff = dict[str, list[dict[str, Any]]]


def _colleagues(plot: Plot) -> Staff:
    """Return by school the register's rows of those at work."""
    found: Staff = {}
    for place in range(plot["staff_register"].length):
        row = plot["staff_register"].row(place)
        if not row["left_on"]:
            found.setdefault(row["school_code"], []).append(row)
    return found


def _around_the_line(plot: Plot, asked: list[School], aided_: int, kin: int, staff: Staff) -> None:
    """Let children of staff be a share of those aided that lies a little above or below three times the county's.

    aided_, kin: of the county so far. What is added moves the county's share, so the
    numbers are settled by turns; what is said of a school follows from the numbers that came out.
    """
    aims, plan, line = [*_ABOVE, *_BELOW], [(LEAST, 0)] * len(asked), 0.05
    for _ in range(60):
        plan = [_share(school.taken.total(), line * (1 + aim)) for school, aim in zip(asked, aims, strict=True)]
        kins = kin + sum(own for own, _ in plan)
        line = TIMES * kins / (aided_ + sum(sum(one) for one in plan))
    for school, (own, others) in zip(asked, plan, strict=True):
        share = own / (school.taken.total() + own + others)
        _kin(plot, school, own, staff)
        for _ in range(others):
            admit(plot, school.aided[0], school.unaided.pop(), _YEAR)
        say = plot.irregular if share > line else plot.innocent
        code = school.site.code
        say(code, code, _YEAR, round(share / line - 1, 4), f"{own} children of staff, {share:.1%} of those aided")


def _share(aided_: int, share: float) -> tuple[int, int]:
    """Return how many kin and how many others, added to those aided, come nearest to a share of kin from below."""
    kin = max(LEAST, ceil(aided_ * share / (1 - share)))
    return kin, max(0, round(kin / share) - kin - aided_)


def _kin(plot: Plot, school: School, many: int, staff: Staff) -> None:
    """Recognise children and nephews of staff by review: the guardian is a colleague, or one declared them."""
    for number in range(many):
        pupil = school.unaided.pop()
        colleague = plot.chance.choice(staff[school.site.code])
        row = plot["pupils"].row(pupil)
        if number % 2:
            plot["staff_relations"].add(
                school_code=school.site.code, staff_no=colleague["staff_no"], relative_name=row["name"],
                relation="collateral", relative_id=row["id_no"], declared_on=date(2025, 3, 10),
            )  # fmt: skip
        else:
            _raise(plot, pupil, colleague)
        admit(plot, school.aided[0], pupil, _YEAR)


def _raise(plot: Plot, pupil: int, colleague: dict[str, Any]) -> None:
    """Let a colleague be a pupil's guardian."""
    relation = "father" if colleague["gender"] == "m" else "mother"
    plot["pupils"].put(
        pupil, guardian_id=colleague["id_no"], guardian_name=colleague["name"], guardian_rel=relation,
        guardian_phone=colleague["phone"],
    )  # fmt: skip


def _on_the_list(plot: Plot, school: School, many: int, staff: Staff) -> None:
    """Let pupils whom the lists name be children of staff; their aid goes to the colleague as their guardian."""
    for one in school.aided[:: len(school.aided) // many][:many]:
        colleague = plot.chance.choice(staff[school.site.code])
        _raise(plot, one.pupil, colleague)
        plot["household_status"].put(one.entry, head_id=colleague["id_no"])
        for place in one.paid.values():
            plot["aid_payments"].put(
                place, account=account_of(colleague["id_no"]), account_name=colleague["name"],
                holder_relation="guardian",
            )  # fmt: skip
