"""What several planters of the canteen need: whose kitchen it is, its rows by month, its account kept in balance."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from lianjing.county.ledgers.book import Ledger
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.plot import Plot

_IN = ("in_pupils", "in_staff", "in_nip", "in_fiscal", "in_other")
_OUT = ("out_food", "out_fuel", "out_labour", "out_misc", "out_other")


def cooks(site: Site) -> bool:
    """Return whether the school has a kitchen."""
    return site.meals


def staffed(site: Site) -> bool:
    """Return whether the school has a kitchen and is large enough to fill its posts itself."""
    return site.meals and not site.small


def aided(site: Site) -> bool:
    """Return whether the school has a kitchen whose pupils are in the nutrition programme."""
    return site.meals and site.stage in ("primary", "middle")


def paying(site: Site) -> bool:
    """Return whether the school has a kitchen of its own that lives on fees alone."""
    return site.meals and site.stage == "preschool"


def away(value: float, line: float) -> float:
    """Return how far a value lies from where a question begins, as a share of that."""
    return round((value - line) / line, 4)


def by_month(ledger: Ledger, sites: Iterable[Site]) -> dict[tuple[str, str], list[int]]:
    """Return the places of these schools' rows in a dated ledger by (school, YYYY-MM)."""
    wanted = {site.code for site in sites}
    found: dict[tuple[str, str], list[int]] = {}
    months: dict[date, str] = {}
    columns = ledger.columns
    for place, (school, day) in enumerate(zip(columns["school_code"], columns["on_date"], strict=True)):
        if school in wanted:
            month = months.get(day) or months.setdefault(day, f"{day:%Y-%m}")
            found.setdefault((school, month), []).append(place)
    return found


def accounts(plot: Plot) -> dict[str, dict[str, int]]:
    """Return the place of each month's account by school, in order of the months."""
    found: dict[str, dict[str, int]] = {}
    for (school, month), places in sorted(plot["canteen_months"].grouped("school_code", "ym").items()):
        found.setdefault(school, {})[month] = places[0]
    return found


def balance(book: Ledger, account: dict[str, int]) -> None:
    """Carry the balance forward through a school's monthly accounts after some of them changed."""
    held = None
    for place in account.values():
        row = book.row(place)
        held = row["open_balance"] if held is None else held
        closing = held + sum(row[name] or 0 for name in _IN) - sum(row[name] or 0 for name in _OUT)
        book.put(place, open_balance=held, close_balance=closing)
        held = closing


def eaten(plot: Plot, sites: Iterable[Site]) -> dict[tuple[str, str], dict[str, int]]:
    """Return by (school, YYYY-MM) how many meals pupils and staff ate, and how many were subsidised (nip)."""
    schools = {site.code for site in sites}
    found: dict[tuple[str, str], dict[str, int]] = {}
    columns = plot["meals"].columns
    cells = (columns[name] for name in ("school_code", "on_date", "pupils", "staff", "nip"))
    for school, day, pupils, staff, nip in zip(*cells, strict=True):
        if school in schools:
            sums = found.setdefault((school, f"{day:%Y-%m}"), defaultdict(int))
            sums["pupils"] += pupils or 0
            sums["staff"] += staff or 0
            sums["nip"] += nip or 0
    return found


def reweigh(book: Ledger, place: int, grams: int) -> None:
    """Give a delivery another weight; its amount follows."""
    book.put(place, qty=grams, amount=round(grams * book.columns["price"][place] / 1000))


def reprice(book: Ledger, place: int, price: int) -> None:
    """Give a delivery another price; its amount follows."""
    book.put(place, price=price, amount=round(book.columns["qty"][place] * price / 1000))
