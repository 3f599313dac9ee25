"""Budgets and balances: overspent items, outlays without a budget, claims and debts that nobody clears."""

from datetime import date, timedelta

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, booked, dealers, entry, workday_before
from lianjing.county.plants.plot import Plot

YEAR = 2025
_EQUIPMENT, _REPAIRS, _DAILY, _ODD = "公用-设备", "公用-维修", "公用-日常", "公用-接待"


def beyond_the_budget(plot: Plot) -> None:
    """Spend more on an item than was granted, or without a grant; or just as much, or more after a change."""
    sites = plot.sites(11)
    entries = booked(plot, sites)
    items = plot["budgets"].grouped("school_code", "budget_item", "year")
    for number, site in enumerate(sites):
        which = number // 2
        if number % 2 == 0:
            _overspend(plot, site, which, entries[site.code], items)
        else:
            _keep_within(plot, site, which, entries[site.code], items)


Items = dict[tuple[object, ...], list[int]]


def _report(plot: Plot, place: int, share: float, changed: float = 0.0) -> None:
    """Let the budget's own figures say that this share of the approved sum was spent after a change of it."""
    book = plot["budgets"]
    approved = book.row(place)["approved"]
    adjusted, executed = round(approved * changed), round(approved * share)
    book.put(place, adjusted=adjusted, executed=executed, balance=approved + adjusted - executed)


def _overspend(plot: Plot, site: Site, which: int, entries: list[int], items: Items) -> None:
    item, margin, why = _EQUIPMENT, 0.0, "the budget's own figures show more spent than granted"
    place = items[site.code, item, YEAR][0]
    if which < 3:
        share = (1.01, 1.07, 1.14)[which]
        _report(plot, place, share)
        margin = away(share, 1)
    elif which == 3:  # a change took a part of the grant away and the spending went on
        _report(plot, place, 0.82, -0.25)
        margin, why = away(0.82, 0.75), "the grant was cut in the year and the spending went on"
    elif which == 4:
        item = _DAILY
        _grant_for(plot, items[site.code, item, YEAR][0], _spent(plot, entries, item), 1.04)
        margin, why = 0.04, "the vouchers come to more than the grant, whatever the budget says was spent"
    else:
        item = _ODD
        day = plot.days.workday(date(YEAR, 10, 14))
        firm = dealers(plot, site, "办公用品")[0]
        entry(plot, site, f"PZJD{site.code}", day, summary="付来访用品款", account_code="5001", econ_code="30217",
              debit=286_000, counterparty=firm.name, budget_item=item)  # fmt: skip
        plot.irregular(site.code, item, f"{YEAR}", None, "an outlay on an item that the budget does not know")
        return
    plot.irregular(site.code, item, f"{YEAR}", margin, why)


