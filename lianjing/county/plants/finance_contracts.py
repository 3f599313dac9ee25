"""Contracts: signed above the award, paid beyond what was signed, paid without any."""

from dataclasses import dataclass
from datetime import date, timedelta

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, buy, dealers, decide
from lianjing.county.plants.plot import Plot

NO_CONTRACT = 5_000_000  # domain 3F: a payment from 50 000 yuan on needs a contract


@dataclass(frozen=True)
class Deal:
    """One purchase of a school by the places of its award, contract, payment, voucher and invoice."""

    number: str
    award: int
    contract: int
    payment: int
    voucher: int
    invoice: int


def _deals(plot: Plot, sites: list[Site]) -> dict[str, Deal]:
    """Return one purchase of each school, other than food, that was paid at once."""
    paid = plot["payments"].grouped("contract_no")
    vouchers, invoices = plot["vouchers"].grouped("voucher_no"), plot["invoices"].grouped("voucher_no")
    awards = plot["procurements"].grouped("proc_no")
    wanted, found = {site.code for site in sites}, {}
    for place in range(plot["contracts"].length):
        row = plot["contracts"].row(place)
        once = len(paid.get((row["contract_no"],), ())) == 1 and (row["proc_no"],) in awards
        if row["school_code"] not in wanted or row["kind"] == "works" or not once or row["signed_on"].year < 2025:
            continue
        payment = paid[(row["contract_no"],)][0]
        voucher = (plot["payments"].row(payment)["voucher_no"],)
        if len(vouchers.get(voucher, ())) == len(invoices.get(voucher, ())) == 1:
            deal = Deal(row["contract_no"], awards[(row["proc_no"],)][0], place, payment, vouchers[voucher][0],
                        invoices[voucher][0])  # fmt: skip
            found.setdefault(row["school_code"], deal)
    return found


def _settle(plot: Plot, deal: Deal, fen: int) -> None:
    """Let the one payment of a purchase come to so much, with its voucher and invoice."""
    plot["payments"].put(deal.payment, amount=fen)
    plot["vouchers"].put(deal.voucher, debit=fen)
    plot["invoices"].put(deal.invoice, amount=fen, tax=round(fen * 0.03))


def paid_beyond_the_contract(plot: Plot) -> None:
    """Sign above the award, pay beyond the contract or without one; or less, or after a change, or just as much."""
    sites = plot.sites(13)
    deals = _deals(plot, sites)
    for number, site in enumerate(site for site in sites if site.code in deals):
        (_too_much if number % 2 == 0 else _as_agreed)(plot, site, number // 2, deals[site.code])


def _too_much(plot: Plot, site: Site, which: int, deal: Deal) -> None:
    award = plot["procurements"].row(deal.award)["award_amount"]
    if which < 3:
        share = (1.02, 1.09, 1.4)[which]
        plot["contracts"].put(deal.contract, amount=round(award * share))
        _settle(plot, deal, round(award * share))
        plot.irregular(site.code, deal.number, "", away(share, 1), "signed above the award and paid as signed")
    elif which < 5:
        share = (1.04, 1.13)[which - 3]
        amount = plot["contracts"].row(deal.contract)["amount"]
        _again(plot, site, deal, round(amount * (share - 1)))
        plot.irregular(site.code, deal.number, "", away(share, 1), "paid once more on a contract that was paid")
    else:
        fen = (5_150_000, 5_800_000)[which - 5]
        payment = _bare(plot, site, fen)
        plot.irregular(site.code, payment, "", away(fen, NO_CONTRACT), "paid without any contract")


def _as_agreed(plot: Plot, site: Site, which: int, deal: Deal) -> None:
    amount = plot["contracts"].row(deal.contract)["amount"]
    if which == 0:
        less = round(plot["procurements"].row(deal.award)["award_amount"] * 0.985)
        plot["contracts"].put(deal.contract, amount=less)
        _settle(plot, deal, less)
        plot.innocent(site.code, deal.number, "", -0.015, "signed a little below the award")
    elif which == 1:
        plot["contracts"].put(deal.contract, changed_amount=round(amount * 0.1))
        _again(plot, site, deal, round(amount * 0.08))
        plot.innocent(site.code, deal.number, "", away(1.08, 1.1), "paid beyond the contract after a change of it")
    elif which == 2:
        _settle(plot, deal, amount - round(amount * 0.3))
        _again(plot, site, deal, round(amount * 0.3))
        plot.innocent(site.code, deal.number, "", 0.0, "paid in two parts that come to the contract")
    elif which == 3:
        payment = _bare(plot, site, 4_870_000)
        plot.innocent(site.code, payment, "", away(4_870_000, NO_CONTRACT), "just below what needs a contract")
    elif which == 4:
        payment = _bare(plot, site, 5_240_000)
        place = plot["payments"].places(payment_no=payment)[0]
        back = plot["payments"].row(place)["paid_on"] + timedelta(days=2)
        plot["payments"].copy(place, payment_no=f"{payment}T", paid_on=plot.days.workday(back), amount=-5_240_000)
        plot.innocent(site.code, payment, "", away(5_240_000, NO_CONTRACT), "the bank sent it back whole")
    else:
        payment = _bare(plot, site, 6_300_000)
        place = plot["payments"].places(payment_no=payment)[0]
        plot["payments"].put(place, purpose="aid", payee_name="县农村商业银行", payee_code=None)
        plot.innocent(site.code, payment, "", None, "aid paid out to families through the bank")


def _again(plot: Plot, site: Site, deal: Deal, fen: int) -> None:
    """Pay once more on the contract, some days after the first payment."""
    first, voucher = plot["payments"].row(deal.payment), plot["vouchers"].row(deal.voucher)
    day = plot.days.after(first["paid_on"], 6)
    firm = next(one for one in plot.world.network.suppliers if one.uscc == first["payee_code"])
    buy(plot, site, f"{first['payment_no']}B", day, firm, fen, voucher["summary"], voucher["budget_item"],
        purpose=first["purpose"], contract=deal.number, meeting=voucher["meeting_id"])  # fmt: skip


def _bare(plot: Plot, site: Site, fen: int) -> str:
    """Pay a firm without a contract, as a meeting decided, and return the number of the payment."""
    day, number = plot.days.workday(date(2025, 10, 21)), f"FKWH{site.code}"
    meeting = decide(plot, site, f"HYWH{site.code}", date(2025, 10, 13))
    firm = dealers(plot, site, "信息化")[0]
    buy(plot, site, number, day, firm, fen, "购教学设备", "公用-设备", "31002", meeting=meeting)
    return number
