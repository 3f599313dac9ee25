"""Admissions: from outside the district, near a gift, on a ground nobody could object to, by a doubtful lottery."""

from datetime import date, datetime, timedelta
from typing import Any

from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Planter, Plot

_LIST = datetime(2025, 8, 12, 9, 0)  # when the lists of a lottery are published


def _applications(plot: Plot, wanted: int) -> list[tuple[Site, list[int]]]:
    """Return schools with the places of their applications, nine at least.

    The planters share them out: the first three are for one question each, the last six for lotteries.
    """
    found = {school: places for (school,), places in plot["enrolments"].grouped("school_code").items()}
    return [(site, found[site.code]) for site in plot.sites(wanted, lambda site: len(found.get(site.code, ())) > 8)]


# M-ZS-04. Cells of the application, whether nothing explains the place, why.
_OUTSIDE: tuple[tuple[dict[str, Any], bool, str], ...] = (
    ({"district_ok": False}, True, "a child of another district, admitted without any ground"),
    ({"district_ok": False, "basis_type": "migrant"}, False, "a migrant worker's child, whom no district binds"),
    ({"district_ok": None}, True, "the child's district is not the school's, and nobody said whether it agrees"),
    ({"district_ok": False, "care_type": "soldier", "basis_type": "care"}, False, "a soldier's child, on notice"),
    ({"district_ok": False, "basis_type": "house_only"}, True, "a flat in another district"),
    ({"district_ok": False, "result": "arranged"}, False, "arranged by the county, as the own school was full"),
    ({"district_ok": False, "basis_type": "other"}, True, "another district, on a ground that no rule knows"),
    ({"district_ok": True}, False, "the family moved during the year, and the papers were checked"),
    ({"district_ok": False, "basis_type": "house_only"}, True, "grandparents' flat in another district"),
    ({"district_ok": False, "result": "refused"}, False, "a child of another district, refused"),
)


def outside_the_district(plot: Plot) -> None:
    """Admit children of other districts for no reason; beside them arranged, migrant, checked and refused ones."""
    for (site, places), (cells, irregular, why) in zip(_applications(plot, len(_OUTSIDE)), _OUTSIDE, strict=False):
        place, other = places[0], plot.some((each for each in plot.world.sites if each is not site), 1)[0]
        plot["enrolments"].put(place, district_code=f"PQ-{other.code}", **cells)
        if cells.get("care_type"):
            _on_notice(plot, site, place, 5)
        say = plot.irregular if irregular else plot.innocent
        say(site.code, plot["enrolments"].row(place)["apply_no"], "", None, why)


def _on_notice(plot: Plot, site: Site, place: int, working: int | None, day: date = date(2025, 7, 1)) -> None:
    """Put a ground of care on notice for so many working days; None: it is still up."""
    days, number = plot.days, f"ZG{plot['enrolments'].row(place)['apply_no']}"
    posted = days.workday(day)
    clerk, head = site.staff[0].code, site.hand("XZ")
    post_notice(plot.world, site, number, "ZS-01", "照顾入学资格公示", None, posted, clerk, head)
    off = days.after(posted, working) if working is not None else None
    plot["notices"].put(-1, off_on=off, plan_off_on=off, kind="notice" if off else "disclosure")
    plot["enrolments"].put(place, notice_no=number)
    if working is not None and working < 5:
        plot.beside("M-GK-02", site.code, number, None, "a notice that was taken down too early")


# M-ZS-05. Days from the admission to the gift, how the donor is known, whether the two may be connected, why.
_GIFTS: tuple[tuple[int, str, bool, str], ...] = (
    (175, "employer", True, "the mother's firm gave the school money within half a year after the admission"),
    (184, "employer", False, "the mother's firm gave the school money more than half a year after the admission"),
    (-28, "employer", True, "the father's firm gave the school money four weeks before the admission"),
    (20, "other", False, "a firm in which the parents do not work gave the school money"),
    (180, "employer", True, "the mother's firm gave the school money half a year after the admission"),
    (-195, "employer", False, "the father's firm gave the school money more than half a year before the admission"),
    (-160, "guardian", True, "the guardian gave the school money some five months before the admission"),
    (30, "refused", False, "the parents' firm gave the school money, and the child was refused"),
    (-172, "employer", True, "the father's firm gave the school money within half a year before the admission"),
    (190, "guardian", False, "the guardian gave the school money more than half a year after the admission"),
)
_DONORS = ("青江建材厂", "云台茶业合作社", "石门运输队", "高店矿泉水厂", "景阳家具厂")


