"""Vouchers of one person that crowd on days when nobody is at work."""

from dataclasses import dataclass
from datetime import date, timedelta

from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, booked
from lianjing.county.plants.plot import Plot

SHARE, LEAST, FOLD = 0.2, 8, 2  # the county's line: a fifth of somebody's vouchers, eight of them, twice the others'
FIRST, LAST = date(2025, 9, 1), date(2026, 7, 10)
_NEEDED = 70  # vouchers of a school year, so that one person can have many of them


@dataclass(frozen=True)
class Keeper:
    """How many vouchers somebody handles in a school year, on what days some of them are, what colleagues do."""

    papers: int
    off: int
    kind: str = "off"
    others: float = 0.0
    why: str = "vouchers at weekends and holidays"


_OFTEN = (Keeper(44, 9), Keeper(39, 8), Keeper(43, 10), Keeper(40, 13), Keeper(24, 20))
_SELDOM = (
    Keeper(42, 8, why="a little less than a fifth at weekends"),
    Keeper(30, 7, why="a fifth, but only seven vouchers"),
    Keeper(47, 9, why="a little less than a fifth at weekends"),
    Keeper(40, 9, "worked", why="on Saturdays and Sundays that were worked to make up for holidays"),
    Keeper(40, 11, others=0.27, why="the whole school keeps its books at weekends as well"),
)


def booked_on_days_off(plot: Plot) -> None:
    """Let one person book on days off; or less often, or on shifted working days, or as the colleagues do."""
    entries = booked(plot, plot.free)

    def mine(site: Site) -> list[int]:
        columns, hand = plot["vouchers"].columns, hands_of(site).handler
        days = columns["on_date"]
        return [one for one in entries[site.code] if columns["handler_no"][one] == hand and FIRST <= days[one] <= LAST
                and columns["account_code"][one].startswith("5")]  # fmt: skip

    sites = plot.sites(10, lambda site: len(site.staff) >= 12 and len(mine(site)) >= _NEEDED)
    for number, site in enumerate(sites):
        keeper = (_OFTEN, _SELDOM)[number % 2][number // 2]
        hands = set(vars(hands_of(site)).values())
        person = next(one.code for one in reversed(site.staff) if one.code not in hands)
        places = mine(site)
        plot.chance.shuffle(places)
        own, rest = places[: keeper.papers], places[keeper.papers :]
        for place in own:
            plot["vouchers"].put(place, handler_no=person)
        for place in own[: keeper.off] + rest[: round(len(rest) * keeper.others)]:
            _move(plot, place, keeper.kind)
        share = keeper.off / keeper.papers
        if number % 2 == 0:
            plot.irregular(site.code, person, "2025-2026", away(share, SHARE), keeper.why)
            continue
        margin: float | None = away(share, SHARE) if share < SHARE else away(keeper.off, LEAST)
        if keeper.others:
            margin = away(share / keeper.others, FOLD)
        plot.innocent(site.code, person, "2025-2026", None if keeper.kind == "worked" else margin, keeper.why)


def _move(plot: Plot, place: int, kind: str) -> None:
    """Book a voucher on the nearest day off within its month, but not on its last; or on a shifted working day."""
    day = plot["vouchers"].columns["on_date"][place]
    if kind == "worked":
        shifted = [one for one in plot.days.between(FIRST, LAST) if one.isoweekday() > 5 and plot.days.works(one)]
        plot["vouchers"].put(place, on_date=min(shifted, key=lambda one: abs((one - day).days)))
        return
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    off = [one for one in plot.days.between(first, last - timedelta(days=1)) if not plot.days.works(one)]
    plot["vouchers"].put(place, on_date=min(off, key=lambda one: (abs((one - day).days), one)))
