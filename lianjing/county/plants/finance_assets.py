"""Assets: gone without an order or sold too low; rent that never reached the books."""

from datetime import date
from typing import Any

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