def gifts_for_places(plot: Plot) -> None:
    """Give the school money near an admission; beside it earlier and later gifts, and gifts of strangers."""
    numbers = plot["pupils"].grouped("school_code", "pupil_no")
    for number, ((site, places), case) in enumerate(zip(_applications(plot, len(_GIFTS)), _GIFTS, strict=False)):
        days, how, irregular, why = case
        row, donor = plot["enrolments"].row(places[1]), _DONORS[number % len(_DONORS)]
        employer = "县邮政公司" if how in ("other", "guardian") else donor
        if how == "guardian":
            donor = plot["pupils"].row(numbers[site.code, row["pupil_no"]][0])["guardian_name"]
        plot["enrolments"].put(
            places[1], sponsor=donor, sponsor_on=row["admitted_on"] + timedelta(days=days), sponsor_amount=2_000_000,
            guardian_employer=employer, result="refused" if how == "refused" else row["result"],
        )  # fmt: skip
        say = plot.irregular if irregular else plot.innocent
        say(site.code, row["apply_no"], "", abs(days) / 180 - 1, why)


# M-ZS-09. Kind of care, working days on notice (0: never; None: still up), day it went up, why.
_GROUNDS: tuple[tuple[str, int | None, date, str], ...] = (
    ("teacher_child", 4, date(2025, 7, 3), "on notice for four working days with a weekend between"),
    ("talent", 5, date(2025, 7, 1), "on notice for five working days"),
    ("soldier", 0, date(2025, 7, 1), "never on notice"),
    ("martyr", 5, date(2025, 7, 4), "on notice for five working days with a weekend between"),
    ("talent", 3, date(2025, 7, 9), "on notice for three working days"),
    ("teacher_child", None, date(2025, 7, 1), "still on notice"),
    ("other", 4, date(2025, 7, 8), "on notice for four working days"),
    ("soldier", 5, date(2025, 7, 9), "on notice for five working days"),
    ("teacher_child", 1, date(2025, 7, 11), "on notice from a Friday to the Monday"),
    ("other", 5, date(2025, 7, 2), "on notice for five working days"),
)


def grounds_without_notice(plot: Plot) -> None:
    """Admit on grounds of care that were not on notice long enough; beside them ones that just were."""
    for (site, places), (care, working, day, why) in zip(_applications(plot, len(_GROUNDS)), _GROUNDS, strict=False):
        place = places[2]
        plot["enrolments"].put(place, care_type=care, basis_type="care")
        if working != 0:
            _on_notice(plot, site, place, working, day)
        irregular = working is not None and working < 5
        say = plot.irregular if irregular else plot.innocent
        margin = None if working is None else working / 5 - 1
        say(site.code, plot["enrolments"].row(place)["apply_no"], "", margin, why)


# M-ZS-12. Minutes from the list to the seed, what else is odd, whether the draw can not be drawn again, why.
_LOTTERIES: tuple[tuple[int, str, bool, str], ...] = (
    (1, "", True, "the seed was published a minute after the list"),
    (0, "", False, "seed and list were published in the same minute"),
    (60 * 24, "", True, "the seed was published a day after the list"),
    (-30, "two batches", False, "two batches, each with its own seed before its list"),
    (-30, "two seeds", True, "two seeds in one batch"),
    (-1, "", False, "the seed was published a minute before the list"),
    (30, "one row", True, "one child's seed is half an hour younger than the list"),
    (-30, "corrected", False, "the list was corrected and published again after the seed"),
    (-30, "one seed", True, "one child of the batch has another seed"),
    (-60, "", False, "the seed was published an hour before the list"),
)


def doubtful_lotteries(plot: Plot) -> None:
    """Draw lots with late or several seeds; beside them draws whose seed came first and was one."""
    for (site, places), (minutes, how, irregular, why) in zip(
        _applications(plot, len(_LOTTERIES)), _LOTTERIES, strict=False
    ):
        drawn, batch = places[-6:], f"PW2025-{site.code}"
        seeds = [f"{plot.chance.getrandbits(256):064x}" for _ in range(2)]
        for number, place in enumerate(drawn):
            second = (how in ("two batches", "two seeds") and number >= 3) or (how == "one seed" and number == 5)
            late = minutes if how != "one row" or number == 5 else -30
            plot["enrolments"].put(
                place, lottery_batch=batch + ("-2" if second and how == "two batches" else "-1"),
                seed_hash=seeds[second], seed_at=_LIST + timedelta(minutes=late),
                list_published_at=_LIST + timedelta(days=1 if how == "corrected" else 0),
            )  # fmt: skip
        say = plot.irregular if irregular else plot.innocent
        say(site.code, f"{batch}-1", "", None, why)


ADMISSION: tuple[tuple[str, Planter], ...] = (
    ("M-ZS-04", outside_the_district),
    ("M-ZS-05", gifts_for_places),
    ("M-ZS-09", grounds_without_notice),
    ("M-ZS-12", doubtful_lotteries),
)
