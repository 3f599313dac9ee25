"""Planted in what food costs and which food it is: prices that stand out, prices above the cap, packed food."""

from math import ceil, floor
from statistics import median

from lianjing.county.ledgers.days import xun
from lianjing.county.ledgers.larder import BY_CODE, FOODS
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import away, by_month, cooks, reprice
from lianjing.county.plants.plot import Plot

DEAR, CHEAP, RUNS, PEERS = (
    1.25,
    0.70,
    3,
    5,
)  # domain 3E: a quarter above, three tenths below, three periods, five schools
FREIGHT = 0.004  # the county allows this share of the price for each kilometre of the way
ROUNDING = 1.02
PACKED = 0.15
_MONTHS = ("2025-10", "2025-11", "2025-12")


class Market:
    """What every school paid in some months: item → ten-day period → school → places of its deliveries."""

    def __init__(self, plot: Plot, months: tuple[str, ...]) -> None:
        self.book = plot["food_in"]
        self.far = {site.code: 1 + FREIGHT * site.km for site in plot.world.sites}
        self.bought: dict[str, dict[str, dict[str, list[int]]]] = {}
        columns = self.book.columns
        for (school, month), places in by_month(self.book, plot.world.sites).items():
            for place in places if month in months else ():
                period = xun(columns["on_date"][place])
                of_item = self.bought.setdefault(columns["item_code"][place], {})
                of_item.setdefault(period, {}).setdefault(school, []).append(place)

    def level(self, item: str, period: str) -> float:
        """Return the median of the schools' prices, freight taken off, in fen a kilogram."""
        columns, found = self.book.columns, []
        for school, places in self.bought[item][period].items():
            paid = sum(columns["amount"][place] for place in places)
            found.append(1000 * paid / sum(columns["qty"][place] for place in places) / self.far[school])
        return median(found)

    def run(self, plot: Plot, school: str, periods: int) -> tuple[str, list[str]] | None:
        """Return a fresh item and as many ten-day periods in a row in which the school and many others bought it."""
        fitting = []
        for item, by_period in self.bought.items():
            held = sorted(
                period for period, schools in by_period.items() if school in schools and len(schools) > 2 * PEERS
            )
            if BY_CODE[item].fresh and len(held) > periods:
                fitting.append((item, held[1 : 1 + periods]))
        return plot.chance.choice(fitting) if fitting else None

    def charge(self, item: str, period: str, school: str, price: int) -> None:
        """Let a school pay this price in a period."""
        for place in self.bought[item][period][school]:
            reprice(self.book, place, price)


def price_stands_out(plot: Plot) -> None:
    """A school pays far more or less than the others for weeks; or a little, or for a short time, or for the way."""
    market = Market(plot, _MONTHS)
    remote = plot.sites(2, lambda site: site.meals and site.km >= 25)
    cases = [(1.28, 3), (1.32, 4), (1.38, 3), (1.6, 4), (0.66, 3)]
    for site, (times, periods) in zip(plot.sites(5, cooks), cases, strict=False):
        _stand_out(plot, market, site, times, periods)
    for site, (times, periods) in zip(plot.sites(4, cooks), [(1.21, 4), (1.19, 3), (1.4, 2), (0.74, 4)], strict=False):
        _stand_out(plot, market, site, times, periods)
    for site, level in zip(remote, (1.2, 1.17), strict=False):  # dear at first sight, most of it is the way
        _stand_out(plot, market, site, level, 4)


def _stand_out(plot: Plot, market: Market, site: Site, times: float, periods: int) -> None:
    """Let a school pay `times` the county's price of an item for so many periods, the way allowed for."""
    run = market.run(plot, site.code, periods)
    if run is None:
        return
    item, held = run
    for period in held:
        market.charge(item, period, site.code, round(market.level(item, period) * times * market.far[site.code]))
    line = DEAR if times > 1 else CHEAP
    wrong = periods >= RUNS and (times > DEAR or times < CHEAP)
    margin = away(times, line) if periods >= RUNS else away(periods, RUNS)
    why = f"{times} times the usual price for {periods} periods, the way of {site.km} km allowed for"
    (plot.irregular if wrong else plot.innocent)(site.code, item, held[0], margin, why)
    for month in {period[:7] for period in held}:
        plot.beside("M-ST-02", site.code, item, month, "a price that stands out may lie above the cap too")


