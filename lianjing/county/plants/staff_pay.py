"""Pay: leaders who reward themselves, one account or one person paid twice."""

from collections.abc import Callable
from datetime import date
from functools import partial

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import Rows, Step, by_person, each, ordinary, roomy, turn_about

PayStep = Callable[[Plot, Site, Rows], None]


def leaders_who_reward_themselves(plot: Plot) -> None:
    """Plant leaders whose mean reward of a year is above 1.8 times the teachers'; just below, arrears, one of them."""
    pay = by_person(plot, "payroll", "ym")

    def rewarded(times: float, irregular: bool = False, arrears: bool = False, one: bool = False) -> Step:
        def step(plot: Plot, site: Site) -> None:
            ledger, teachers = plot["payroll"], [each.code for each in site.staff if each.code not in site.leaders]
            usual = sum(_reward(plot, pay, site, code)[1] for code in teachers) / len(teachers)
            for number, code in enumerate(site.leaders):
                share = times if not one else 2.6 if number == 0 else (times * len(site.leaders) - 2.6) / 2
                place, _ = _reward(plot, pay, site, code)
                ledger.put(place, amount=round(usual * share))
                if arrears:
                    ledger.copy(place, ym="2025-06", amount=round(usual * 0.7), plan_version="2024年补发")
            say = plot.irregular if irregular else plot.innocent
            why = f"leaders' mean {times} times the teachers'{', and arrears' if arrears else ''}"
            say(site.code, site.code, "2025", (times - 1.8) / 1.8, why)

        return step

    irregular = [rewarded(1.84, True), rewarded(1.95, True), rewarded(1.88, True, one=True), rewarded(2.05, True),
                 rewarded(2.6, True)]  # fmt: skip
    innocent = [rewarded(1.76), rewarded(1.7, arrears=True), rewarded(1.66), rewarded(1.72, one=True), rewarded(1.58)]
    each(plot, turn_about(irregular, innocent), _led_by_regulars)


def _led_by_regulars(site: Site) -> bool:
    """Three leaders, none on a temporary contract: whose reward pay a school's plan does not share out."""
    leaders = [person for person in site.staff if person.code in site.leaders]
    return len(leaders) == 3 and all(person.establishment != "临聘" for person in leaders)


def _reward(plot: Plot, pay: Rows, site: Site, code: str) -> tuple[int, int]:
    """Return the place and the amount of somebody's reward of 2025."""
    ledger = plot["payroll"]
    place = next(
        each for each in pay[site.code, code, "2025-12"] if ledger.columns["item"][each] == "performance_reward"
    )  # fmt: skip
    return place, ledger.columns["amount"][place]


def paid_twice(plot: Plot) -> None:
    """Plant two people on one account and one person on two schools' payrolls; couples, transfers, allowances.

    The margin is by the months in which two schools pay, two of which begin the question, or by the people that one
    account pays, two of whom do.
    """
    pay = by_person(plot, "payroll")
    irregular = [_one_account, _two_schools(2, "basic", True), _one_account, _two_schools(3, "basic", True),
                 _two_schools(2, "performance_base", True)]  # fmt: skip
    innocent = [_two_schools(1, "basic"), _two_schools(4, "after_school"), _couple, _new_card, _two_schools(3, "rural")]
    each(plot, [partial(_with_pay, do, pay) for do in turn_about(irregular, innocent)], roomy())


def _with_pay(do: PayStep, pay: Rows, plot: Plot, site: Site) -> None:
    do(plot, site, pay)


def _one_account(plot: Plot, site: Site, pay: Rows) -> None:
    one, other = (ordinary(site)[place].code for place in (5, 6))
    _share(plot, site, pay, one, other)
    for code in (one, other):
        plot.irregular(site.code, code, "", 0.0, "the pay of two people on one account")


def _share(plot: Plot, site: Site, pay: Rows, one: str, other: str) -> None:
    ledger = plot["payroll"]
    account, name = (ledger.columns[cell][pay[site.code, one][0]] for cell in ("account", "account_name"))
    for place in pay[site.code, other]:
        ledger.put(place, account=account, account_name=name)
    register = plot["staff_register"]
    register.put(register.places(school_code=site.code, staff_no=other)[0], account=account)


def _couple(plot: Plot, site: Site, pay: Rows) -> None:
    one, other = (ordinary(site)[place].code for place in (5, 6))
    _share(plot, site, pay, one, other)
    register = plot["staff_register"]
    rows = {code: register.row(register.places(school_code=site.code, staff_no=code)[0]) for code in (one, other)}
    for code, spouse in ((one, other), (other, one)):
        plot["staff_relations"].add(
            school_code=site.code, staff_no=code, relative_name=rows[spouse]["name"], relation="spouse",
            relative_id=rows[spouse]["id_no"], works_at=site.unit.name, declared_on=date(2025, 4, 8),
        )  # fmt: skip
        plot.innocent(site.code, code, "", 0.0, "a declared couple, one of whom gave the other's account")


def _new_card(plot: Plot, site: Site, pay: Rows) -> None:
    code, ledger = ordinary(site)[5].code, plot["payroll"]
    card = f"6217{plot.chance.randrange(10**15):015d}"
    for place in pay[site.code, code]:
        if ledger.columns["ym"][place] >= "2025-09":
            ledger.put(place, account=card)
    plot.innocent(site.code, code, "", -0.5, "one person whose card was replaced: two accounts, one person each")


def _two_schools(months: int, item: str, irregular: bool = False) -> PayStep:
    """Somebody of this school is on another's payroll too: with a wage, or with what is paid for visiting lessons."""

    def step(plot: Plot, site: Site, pay: Rows) -> None:
        code, other = ordinary(site)[5].code, plot.world.sites[plot.world.sites.index(site) - 3]
        guest, register, ledger = f"{other.code}-k{site.code[1:]}", plot["staff_register"], plot["payroll"]
        mine = register.places(school_code=site.code, staff_no=code)[0]
        register.copy(mine, school_code=other.code, staff_no=guest, establishment="seconded_in", post_rank="staff",
                      key_post=None, key_post_from=None)  # fmt: skip
        row = ledger.row(pay[site.code, code][0])
        for month in ("2026-03", "2026-04", "2026-05", "2026-06")[:months]:
            ledger.add(**{**row, "school_code": other.code, "staff_no": guest, "ym": month, "item": item,
                          "amount": 180_000, "voucher_no": f"GZ{other.code}{month.replace('-', '')}"})  # fmt: skip
            plot["staff_months"].add(school_code=other.code, staff_no=guest, ym=month, days=8.0, lessons=16,
                                     leave_days=0.0)  # fmt: skip
        say, wage = plot.irregular if irregular else plot.innocent, item in ("basic", "performance_base")
        for school, number in ((site.code, code), (other.code, guest)):
            margin = (months - 2) / 2 if wage else None
            say(school, number, "", margin, f"{item} of a second school for {months} months")

    return step
