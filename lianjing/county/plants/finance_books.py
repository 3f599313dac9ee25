"""What several planters of school money need: who signs, entries and payments, a grant for what is spent."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.money import hands_of, pay
from lianjing.county.ledgers.papers import hold_meeting
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Supplier


def away(value: float, line: float) -> float:
    """Return how far a value lies from where a question begins, as a share of that."""
    return round((value - line) / line, 4)


def entry(plot: Plot, site: Site, number: str, day: date, **cells: Any) -> int:
    """Book one line of a voucher of the school's own book, signed by six people, and return its place."""
    hands = hands_of(site)
    signed = {
        "handler_no": hands.handler, "witness_no": hands.witness, "approver_no": hands.approver,
        "checker_no": hands.checker, "booker_no": hands.booker, "cashier_no": hands.cashier,
        "reviewer_no": hands.checker,
    }  # fmt: skip
    book = {"school_code": site.code, "voucher_no": number, "line": 1, "on_date": day, "func_code": "2050202"}
    return plot["vouchers"].add(**{**book, "book": "school", "attachments": 2, **signed, **cells})


def buy(
    plot: Plot, site: Site, number: str, day: date, firm: Supplier, fen: int, summary: str, item: str,
    econ: str = "30201", purpose: str = "goods", contract: str | None = None, meeting: str | None = None,
) -> int:  # fmt: skip
    """Pay a firm, with invoice, voucher and a grant in the year's budget; return the place of the voucher."""
    pay(plot.world, site, hands_of(site), number, day, firm, fen, contract, purpose, summary, item, meeting)
    place = plot["vouchers"].length - 1
    plot["vouchers"].put(place, econ_code=econ)
    grant(plot, site, item, day.year, fen)
    return place


def grant(plot: Plot, site: Site, item: str, year: int, fen: int) -> None:
    """Let the year's budget grow by what is spent more, as a change approved in the year; a new item where none is."""
    book = plot["budgets"]
    for place in book.places(school_code=site.code, budget_item=item, year=year):
        row = book.row(place)
        book.put(place, adjusted=row["adjusted"] + fen, executed=row["executed"] + fen)
        return
    book.add(
        school_code=site.code, budget_item=item, year=year, approved=fen, adjusted=0, executed=fen, balance=0,
        fund_type="财政拨款",
    )  # fmt: skip


def decide(plot: Plot, site: Site, number: str, day: date) -> str:
    """Hold a meeting on or before the day that decides on money, and return its number."""
    return hold_meeting(plot.world, site, number, day, "school")


def dealers(plot: Plot, site: Site, *trades: str) -> list[Supplier]:
    """Return the firms of some trades that nobody at the school is tied to, in an order of the school's own."""
    firms = plot.world.strangers(site, plot.world.firms(*trades))
    turned = sum(map(ord, site.code)) % len(firms)
    return firms[turned:] + firms[:turned]


def workday_before(plot: Plot, day: date) -> date:
    """Return the day itself when it is worked, else the last one before it that is."""
    while not plot.days.works(day):
        day -= timedelta(days=1)
    return day


def booked(plot: Plot, sites: Iterable[Site]) -> dict[str, list[int]]:
    """Return the places of these schools' vouchers by school."""
    wanted = {site.code for site in sites}
    found: dict[str, list[int]] = {code: [] for code in wanted}
    for place, school in enumerate(plot["vouchers"].columns["school_code"]):
        if school in wanted:
            found[school].append(place)
    return found
