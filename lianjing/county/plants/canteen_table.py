"""Planted at the table: more diners than pupils, leaders who stay away, samples that are lacking."""

from datetime import date
from math import ceil, floor

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import away, by_month, cooks, staffed
from lianjing.county.plants.plot import Plot

LATE_COMERS, ALONG = 1.02, 0.90  # domain 3E: tolerance for late comers, share of days on which a leader eats along
GRAMS, HOURS, GAPS = 125, 48, 3  # domain 3E: sample, hours kept, daily checks that may be lacking in a month


def more_eat_than_came(plot: Plot) -> None:
    """More pupils are down for lunch than came; or a few came late, or a class has not reported, or guests ate."""
    lists = plot["attendance"].columns
    hands_in = set(lists["school_code"])
    sites = plot.sites(10, lambda site: staffed(site) and site.code in hands_in)
    meals, sheets = by_month(plot["meals"], sites), by_month(plot["attendance"], sites)
    lost: list[int] = []
    for number, site in enumerate(sites):
        day = plot.chance.choice(plot.days.of_month("2025-10"))
        lunch = _of_day(plot, "meals", meals[site.code, "2025-10"], day)[0]
        rooms = _of_day(plot, "attendance", sheets[site.code, "2025-10"], day)
        came = sum(lists["present"][place] for place in rooms)
        if number % 2 == 0:
            diners = ceil(came * (1.03, 1.045, 1.07, 1.12, 1.4)[number // 2])
            _serve(plot, lunch, diners)
            margin = away(diners / came, LATE_COMERS)
            plot.irregular(site.code, day, f"{day}", margin, "more pupils at lunch than came to school")
        else:
            margin, why = _look_alike(plot, number // 2, lunch, rooms, came)
            plot.innocent(site.code, day, f"{day}", margin, why)
            lost += rooms[-1:] if number // 2 == _NO_SHEET else []
    plot["attendance"].drop(lost)


_NO_SHEET = 3  # the look-alike in which a class has not handed in its sheet


def _look_alike(plot: Plot, which: int, lunch: int, rooms: list[int], came: int) -> tuple[float, str]:
    if which < 3:
        diners = floor(came * (1.02, 1.018, 1.01)[which])
        _serve(plot, lunch, diners)
        return away(diners / came, LATE_COMERS), "a few pupils came after the sheets were handed in"
    if which == _NO_SHEET:
        last = rooms[-1]
        rest = came - plot["attendance"].columns["present"][last]
        return away(came / max(1, rest), LATE_COMERS), "one class has not handed in its sheet"
    guests = ceil(came * 0.09)
    plot["meals"].put(lunch, staff=plot["meals"].columns["staff"][lunch] + guests)
    return away((came + guests) / came, LATE_COMERS), "teachers on a course ate too and are counted as adults"


def _serve(plot: Plot, lunch: int, pupils: int) -> None:
    row = plot["meals"].row(lunch)
    plot["meals"].put(lunch, pupils=pupils, nip=None if row["nip"] is None else pupils)


def _of_day(plot: Plot, table: str, places: list[int], day: date) -> list[int]:
    days = plot[table].columns["on_date"]
    return [place for place in places if days[place] == day]


def leaders_stay_away(plot: Plot) -> None:
    """Leaders seldom eat along in a term; or nearly always, or a small school's teacher sits there instead."""
    term = plot.days.terms[2]
    for site, share in zip(plot.sites(5, staffed), (0.89, 0.875, 0.85, 0.8, 0.5), strict=False):
        covered = _sit_along(plot, site, floor(share * len(term.days)), "teacher")
        plot.irregular(site.code, site.code, term.name, away(covered, ALONG), "teachers sat there instead of a leader")
    for site, share in zip(plot.sites(4, staffed), (0.9, 0.905, 0.92, 0.95), strict=False):
        covered = _sit_along(plot, site, ceil(share * len(term.days)), "parent")
        plot.innocent(site.code, site.code, term.name, away(covered, ALONG), "a leader ate along on enough days")
    for site in plot.sites(2, lambda one: one.meals and one.small):
        covered = _sit_along(plot, site, floor(0.6 * len(term.days)), "teacher")
        plot.innocent(site.code, site.code, term.name, away(covered, ALONG), "at a small school a teacher eats along")


def _sit_along(plot: Plot, site: Site, days: int, instead: str) -> float:
    """Leave a leader at table on so many days of the term and return their share; somebody else sits on the others."""
    term, book = plot.days.terms[2], plot["meal_company"]
    led = [place for place in book.places(school_code=site.code, who="leader")
           if term.first <= book.columns["on_date"][place] <= term.last]  # fmt: skip
    already = {book.columns["on_date"][place] for place in book.places(school_code=site.code, who=instead)}
    free = [place for place in led if book.columns["on_date"][place] not in already]  # one row a day and kind of person
    for place in plot.some(free, max(0, len(led) - days)):
        book.put(place, who=instead, staff_no=site.staff[-1].code if instead == "teacher" else None)
    return min(days, len(led)) / len(term.days)


def samples_lacking(plot: Plot) -> None:
    """No sample, one too small or thrown away too soon, a careless month; or what is asked for, and few gaps."""
    book, month = plot["food_safety"], "2025-12"
    sites = plot.sites(10, cooks)
    logs = by_month(book, sites)
    faults = ({"sample_grams": 118}, {"sample_grams": 122}, {"kept_hours": 44}, {"kept_hours": 46}, {"samples": 0})
    margins = (away(118, GRAMS), away(122, GRAMS), away(44, HOURS), away(46, HOURS), -1.0)
    for site, fault, margin in zip(sites[:5], faults, margins, strict=False):
        place = plot.chance.choice(_daily(plot, logs[site.code, month]))
        book.put(place, **fault)
        day = book.columns["on_date"][place]
        plot.irregular(site.code, day, f"{day}", margin, f"the sample of the day is not as required: {fault}")
    enough = ({"sample_grams": GRAMS}, {"kept_hours": HOURS}, {"sample_grams": 126, "kept_hours": 49})
    for site, figures in zip(sites[5:8], enough, strict=False):
        place = plot.chance.choice(_daily(plot, logs[site.code, month]))
        book.put(place, **figures)
        day = book.columns["on_date"][place]
        plot.innocent(site.code, day, f"{day}", 0.0, f"just what is required: {figures}")
    gone: list[int] = []
    for site, gaps, tell in zip(sites[8:10], (GAPS + 2, GAPS), (plot.irregular, plot.innocent), strict=False):
        lost = plot.some(_daily(plot, logs[site.code, month]), gaps)
        for place in lost:
            day = book.columns["on_date"][place]
            tell(site.code, day, f"{day}", away(gaps, GAPS), f"{gaps} days of the month have no log")
        gone += lost
    book.drop(gone)


def _daily(plot: Plot, places: list[int]) -> list[int]:
    kinds = plot["food_safety"].columns["check_kind"]
    return [place for place in places if kinds[place] == "daily"]
