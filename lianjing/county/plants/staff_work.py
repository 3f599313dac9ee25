"""At work or not: pay without work, checks before joining, certificates, secondments."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.world import Site
from lianjing.county.people import region_of
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Step, by_person, each, ordinary, roomy, turn_about

Rows = dict[tuple[Any, ...], list[int]]


def paid_and_not_at_work(plot: Plot) -> None:
    """Plant people paid for two months in a row and more without a day at work; leave, secondment, single months."""
    sheet, pay = by_person(plot, "staff_months", "ym"), by_person(plot, "payroll", "ym")

    def away(months: tuple[str, ...], margin: float, why: str, irregular: bool = False, paid: bool = True,
             **said: Any) -> Step:  # fmt: skip
        def step(plot: Plot, site: Site) -> None:
            person = ordinary(site)[0].code
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
