"""Assets: gone without an order or sold too low; rent that never reached the books."""

from datetime import date
from typing import Any

from lianjing.county.ledgers.papers import let_shop
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away
from lianjing.county.plants.plot import Plot

LEAST = 0.90  # domain 3F: a sale below nine tenths of the valuation
_CHEAP = (0.893, 0.87, 0.82, 0.4)
_FAIR = (0.9, 0.905, 0.93, 0.96)
_OTHERWISE: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"status": "for_disposal", "disposal_doc": None, "disposed_on": None, "sold": None},
        "still waiting for its order",
    ),
    ({"sold": None, "appraised": None}, "handed to another school by order, for nothing"),
)


def gone_without_an_order(plot: Plot) -> None:
    """Let assets go without an order, or too cheaply; or nearly at their valuation, by order, or not yet at all."""
    book = plot["assets"]
    sites = plot.sites(12)
    found = book.grouped("school_code", "status")
    for number, site in enumerate(sites):
        place = found[site.code, "disposed"][0]
        asset, which = book.row(place)["asset_no"], number // 2
        if number % 2 == 0:
            _lose(plot, site.code, place, which)
        elif which < len(_FAIR):
            book.put(place, sold=-int(-book.row(place)["appraised"] * _FAIR[which] // 1))
            plot.innocent(site.code, asset, "", away(_FAIR[which], LEAST), f"sold at {_FAIR[which]} of its valuation")
        else:
            cells, why = _OTHERWISE[which - len(_FAIR)]
            book.put(place, **cells)
            plot.innocent(site.code, asset, "", None, why)


def _lose(plot: Plot, school: str, place: int, which: int) -> None:
    book = plot["assets"]
    asset, appraised = book.row(place)["asset_no"], book.row(place)["appraised"]
    if which < len(_CHEAP):
        book.put(place, sold=int(appraised * _CHEAP[which]))
        plot.irregular(school, asset, "", away(_CHEAP[which], LEAST), f"sold at {_CHEAP[which]} of its valuation")
        return
    cells: dict[str, Any] = {"disposal_doc": None}
    if which > len(_CHEAP):
        cells |= {"appraised": None, "sold": None, "disposed_on": date(2026, 5, 14)}
    book.put(place, **cells)
    plot.irregular(school, asset, "", None, "gone without an order")


RENT = 0.95  # the county's tolerance for rent that came in
# Each month's rent as a share of the contract, January to December.
_WITHHELD: tuple[tuple[list[float], str], ...] = (
    ([1.0] * 3 + [0.0] + [1.0] * 8, "the rent of one month is not in the books"),
    ([0.94] * 12, "a little of every month's rent is not in the books"),
    ([1.0] * 9 + [0.0, 0.0] + [1.0], "the rent of two months is not in the books"),
    ([1.0, 0.0] * 6, "every second month's rent is not in the books"),
    ([0.0] * 12, "no rent at all is in the books"),
)
_CAME_IN: tuple[tuple[list[float], str], ...] = (
    ([0.96] * 12, "the tenant kept the cost of a small repair, as agreed"),
    ([0.0] * 11 + [12.0], "the tenant pays once at the end of the year"),
    ([1.0] * 12, "the rent goes to the treasury and stands as a debt to it"),
    ([1.0] * 6 + [0.0] * 6, "the lease ended in the middle of the year, as the register says"),
    ([1.0, 0.0, 0.0, 3.0] * 3, "the rent of a quarter came at its end"),
)


def rent_off_the_books(plot: Plot) -> None:
    """Keep rent out of the books for some months or in part; or book it late, in a lump, or as due to the treasury."""
    sites = plot.sites(10, lambda site: site.unit.size_class in ("A", "B") or site.pupils > _SHOP)
    for site in sites:
        if not plot["assets"].places(school_code=site.code, status="leased"):
            let_shop(plot.world, site, plot.chance.randrange(500, 1_200) * 100)
    months = plot["vouchers"].grouped("counterparty")
    gone: list[int] = []
    for number, site in enumerate(sites):
        found = [one for one in months[(f"ZL{site.code}",)] if plot["vouchers"].columns["on_date"][one].year == 2025]
        shares, why = (_WITHHELD, _CAME_IN)[number % 2][number // 2]
        for place, share in zip(found, shares, strict=True):
            plot["vouchers"].put(place, credit=round(plot["vouchers"].row(place)["credit"] * share))
        gone += [place for place, share in zip(found, shares, strict=True) if not share]
        if number % 2 == 0:
            plot.irregular(site.code, site.code, "2025", away(sum(shares) / 12, RENT), why)
            continue
        _explain(plot, site, number // 2, found)
        came = 1.0 if number // 2 == _ENDED else sum(shares) / 12
        plot.innocent(site.code, site.code, "2025", away(came, RENT), why)
    plot["vouchers"].drop(gone)


_TREASURY, _ENDED, _SHOP = 2, 3, 150


def _explain(plot: Plot, site: Site, which: int, months: list[int]) -> None:
    if which == _TREASURY:
        for place in months:
            plot["vouchers"].put(place, account_code="2103")
    elif which == _ENDED:
        for place in plot["assets"].places(school_code=site.code, status="leased"):
            plot["assets"].put(place, lease_to=date(2025, 6, 30), status="idle")
