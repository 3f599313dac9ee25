"""At work or not: pay without work, checks before joining, certificates, secondments."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.days import FIRST, LAST
from lianjing.county.ledgers.world import Site
from lianjing.county.people import region_of
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Rows, Step, by_person, each, ordinary, roomy, turn_about


def paid_and_not_at_work(plot: Plot) -> None:
    """Plant people paid for two months in a row and more without a day at work; leave, secondment, single months."""
    sheet, pay = by_person(plot, "staff_months", "ym"), by_person(plot, "payroll", "ym")

    def away(months: tuple[str, ...], margin: float, why: str, irregular: bool = False, paid: bool = True,
             **said: Any) -> Step:  # fmt: skip
        def step(plot: Plot, site: Site) -> None:
            long_here = (each for each in ordinary(site) if each.joined_on < FIRST)  # a newcomer has no month before
            person = next(long_here, ordinary(site)[0]).code
            for month in months:
                key = (site.code, person, month)
                plot["staff_months"].put(sheet[key][0], days=0.0, lessons=0, leave_days=0.0, leave_kind=None)
                plot["staff_months"].put(sheet[key][0], **said)
                if not paid:
                    for place in pay[key]:
                        plot["payroll"].put(place, amount=0)
            say = plot.irregular if irregular else plot.innocent
            say(site.code, person, months[0] if irregular else None, margin, why)

        return step

    spring, autumn = ("2026-03", "2026-04"), ("2025-10", "2025-11")
    over = {"secondment_doc": "建教函〔2025〕18号", "secondment_to": date(2025, 9, 30)}
    valid = {"secondment_doc": "建教函〔2025〕31号", "secondment_to": date(2026, 1, 31)}
    leave = {"leave_days": 21.0, "leave_kind": "maternity"}
    irregular = [
        away(spring, 0.0, "two months paid without work, lessons or leave", True),
        away(("2025-07", "2025-09"), 0.0, "two school months around the summer", True),
        _name_only,
        away(autumn, 0.0, "an order that had ended before both months", True, **over),
        away((*autumn, "2025-12"), 0.5, "three months paid without work", True),
    ]
    innocent = [
        away(spring, 0.0, "two months of maternity leave", **leave),
        away(autumn, 0.0, "seconded on an order that runs past both months", **valid),
        away(("2025-11",), -0.5, "a single month"),
        away(("2025-10", "2025-12"), -0.5, "two single months with a month of work between"),
        away(spring, 0.0, "pay was stopped as soon as nobody came", paid=False),
    ]
    each(plot, turn_about(irregular, innocent), roomy())


def newcomer(plot: Plot, site: Site, number: int, joined: date, **said: Any) -> str:
    """Add somebody to a school's register, every paper in order but for what is said, and return the staff number."""
    model = plot["staff_register"].row(plot["staff_register"].places(staff_no=ordinary(site)[-1].code)[0])
    gender = plot.chance.choice("MF")
    born = date(plot.chance.randrange(1992, 2003), plot.chance.randrange(1, 13), plot.chance.randrange(1, 28))
    code = f"{site.code}-n{number:03d}"
    own = {
        "staff_no": code, "name": f"{model['name'][0]}晓{'男女'[gender == 'F']}", "gender": gender.lower(),
        "id_no": plot.world.mint.id_no(plot.chance, region_of(site.unit.township), born, gender),
        "phone": plot.world.mint.phone(plot.chance), "account": f"6217{plot.chance.randrange(10**15):015d}",
        "joined_on": joined, "bg_check_on": joined - timedelta(days=12), "bg_recheck_on": None,
        "cert_no": f"{joined.year}42{plot.chance.randrange(10**11):011d}", "establishment": "temporary",
    }  # fmt: skip
    plot["staff_register"].add(**{**model, **own, **said})
    return code


def _name_only(plot: Plot, site: Site) -> None:
    code = newcomer(plot, site, 4, date(2026, 2, 10))
    row = plot["staff_register"].row(plot["staff_register"].length - 1)
    for month in ("2026-04", "2026-05"):
        plot["payroll"].add(
            school_code=site.code, staff_no=code, ym=month, item="basic", amount=280_000, account=row["account"],
            account_name=row["name"], voucher_no=f"GZ{site.code}{month.replace('-', '')}", plan_version="2024",
            id_no=row["id_no"],
        )  # fmt: skip
    plot.irregular(site.code, code, "2026-04", 0.0, "two months on the payroll, never on the attendance sheet")


