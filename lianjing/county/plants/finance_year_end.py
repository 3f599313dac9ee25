"""The end of the year: money spent in a hurry in the last days of December."""

from dataclasses import dataclass
from datetime import date

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, booked, buy, dealers, decide, entry
from lianjing.county.plants.plot import Plot

DECEMBER, LATE, HASTY = 0.25, 0.60, 0.5  # domain 3F: December of the year, after the 20th of December, mostly goods
_GOODS = (("购办公用品", "公用-日常", "30201"), ("印制材料", "公用-印刷", "30202"), ("付培训费", "公用-日常", "30216"),
          ("购办公设备", "公用-设备", "31002"))  # fmt: skip
_OTHER = ("付校舍维修结算款", "公用-维修", "30213")
_MOST = 3_300_000  # fen a payment, so that no contract is due


@dataclass(frozen=True)
class Rush:
    """How a school spends in December: the month's share of the year, of it after the 20th, of that on goods."""

    share: float
    late: float = 1.0
    hasty: float = 1.0
    why: str = ""


_HURRY = tuple(Rush(share, why="spent on goods in the last days") for share in (0.256, 0.265, 0.28, 0.34, 0.5))
_CALM = (
    Rush(0.244, why="a little less in December"),
    Rush(0.31, late=0.56, why="much of December's money was spent before the 20th"),
    Rush(0.31, hasty=0.45, why="the bills of repairs finished in autumn were settled"),
    Rush(0.232, why="a little less in December"),
    Rush(0.12, why="wages and rewards of the year came due in December"),
)


def spent_in_a_hurry(plot: Plot) -> None:
    """Spend much on goods after the 20th of December; or a little less, or before it, or on settled bills and wages."""
    sites = plot.sites(10)
    entries = booked(plot, sites)
    for number, site in enumerate(sites):
        rush = (_HURRY, _CALM)[number % 2][number // 2]
        reached = _spend(plot, site, entries[site.code], rush)
        if number % 2 == 0:
            plot.irregular(site.code, site.code, "2025", away(reached, DECEMBER), rush.why)
            continue
        margin = away(reached, DECEMBER)
        if rush.late < 1:
            margin = away(rush.late, LATE)
        elif rush.hasty < 1:
            margin = away(rush.hasty, HASTY)
        plot.innocent(site.code, site.code, "2025", margin, rush.why)
        if number // 2 == len(_CALM) - 1:
            day = plot.days.workday(date(2025, 12, 24))
            entry(plot, site, f"PZNZ{site.code}", day, summary="发年度绩效", account_code="5001", econ_code="30107",
                  debit=38_000_000, counterparty="教职工", budget_item=None)  # fmt: skip


def _spend(plot: Plot, site: Site, entries: list[int], rush: Rush) -> float:
    """Add outlays of December until it is so large a share of the year; return the share."""
    columns = plot["vouchers"].columns
    sums = {month: 0 for month in range(1, 13)}
    for place in entries:
        day, code = columns["on_date"][place], columns["account_code"][place]
        if day.year == 2025 and code.startswith("5") and columns["book"][place] == "school":
            sums[day.month] += columns["debit"][place] or 0
    year, before = sum(sums.values()), sums[12]
    more = round((rush.share * year - before) / (1 - rush.share))
    late = round((before + more) * rush.late) if rush.late < 1 else more
    meeting = decide(plot, site, f"HYNM{site.code}", date(2025, 12, 5))
    for part, fen in enumerate(_cut(plot, round(late * rush.hasty))):
        summary, item, econ = _GOODS[part % len(_GOODS)]
        _pay(plot, site, f"FKNM{site.code}A{part}", date(2025, 12, 22 + part % 8), fen, summary, item, econ, meeting)
    for part, fen in enumerate(_cut(plot, late - round(late * rush.hasty))):
        _pay(plot, site, f"FKNM{site.code}B{part}", date(2025, 12, 22 + part % 8), fen, *_OTHER, meeting)
    for part, fen in enumerate(_cut(plot, more - late)):
        summary, item, econ = _GOODS[part % len(_GOODS)]
        _pay(plot, site, f"FKNM{site.code}C{part}", date(2025, 12, 15 + part % 5), fen, summary, item, econ, meeting)
    return (before + more) / (year + more)


def _cut(plot: Plot, fen: int) -> list[int]:
    """Cut a sum into four or more uneven parts; none where there is nothing."""
    if fen <= 0:
        return []
    weights = [plot.chance.uniform(0.7, 1.3) for _ in range(max(4, -(-fen * 13 // (_MOST * 10))))]
    parts = [round(fen * weight / sum(weights)) for weight in weights]
    return [*parts[:-1], fen - sum(parts[:-1])]


def _pay(
    plot: Plot, site: Site, number: str, day: date, fen: int, summary: str, item: str, econ: str, meeting: str
) -> None:
    firms = dealers(plot, site, "办公用品", "印刷", "信息化", "维修工程")
    firm = firms[int(number[-1]) % len(firms)]
    buy(plot, site, number, plot.days.workday(day), firm, fen, summary, item, econ, "goods", meeting=meeting)
