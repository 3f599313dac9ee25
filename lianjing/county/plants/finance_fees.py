"""Fees: off the list or above it, sums that do not follow from payers and standard, money collected and kept."""

from math import ceil, floor
from typing import Any

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away
from lianjing.county.plants.plot import Plot

GAP = 0.03  # domain 3F: |taken + waived - standard x payers| / due
EXERCISE, UNIFORM, CARE, MEALS, TUITION = "SF02", "SF04", "SF01", "SF03", "SF06"
_ENOUGH = 30  # pupils, so that one family more or less does not decide


def _schooling(site: Site) -> bool:
    return site.stage in ("primary", "middle") and site.pupils >= _ENOUGH


def _charged(plot: Plot, sites: list[Site], term: str, code: str) -> dict[str, list[int]]:
    """Return the places of each school's charges of one fee and term, class by class."""
    found = plot["fee_charges"].grouped("school_code", "term", "fee_code")
    return {site.code: found[site.code, term, code] for site in sites if (site.code, term, code) in found}


# M-CW-12: name, code (None: no code written), what is wrong with it.
_OFF = (
    ("校园安全管理费", None, "a fee of no list"),
    ("资料复印费", "SF77", "a code that no list has"),
    ("择校赞助费", None, "a sponsor's fee, forbidden in compulsory schooling"),
)
_MORE = (1.02, 1.05, 1.11, 1.4)
_WITHIN = (1.0, 0.99, 0.97, 0.9)


