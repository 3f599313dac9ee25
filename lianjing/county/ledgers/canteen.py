"""The canteens: what came in, what went out, who ate, what it cost; stocks and months that add up."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.days import xun
from lianjing.county.ledgers.larder import BANNED, BY_CODE, FOODS, Food, of_kind, season
from lianjing.county.ledgers.world import Site, World

# What a lunch is made of: food class, grams a person at least and at most (edible part).
_LUNCH = (
    ("staple", 108, 132),
    ("oil", 10, 14),
    ("meat", 58, 82),
    ("vegetable", 92, 118),
    ("vegetable", 84, 112),
    ("side", 42, 62),
    ("seasoning", 4, 7),
)
_SIDES = ("egg", "bean")
_SUBSIDY = 500  # fen a pupil and day
_BAG = 25_000  # grams of a bag of rice; oil and seasoning come in whole kilograms
_GRAIN, _FRESH, _GREEN = ("粮油", "豆制品调味"), ("肉禽蛋",), ("蔬菜水果",)
_TRADE = {"staple": _GRAIN, "oil": _GRAIN, "seasoning": _GRAIN, "meat": _FRESH, "poultry": _FRESH, "egg": _FRESH}


@dataclass
class Kitchen:
    """One school's canteen while its ledgers are written."""

    site: Site
    diners: dict[date, int] = field(default_factory=dict)
    aided: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    stock: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    came: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    went: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bill: int = 0
    slip: int = 0


def write_canteen(world: World) -> None:
    """Write foods, prices, and for every school that cooks its daily and monthly ledgers."""
    _foods(world)
    _prices(world)
    present = _present(world)
    for site in world.sites:
        if site.meals:
            kitchen = Kitchen(site)
            _meals(world, kitchen, present.get(site.code, {}))
            _cook(world, kitchen)
            _watch(world, kitchen)
            _months(world, kitchen)


def _foods(world: World) -> None:
    for food in FOODS:
        world.book["food_items"].add(
            school_code="", item_code=food.code, name=food.name, food_class=food.kind, unit="kg",
            edible_share=food.edible, grams_low=food.low, grams_high=food.high, banned=food.code in BANNED,
        )  # fmt: skip


def _prices(world: World) -> None:
    for period in dict.fromkeys(xun(day) for day in world.days.school):
        month = int(period[5:7])
        for food in FOODS:
            usual = round(food.price * season(food, month))
            world.book["price_references"].add(
                school_code="", item_code=food.code, period=period, price=usual, samples=12, source="county",
                cap=round(usual * 1.24),
            )  # fmt: skip


def _present(world: World) -> dict[str, dict[date, int]]:
    """Return how many pupils came to each school on each day, where it hands in attendance."""
    ledger = world.book["attendance"]
    found: dict[str, dict[date, int]] = {}
    cells = (ledger.columns[name] for name in ("school_code", "on_date", "present"))
    for school, day, present in zip(*cells, strict=True):
        days = found.setdefault(school, {})
        days[day] = days.get(day, 0) + present
    return found