def above_the_cap(plot: Plot) -> None:
    """A delivery costs more than the cap of its period; or just as much, or the cap had risen that month."""
    book, month = plot["food_in"], "2025-04"
    caps = {key: plot["price_references"].columns["cap"][places[0]]
            for key, places in plot["price_references"].grouped("item_code", "period").items()}  # fmt: skip
    sites = plot.sites(10, cooks)
    bills = by_month(book, sites)
    fresh = {food.code for food in FOODS if food.kind in ("vegetable", "poultry")}
    for number, (site, times) in enumerate(zip(sites, (1.03, 1.05, 1.08, 1.12, 1.5, 1.02, 1.015, 1.0), strict=False)):
        fitting = [place for place in bills[site.code, month] if book.columns["item_code"][place] in fresh]
        place = plot.chance.choice(fitting)
        item, day = book.columns["item_code"][place], book.columns["on_date"][place]
        cap = caps[item, xun(day)]
        price = ceil(cap * times) if number < 5 else floor(cap * times)
        reprice(book, place, price)
        say = plot.irregular if number < 5 else plot.innocent
        why = "dearer than the cap" if number < 5 else "as dear as the cap, but for rounding"
        say(site.code, item, month, away(price / cap, ROUNDING), why)
    for site in sites[8:]:
        fitting = [place for place in bills[site.code, "2025-12"] if book.columns["item_code"][place].startswith("RL")]
        place = plot.chance.choice(fitting)
        item, day = book.columns["item_code"][place], book.columns["on_date"][place]
        before, cap = caps[item, "2025-11-3"], caps[item, xun(day)]
        price = ceil(before * ROUNDING) + (cap - ceil(before * ROUNDING)) // 2
        reprice(book, place, price)
        margin = away(price / cap, ROUNDING)
        plot.innocent(site.code, item, "2025-12", margin, "above November's cap, below December's")


def packed_food(plot: Plot) -> None:
    """Packed, processed food takes much of a month's money; or less, or it is milk or bean curd in the wrong class."""
    book, month = plot["food_in"], "2025-09"
    sites = plot.sites(10, cooks)
    bills = by_month(book, sites)
    _misplaced(plot, "NL01", "纯牛奶")
    _misplaced(plot, "DZ09", "豆腐干")
    cases = [(0.158, "YB01"), (0.165, "YB02"), (0.18, "YB01"), (0.22, "YB02"), (0.4, "YB01"),
             (0.145, "YB01"), (0.148, "YB02"), (0.135, "YB01"), (0.17, "NL01"), (0.165, "DZ09")]  # fmt: skip
    for number, (site, (share, item)) in enumerate(zip(sites, cases, strict=False)):
        places = bills[site.code, month]
        total = sum(book.columns["amount"][place] for place in places)
        bought = _stock_up(plot, places, item, total * share / (1 - share))
        margin = away(bought / (total + bought), PACKED)
        if number < 5:
            plot.irregular(site.code, site.code, month, margin, "much packed, processed food")
        else:
            why = "less packed food than is asked about" if item in BY_CODE else "no processed food, but so classed"
            plot.innocent(site.code, site.code, month, margin, why)


def _misplaced(plot: Plot, code: str, name: str) -> None:
    plot["food_items"].add(
        school_code="", item_code=code, name=name, food_class="packaged", unit="kg", edible_share=1.0, banned=False
    )


def _stock_up(plot: Plot, places: list[int], item: str, fen: float) -> int:
    """Buy an item for about so much money on every third day of these deliveries, and use it; return what it cost."""
    book, price, spent = plot["food_in"], 1_850, 0
    days: dict[object, int] = {}
    for place in places:
        days.setdefault(book.columns["on_date"][place], place)
    some = list(days.values())[::3]
    for place in some:
        row = book.row(place)
        grams = round(fen / len(some) / price * 100) * 10
        amount = round(grams * price / 1000)
        book.copy(
            place, bill_no=f"{row['bill_no']}B", item_code=item, qty=grams, price=price, amount=amount,
            lot=f"{row['on_date']:%y%m%d}{item}", quarantine_ok=None, cert_ok=True,
        )  # fmt: skip
        plot["food_out"].add(
            school_code=row["school_code"], bill_no=f"CK{row['bill_no'][2:]}B", line=1, on_date=row["on_date"],
            meal="lunch", item_code=item, qty=grams, taker_no=row["keeper_no"], keeper_no=row["keeper_no"],
            recorded_at=row["recorded_at"],
        )  # fmt: skip
        spent += amount
    return spent