def fees_off_the_list(plot: Plot) -> None:
    """Charge what no list allows, or more than it; or just what it allows, or give the excess back."""
    term = plot.days.terms[2].name
    sites = plot.sites(13, _schooling)
    care, exercise = (_charged(plot, sites, term, code) for code in (CARE, EXERCISE))
    for number, site in enumerate(sites):
        if number % 2 == 0:
            _charge_too_much(plot, site, term, number // 2, care[site.code], exercise[site.code])
        else:
            _charge_what_is_due(plot, site, term, number // 2, care[site.code])


def _charge_too_much(plot: Plot, site: Site, term: str, which: int, care: list[int], exercise: list[int]) -> None:
    book = plot["fee_charges"]
    if which % 2 == 0 and which // 2 < len(_MORE):
        share = _MORE[which // 2]
        place = care[0]
        row = book.row(place)
        book.put(place, received=ceil(row["due_amount"] * share), waived=0)
        plot.irregular(site.code, row["fee_name"], term, away(share, 1), f"{share} times the standard in one class")
        plot.beside("M-CW-13", site.code, row["fee_name"], term, "more was taken than payers times standard")
        return
    name, code, why = _OFF[which // 2]
    row = book.row(exercise[0])
    due = row["payers"] * 3_000
    book.copy(
        exercise[0], fee_name=name, fee_code=code, due_amount=due, received=due, waived=0, paid_out=None,
        receipt_no=f"{row['receipt_no']}X", account_type="school_account",
    )  # fmt: skip
    plot.irregular(site.code, name, term, None, why)


def _charge_what_is_due(plot: Plot, site: Site, term: str, which: int, care: list[int]) -> None:
    book, place = plot["fee_charges"], care[0]
    row = book.row(place)
    if which < len(_WITHIN):
        taken = floor(row["due_amount"] * _WITHIN[which])
        book.put(place, received=taken, waived=row["due_amount"] - taken)
        name, margin, why = row["fee_name"], away(_WITHIN[which], 1), "just the standard, or less for those in need"
    elif which == len(_WITHIN):
        more = round(row["due_amount"] * 0.1)
        book.put(place, received=row["due_amount"] + more, waived=0, refunded=more)
        name, margin, why = row["fee_name"], 0.0, "a tenth too much was taken and all of it given back"
    else:
        name = f"{row['fee_name']}（秋季学期）"
        for one in care:
            book.put(one, fee_name=name)
        margin, why = 0.0, "a listed fee whose name is written otherwise, under its code"
    plot.innocent(site.code, name, term, margin, why)


_OTHERWISE = (0.969, 0.967, 0.966, 0.85, 1.033)
_NEARLY = (0.971, 0.973, 0.974, 0.95, 0.93)  # the last two: waived, and given back


def sums_that_do_not_follow(plot: Plot) -> None:
    """Book less than payers times standard, or more; or only a little less, or less for reasons on the books."""
    term = plot.days.terms[1].name
    sites = plot.sites(10, _schooling)
    care = _charged(plot, sites, term, CARE)
    for site, share in zip(sites[::2], _OTHERWISE, strict=False):
        reached = _take(plot, care[site.code], share)
        margin = away(abs(1 - reached), GAP)
        if share > 1:
            plot.beside("M-CW-12", site.code, "课后服务费", term, "more was taken than the standard")
        plot.irregular(site.code, "课后服务费", term, margin, f"{reached:.3f} of what was due came into the books")
    for number, (site, share) in enumerate(zip(sites[1::2], _NEARLY, strict=False)):
        reached = _take(plot, care[site.code], share, ("", "", "", "waived", "refunded")[number])
        why = ("a few families still owe", "less for those in need", "pupils moved and had their money back")
        margin = away(1 - reached, GAP) if number < 3 else -1.0
        plot.innocent(site.code, "课后服务费", term, margin, why[max(0, number - 2)])


def _take(plot: Plot, places: list[int], share: float, told: str = "") -> float:
    """Let a school take this share of what is due, class by class; what is lacking stands under `told`, if anywhere."""
    book, due_all, taken_all = plot["fee_charges"], 0, 0
    for place in places:
        due = book.row(place)["due_amount"]
        taken = round(due * share)
        cells: dict[str, Any] = {"received": taken, "waived": 0, "refunded": 0}
        book.put(place, **{**cells, **({told: due - taken} if told else {})})
        due_all, taken_all = due_all + due, taken_all + taken
    return taken_all / due_all


_KEPT = (0.05, 0.09, 0.14, 0.5, 1.0)


def collected_and_kept(plot: Plot) -> None:
    """Keep a part of what was collected for others; or pay or give all of it back, or all but a few coins."""
    term = plot.days.terms[1].name
    sites = plot.sites(10, lambda site: _schooling(site) and not site.small)
    uniform = _charged(plot, sites, term, UNIFORM)
    for site, share in zip(sites[::2], _KEPT, strict=False):
        for place in uniform[site.code]:
            row = plot["fee_charges"].row(place)
            paid = round(row["received"] * (1 - share))
            plot["fee_charges"].put(place, paid_out=paid or None, settled_on=None)
        plot.irregular(site.code, "校服费", term, share, f"{share:.0%} of it neither paid on nor given back")
    for number, site in enumerate(sites[1::2]):
        margin, why = _settle(plot, number, uniform[site.code])
        plot.innocent(site.code, "校服费", term, margin, why)


def _settle(plot: Plot, which: int, places: list[int]) -> tuple[float, str]:
    """Settle one fee in one of five ways and return how much is left, as a share, and why that is right."""
    book = plot["fee_charges"]
    for place in places:
        row = book.row(place)
        rest = round(row["received"] * (0.08, 0.0, 0.12, 0.3, 0.0)[which])
        if which in (0, 2, 3):  # given back, at once or long ago
            book.put(place, paid_out=row["received"] - rest, refunded=rest)
        elif which == 1:  # coins of less than one yuan a head
            book.put(place, paid_out=row["received"] - row["payers"] * 60)
        else:
            book.put(place, settled_on=None)
    if which == 1:
        return 0.002, "coins of less than one yuan a head were left over"
    why = "all was paid on, the day of settling was not entered" if which == 4 else "the rest was given back"
    return 0.0, why
