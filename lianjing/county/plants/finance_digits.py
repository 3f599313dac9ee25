"""First digits: sums made up at one's desk begin with nines and eights, as the sums of ordinary spending seldom do."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import log10

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, booked, dealers, entry, grant
from lianjing.county.plants.plot import Plot

APART, CHI, FEWEST, SMALLEST = 0.03, 26.12, 110, 1_000  # the county's line; fewest sums; fen from which a sum counts
_LAW = {str(digit): log10(1 + 1 / digit) for digit in range(1, 10)}
_YEAR, _ITEM = "2025-2026", "公用-日常"
_MANY = 150  # different sums, so that chance alone moves their digits little

# How far the digits are to lie apart, at most how many sums; how many of them are the same one; why.
_INVENTED = (0.0303, 0.0315, 0.033, 0.036, 0.05)


@dataclass
class Sums:
    """The different sums of a school's year: counterparty, account and fen; and how their digits lie."""

    known: set[tuple[str, str, int]]

    def signs(self) -> Counter[str]:
        """Return how many sums begin with each digit."""
        return Counter(str(fen)[0] for _, _, fen in self.known)

    def apart(self) -> float:
        """Return the mean distance of the digits' shares from their law."""
        signs, whole = self.signs(), max(1, len(self.known))
        return sum(abs(signs[digit] / whole - law) for digit, law in _LAW.items()) / 9

    def chi(self) -> float:
        """Return chi-square of the digits against their law."""
        signs, whole = self.signs(), max(1, len(self.known))
        return sum((signs[digit] - law * whole) ** 2 / (law * whole) for digit, law in _LAW.items())


def digits_that_were_made_up(plot: Plot) -> None:
    """Book sums that begin with nines; or fewer of them, or in a year of few sums, or one and the same every month."""
    usual = plot.sites(9, lambda site: site.meals)
    few = plot.sites(1, lambda site: not site.meals)
    entries = booked(plot, [*usual, *few])
    for number, site in enumerate(usual):
        sums = _sums(plot, entries[site.code])
        _ordinary(plot, site, sums)
        if number % 2 == 0:
            while sums.apart() <= _INVENTED[number // 2] or sums.chi() <= CHI:
                _book(plot, site, sums, plot.chance.randrange(90_000, 99_900))
            why = "many sums that begin with a nine"
            plot.irregular(site.code, site.code, _YEAR, away(sums.apart(), APART), why)
        elif number // 2 < 3:
            while sums.apart() < (0.0265, 0.0275, 0.0285)[number // 2]:
                _book(plot, site, sums, plot.chance.randrange(90_000, 99_900))
            plot.innocent(site.code, site.code, _YEAR, away(sums.apart(), APART), "a few sums more begin with a nine")
        else:
            for _ in range(40):
                _book(plot, site, sums, 96_000, "县电信公司")
            plot.innocent(site.code, site.code, _YEAR, None, "one sum for the lines, the same every week")
    for site in few:
        sums = _sums(plot, entries[site.code])
        while len(sums.known) < FEWEST - 4:
            _book(plot, site, sums, plot.chance.randrange(90_000, 99_900))
        plot.innocent(site.code, site.code, _YEAR, away(len(sums.known), FEWEST), "a year of few sums")


def _sums(plot: Plot, places: list[int]) -> Sums:
    columns, found = plot["vouchers"].columns, set()
    for place in places:
        fen, day = columns["debit"][place] or 0, columns["on_date"][place]
        if fen >= SMALLEST and date(2025, 9, 1) <= day <= date(2026, 8, 31):
            found.add((columns["counterparty"][place] or "", columns["account_code"][place], fen))
    return Sums(found)


def _ordinary(plot: Plot, site: Site, sums: Sums) -> None:
    """Book sums as they arise by themselves, evenly spread by their size, until there are many."""
    left = [digit for digit, law in _LAW.items() for _ in range(round(law * _MANY) - sums.signs()[digit])]
    plot.chance.shuffle(left)
    for digit in left:
        _book(plot, site, sums, round((int(digit) + plot.chance.random() * 0.99) * 10_000))


def _book(plot: Plot, site: Site, sums: Sums, fen: int, firm: str | None = None) -> None:
    """Book one small outlay on a school day of the year's second half, granted in its budget."""
    number = len(plot["vouchers"].columns["debit"])
    firms = dealers(plot, site, "办公用品", "印刷")
    days = [day for term in plot.days.terms[2:] for day in term.days if day.year == 2026 and day.month < 7]
    day, payee = days[number * 7 % len(days)], firm or firms[number % len(firms)].name
    entry(plot, site, f"PZLX{site.code}{number}", day, summary="报销零星支出", account_code="5001", econ_code="30201",
          debit=fen, counterparty=payee, budget_item=_ITEM)  # fmt: skip
    grant(plot, site, _ITEM, day.year, fen)
    sums.known.add((payee, "5001", fen))
