"""Planted in the papers of deliveries: one acceptor, late entries, no certificate, a supplier without licence."""

from datetime import datetime, time, timedelta
from math import ceil, floor

from lianjing.county.ledgers.book import together
from lianjing.county.plants.canteen_books import away, by_month, cooks, staffed
from lianjing.county.plants.plot import Plot

LATE_DAYS, LATE_SHARE = 3, 0.3  # domain 3E


def one_accepts(plot: Plot) -> None:
    """One person alone accepts, or signs twice; or two do, or a small school has nobody else."""
    book, month = plot["food_in"], "2025-09"
    sites = plot.sites(9, staffed)
    small = plot.sites(1, lambda site: site.meals and site.small)
    bills = by_month(book, sites + small)
    picked = {site.code: plot.chance.choice(bills[site.code, month]) for site in sites + small}
    for number, site in enumerate(sites[:5]):
        place = picked[site.code]
        one = book.columns["acceptors"][place].split("|")[1]
        book.put(place, acceptors=together(one) if number < 3 else f"|{one}|{one}|")
        _tell(plot, site.code, place, True, -0.5, "one person accepted" if number < 3 else "one person signed twice")
    for site in sites[5:7]:
        _tell(plot, site.code, picked[site.code], False, 0.0, "two people accepted")
    for site in sites[7:9]:
        place = picked[site.code]
        row = book.row(place)
        half, one = row["qty"] // 2, row["acceptors"].split("|")[1]
        book.put(place, acceptors=together(one), qty=half, amount=round(half * row["price"] / 1000))
        rest = row["qty"] - half
        book.copy(place, line=2, acceptors=row["acceptors"], qty=rest, amount=round(rest * row["price"] / 1000))
        _tell(plot, site.code, place, False, 0.0, "the second name stands at the second line of the bill")
    for site in small:
        place = picked[site.code]
        book.put(place, acceptors=together(book.columns["acceptors"][place].split("|")[1]))
        _tell(plot, site.code, place, False, -0.5, "a small school whose deliveries the central school checks")


def _tell(plot: Plot, school: str, place: int, wrong: bool, margin: float | None, why: str) -> None:
    """Say of a delivery's bill whether the question should be asked."""
    columns = plot["food_in"].columns
    say = plot.irregular if wrong else plot.innocent
    say(school, columns["bill_no"][place], f"{columns['on_date'][place]}", margin, why)


def written_afterwards(plot: Plot) -> None:
    """Much of a month's ledger was entered days later; or a little less of it, or within the days that are usual."""
    month = "2025-05"
    sites = plot.sites(10, cooks)
    came, went = by_month(plot["food_in"], sites), by_month(plot["food_out"], sites)
    cases = [(0.31, 4), (0.33, 4), (0.36, 5), (0.45, 6), (0.85, 9), (0.3, 4), (0.29, 5), (0.27, 9), (0.8, 3), (0.6, 3)]
    for site, (share, days) in zip(sites, cases, strict=False):
        entries = [("food_in", place) for place in came[site.code, month]]
        entries += [("food_out", place) for place in went[site.code, month]]
        wrong = share > LATE_SHARE and days > LATE_DAYS
        late = (ceil if wrong else floor)(share * len(entries))
        for table, place in plot.some(entries, late):
            day = plot[table].columns["on_date"][place]
            plot[table].put(place, recorded_at=datetime.combine(day + timedelta(days=days), time(20, place % 60)))
        reached = late / len(entries)
        if wrong:
            plot.irregular(site.code, site.code, month, away(reached, LATE_SHARE), f"entered {days} days later")
        else:
            margin = away(reached, LATE_SHARE) if days > LATE_DAYS else away(days, LATE_DAYS)
            plot.innocent(site.code, site.code, month, margin, f"a part of the month was entered {days} days later")


def papers_lacking(plot: Plot) -> None:
    """Food without certificate, meat without quarantine paper; or sent back whole, or of a kind that needs none."""
    book, month = plot["food_in"], "2025-06"
    sites = plot.sites(10, cooks)
    bills = by_month(book, sites)
    for number, site in enumerate(sites):
        meat = [place for place in bills[site.code, month] if book.columns["item_code"][place].startswith("RL")]
        greens = [place for place in bills[site.code, month] if book.columns["item_code"][place].startswith("SC")]
        place = plot.chance.choice(meat if number in (0, 1, 3, 5, 6) else greens)
        qty = book.columns["qty"][place]
        changed, margin, why = (
            ({"quarantine_ok": False}, None, "meat without quarantine paper"),
            ({"quarantine_ok": False, "rejected": round(qty * 0.9)}, -0.1, "a tenth of the meat was kept"),
            ({"cert_ok": False}, None, "vegetables without certificate"),
            ({"quarantine_ok": False, "rejected": round(qty * 0.95)}, -0.05, "a little of the meat was kept"),
            ({"cert_ok": False, "rejected": round(qty * 0.97)}, -0.03, "a little without certificate was kept"),
            ({"quarantine_ok": False, "rejected": qty}, 0.0, "the meat was sent back whole"),
            ({"cert_ok": False, "rejected": qty}, 0.0, "sent back whole"),
            ({"cert_ok": False, "rejected": qty}, 0.0, "sent back whole"),
            ({"quarantine_ok": False}, None, "vegetables need no quarantine paper"),
            ({"cert_ok": None}, None, "the cell of the certificate was left empty"),
        )[number]
        book.put(place, **changed)
        _tell(plot, site.code, place, number < 5, margin, why)
