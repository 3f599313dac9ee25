"""Planted in a canteen's accounts and papers: wages out of the subsidy, acceptors who never change, forbidden food."""

from datetime import date, timedelta
from math import ceil, floor

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import accounts, aided, away, balance, by_month, cooks, staffed
from lianjing.county.plants.plot import Plot

SETTLED = 0.03  # of the subsidy, which settlement may leave over (domain 3E)
SAME, LEAST = 0.95, 60  # domain 3E: one pair accepts more than this share of at least so many deliveries


def subsidy_paid_wages(plot: Plot) -> None:
    """Labour that only the subsidy can have paid; or within what settlement leaves, or paid by the treasury."""
    held, month, after = accounts(plot), "2026-03", "2026-04"
    cases = [
        (0.10, 0),
        (-0.10, 0),
        (0.05, 0),
        (-0.03, 0),
        (0.14, 0),
        (-0.08, 0),
        (0.6, 0),
        (0.8, 1),
        (2.0, 0),
        (1.5, 1),
    ]
    for site, (beyond, treasury) in zip(plot.sites(len(cases), aided), cases, strict=False):
        book, place, then = plot["canteen_months"], held[site.code][month], held[site.code][after]
        row = book.row(place)
        own = row["in_pupils"] + row["in_staff"] + row["in_fiscal"] + row["in_other"] + row["open_balance"]
        costs = row["out_food"] - row["out_nip_food"] + row["out_fuel"] + row["out_misc"] + row["out_other"]
        line = own + row["in_nip"] * SETTLED
        labour = round(line * (1 + beyond)) - costs
        came = ("in_fiscal", labour) if treasury else ("out_labour", labour)
        book.put(place, out_labour=labour, **({came[0]: came[1]} if treasury else {}))
        if not treasury:  # the treasury makes it up a month later
            book.put(then, in_fiscal=book.row(then)["in_fiscal"] + labour)
        balance(book, held[site.code])
        wrong = beyond > 0 and not treasury
        why = "the treasury paid the labour" if treasury else "labour beyond what other income covers"
        (plot.irregular if wrong else plot.innocent)(site.code, site.code, month, None if treasury else beyond, why)


def the_same_two_accept(plot: Plot) -> None:
    """One pair accepts nearly a whole term; or a little less of it, or at a small school."""
    cases = [0.956, 0.95, 0.965, 0.945, 0.975, 0.93, 0.99, 0.9, 1.0, 0.94]
    sites = plot.sites(len(cases), staffed)
    small = plot.sites(1, lambda site: site.meals and site.small)
    term = next(one for one in plot.days.terms if one.name == "2024-2025-2")
    for site, share in zip(sites + small, [*cases[: len(sites)], 1.0], strict=False):
        bills = _bills(plot, site, term.first, term.last)
        if len(bills) < LEAST:
            continue
        wrong = share > SAME and not site.small
        kept = (ceil if wrong else floor)(share * len(bills))
        people = list(dict.fromkeys(person.code for person in site.staff))
        for number, places in enumerate(bills):
            pair = people[:2] if number < kept else [people[2], people[3 + number % max(1, len(people) - 3)]]
            for place in places:
                plot["food_in"].put(place, acceptors=together(*(pair if number % 2 else reversed(pair))))
        said = plot.irregular if wrong else plot.innocent
        why = "a small school whose deliveries the central school checks" if site.small else "the same two accept"
        said(site.code, site.code, term.name, away(kept / len(bills), SAME), why)


def _bills(plot: Plot, site: Site, first: date, last: date) -> list[list[int]]:
    """Return the places of each delivery of a school between two days, in order."""
    book = plot["food_in"]
    found: dict[str, list[int]] = {}
    for place in book.places(school_code=site.code):
        if first <= book.columns["on_date"][place] <= last:
            found.setdefault(book.columns["bill_no"][place], []).append(place)
    return list(found.values())


def forbidden_food(plot: Plot) -> None:
    """Green beans and wild mushrooms kept, in whole or in part; or sent back, dried, or another vegetable."""
    for code, name in (("JY11", "野生菌"), ("JY12", "干黄花菜"), ("JY13", "豇豆")):
        plot["food_items"].add(school_code="", item_code=code, name=name, food_class="vegetable", unit="kg")
    cases = [
        ("JY01", 0.0, "green beans were kept"),
        ("JY01", 1.0, "green beans were sent back whole"),
        ("JY11", 0.0, "wild mushrooms were kept"),
        ("JY12", 0.0, "dried day lilies may be cooked"),
        ("JY01", 0.95, "a twentieth of the green beans was kept"),
        ("JY11", 1.0, "wild mushrooms were sent back whole"),
        ("JY01", 0.5, "half of the green beans were kept"),
        ("JY13", 0.0, "cowpeas are not green beans"),
    ]
    month = "2025-12"
    sites = plot.sites(len(cases), cooks)
    bills = by_month(plot["food_in"], sites)
    for site, (code, back, why) in zip(sites, cases, strict=False):
        model = plot.chance.choice(bills[site.code, month])
        row = plot["food_in"].row(model)
        qty = 6_040
        plot["food_in"].copy(
            model, bill_no=f"{row['bill_no']}B", line=1, item_code=code, qty=qty, price=760, amount=round(qty * 0.76),
            rejected=round(qty * back), order_no=f"{row['order_no']}B", quarantine_ok=None,
        )  # fmt: skip
        wrong = code in ("JY01", "JY11") and back < 1
        (plot.irregular if wrong else plot.innocent)(site.code, code, month, None, why)


def past_its_day(plot: Plot) -> None:
    """Yoghurt kept, in whole or in part, past its last day; or sent back, on that day, or before it."""
    code = "JY21"
    plot["food_items"].add(school_code="", item_code=code, name="袋装酸奶", food_class="packaged", unit="kg")
    cases = [
        (2, 0.0, "two days past its day and kept"),
        (3, 1.0, "past its day and sent back whole"),
        (1, 0.5, "a day past and half of it kept"),
        (0, 0.0, "taken in on its last day"),
        (30, 0.0, "a month past its day and kept"),
        (-1, 0.0, "taken in a day before its last"),
    ]
    sites = plot.sites(len(cases), cooks)
    bills = by_month(plot["food_in"], sites)
    for site, (past, back, why) in zip(sites, cases, strict=False):
        model = plot.chance.choice(bills[site.code, "2025-12"])
        row = plot["food_in"].row(model)
        qty, day = 5_000, row["on_date"]
        plot["food_in"].copy(
            model, bill_no=f"{row['bill_no']}C", line=1, item_code=code, qty=qty, price=1_200, amount=round(qty * 1.2),
            rejected=round(qty * back), order_no=f"{row['order_no']}C", quarantine_ok=None,
            expire_on=day - timedelta(days=past),
        )  # fmt: skip
        wrong = past > 0 and back < 1
        (plot.irregular if wrong else plot.innocent)(site.code, code, day.isoformat(), None, why)