def _keep_within(plot: Plot, site: Site, which: int, entries: list[int], items: Items) -> None:
    item = _EQUIPMENT if which < 3 else _DAILY
    place = items[site.code, item, YEAR][0]
    if which < 3:
        share, changed = ((1.0, 0.0), (1.12, 0.15), (0.97, 0.0))[which]
        _report(plot, place, share, changed)
        margin = away(share, 1 + changed)
        why = ("the grant was spent to the last fen", "a change in the year covers it", "a little less than granted")
        plot.innocent(site.code, item, f"{YEAR}", margin, why[which])
        return
    spent = _spent(plot, entries, item)
    own = [one for one in entries if _belongs(plot, one, item)]
    if which == 3:  # a wrong entry and the red one that takes it back
        wrong = plot["vouchers"].row(own[-1])
        for sign, number in ((1, "C"), (-1, "H")):
            plot["vouchers"].copy(own[-1], voucher_no=f"{wrong['voucher_no']}{number}", debit=sign * spent // 12)
        _grant_for(plot, place, spent, 0.97)
        plot.innocent(site.code, item, f"{YEAR}", -0.03, "a wrong entry was taken back by a red one")
    else:  # one outlay stands in the accounts of cost and in those of the budget
        for one in own:
            plot["vouchers"].copy(one, line=2, account_code="7201")
        _grant_for(plot, place, spent, 0.95)
        plot.innocent(site.code, item, f"{YEAR}", -0.05, "each outlay stands in the accounts of cost and of the budget")


def _belongs(plot: Plot, place: int, item: str) -> bool:
    columns = plot["vouchers"].columns
    return columns["budget_item"][place] == item and columns["on_date"][place].year == YEAR


def _spent(plot: Plot, entries: list[int], item: str) -> int:
    debits = plot["vouchers"].columns["debit"]
    return sum(debits[place] or 0 for place in entries if _belongs(plot, place, item))


def _grant_for(plot: Plot, place: int, spent: int, share: float) -> None:
    """Grant so much that what the vouchers spent is this share of it; the budget's own figures say a little less."""
    granted = round(spent / share)
    executed = min(spent, round(granted * 0.99))
    plot["budgets"].put(place, approved=granted, adjusted=0, executed=executed, balance=granted - executed)


HANGING, LOAN = 365, 90  # domain 3F: days after which a balance with a firm, or a loan to staff, is to be cleared
# Days, to whom, which side, what part was repaid and in how many steps.
_STANDING = (
    (374, "firm", "1218", 0.0), (98, "staff", "1218", 0.0), (395, "firm", "2307", 0.4), (101, "staff", "1218", 0.6),
    (660, "firm", "1218", 0.0),
)  # fmt: skip
_OPEN = (
    (358, "firm", "1218", 0.0), (85, "staff", "1218", 0.0), (430, "firm", "1218", 1.0), (365, "firm", "2307", 0.0),
    (130, "staff", "1218", 1.0),
)  # fmt: skip


def balances_nobody_clears(plot: Plot) -> None:
    """Leave claims, debts and loans open too long; or a little less long, or clear them in the end."""
    sites = plot.sites(10)
    entries = booked(plot, sites)
    for number, site in enumerate(sites):
        last = max(plot["vouchers"].columns["on_date"][place] for place in entries[site.code])
        days, whom, account, repaid = (_STANDING, _OPEN)[number % 2][number // 2]
        day = last - timedelta(days=days)
        day = workday_before(plot, day) if number % 2 == 0 else plot.days.workday(day)
        voucher = _open(plot, site, day, last, whom, account, repaid)
        line = LOAN if whom == "staff" else HANGING
        age = (last - day).days
        if number % 2 == 0:
            plot.irregular(site.code, voucher, f"{day}", away(age, line), f"open for {age} days with a {whom}")
        else:
            why = f"cleared in parts within {age} days" if repaid else f"open for {age} days with a {whom}"
            plot.innocent(site.code, voucher, f"{day}", None if repaid else away(age, line), why)


def _open(plot: Plot, site: Site, day: date, last: date, whom: str, account: str, repaid: float) -> str:
    """Open a claim or debt, pay a part of it back in two steps, and return the number of its voucher."""
    other = site.staff[-1].name if whom == "staff" else dealers(plot, site, "维修工程")[0].name
    fen, number = plot.chance.randrange(2_400, 4_600) * 100, f"PZWL{site.code}"
    grows, falls = ("debit", "credit") if account == "1218" else ("credit", "debit")
    said = {"account_code": account, "counterparty": other}
    entry(plot, site, number, day, summary="借支" if whom == "staff" else "往来款", **{grows: fen}, **said)
    parts = (round(fen * repaid * 0.4), round(fen * repaid) - round(fen * repaid * 0.4))
    for step, part in enumerate(parts, start=1):
        if part:
            back = plot.days.workday(day + timedelta(days=(last - day).days * step // 4))
            entry(plot, site, f"{number}H{step}", back, summary="归还往来款", **{falls: part}, **said)
    return number
