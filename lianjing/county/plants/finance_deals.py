"""What planters of purchases need: a school's last purchase with all its papers, later days for them, a new one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import post_notice
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import buy, decide, workday_before
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Supplier

Rows = dict[tuple[Any, ...], list[int]]


@dataclass(frozen=True)
class Deal:
    """One purchase of a school other than food, paid at once: its contract's number and the places of its papers."""

    site: Site
    number: str
    award: int
    contract: int
    acceptance: int
    payment: int
    voucher: int
    invoice: int
    meeting: int
    work: int | None


def last_deals(plot: Plot, works: bool = False) -> dict[str, Deal]:
    """Return by school the purchase signed last, of works or of anything else, whose papers nobody changed."""
    one = {name: _single(plot[name].grouped(key)) for name, key in _KEYS}
    sites, found = plot.world.site_of, {}
    for place in range(plot["contracts"].length):
        row = plot["contracts"].row(place)
        number, school = row["contract_no"], row["school_code"]
        if (row["kind"] == "works") is not works or "SC" in number or school not in sites:
            continue
        award, accepted = one["procurements"].get(row["proc_no"]), one["acceptances"].get(number)
        payment = one["payments"].get(number)
        if award is None or accepted is None or payment is None:
            continue
        voucher = plot["payments"].row(payment)["voucher_no"]
        met = one["meetings"].get(plot["procurements"].row(award)["meeting_id"])
        papers = (accepted, payment, one["vouchers"].get(voucher), one["invoices"].get(voucher), met)
        if None in papers:
            continue
        deal = Deal(sites[school], number, award, place, *papers, one["works"].get(number))  # type: ignore[arg-type]
        if _in_order(plot, deal):
            found[school] = deal
    return found


def _in_order(plot: Plot, deal: Deal) -> bool:
    """Return whether a purchase was decided, awarded, signed, begun, accepted and paid one after the other."""
    award, contract = plot["procurements"].row(deal.award), plot["contracts"].row(deal.contract)
    steps = [
        plot["meetings"].row(deal.meeting)["held_at"].date(), award["noticed_on"], award["awarded_on"],
        contract["signed_on"], plot["acceptances"].row(deal.acceptance)["accepted_on"],
        plot["payments"].row(deal.payment)["paid_on"],
    ]  # fmt: skip
    begun = deal.work is None or plot["works"].row(deal.work)["started_on"] > contract["signed_on"]
    sums = {award["award_amount"], contract["amount"], plot["payments"].row(deal.payment)["amount"]}
    return steps == sorted(set(steps)) and begun and len(sums) == 1


_KEYS = (
    ("procurements", "proc_no"), ("acceptances", "contract_no"), ("payments", "contract_no"),
    ("vouchers", "voucher_no"), ("invoices", "voucher_no"), ("works", "contract_no"), ("meetings", "meeting_id"),
)  # fmt: skip


def _single(rows: Rows) -> dict[str, int]:
    return {str(key): places[0] for (key,), places in rows.items() if len(places) == 1}


def pay_on(plot: Plot, deal: Deal, day: date) -> None:
    """Move the one payment of a purchase, its voucher and its invoice to a day."""
    plot["payments"].put(deal.payment, paid_on=day)
    plot["vouchers"].put(deal.voucher, on_date=day)
    plot["invoices"].put(deal.invoice, issued_on=day - timedelta(days=4))


def sign_on(plot: Plot, deal: Deal, day: date) -> None:
    """Sign a purchase on a day and publish, file, accept and pay it in its time after that."""
    days = plot.days
    plot["contracts"].put(
        deal.contract, signed_on=day, published_on=days.after(day, 1), filed_on=days.after(day, 4), start_on=day,
        end_on=day + timedelta(days=330),
    )  # fmt: skip
    accepted = days.after(day, 8)
    plot["acceptances"].put(deal.acceptance, accepted_on=accepted)
    pay_on(plot, deal, days.after(accepted, 5))
    if deal.work is not None:
        plot["works"].put(deal.work, started_on=days.after(day, 1), completed_on=accepted)


