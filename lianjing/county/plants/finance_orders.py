"""Planted in purchases: needs cut small, steps in the wrong order, contracts signed and told too late."""

from collections.abc import Callable
from datetime import date, timedelta

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, dealers, workday_before
from lianjing.county.plants.finance_deals import (
    Deal,
    Need,
    last_deals,
    meet_on,
    pay_on,
    purchase,
    sign_on,
    split_payment,
)
from lianjing.county.plants.plot import Plot

OPEN, COUNTY, WORKS, INNER, SMALL = 200_000_000, 40_000_000, 60_000_000, 5_000_000, 500_000  # fen (domain 3F, 2025)
NEAR, TOGETHER, ADVANCE = 0.8, 30, 0.3  # just below a limit, days between two purchases, share paid in advance
SIGN, PUBLISH, FILE = 30, 2, 7  # days after the award, working days after signing
_DESKS = Need("课桌椅购置", "A020699", "goods", "公用-家具", "three_quotes")
_LINES = Need("网络线路服务", "C020399", "services", "公用-信息", "three_quotes")
_BUILD = Need("教学设备购置", "A020204", "goods", "专项-设备", "consultation")
_MALL = Need("打印耗材购置", "A020599", "goods", "公用-日常", "mall")


def needs_cut_small(plot: Plot) -> None:
    """Cut one need into purchases just below a limit; beside it other months, sums, methods and approvals."""
    for number, site in enumerate(plot.sites(11, lambda site: site.unit.size_class == "A" and site.pupils >= 100)):
        (_cut if number % 2 == 0 else _not_cut)(plot, site, number // 2)


def _bought(
    plot: Plot, site: Site, need: Need, sums: tuple[int, ...], apart: int, first: date = date(2025, 4, 8), **said: str
) -> date:  # fmt: skip
    """Buy one need several times, so many days apart, each time from another firm; return the first day."""
    firms = dealers(plot, site, "办公用品", "信息化", "办公用品")
    for number, fen in enumerate(sums):
        day = first + timedelta(days=apart * number)
        tag = f"{first.year}{need.category}{number}"
        purchase(plot, site, tag, need, firms[number % len(firms)], fen, day, **said)
    return first


# Need, sums in fen, days apart, by how much the nearest condition is met, why.
_CUTS: tuple[tuple[Need, tuple[int, ...], int, float, str], ...] = (
    (_DESKS, (4_700_000, 4_810_000), 9, away(4_700_000, NEAR * INNER), "two purchases below 50,000 yuan in nine days"),
    (_LINES, (4_600_000, 4_550_000), 29, 1 / 30, "two purchases below 50,000 yuan 29 days apart"),
    (_BUILD, (33_000_000, 36_500_000), 21, away(33_000_000, NEAR * COUNTY), "two below the county's limit"),
    (_DESKS, (4_090_000, 4_050_000, 4_120_000), 14, away(4_050_000, NEAR * INNER), "three a little below a limit"),
)
_UNCUT: tuple[tuple[Need, tuple[int, ...], int, dict[str, str], float | None, str], ...] = (
    (_LINES, (4_700_000, 4_600_000), 31, {}, -1 / 30, "31 days apart"),
    (_DESKS, (4_720_000, 3_950_000), 12, {}, away(3_950_000, NEAR * INNER), "one of them far enough below the limit"),
    (_DESKS, (4_700_000, 4_650_000), 12, {"exempt_doc": "建财采〔2025〕16号"}, None, "the method was approved"),
    (_MALL, (4_610_000, 4_550_000), 20, {}, None, "bought in the online mall"),
)


def _cut(plot: Plot, site: Site, which: int) -> None:
    if which < len(_CUTS):
        need, sums, apart, margin, why = _CUTS[which]
        first = _bought(plot, site, need, sums, apart)
        plot.irregular(site.code, need.category, first.isoformat(), round(margin, 4), why)
    elif which == len(_CUTS):
        sums = (52_400_000, 50_900_000, 51_300_000, 52_700_000)
        _bought(plot, site, _BUILD, sums, 50, date(2025, 3, 11))
        margin = away(sum(sums), OPEN)
        plot.irregular(site.code, _BUILD.category, "2025", margin, "four consultations of one item beyond open tender")
    else:
        _from_one(plot, site)


def _from_one(plot: Plot, site: Site) -> None:
    """Three kinds of things from one shop within three weeks, each just below where two people compare."""
    firm, first = dealers(plot, site, "办公用品")[-1], date(2025, 5, 13)
    for number, (title, category) in enumerate((("体育器材", "A020901"), ("清洁用品", "A021001"), ("文具", "A021101"))):
        need = Need(title, category, "goods", "公用-日常", "direct")
        fen, day = 430_000 + 25_000 * number, plot.days.workday(first + timedelta(days=9 * number))
        purchase(plot, site, f"2025{category}", need, firm, fen, day)
    margin = away(430_000, NEAR * SMALL)
    plot.irregular(site.code, firm.uscc, first.isoformat(), margin, "three kinds from one shop, each below a limit")


def _not_cut(plot: Plot, site: Site, which: int) -> None:
    if which < len(_UNCUT):
        need, sums, apart, said, margin, why = _UNCUT[which]
        first = _bought(plot, site, need, sums, apart, **said)
        plot.innocent(site.code, need.category, first.isoformat(), margin and round(margin, 4), why)
        return
    sums = (49_700_000, 49_900_000, 49_800_000, 49_600_000)
    _bought(plot, site, _BUILD, sums, 50, date(2025, 3, 11))
    margin = away(sum(sums), OPEN)
    plot.innocent(site.code, _BUILD.category, "2025", margin, "four consultations that stay below open tender")


Step = Callable[[Plot, Deal], None]


def steps_turned_round(plot: Plot) -> None:
    """Pay before acceptance, sign before the award; beside it all on one day, and what was agreed in advance."""
    others, works = last_deals(plot), last_deals(plot, works=True)
    for step, found in (
        (_paid_before(1), others), (_paid_before(0), others), (_signed_before_award, others), (_advance(0.3), others),
        (_begun_before(1), works), (_begun_before(0), works), (_advance(0.33), others), (_advance(0.27), others),
        (_met_after, others), (_all_on_one_day, others),
    ):  # fmt: skip
        for deal in _one(plot, found):
            step(plot, deal)


def _one(plot: Plot, found: dict[str, Deal]) -> list[Deal]:
    """Return a purchase of a school that this planter did not use, or nothing."""
    return [found[site.code] for site in plot.sites(1, lambda site: site.code in found)]


def _say(plot: Plot, deal: Deal, early: int, why: str) -> None:
    """Say of a step that was taken so many days too early."""
    say = plot.irregular if early > 0 else plot.innocent
    say(deal.site.code, deal.number, "", round(early / 30, 4), why)


def _paid_before(early: int) -> Step:
    def step(plot: Plot, deal: Deal) -> None:
        accepted = plot["acceptances"].row(deal.acceptance)["accepted_on"]
        paid = workday_before(plot, accepted - timedelta(days=early))
        pay_on(plot, deal, paid)
        _say(plot, deal, (accepted - paid).days, "paid before it was accepted" if early else "paid when accepted")

    return step


def _signed_before_award(plot: Plot, deal: Deal) -> None:
    awarded = plot["procurements"].row(deal.award)["awarded_on"]
    signed = awarded - timedelta(days=1)
    sign_on(plot, deal, signed)
    _say(plot, deal, 1, "signed the day before the award")


def _begun_before(early: int) -> Step:
    def step(plot: Plot, deal: Deal) -> None:
        signed = plot["contracts"].row(deal.contract)["signed_on"]
        plot["works"].put(deal.work or 0, started_on=signed - timedelta(days=early))
        _say(plot, deal, early, "work began before signing" if early else "work began on the day of signing")

    return step


def _advance(share: float) -> Step:
    """A part is paid a week before acceptance; three tenths were agreed."""

    def step(plot: Plot, deal: Deal) -> None:
        row = plot["contracts"].row(deal.contract)
        plot["contracts"].put(deal.contract, prepay_share=ADVANCE)
        first = int(row["amount"] * share)
        split_payment(plot, deal, first, plot.days.after(row["signed_on"], 2))
        say = plot.irregular if share > ADVANCE else plot.innocent
        say(deal.site.code, deal.number, "", away(share, ADVANCE), f"{share:.0%} paid in advance, 30% agreed")

    return step


def _met_after(plot: Plot, deal: Deal) -> None:
    signed = plot["contracts"].row(deal.contract)["signed_on"]
    day = plot.days.after(signed, 1)
    meet_on(plot, deal, day)
    _say(plot, deal, (day - signed).days, "the meeting was held after signing")


def _all_on_one_day(plot: Plot, deal: Deal) -> None:
    awarded = plot["procurements"].row(deal.award)["awarded_on"]
    sign_on(plot, deal, awarded)
    meet_on(plot, deal, awarded)
    _say(plot, deal, 0, "decided, awarded and signed on one day")


def contracts_too_late(plot: Plot) -> None:
    """Sign, publish or file late; beside it the last day, sums below the limit, a late notice of the result."""
    found = last_deals(plot)
    for number, days in enumerate((31, 30, 34, 33)):
        for deal in _one(plot, found):
            _signed_after(plot, deal, days, number == 3)
    cases = zip(plot.sites(6, lambda site: site.unit.size_class == "A"), _TOLD, strict=False)
    for site, (need, fen, published, filed, irregular, margin, why) in cases:
        firm = dealers(plot, site, "信息化")[0]
        contract = purchase(plot, site, "2025BA", need, firm, fen, plot.days.workday(date(2025, 9, 16)))
        place = plot["contracts"].places(contract_no=contract)[0]
        signed = plot["contracts"].row(place)["signed_on"]
        plot["contracts"].put(
            place, published_on=published and plot.days.after(signed, published),
            filed_on=filed and plot.days.after(signed, filed),
        )  # fmt: skip
        say = plot.irregular if irregular else plot.innocent
        say(site.code, contract, "", margin, why)


_SCREENS = Need("多媒体设备购置", "A020208", "goods", "专项-多媒体", "consultation")
_HOUSE = Need("屋面维修", "B080101", "works", "公用-维修", "consultation")
# Need, sum, working days to publication and filing, whether too late, margin, why.
_TOLD: tuple[tuple[Need, int, int | None, int | None, bool, float | None, str], ...] = (
    (_SCREENS, 43_000_000, 3, 5, True, away(3, PUBLISH), "published on the third working day"),
    (_SCREENS, 44_000_000, 2, 7, False, 0.0, "published on the second, filed on the seventh working day"),
    (_SCREENS, 41_500_000, 2, 8, True, away(8, FILE), "filed on the eighth working day"),
    (_SCREENS, 39_600_000, None, None, False, away(39_600_000, COUNTY), "below the limit nothing need be published"),
    (_SCREENS, 46_000_000, 1, None, True, None, "never filed"),
    (_HOUSE, 58_800_000, None, None, False, away(58_800_000, WORKS), "works below their limit"),
)


def _signed_after(plot: Plot, deal: Deal, days: int, noticed_late: bool) -> None:
    awarded = plot["procurements"].row(deal.award)["awarded_on"]
    sign_on(plot, deal, awarded + timedelta(days=days))
    if noticed_late:
        plot["procurements"].put(deal.award, result_noticed_on=awarded + timedelta(days=4))
        margin = away(days - 4, SIGN)
        plot.innocent(deal.site.code, deal.number, "", margin, "in time after the result was put on notice")
        return
    say = plot.irregular if days > SIGN else plot.innocent
    say(deal.site.code, deal.number, "", away(days, SIGN), f"signed {days} days after the award")
