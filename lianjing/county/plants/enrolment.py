"""Pupils who are on the roll and not at school, and pupils who move: late, or many in the middle of a term."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.days import LAST, Stretch
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.enrolment_admission import ADMISSION
from lianjing.county.plants.enrolment_pupils import quiet
from lianjing.county.plants.enrolment_rolls import ROLLS
from lianjing.county.plants.plot import Planter, Plot

_COMPULSORY = ("primary", "middle")


# M-ZS-01. School days away, the reason entered, what else, whether nobody knows where the pupil is, why.
_UNSEEN: tuple[tuple[int, str | None, str, bool, str], ...] = (
    (20, "unknown", "", True, "not seen for twenty school days, and nobody knows why"),
    (19, "unknown", "", False, "not seen for nineteen school days"),
    (21, None, "", True, "not seen for twenty-one school days, and no reason was entered"),
    (22, "illness", "", False, "ill for twenty-two school days, with leave"),
    (23, "unknown", "", True, "not seen for twenty-three school days"),
    (21, "unknown", "visit", False, "not seen for twenty-one school days; the home was visited"),
    (35, "unknown", "back", True, "back from a year's leave, and gone again for thirty-five school days"),
    (21, "unknown", "home", False, "a disabled pupil who is taught at home"),
    (22, "unknown", "", True, "not seen for twenty-two school days"),
    (23, "unknown", "gone", False, "moved to another school twenty-three school days before the holidays"),
)


def unseen_pupils(plot: Plot) -> None:
    """Keep pupils on the roll who have not been seen for a month; beside them pupils whose absence is explained."""
    free, days = quiet(plot), plot.days.terms[-1].days
    sites = plot.sites(len(_UNSEEN), lambda site: site.stage in _COMPULSORY and free.get(site.code))
    for site, (count, reason, how, irregular, why) in zip(sites, _UNSEEN, strict=False):
        place = free[site.code][0]
        row = plot["pupils"].row(place)
        start = days[-count]
        _away(plot, site, row, start, count, reason, "JF-0713" if how == "visit" else None)
        if how == "back":
            _moved(plot, site, row, "suspend", date(2025, 3, 3), date(2025, 3, 3))
            _moved(plot, site, row, "resume", date(2026, 2, 27), date(2026, 3, 4))
        if how == "gone":
            _moved(plot, site, row, "out", start, start)
        plot["pupils"].put(place, special_ed=how == "home")
        say = plot.irregular if irregular else plot.innocent
        say(site.code, row["pupil_no"], "", count / 20 - 1, why)
        if irregular or how == "home" or (reason == "unknown" and count == 19):
            plot.beside("M-ZS-10", site.code, row["pupil_no"], start.isoformat(), "away for more than two weeks, too")


# M-ZS-10. School days away, the reason entered, what else, whether it calls for a visit, why.
_DROPPED: tuple[tuple[int, str | None, str, bool, str], ...] = (
    (10, "unknown", "", True, "away for ten school days; nobody visited"),
    (9, "unknown", "", False, "away for nine school days"),
    (11, None, "", True, "away for eleven school days; no reason was entered"),
    (11, "leave", "", False, "away for eleven school days with leave"),
    (14, "unknown", "", True, "away for fourteen school days; nobody visited"),
    (10, "unknown", "visit", False, "away for ten school days; the home was visited"),
    (11, "unknown", "", True, "away for eleven school days; nobody visited"),
    (11, "unknown", "gone", False, "away because the transfer was decided"),
    (10, "unknown", "", True, "away for ten school days; nobody visited"),
    (10, "unknown", "small", False, "a child of a kindergarten, which nobody need attend"),
)


def hidden_drop_outs(plot: Plot) -> None:
    """Leave long absences without a visit; beside them shorter, explained ones, and a child of a kindergarten."""
    free, days = quiet(plot), plot.days.terms[2].days
    kindergartens = plot.sites(1, lambda site: site.stage == "preschool" and free.get(site.code))
    others = plot.sites(9, lambda site: site.stage in _COMPULSORY and free.get(site.code))
    sites = others + [site for site in kindergartens if len(others) == 9]
    for number, (site, case) in enumerate(zip(sites, _DROPPED, strict=False)):
        count, reason, how, irregular, why = case
        row = plot["pupils"].row(free[site.code][-1])
        start = days[12 + 3 * number]
        _away(plot, site, row, start, count, reason, "JF-0811" if how == "visit" else None)
        if how == "gone":
            _moved(plot, site, row, "out", start, start)
        say = plot.irregular if irregular else plot.innocent
        say(site.code, row["pupil_no"], start.isoformat(), count / 10 - 1, why)


def _away(
    plot: Plot, site: Site, row: dict[str, Any], start: date, days: int, reason: str | None, visit: str | None
) -> None:
    plot["absences"].add(
        school_code=site.code, pupil_no=row["pupil_no"], start_on=start, class_no=row["class_no"], days=days,
        reason=reason, visit_ref=visit,
    )  # fmt: skip


def _moved(
    plot: Plot, site: Site, row: dict[str, Any], kind: str, applied: date, closed: date | None, **cells: Any
) -> None:
    """Enter a change of the register; while it is open the day of the change is that of the application."""
    plot["pupil_changes"].add(
        school_code=site.code, pupil_no=row["pupil_no"], change_type=kind, change_date=closed or applied,
        applied_on=applied, approved_on=closed, closed_on=closed, doc_no=f"异{applied:%Y%m%d}{row['pupil_no'][-6:]}",
        new_class=row["class_no"] if kind == "in" else None, **cells,
    )  # fmt: skip


# M-ZS-08. Working days taken, whether it is still open, kind of change, reason, whether late, why.
_SLOW: tuple[tuple[int, bool, str, str, bool, str], ...] = (
    (11, False, "in", "随父母迁居", True, "a transfer decided on the eleventh working day"),
    (10, False, "in", "随父母迁居", False, "a transfer decided on the tenth working day"),
    (11, True, "in", "随父母迁居", True, "a transfer still open on the eleventh working day"),
    (10, True, "in", "随父母迁居", False, "a transfer still open on the tenth working day"),
    (16, False, "in", "随父母务工", True, "a transfer decided after three weeks"),
    (18, False, "in", "跨省转学", False, "a transfer from another province, which had to answer"),
    (11, False, "resume", "病愈复学", True, "a return from leave decided on the eleventh working day"),
    (14, False, "move_class", "校内调班", False, "a change of class, which the county does not decide"),
    (13, False, "resume", "病愈复学", True, "a return from leave decided on the thirteenth working day"),
    (9, False, "resume", "病愈复学", False, "a return from leave decided on the ninth working day"),
)


def slow_transfers(plot: Plot) -> None:
    """Decide on transfers after the ten working days; beside them ones just in time and ones of other provinces."""
    free, days = quiet(plot), plot.days
    sites = plot.sites(len(_SLOW), lambda site: site.stage in _COMPULSORY and len(free.get(site.code, ())) > 1)
    for site, (taken, opened, kind, reason, irregular, why) in zip(sites, _SLOW, strict=False):
        row = plot["pupils"].row(free[site.code][1])
        applied = _before(plot, LAST, taken) if opened else days.workday(days.terms[2].first + timedelta(days=2))
        closed = None if opened else days.after(applied, taken)
        origin = plot.some((other.code for other in plot.world.sites if other is not site), 1)[0]
        _moved(plot, site, row, kind, applied, closed, reason=reason, from_school=origin if kind == "in" else None)
        say = plot.irregular if irregular else plot.innocent
        say(site.code, row["pupil_no"], applied.isoformat(), taken / 10 - 1, why)


def _before(plot: Plot, day: date, working: int) -> date:
    """Return the latest working day after which `working` working days pass up to `day`."""
    first = day
    while plot.days.after(first, working) > day or not plot.days.works(first):
        first -= timedelta(days=1)
    return first


# M-ZS-07. Pupils by how many more than where the question begins; how; whether it should be asked; why.
_STREAMS: tuple[tuple[int, str, bool, str], ...] = (
    (0, "", True, "as many as the rules look at moved in from everywhere after two months"),
    (-1, "", False, "one fewer than the rules look at moved in from everywhere"),
    (1, "", True, "one more than the rules look at moved in from everywhere"),
    (1, "village", False, "most of them came from one school that was closed"),
    (1, "", True, "one more than the rules look at moved in from everywhere"),
    (3, "early", False, "many moved in, but within the first two months"),
    (0, "", True, "as many as the rules look at moved in from everywhere after two months"),
    (0, "out", False, "as many moved away, and none to this school"),
    (4, "", True, "many moved in from everywhere after two months"),
    (-1, "", False, "one fewer than the rules look at moved in from everywhere"),
)


def mid_term_streams(plot: Plot) -> None:
    """Let many pupils move to a school in the middle of a term; beside it closed schools, early moves and fewer."""
    free, term = quiet(plot), plot.days.terms[1]
    sites = plot.sites(len(_STREAMS), lambda site: site.pupils >= 110 and len(free.get(site.code, ())) >= 20)
    rolls, moved = plot["pupils"].grouped("school_code", "status"), _mid_term(plot, term)
    for site, (more, how, irregular, why) in zip(sites, _STREAMS, strict=False):
        roll = len(rolls[site.code, "active"])
        count = min(10, -(-roll * 3 // 100)) + more
        others = plot.some((other.code for other in plot.world.sites if other is not site), max(3, count))
        for number, place in enumerate(free[site.code][2 : 2 + count - moved.get(site.code, 0)]):
            late = 40 - count if how == "early" else 75
            closed = plot.days.workday(term.first + timedelta(days=late + number))
            origin = others[0] if how == "village" and number % 5 < 3 else others[number % len(others)]
            _moved(plot, site, plot["pupils"].row(place), "out" if how == "out" else "in", _before(plot, closed, 5),
                   closed, reason="随父母迁居", from_school=None if how == "out" else origin)  # fmt: skip
        say = plot.irregular if irregular else plot.innocent
        say(site.code, site.code, term.name, count / min(10, roll * 0.03) - 1, f"{count} pupils: {why}")


def _mid_term(plot: Plot, term: Stretch) -> dict[str, int]:
    """Return by school how many pupils have moved in two months and more into the term."""
    changes = plot["pupil_changes"].columns
    found: dict[str, int] = {}
    for school, kind, day in zip(
        *(changes[name] for name in ("school_code", "change_type", "change_date")), strict=True
    ):
        if kind == "in" and term.first + timedelta(days=60) < day <= term.last:
            found[school] = found.get(school, 0) + 1
    return found


ENROLMENT: tuple[tuple[str, Planter], ...] = (
    ("M-ZS-01", unseen_pupils),
    ("M-ZS-07", mid_term_streams),
    ("M-ZS-08", slow_transfers),
    ("M-ZS-10", hidden_drop_outs),
    *ROLLS,
    *ADMISSION,
)