def split_payment(plot: Plot, deal: Deal, first: int, day: date) -> None:
    """Pay a part on a day and the rest when the whole was paid before."""
    row = plot["payments"].row(deal.payment)
    rest = row["amount"] - first
    for table, place, cell in (
        ("payments", deal.payment, "amount"), ("vouchers", deal.voucher, "debit"), ("invoices", deal.invoice, "amount"),
    ):  # fmt: skip
        plot[table].put(place, **{cell: rest})
    plot["invoices"].put(deal.invoice, tax=round(rest * 0.03))
    number = f"{row['voucher_no']}Y"
    plot["payments"].copy(
        deal.payment, payment_no=f"{row['payment_no']}Y", voucher_no=number, paid_on=day, amount=first
    )
    plot["vouchers"].copy(deal.voucher, voucher_no=number, on_date=day, debit=first)
    invoice = plot.chance.randrange(10**19, 10**20)
    plot["invoices"].copy(
        deal.invoice, inv_no=f"{invoice}", voucher_no=number, issued_on=day - timedelta(days=4), amount=first,
        tax=round(first * 0.03),
    )  # fmt: skip


@dataclass(frozen=True)
class Need:
    """What a school needs: title, category of the catalogue, kind, budget item, how it buys."""

    title: str
    category: str
    kind: str
    item: str
    method: str


def purchase(
    plot: Plot, site: Site, tag: str, need: Need, firm: Supplier, fen: int, awarded: date, **said: Any
) -> str:  # fmt: skip
    """Buy something from the meeting to the payment, everything in its time, and return the contract's number.

    said: cells of the procurement that differ.
    """
    hands, proc, contract = hands_of(site), f"CG{site.code}{tag}", f"HT{site.code}{tag}"
    noticed = workday_before(plot, awarded - timedelta(days=13))
    meeting = decide(plot, site, f"HY{proc}", noticed - timedelta(days=5))
    usual: dict[str, Any] = {
        "title": f"{site.unit.alias}{need.title}", "budget_item": need.item, "category": need.category,
        "kind": need.kind, "budget_amount": round(fen * 1.08), "method": need.method, "meeting_id": meeting,
        "noticed_on": noticed, "opened_on": workday_before(plot, awarded - timedelta(days=1)), "awarded_on": awarded,
        "result_noticed_on": awarded, "winner_code": firm.uscc, "award_amount": fen, "status": "complete",
        "judges": together(hands.witness, hands.checker), "handler_no": hands.handler,
        "requester_no": site.hand("JW"), "currency": "CNY",
    }  # fmt: skip
    plot["procurements"].add(school_code=site.code, proc_no=proc, **{**usual, **said})
    post_notice(plot.world, site, f"GS{proc}", "CW-03", f"{need.title}成交结果公示", proc, awarded, hands.handler,
                hands.approver)  # fmt: skip
    signed = plot.days.after(awarded, 5)
    plot["contracts"].add(
        school_code=site.code, contract_no=contract, proc_no=proc, supplier_code=firm.uscc, amount=fen,
        signed_on=signed, published_on=plot.days.after(signed, 1), filed_on=plot.days.after(signed, 4),
        start_on=signed, end_on=signed + timedelta(days=330), changed_amount=0, prepay_share=0.0, kind=need.kind,
        signer_no=hands.approver,
    )  # fmt: skip
    accepted = plot.days.after(signed, 10)
    plot["acceptances"].add(
        school_code=site.code, contract_no=contract, lot=1, accepted_on=accepted, result="pass", amount=fen,
        acceptors=together(site.hand("YSY"), hands.witness),
    )  # fmt: skip
    buy(plot, site, f"FK{proc}", plot.days.after(accepted, 6), firm, fen, f"付{need.title}款", need.item,
        purpose=need.kind, contract=contract, meeting=meeting)  # fmt: skip
    return contract


def meet_on(plot: Plot, deal: Deal, day: date) -> None:
    """Hold the meeting that decided on a purchase on another day; its minutes are entered on the next."""
    plot["meetings"].put(
        deal.meeting, held_at=datetime.combine(day, time(15)),
        recorded_at=datetime.combine(plot.days.after(day, 1), time(10)),
    )  # fmt: skip
