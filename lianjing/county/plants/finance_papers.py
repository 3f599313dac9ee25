"""Planted in invoices, large sums and signatures: false bills, nobody's decision, one person at two gates."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.papers import hold_meeting
from lianjing.county.ledgers.world import Site
from lianjing.county.people import region_of
from lianjing.county.plants.finance_books import away, booked, buy, dealers
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import turn_about
from lianjing.county.shape import Supplier

IN_A_ROW, SPAN = 3, 30  # invoices with numbers in a row, days that they span (domain 3F)
LARGE = {"A": 3_000_000, "B": 1_000_000, "C": 500_000}  # fen: what a meeting decides, by size of the school
QUORUM = 2 / 3
Step = Callable[[Plot, Site], None]


def _bill(plot: Plot, site: Site, tag: str, firm: Supplier, day: date, fen: int = 168_000, **said: Any) -> int:
    """Pay a small bill of office goods and return the place of its invoice, changed as said."""
    buy(plot, site, f"FKFP{site.code}{tag}", plot.days.workday(day), firm, fen, "购办公用品", "公用-日常")
    place = plot["invoices"].length - 1
    plot["invoices"].put(place, **{"issued_on": plot.days.workday(day), **said})
    return place


def false_invoices(plot: Plot) -> None:
    """Claim false, repeated or consecutive invoices, or of others; beside it reversals, short rows, equal numbers."""
    irregular = [
        _checked("unknown", "an invoice that the tax office does not know"),
        _claimed_twice,
        _in_a_row(3, 31),
        _other_buyer,
        _at_two_schools,
        _before_it_was_founded(1),
    ]
    innocent = [
        _reversed,
        _in_a_row(3, 30),
        _other_code,
        _canteen,
        _in_a_row(2, 40),
        _before_it_was_founded(0),
    ]
    for site, step in zip(plot.sites(12), turn_about(irregular, innocent), strict=False):
        step(plot, site)


def _tell(plot: Plot, site: Site, seller: str, margin: float, why: str, wrong: bool, year: str = "2025") -> None:
    (plot.irregular if wrong else plot.innocent)(site.code, seller, year, margin, why)


def _checked(verified: str, why: str) -> Step:
    def step(plot: Plot, site: Site) -> None:
        firm = dealers(plot, site, "办公用品")[0]
        _bill(plot, site, "A", firm, date(2025, 5, 14), verified=verified)
        _tell(plot, site, firm.uscc, 1.0, why, True)

    return step


def _claimed_twice(plot: Plot, site: Site) -> None:
    firm = dealers(plot, site, "办公用品")[0]
    first = plot["invoices"].row(_bill(plot, site, "A", firm, date(2025, 4, 16)))
    _bill(plot, site, "B", firm, date(2025, 6, 11), inv_no=first["inv_no"], issued_on=first["issued_on"])
    _tell(plot, site, firm.uscc, 1.0, "one invoice on two vouchers, paid twice", True)


def _at_two_schools(plot: Plot, site: Site) -> None:
    other = plot.sites(1)
    firm = dealers(plot, site, "办公用品")[0]
    first = plot["invoices"].row(_bill(plot, site, "A", firm, date(2025, 4, 16)))
    for school in other:
        _bill(plot, school, "A", firm, date(2025, 4, 23), inv_no=first["inv_no"], issued_on=first["issued_on"])
        for one in (site, school):
            _tell(plot, one, firm.uscc, 1.0, "one invoice claimed at two schools", True)


def _in_a_row(many: int, span: int) -> Step:
    def step(plot: Plot, site: Site) -> None:
        firm, first = dealers(plot, site, "办公用品")[0], plot.days.workday(date(2025, 4, 14))
        number = plot.chance.randrange(10**19, 10**20 - 10) // 10 * 10
        for serial in range(many):
            issued = first + timedelta(days=span * serial // (many - 1))
            _bill(plot, site, f"{serial}", firm, issued, inv_no=f"{number + serial}", issued_on=issued)
        wrong = many >= IN_A_ROW and span > SPAN
        margin = away(span, SPAN) if many >= IN_A_ROW else away(many, IN_A_ROW)
        _tell(plot, site, firm.uscc, margin, f"{many} invoices with numbers in a row over {span} days", wrong)

    return step


def _other_buyer(plot: Plot, site: Site) -> None:
    firm = dealers(plot, site, "办公用品")[0]
    _bill(plot, site, "A", firm, date(2025, 9, 17), buyer_name="清江农资经营部")
    _tell(plot, site, firm.uscc, 1.0, "another buyer stands on the invoice", True)


def _before_it_was_founded(days: int) -> Step:
    def step(plot: Plot, site: Site) -> None:
        firm, founded = dealers(plot, site, "办公用品")[0], plot.days.workday(date(2025, 6, 10))
        code = plot.world.mint.credit_code(plot.chance, region_of(site.unit.township))
        row = plot["suppliers"].row(plot["suppliers"].places(credit_code=firm.uscc)[0])
        plot["suppliers"].add(**{
            **row, "credit_code": code, "name": f"{row['name'][:2]}新益百货店", "founded_on": founded,
            "phone": plot.world.mint.phone(plot.chance), "legal_rep": "覃新益", "address": f"{row['address']}后街",
            "email": f"{code[-8:].lower()}@example.com",
        })  # fmt: skip
        new = Supplier(code, f"{row['name'][:2]}新益百货店", firm.trade, founded, "", "", "存续", firm.township, [])
        _bill(plot, site, "A", new, founded + timedelta(days=8), issued_on=founded - timedelta(days=days))
        why = "issued the day before the shop was founded" if days else "issued on the day the shop was founded"
        _tell(plot, site, code, days / SPAN, why, days > 0)

    return step


def _reversed(plot: Plot, site: Site) -> None:
    firm, day = dealers(plot, site, "办公用品")[0], date(2025, 5, 14)
    wrong = _bill(plot, site, "A", firm, day, verified="reversed")
    fen = plot["invoices"].row(wrong)["amount"]
    red = f"{plot.chance.randrange(10**19, 10**20)}"
    plot["invoices"].copy(wrong, inv_no=red, amount=-fen, tax=-round(fen * 0.03), verified="ok",
                          issued_on=plot.days.after(plot["invoices"].row(wrong)["issued_on"], 3))  # fmt: skip
    new = f"{plot.chance.randrange(10**19, 10**20)}"
    plot["invoices"].copy(wrong, inv_no=new, verified="ok",
                          issued_on=plot.days.after(plot["invoices"].row(wrong)["issued_on"], 3))  # fmt: skip
    _tell(plot, site, firm.uscc, 0.0, "wrongly written, reversed with a red letter and written anew", False)


def _other_code(plot: Plot, site: Site) -> None:
    firm, number = dealers(plot, site, "办公用品")[0], f"{plot.chance.randrange(10**7, 10**8)}"
    for serial, code in enumerate(("042002300111", "042002400111")):
        _bill(plot, site, f"{serial}", firm, date(2025, 4 + serial, 15), inv_no=number, inv_code=code)
    _tell(plot, site, firm.uscc, 0.0, "paper invoices of one number and two codes", False)


def _canteen(plot: Plot, site: Site) -> None:
    firm = dealers(plot, site, "办公用品")[0]
    _bill(plot, site, "A", firm, date(2025, 9, 17), buyer_name=f"{site.unit.name}食堂")
    _tell(plot, site, firm.uscc, 0.0, "the school's own canteen stands on the invoice", False)


def nobody_decided(plot: Plot) -> None:
    """Spend large sums without a meeting, or one too late or too small; beside it smaller and fixed outlays."""
    for size, share, meeting, cells, wrong, why in _OUTLAYS:
        for site in plot.sites(1, lambda site, size=size: site.unit.size_class == size):  # type: ignore[misc]
            _outlay(plot, site, round(LARGE[size] * share), meeting, cells, wrong, why)


# Size of the school, sum as a share of the limit, the meeting (days before, members, present), cells, why.
Meeting = tuple[int, int, int] | None
_WAGES = {"econ": "30101", "summary": "发放代课人员基本工资", "purpose": "wage"}
_OUTLAYS: tuple[tuple[str, float, Meeting, dict[str, str], bool, str], ...] = (
    ("A", 1.02, None, {}, True, "no meeting decided"),
    ("A", 0.99, None, {}, False, "just below what a meeting decides"),
    ("B", 1.0, None, {}, True, "no meeting decided on just the sum from which one must"),
    ("B", 0.95, None, {}, False, "below what a meeting decides"),
    ("C", 1.08, None, {}, True, "no meeting decided"),
    ("C", 0.9, None, {}, False, "below what a meeting decides"),
    ("B", 1.12, (-3, 7, 7), {}, True, "the meeting was held three days after the payment"),
    ("B", 1.1, (6, 6, 4), {}, False, "two thirds of the members were present"),
    ("A", 1.14, (6, 7, 4), {}, True, "four of seven were present"),
    ("B", 1.05, None, {"econ": "30206", "summary": "付电费"}, False, "light: a fixed outlay"),
    ("A", 2.4, None, _WAGES, False, "wages: a fixed outlay"),
)  # fmt: skip


def _outlay(
    plot: Plot, site: Site, fen: int, meeting: Meeting, cells: dict[str, str], wrong: bool, why: str
) -> None:  # fmt: skip
    day, firm, number = plot.days.workday(date(2025, 10, 22)), dealers(plot, site, "维修工程")[0], f"FKDE{site.code}"
    met = None
    if meeting is not None:
        before, members, present = meeting
        held = plot.days.after(day, -before) if before < 0 else day - timedelta(days=before)
        met = hold_meeting(plot.world, site, f"HYDE{site.code}", held, "school", members=members)
        place = plot["meetings"].length - 1
        staff = [person.code for person in site.staff]
        plot["meetings"].put(place, members=members, present_n=present, present=f"|{'|'.join(staff[:present])}|",
                             recorded_at=datetime.combine(held, time(17)))  # fmt: skip
    buy(plot, site, number, day, firm, fen, cells.get("summary", "付围墙修补款"), "公用-维修",
        cells.get("econ", "30213"), cells.get("purpose", "services"), meeting=met)  # fmt: skip
    say = plot.irregular if wrong else plot.innocent
    say(site.code, f"PZ{number}", day.isoformat(), away(fen, LARGE[str(site.unit.size_class)]), why)


# Which signature is put in place of which, on how many vouchers, size of the school, whether it is asked about, why.
_SIGNED: tuple[tuple[str, str, int, bool, bool, str], ...] = (
    ("handler_no", "approver_no", 1, False, True, "the head approved one that the head handled"),
    ("booker_no", "reviewer_no", 2, False, False, "whoever books also reviews: not among the pairs"),
    ("cashier_no", "booker_no", 1, False, True, "the cashier booked one"),
    ("handler_no", "approver_no", 1, True, False, "a small school with another control on record"),
    ("handler_no", "witness_no", 1, False, True, "whoever handled it was also the witness"),
    ("approver_no", "checker_no", 2, False, False, "whoever approves also checks: not among the pairs"),
    ("cashier_no", "checker_no", 4, False, True, "the cashier checked four"),
    ("witness_no", "checker_no", 2, False, False, "whoever was witness also checked: not among the pairs"),
    ("handler_no", "approver_no", 1, False, True, "the head approved the head's own journey"),
    ("cashier_no", "booker_no", 1, True, False, "a small school whose books the central school reviews"),
)  # fmt: skip


def one_at_two_gates(plot: Plot) -> None:
    """Let one person sign where two must; beside it pairs that may be one, and small schools."""
    fits = {small: (lambda site, small=small: site.small is small) for small in (True, False)}
    for first, second, many, small, wrong, why in _SIGNED:
        for site in plot.sites(1, fits[small]):
            _sign_twice(plot, site, first, second, many, wrong, why)


def _sign_twice(plot: Plot, site: Site, first: str, second: str, many: int, wrong: bool, why: str) -> None:
    """Put whoever signed `first` in place of whoever signed `second` on vouchers of autumn 2025."""
    book = plot["vouchers"]
    places = [
        place
        for place in booked(plot, [site])[site.code]
        if date(2025, 9, 1) <= book.row(place)["on_date"] <= date(2026, 1, 31)
        and book.row(place)["handler_no"] == hands_of(site).handler
    ]
    for place in places[:many]:
        book.put(place, **{second: book.row(place)[first]})
    person = book.row(places[0])[first]
    say = plot.irregular if wrong else plot.innocent
    say(site.code, person, "2025-2026", many - 1.0 if wrong else (0.0 if site.small else -1.0), why)