def _meals(world: World, kitchen: Kitchen, present: dict[date, int]) -> None:
    site, draws = kitchen.site, world.draws("meals", kitchen.site.code)
    days, nip = world.days.school, kitchen.site.stage in ("primary", "middle")
    came = np.array([present.get(day, round(site.pupils * 0.98)) for day in days])
    lunch = np.floor(came * draws.uniform(0.955, 0.995, len(days))).astype(int).clip(1)
    adults = np.full(len(days), max(1, round(len(site.staff) * 0.7)))
    ledger, pupils = world.book["meals"], lunch.tolist()
    ledger.block(
        len(days), school_code=site.code, on_date=list(days), meal="lunch", pupils=pupils, staff=adults.tolist(),
        nip=pupils if nip else None, refund=0, source="class_report" if site.small else "card",
    )  # fmt: skip
    if site.boarders:
        dinner = np.floor(lunch * site.boarding_share * 0.98).astype(int).clip(1).tolist()
        ledger.block(
            len(days), school_code=site.code, on_date=list(days), meal="dinner", pupils=dinner,
            staff=(adults // 4).tolist(), nip=None, refund=0, source="card",
        )  # fmt: skip
    for day, number in zip(days, pupils if nip else (), strict=nip):
        kitchen.aided[f"{day:%Y-%m}"] += number
    kitchen.diners = dict(zip(days, [a + b for a, b in zip(pupils, adults.tolist(), strict=True)], strict=True))


def _cook(world: World, kitchen: Kitchen) -> None:
    """Day by day: plan the lunch, buy what is lacking, hand it out; a stocktake closes each month."""
    site, draws = kitchen.site, world.draws("kitchen", kitchen.site.code)
    firms = _contracted(world, site)
    crew = _crew(site)
    days = world.days.school
    factor = 1 + 0.0014 * min(site.km, 60) + draws.normal(0, 0.006)
    noise = draws.uniform(0.97, 1.035, (len(days), len(_LUNCH)))
    shares = draws.uniform(0, 1, (len(days), len(_LUNCH)))
    picks = draws.integers(0, 10_000, (len(days), len(_LUNCH)))
    for number, day in enumerate(days):
        foods = _menu(picks[number], number)
        for line, (food, (_, low, high)) in enumerate(zip(foods, _LUNCH, strict=True)):
            grams = low + (high - low) * float(shares[number, line])
            need = round(kitchen.diners[day] * grams / food.edible / 10) * 10
            if kitchen.stock[food.code] < need:
                price = round(food.price * season(food, day.month) * factor * float(noise[number, line]))
                _buy(world, kitchen, day, line, food, _bought(food, need, kitchen), price, firms, crew)
            _hand_out(world, kitchen, day, line, food, need, crew)
        if number + 1 == len(days) or days[number + 1].month != day.month:
            _treat(world, kitchen, day, factor, firms, crew)
            _count(world, kitchen, f"{day:%Y-%m}", float(draws.uniform(0.1, 0.9)), crew)


def _menu(picks: np.ndarray, number: int) -> list[Food]:
    greens = of_kind("vegetable")
    first = greens[int(picks[3]) % len(greens)]
    second = next(food for food in greens[int(picks[4]) % len(greens) :] + greens if food is not first)
    meats = of_kind("meat") if number % 4 else of_kind("poultry")
    side = of_kind(_SIDES[int(picks[5]) % len(_SIDES)])
    return [
        of_kind("staple")[int(picks[0]) % 3 if number % 5 else 0],
        of_kind("oil")[0],
        meats[int(picks[2]) % len(meats)],
        first,
        second,
        side[int(picks[5]) % len(side)],
        of_kind("seasoning")[int(picks[6]) % 2],
    ]


def _bought(food: Food, need: int, kitchen: Kitchen) -> int:
    """Return how much is bought: fresh food for the day, bags and whole kilograms for about a week."""
    lacking = need - kitchen.stock[food.code]
    if food.fresh:
        return -(-round(lacking * 1.01) // 100) * 100 + 40  # the scale shows odd grams
    week = lacking * 5
    return -(-week // _BAG) * _BAG if food.kind == "staple" else -(-week // 1000) * 1000


def _contracted(world: World, site: Site) -> dict[tuple[str, ...], list[str]]:
    """Return the firms a school buys from by trade: two of each, so that none has most of the money."""
    chance = world.chance("firms", site.code)
    found = {}
    for trades in (_GRAIN, _FRESH, _GREEN):
        firms = world.strangers(site, world.firms(*trades))
        found[trades] = [firm.uscc for firm in chance.sample(firms, min(2, len(firms)))]
    return found


@dataclass(frozen=True)
class Crew:
    """Who buys, accepts, keeps and cooks at a school; pairs of acceptors take turns."""

    buyer: str
    keeper: str
    cook: str
    pairs: tuple[str, ...]


def _crew(site: Site) -> Crew:
    buyer, keeper = site.hand("CGY"), site.hand("KGY")
    others = [site.hand("YSY"), site.hand("STG"), site.hand("LDX"), *(person.code for person in site.staff)]
    free = [code for code in dict.fromkeys(others) if code not in (buyer, keeper)][:4]
    pairs = tuple(together(one, two) for place, one in enumerate(free) for two in free[place + 1 :])
    return Crew(buyer, keeper, site.hand("STG"), pairs or (together(*free),))


def _treat(
    world: World, kitchen: Kitchen, day: date, factor: float, firms: dict[tuple[str, ...], list[str]], crew: Crew
) -> None:
    """Serve fruit on the last day of a month whose food cost less than its subsidy: all of it reaches the plate."""
    month, food = f"{day:%Y-%m}", BY_CODE["SG01"]
    lacking = kitchen.aided[month] * _SUBSIDY - kitchen.paid[month]
    if lacking > 0:
        price = round(food.price * season(food, day.month) * factor)
        grams = -(-lacking * 1000 // price // 100) * 100 + 40
        _buy(world, kitchen, day, len(_LUNCH), food, grams, price, firms, crew)
        _hand_out(world, kitchen, day, len(_LUNCH), food, grams, crew)


def _buy(
    world: World,
    kitchen: Kitchen,
    day: date,
    line: int,
    food: Food,
    grams: int,
    price: int,
    firms: dict[tuple[str, ...], list[str]],
    crew: Crew,
) -> None:
    site, month = kitchen.site, f"{day:%Y-%m}"
    sellers = firms[_TRADE.get(food.kind, _GREEN)]
    amount = round(grams * price / 1000)
    kitchen.bill += 1
    late = kitchen.bill % 19 == 0
    world.book["food_in"].add(
        school_code=site.code, bill_no=f"RK{site.code}{day:%y%m%d}{line:02d}", line=1, on_date=day,
        item_code=food.code, supplier_code=sellers[(day.month + line) % len(sellers)], qty=grams, price=price,
        amount=amount, lot=f"{day:%y%m%d}{food.code}", expire_on=day + timedelta(days=3 if food.fresh else 180),
        cert_ok=True, quarantine_ok=True if food.kind in ("meat", "poultry") else None,
        order_no=f"DD{site.code}{day:%y%m%d}", purchaser_no=crew.buyer,
        acceptors=crew.pairs[kitchen.bill % len(crew.pairs)], keeper_no=crew.keeper, rejected=0,
        recorded_at=datetime.combine(day + timedelta(days=2 if late else 0), time(16, line * 7 % 60)),
    )  # fmt: skip
    kitchen.stock[food.code] += grams
    kitchen.came[month, food.code] += grams
    kitchen.paid[month] += amount


def _hand_out(world: World, kitchen: Kitchen, day: date, line: int, food: Food, grams: int, crew: Crew) -> None:
    site = kitchen.site
    world.book["food_out"].add(
        school_code=site.code, bill_no=f"CK{site.code}{day:%y%m%d}{line:02d}", line=1, on_date=day, meal="lunch",
        item_code=food.code, qty=grams, cost=None, dish=None, planned=kitchen.diners[day], taker_no=crew.cook,
        keeper_no=crew.keeper, recorded_at=datetime.combine(day, time(9, line * 5)),
    )  # fmt: skip
    kitchen.stock[food.code] -= grams
    kitchen.went[f"{day:%Y-%m}", food.code] += grams


def _count(world: World, kitchen: Kitchen, month: str, waste: float, crew: Crew) -> None:
    """Close a month: what is really there is a little less than the book says, and the book follows it."""
    site = kitchen.site
    for code in sorted(kitchen.stock):
        book, turnover = kitchen.stock[code], kitchen.came[month, code]
        loss = 0.03 if BY_CODE[code].kind == "vegetable" else 0.008
        real = max(0, book - round(max(book, turnover) * loss * waste / 10) * 10)
        world.book["stocktakes"].add(
            school_code=site.code, ym=month, item_code=code, book_qty=book, real_qty=real,
            reason="自然损耗" if real < book else None, counters=together(crew.keeper, site.hand("BZY")),
        )  # fmt: skip
        kitchen.stock[code] = real


def _watch(world: World, kitchen: Kitchen) -> None:
    """A leader eats along nearly every day, samples are kept, checks are written."""
    site, draws = kitchen.site, world.draws("watch", kitchen.site.code)
    chance, days = world.chance("watch", site.code), world.days.school
    leaders = site.leaders or [site.hand("XZ")]
    eaten = [day for day, drawn in zip(days, draws.uniform(0, 1, len(days)), strict=True) if drawn < 0.985]
    world.book["meal_company"].block(
        len(eaten), school_code=site.code, on_date=eaten, meal="lunch", who="leader",
        staff_no=[leaders[day.toordinal() % len(leaders)] for day in eaten], opinion=None,
    )  # fmt: skip
    parents = [day for day in days if day.day <= 7 and chance.random() < 0.2]
    world.book["meal_company"].block(
        len(parents), school_code=site.code, on_date=parents, meal="lunch", who="parent", staff_no=None,
        opinion="饭菜热，口味可以",
    )  # fmt: skip
    safety = world.book["food_safety"]
    safety.block(
        len(days), school_code=site.code, on_date=list(days), check_kind="daily", meal="lunch", samples=6,
        sample_grams=draws.integers(128, 160, len(days)).tolist(),
        kept_hours=draws.integers(48, 52, len(days)).tolist(), ill=0, result="正常",
    )  # fmt: skip
    fridays = [day for day in days if day.weekday() == 4]
    safety.block(len(fridays), school_code=site.code, on_date=fridays, check_kind="weekly", ill=0, result="正常")


def _months(world: World, kitchen: Kitchen) -> None:
    """The month's account: pupils pay what food and fuel cost beyond the subsidy, staff pay the full price."""
    site, draws = kitchen.site, world.draws("months", kitchen.site.code)
    served, adults, aided = _served(world, site)
    balance = round(site.pupils * 900)
    for month in world.days.months:
        food, pupils, staff = kitchen.paid[month], served[month], adults[month]
        subsidy = aided[month] * _SUBSIDY
        fuel, misc = round(food * 0.05), round(food * 0.02)
        meal = (food + fuel + misc) / max(1, pupils + staff)
        in_staff = round(staff * meal * 1.02)
        in_pupils = max(0, round(food + fuel + misc - subsidy - in_staff) + round(food * float(draws.normal(0, 0.004))))
        nip_food = min(food, round(subsidy * float(draws.uniform(0.982, 1.0))))
        closing = balance + in_pupils + in_staff + subsidy - food - fuel - misc
        ends = month[5:] in ("01", "07")
        world.book["canteen_months"].add(
            school_code=site.code, ym=month, in_pupils=in_pupils, in_staff=in_staff, in_nip=subsidy, in_fiscal=0,
            in_other=0, out_food=food, out_nip_food=nip_food, out_fuel=fuel, out_labour=0, out_misc=misc, out_other=0,
            open_balance=balance, close_balance=closing, refund_due=round(in_pupils * 0.01) if ends else 0,
            refunded=round(in_pupils * 0.01) if ends else 0,
        )  # fmt: skip
        balance = closing


def _served(world: World, site: Site) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return by month how many lunches and dinners pupils and staff ate, and how many were subsidised."""
    ledger = world.book["meals"]
    pupils: dict[str, int] = defaultdict(int)
    staff: dict[str, int] = defaultdict(int)
    aided: dict[str, int] = defaultdict(int)
    for place in range(ledger.length - 1, -1, -1):
        if ledger.columns["school_code"][place] != site.code:
            break  # a school's meals stand together at the end
        month = f"{ledger.columns['on_date'][place]:%Y-%m}"
        pupils[month] += ledger.columns["pupils"][place]
        staff[month] += ledger.columns["staff"][place]
        aided[month] += ledger.columns["nip"][place] or 0
    return pupils, staff, aided