def _registered(plot: Plot, site: Site, place: int) -> tuple[str, int]:
    """Return an ordinary person of the school by order and the place of that person's row in the register."""
    code = ordinary(site)[place].code
    return code, plot["staff_register"].places(school_code=site.code, staff_no=code)[0]


def unchecked(plot: Plot) -> None:
    """Plant people at work before any check, checked late, or not again within 365 days; bulk checks, and in time.

    Asked on 31 August 2026. A check that came too late or never has no measure: the law allows no day.
    """
    irregular = [
        _checked(366, 1 / 365, True), _newcomer_without_check, _checked(380, 15 / 365, True), _checked_late,
        _checked(410, 45 / 365, True),
    ]  # fmt: skip
    innocent = [_checked(365, 0.0), _checked_in_bulk, _checked(350, -15 / 365), _checked_that_day, _gone_unchecked]
    each(plot, turn_about(irregular, innocent), roomy())


def _checked(days: int, margin: float, irregular: bool = False) -> Step:
    def step(plot: Plot, site: Site) -> None:
        code, place = _registered(plot, site, 1)
        plot["staff_register"].put(place, bg_recheck_on=LAST - timedelta(days=days))
        joined = plot["staff_register"].columns["joined_on"][place]
        plot["staff_register"].put(place, bg_check_on=min(joined, date(2024, 8, 20)) - timedelta(days=20))
        say = plot.irregular if irregular else plot.innocent
        say(site.code, code, "", margin, f"last checked {days} days ago")

    return step


def _newcomer_without_check(plot: Plot, site: Site) -> None:
    code = newcomer(plot, site, 5, date(2026, 3, 2), bg_check_on=None)
    plot.irregular(site.code, code, "", None, "joined in March and never checked")


def _checked_late(plot: Plot, site: Site) -> None:
    code = newcomer(plot, site, 5, date(2026, 3, 2), bg_check_on=date(2026, 3, 5))
    plot.irregular(site.code, code, "", None, "checked three days after joining, alone")


def _checked_in_bulk(plot: Plot, site: Site) -> None:
    for number in range(6):
        code = newcomer(plot, site, 50 + number, date(2026, 8, 20), bg_check_on=date(2026, 8, 25))
        if number < 2:
            plot.innocent(site.code, code, "", None, "six newcomers, checked together by the bureau five days on")


def _checked_that_day(plot: Plot, site: Site) -> None:
    code = newcomer(plot, site, 5, date(2026, 3, 2), bg_check_on=date(2026, 3, 2))
    plot.innocent(site.code, code, "", 0.0, "checked on the day of joining")


def _gone_unchecked(plot: Plot, site: Site) -> None:
    said = {"bg_check_on": date(2024, 8, 20), "bg_recheck_on": date(2025, 3, 3), "left_on": date(2026, 1, 30)}
    code = newcomer(plot, site, 5, date(2024, 9, 2), **said)
    plot.innocent(site.code, code, "", 180 / 365, "left in January, before the next check was due")


def without_the_certificate(plot: Plot) -> None:
    """Plant lessons without a teaching certificate and canteen hands whose health certificate ran out.

    A health certificate holds for a year: the margin is the time past its end as a share of that year.
    """
    sheet = by_person(plot, "staff_months")
    irregular = [
        _unhealthy("KGY", 1, True), _teaches_without(sheet, True), _unhealthy("STG", 12, True),
        _teaches_without(sheet, True, "2026-06"), _unhealthy("YSY", 45, True),
    ]  # fmt: skip
    innocent = [
        _unhealthy("KGY", 0), _teaches_without(sheet, False), _unhealthy("STG", -9), _unhealthy("JS", 30),
        _left_without,
    ]  # fmt: skip
    each(plot, turn_about(irregular, innocent), _runs_a_canteen)


def _runs_a_canteen(site: Site) -> bool:
    """Return whether five people of the school buy, keep, cook, accept and pay: a buyer never accepts the food."""
    own = {person.code for person in site.staff}
    cooks = [site.hands.get(role) for role in ("KGY", "STG", "YSY", "BZY", "CGY")]
    return site.meals and len(ordinary(site)) >= 8 and own.issuperset(cooks) and len(set(cooks)) == len(cooks)


