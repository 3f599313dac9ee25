"""Planted in meals out, shops and fees: one restaurant again and again, a shop without a lease, another stage's fee."""

from datetime import date
from typing import Any

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, dealers
from lianjing.county.plants.plot import Plot

MEALS = 3  # invoices of one restaurant in a month (domain 3F)
_DAYS = (4, 6, 11, 13, 18, 20)


def meals_out(plot: Plot) -> None:
    """Three or more invoices for meals of one firm in a month; or two, or over two months, or not for meals."""
    cases: list[tuple[int, int, str, bool]] = [
        (3, 0, "公务用餐餐费", True), (2, 0, "公务用餐餐费", False), (3, 0, "餐饮服务", True), (2, 2, "餐费", False),
        (4, 0, "接待用餐", True), (3, 0, "学生营养餐食材", False), (3, 0, "招待费", True), (4, 0, "购餐具", False),
        (6, 0, "餐费", True), (1, 0, "餐费", False),
    ]  # fmt: skip
    for site, (here, before, goods, wrong) in zip(plot.sites(len(cases)), cases, strict=False):
        firm = dealers(plot, site, "办公用品")[0]
        for month, wanted in ((5, here), (4, before)):
            for number, day in enumerate(_DAYS[:wanted]):
                _bill(plot, site, firm, date(2026, month, day), goods, number)
        say = plot.irregular if wrong else plot.innocent
        margin = away(here, MEALS) if here <= MEALS or wrong else None
        say(site.code, firm.uscc, "2026-05", margin, f"{here} invoices for {goods}")


def _bill(plot: Plot, site: Site, firm: Any, day: date, goods: str, number: int) -> None:
    fen = 41_700 + plot.chance.randrange(100, 30_000)
    plot["invoices"].add(
        school_code=site.code, inv_no=f"{plot.chance.randrange(10**7, 10**8)}{number}",
        issued_on=plot.days.workday(day), seller_code=firm.uscc, buyer_name=site.unit.name, goods=goods, amount=fen,
        tax=round(fen * 0.03), verified="ok", voucher_no=f"PZCF{site.code}{day:%m}",
    )  # fmt: skip


def shops_without_a_lease(plot: Plot) -> None:
    """A shop without a lease, or with one long over; or in force, renewed these days, idle, or no shop at all."""
    leased: dict[str, Any] = {"status": "leased", "lease_contract": "ZL", "rent": 60_000}
    cases: list[tuple[str, dict[str, Any], float | None, bool, str]] = [
        ("校内小卖部", {"status": "in_use"}, None, True, "a shop that nobody let"),
        ("校门口门面", {**leased, "lease_to": date(2027, 8, 31)}, None, False, "a lease in force"),
        ("操场旁房屋", {**leased, "lease_to": date(2026, 7, 30)}, 0.066, True, "a lease over for 32 days"),
        ("操场旁房屋", {**leased, "lease_to": date(2026, 8, 1)}, 0.0, False, "a lease over for 30 days"),
        ("校门口门面", {"status": "leased", "rent": 60_000}, None, True, "let without a number of a lease"),
        ("校内小卖部", {"status": "idle"}, None, False, "a shop that is closed"),
        ("校内超市", {**leased, "lease_to": date(2026, 7, 28)}, 0.13, True, "a lease over for 34 days"),
        ("投影机", {"status": "in_use"}, None, False, "no shop"),
        ("校内商店", {"status": "in_use"}, None, True, "a shop that nobody let"),
        ("小卖部货架", {"status": "in_use"}, None, False, "the shelves of a shop"),
    ]
    for site, (name, cells, margin, wrong, why) in zip(plot.sites(len(cases)), cases, strict=False):
        asset = f"ZC{site.code}950"
        said = {**cells, "lease_contract": f"ZL{site.code}9"} if cells.get("lease_contract") else cells
        started = {"lease_from": date(2026, 8, 1)} if said.get("lease_to") == date(2027, 8, 31) else {}
        plot["assets"].add(
            school_code=site.code, asset_no=asset, name=name, class_code="A01", orig_value=2_000_000, **said, **started
        )
        (plot.irregular if wrong else plot.innocent)(site.code, asset, "", margin, why)


_TERM = "2025-2026-1"


def fees_of_another_stage(plot: Plot) -> None:
    """Fees that the list allows at other stages; or given back whole, or of the school's own stage."""
    cases: list[tuple[str, float, bool, str]] = [
        ("SF05", 0.0, True, "boarding charged at a primary school"),
        ("SF05", 1.0, False, "boarding charged and given back whole"),
        ("SF06", 0.0, True, "a kindergarten's fee at a primary school"),
        ("SF02", 0.0, False, "exercise books, which primary schools may charge"),
        ("SF05", 0.96, True, "boarding charged and mostly given back"),
        ("SF06", 1.0, False, "a kindergarten's fee given back whole"),
        ("SF05", 0.5, True, "boarding charged and half given back"),
        ("SF01", 0.0, False, "care after school, which primary schools may charge"),
    ]
    catalogue = {plot["fee_catalogue"].row(place)["fee_code"]: place for place in range(plot["fee_catalogue"].length)}
    for site, (code, back, wrong, why) in zip(
        plot.sites(len(cases), lambda one: one.stage == "primary" and one.rooms), cases, strict=False
    ):
        listed = plot["fee_catalogue"].row(catalogue[code])
        if code in ("SF05", "SF06"):
            _charge(plot, site, listed, back)
        (plot.irregular if wrong else plot.innocent)(site.code, listed["fee_name"], _TERM, None, why)


def _charge(plot: Plot, site: Site, listed: dict[str, Any], back: float) -> None:
    room = site.rooms[0]
    received = room.size * listed["std_amount"]
    plot["fee_charges"].add(
        school_code=site.code, fee_name=listed["fee_name"], term=_TERM, class_no=room.number,
        fee_code=listed["fee_code"], payers=room.size, due_amount=received, received=received, waived=0,
        refunded=round(received * back), paid_out=None, receipt_no=f"PJ{room.number}{listed['fee_code']}X",
        account_type="treasury", settled_on=date(2026, 1, 20),
    )  # fmt: skip
