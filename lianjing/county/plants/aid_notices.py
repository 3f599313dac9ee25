"""Planted in the notices of aid: none, too short, changed midway, and what nobody may read in them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Step, turn_about

_YEAR, _TERM = "2025-2026", "2025-2026-1"
DAYS = 5  # working days that a notice of aid is up (domain 3D)


def notices_lacking(plot: Plot) -> None:
    """Decide and pay without a notice of full length; beside it notices of just five days, over a holiday, anew."""
    irregular = [
        _without,
        _shown(4, 4, "the notice came down and was decided on after four working days"),
        _paid_early,
        _no_such_notice,
        _shown(6, 6, "a name was added in the middle, and the days were not counted anew", changed=2),
    ]
    innocent = [
        _shown(5, 5, "five working days to the day"),
        _holiday,
        _not_recognised,
        _shown(8, 8, "a name was added in the middle, and five days were counted anew", changed=3),
        _shown(9, 5, "decided on after five working days while the notice was still up"),
    ]
    fit = _noticed(plot)
    for site, step in zip(plot.sites(len(irregular + innocent), fit), turn_about(irregular, innocent), strict=False):
        step(plot, site)


def _noticed(plot: Plot) -> Callable[[Site], object]:
    """Return whether a school recognised pupils this year and paid aid in both its terms."""
    known, paid = plot["aid_recognition"].grouped("school_code", "school_year"), plot["aid_payments"]
    terms = paid.grouped("school_code", "term")
    return lambda site: (
        (site.code, _YEAR) in known
        and all((site.code, term.name) in terms for term in plot.days.terms if term.school_year == _YEAR)
    )


def _recognised(plot: Plot, site: Site) -> list[int]:
    return plot["aid_recognition"].places(school_code=site.code, school_year=_YEAR)


def _notice(plot: Plot, site: Site) -> int:
    return plot["notices"].places(school_code=site.code, notice_no=f"GS{site.code}2025ZZ")[0]


def _decide(plot: Plot, site: Site, day: date) -> None:
    for place in _recognised(plot, site):
        plot["aid_recognition"].put(place, decided_on=day)


def _say(plot: Plot, site: Site, period: str, days: int, why: str) -> None:
    say = plot.irregular if days < DAYS else plot.innocent
    say(site.code, site.code, period, days / DAYS - 1, why)


def _pay_on_own_notice(plot: Plot, site: Site) -> int:
    """Give the payments of each term a notice of its own, a fortnight before the list; return the first one's place.

    What is wrong with the notice of recognition is then no fault of the payments.
    """
    hands, places = hands_of(site), []
    for term in (term for term in plot.days.terms if term.school_year == _YEAR):
        payments = plot["aid_payments"].places(school_code=site.code, term=term.name)
        listed = min(plot["aid_payments"].row(place)["listed_on"] for place in payments)
        number = f"GS{site.code}{term.name}ZZ"
        shown = plot.days.workday(listed - timedelta(days=16))
        post_notice(plot.world, site, number, "ZZ-02", f"{term.name}学期资助发放公示", None, shown, hands.handler,
                    hands.approver)  # fmt: skip
        places.append(plot["notices"].length - 1)
        for place in payments:
            plot["aid_payments"].put(place, notice_no=number)
    return places[0]


def _without(plot: Plot, site: Site) -> None:
    for place in _recognised(plot, site)[:5]:
        plot["aid_recognition"].put(place, notice_no=None)
    _say(plot, site, _YEAR, 0, "some recognitions were never put on notice")


def _shown(days: int, decided: int, why: str, changed: int = 0) -> Step:
    """The notice of recognition is up so many working days and decided on after so many; changed: after so many."""

    def step(plot: Plot, site: Site) -> None:
        _pay_on_own_notice(plot, site)
        place = _notice(plot, site)
        shown = plot["notices"].row(place)["published_on"]
        off = plot.days.after(shown, days)
        plot["notices"].put(place, off_on=off, plan_off_on=off)
        if changed:
            plot["notices"].put(place, changed_on=plot.days.after(shown, changed))
        _decide(plot, site, plot.days.after(shown, decided))
        length = min(days, decided) - changed
        if days - changed < DAYS:
            plot.beside("M-GK-02", site.code, f"GS{site.code}2025ZZ", None, why)
        _say(plot, site, _YEAR, length, why)

    return step


def _paid_early(plot: Plot, site: Site) -> None:
    shown = plot["notices"].row(_pay_on_own_notice(plot, site))["published_on"]
    approved = plot.days.after(shown, 4)
    for place in plot["aid_payments"].places(school_code=site.code, term=_TERM):
        plot["aid_payments"].put(place, listed_on=shown, approved_on=approved)
    _say(plot, site, _TERM, 4, "payment was approved on the fourth working day of its notice")


def _no_such_notice(plot: Plot, site: Site) -> None:
    for place in plot["aid_payments"].places(school_code=site.code, term=_TERM):
        plot["aid_payments"].put(place, notice_no=f"GS{site.code}2025FF")
    _say(plot, site, _TERM, 0, "the payments name a notice that never was")


def _holiday(plot: Plot, site: Site) -> None:
    _pay_on_own_notice(plot, site)
    shown = plot.days.workday(date(2025, 9, 29))
    off = plot.days.after(shown, 5)
    plot["notices"].put(_notice(plot, site), published_on=shown, off_on=off, plan_off_on=off)
    _decide(plot, site, off)
    _say(plot, site, _YEAR, 5, "five working days around the national holiday")


def _not_recognised(plot: Plot, site: Site) -> None:
    _shown(5, 5, "five working days; one whom the school did not recognise was on no notice")(plot, site)
    pupils = plot["pupils"].places(school_code=site.code, status="active")
    taken = set(plot["aid_recognition"].columns["pupil_no"])
    cells = plot["pupils"].columns
    place = next(place for place in pupils if cells["pupil_no"][place] not in taken)
    plot["aid_recognition"].copy(
        _recognised(plot, site)[0], pupil_no=cells["pupil_no"][place], class_no=cells["class_no"][place],
        method="review", category=None, level="none", notice_no=None, why_not="评议未达到标准",
    )  # fmt: skip


# Hits of the scan, item of the notice (None: the school's notice of recognition), cells, why.
_SCANNED: tuple[tuple[int | None, str | None, dict[str, Any], str], ...] = (
    (1, None, {}, "one identity number in the notice of recognition"),
    (0, None, {"objections": 2}, "names and classes only, two objections"),
    (1, "ZZ-02", {}, "one account number in the notice of payments"),
    (1, "CW-03", {}, "a firm's telephone in a notice of a purchase: not about aid"),
    (1, "ZZ-03", {}, "a telephone of a family in the notice of donors' aid"),
    (1, "RS-01", {}, "an identity number in a notice of recruitment: not about aid"),
    (4, "ZZ-02", {}, "four account numbers in the notice of payments"),
    (None, "ZZ-02", {}, "the notice was not scanned"),
    (1, None, {"objections": 1}, "one home address in the notice of recognition"),
    (0, "ZZ-02", {}, "the list without its column of accounts"),
)  # fmt: skip


def shown_to_everybody(plot: Plot) -> None:
    """Put numbers of people into notices of aid; beside it clean notices, unscanned ones, and other notices."""
    sites = plot.sites(len(_SCANNED), _noticed(plot))
    for site, (hits, item, cells, why) in zip(sites, _SCANNED, strict=False):
        if item is None:
            place = _notice(plot, site)
        else:
            hands, day = hands_of(site), plot.days.workday(date(2026, 4, 13))
            number = f"GS{site.code}2026{item}"
            post_notice(plot.world, site, number, item, "公示", None, day, hands.handler, hands.approver)
            place = plot["notices"].length - 1
        plot["notices"].put(place, scan_hits=hits, **cells)
        about_aid = item is None or item.startswith("ZZ")
        number = plot["notices"].row(place)["notice_no"]
        if hits and not about_aid:
            plot.beside("M-GK-04", site.code, number, "", why)
        say = plot.irregular if hits and about_aid else plot.innocent
        say(site.code, number, "", None if hits is None else hits - 1.0, why)