def _unhealthy(role: str, past: int, irregular: bool = False) -> Step:
    """Somebody whose certificate ended `past` days ago: of the canteen, or (JS) a teacher who never stands in there."""

    def step(plot: Plot, site: Site) -> None:
        code = site.hands[role] if role != "JS" else ordinary(site)[7].code
        place = plot["staff_register"].places(school_code=site.code, staff_no=code)[0]
        plot["staff_register"].put(place, health_cert_to=LAST - timedelta(days=past))
        say = plot.irregular if irregular else plot.innocent
        say(site.code, code, "", past / 365 if role != "JS" else None, f"{role}: certificate ended {past} days ago")

    return step


def _teaches_without(sheet: Rows, irregular: bool, only: str | None = None) -> Step:
    """Somebody without a certificate: teaching (in one month only), or at the school without lessons."""

    def step(plot: Plot, site: Site) -> None:
        code, place = _registered(plot, site, 2)
        plot["staff_register"].put(place, cert_no=None)
        months = plot["staff_months"]
        for row in sheet[site.code, code]:
            if not irregular or (only and months.columns["ym"][row] != only):
                months.put(row, lessons=0)
        say = plot.irregular if irregular else plot.innocent
        say(site.code, code, "", None, "teaches without a certificate" if irregular else "a trainee without lessons")

    return step


def _left_without(plot: Plot, site: Site) -> None:
    code = newcomer(plot, site, 6, date(2025, 9, 1), cert_no=None, left_on=date(2026, 1, 30))
    plot["staff_months"].add(
        school_code=site.code, staff_no=code, ym="2025-11", days=20.0, lessons=30, leave_days=0.0
    )  # fmt: skip
    plot.innocent(site.code, code, "", None, "an intern who taught and has left")


def lent_out_too_long(plot: Plot) -> None:
    """Plant teachers away past the end of their order or without one; orders that run on, and people back in class.

    Asked on 31 August 2026; lessons last were given on 10 July. The margin is the days past the end (or left until
    it) as a share of an order of 300 days.
    """
    sheet = by_person(plot, "staff_months", "ym")
    irregular = [
        _seconded(sheet, date(2026, 7, 3), 7 / 300, True),
        _seconded(sheet, date(2026, 12, 31), None, True, paper=False),
        _seconded(sheet, date(2026, 6, 30), 10 / 300, True), _seconded(sheet, date(2026, 3, 31), 101 / 300, True),
        _seconded(sheet, date(2026, 9, 30), None, True, paper=False),
    ]  # fmt: skip
    innocent = [
        _seconded(sheet, date(2026, 7, 10), 0.0), _seconded(sheet, date(2026, 7, 31), -21 / 300),
        _seconded(sheet, date(2026, 3, 31), None, back=True), _seconded(sheet, date(2026, 5, 29), None, ill=True),
        _seconded(sheet, date(2026, 12, 31), -174 / 300),
    ]  # fmt: skip
    each(plot, turn_about(irregular, innocent), roomy())


def _seconded(
    sheet: Rows, to: date, margin: float | None, irregular: bool = False, paper: bool = True, back: bool = False,
    ill: bool = False,
) -> Step:  # fmt: skip
    """Somebody away from March: still away in July, or back in class, or ill, once the order has ended."""

    def step(plot: Plot, site: Site) -> None:
        code, months = ordinary(site)[3].code, plot["staff_months"]
        for month in ("2026-03", "2026-04", "2026-05", "2026-06", "2026-07"):
            over = f"{to:%Y-%m}" < month
            doc = f"建教函〔2025〕{40 + plot.world.sites.index(site)}号" if paper else None
            row = sheet[site.code, code, month][0]
            worked = float(len(plot.days.of_month(month)))
            months.put(row, secondment_doc=doc, secondment_to=to)
            if not (over and back):
                months.put(row, days=0.0, lessons=0, leave_days=0.0, leave_kind=None)
            if over and ill:
                months.put(row, leave_days=worked, leave_kind="sick")
        say = plot.irregular if irregular else plot.innocent
        say(site.code, code, f"{to}", margin, f"away until {to}, {'on an order' if paper else 'without an order'}")
        if irregular:
            _paid_meanwhile(plot, site, code, to, paper)

    return step


def _paid_meanwhile(plot: Plot, site: Site, code: str, to: date, paper: bool) -> None:
    """Say that the wages of two months and more without a valid order may be asked about as well."""
    first = "2026-03" if not paper else "2026-04" if to.month == 3 else None
    if first:
        plot.beside("M-RS-04", site.code, code, first, "paid while away without a valid order")
