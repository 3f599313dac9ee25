"""Planted in the store: rations too small or too large, stock that does not add up, food for days without school."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from lianjing.county.ledgers.larder import BY_CODE
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import away, by_month, cooks, reweigh
from lianjing.county.plants.plot import Plot

# Domain 3E: six tenths of the least ration and one and a half times the most, five serving days in a row.
LEAST = {"staple": 48.0, "oil": 3.6, "vegetable": 36.0}
MOST = {"staple": 270.0, "oil": 33.0, "vegetable": 390.0}
DAYS = 5
WORTH, SHARE = 50_000, 0.02  # domain 3E: fen a month, share of what came or was there
SERVED_WITHIN = 2


class Store:
    """One school's store in a month: deliveries, issues and diners by day; what is changed stays in balance."""

    def __init__(self, plot: Plot, site: Site, month: str, places: dict[str, list[int]]) -> None:
        self.plot, self.site, self.month = plot, site, month
        self.came = places["food_in"]
        out, meals = plot["food_out"].columns, plot["meals"].columns
        self.issued: dict[tuple[str, date], list[int]] = {}
        for place in places["food_out"]:
            key = (BY_CODE[out["item_code"][place]].kind, out["on_date"][place])
            self.issued.setdefault(key, []).append(place)
        self.diners: dict[date, int] = defaultdict(int)
        for place in places["meals"]:
            self.diners[meals["on_date"][place]] += meals["pupils"][place] + (meals["staff"][place] or 0)
        self.less: dict[str, int] = defaultdict(int)

    def ration(self, kind: str, day: date, grams: float) -> None:
        """Let each diner of a day have so many grams of a class, edible part."""
        out, places = self.plot["food_out"], self.issued[kind, day]
        edible = [BY_CODE[out.columns["item_code"][place]].edible for place in places]
        had = sum(out.columns["qty"][place] * share for place, share in zip(places, edible, strict=True))
        for place in places:
            before = out.columns["qty"][place]
            after = round(before * grams * self.diners[day] / had)
            out.put(place, qty=after)
            self.less[out.columns["item_code"][place]] += before - after

    def together(self, kind: str, days: list[date]) -> None:
        """Issue on the first day what was needed on all of these."""
        for day in days[1:]:
            for place in self.issued.get((kind, day), []):
                self.plot["food_out"].put(place, on_date=days[0])

    def settle(self) -> None:
        """Buy as much less (or more) of each item as was issued less (or more); what cannot be, stays in the store."""
        book = self.plot["food_in"]
        for item, grams in self.less.items():
            places = [place for place in self.came if book.columns["item_code"][place] == item]
            for place in places:
                now = book.columns["qty"][place]
                taken = min(grams, now - 40) if grams > 0 else grams
                reweigh(book, place, now - taken)
                grams -= taken
            if grams:
                self._keep(item, grams)

    def _keep(self, item: str, grams: int) -> None:
        counts = self.plot["stocktakes"]
        for place in counts.places(school_code=self.site.code, item_code=item):
            if counts.columns["ym"][place] >= self.month:
                for name in ("book_qty", "real_qty"):
                    counts.put(place, **{name: counts.columns[name][place] + grams})


def odd_rations(plot: Plot) -> None:
    """A week of too little or too much a head; or not quite, or four days only, or issued for some days at once."""
    month = "2026-04"
    sites = plot.sites(10, cooks)
    rows = {table: by_month(plot[table], sites) for table in ("food_in", "food_out", "meals")}
    days = plot.days.of_month(month)[3:]
    cases = (("staple", 46.0, 6), ("oil", 3.3, 5), ("oil", 35.5, 5), ("vegetable", 33.5, 6), ("staple", 22.0, 7),
             ("staple", 50.0, 6), ("oil", 31.5, 6), ("vegetable", 372.0, 5), ("staple", 40.0, 4))  # fmt: skip
    for number, site in enumerate(sites):
        store = Store(plot, site, month, {table: found[site.code, month] for table, found in rows.items()})
        if number == len(cases):
            for first in (0, 3, 6):
                store.together("oil", days[first : first + 3])
            plot.innocent(site.code, "oil", month, away(12 * 3, MOST["oil"]), "oil issued for three days at once")
            continue
        kind, grams, count = cases[number]
        for day in days[:count]:
            store.ration(kind, day, grams)
        store.settle()
        line = LEAST[kind] if grams < 2 * LEAST[kind] else MOST[kind]
        margin = away(grams, line) if count >= DAYS else away(count, DAYS)
        say = plot.irregular if number < 5 else plot.innocent
        say(site.code, kind, month, margin, f"{grams} g a head for {count} serving days")


def stock_does_not_add_up(plot: Plot) -> None:
    """A delivery that never reached the store; or one worth little, or explained by two, or taken back."""
    month = "2025-11"
    sites = plot.sites(10, lambda site: site.meals and site.pupils >= 60)
    bills, issues = by_month(plot["food_in"], sites), by_month(plot["food_out"], sites)
    counts = plot["stocktakes"].grouped("school_code", "item_code", "ym")
    worth = (52_500, 55_000, 57_000, 80_000, 190_000, 48_500, 47_000, 45_000, 82_000, 75_000)
    for number, (site, fen) in enumerate(zip(sites, worth, strict=False)):
        item = plot.chance.choice(("RL01", "RL02", "YL01", "MM01"))
        now, before = counts[site.code, item, month][0], counts[site.code, item, "2025-10"][0]
        gap = _gap(plot, bills[site.code, month], issues[site.code, month], item, before, now)
        added, place = _invent(plot, bills[site.code, month], item, fen, gap)
        book, stock = plot["food_in"], plot["stocktakes"]
        if number == 9:
            row = book.row(place)
            book.copy(place, bill_no=f"{row['bill_no']}T", qty=-row["qty"], amount=-row["amount"])
            plot.innocent(site.code, item, month, -1.0, "a delivery entered twice and taken back")
            continue
        stock.put(now, reason=None, book_qty=stock.columns["book_qty"][now] + added)
        if number == 8:
            stock.put(now, reason="冷库断电变质报损")
            plot.innocent(site.code, item, month, away(fen, WORTH), "spoiled, and two signed for it")
        else:
            say = plot.irregular if number < 5 else plot.innocent
            why = "a delivery that never reached the store" if number < 5 else "a gap of little worth"
            say(site.code, item, month, away(fen, WORTH), why)


def _gap(plot: Plot, came: list[int], went: list[int], item: str, before: int, now: int) -> int:
    """Return what the count of a month shows too little, in grams."""
    moved = plot["stocktakes"].columns["real_qty"][before]
    for table, sign, places in (("food_in", 1, came), ("food_out", -1, went)):
        columns = plot[table].columns
        moved += sign * sum(columns["qty"][place] for place in places if columns["item_code"][place] == item)
    return moved - plot["stocktakes"].columns["real_qty"][now]


def _invent(plot: Plot, came: list[int], item: str, fen: int, gap: int) -> tuple[int, int]:
    """Write a delivery so large that the gap is worth `fen`; return its weight and its place."""
    book = plot["food_in"]
    held = [place for place in came if book.columns["item_code"][place] == item] or came
    grams = sum(book.columns["qty"][place] for place in held)
    price = round(sum(book.columns["qty"][place] * book.columns["price"][place] for place in held) / grams)
    added = round(fen * 1000 / price) - gap
    bill = f"{book.columns['bill_no'][held[0]]}W"
    place = book.copy(held[0], bill_no=bill, item_code=item, qty=added, price=price, amount=round(added * price / 1000))
    return added, place


def food_for_no_day(plot: Plot) -> None:
    """Food comes in when nobody eats for days; or two days before school begins again, or for a course in summer."""
    school = set(plot.days.school)
    idle = [day for day in plot.days.between(plot.days.school[30], plot.days.school[-30]) if day not in school]
    waits = {day: next(step for step in range(1, 99) if day + timedelta(days=step) in school) for day in idle}
    sites = plot.sites(10, cooks)
    bills = by_month(plot["food_in"], sites)
    for number, site in enumerate(sites):
        wait = (3, 3, 4, 6, 20, 2, 2, 2, 2, 12)[number]
        day = plot.chance.choice([one for one, step in waits.items() if step == wait])
        place = _deliver(plot, [place for (code, _), some in bills.items() if code == site.code for place in some], day)
        if number < 5:
            plot.irregular(site.code, day, f"{day}", away(wait, SERVED_WITHIN), f"no meal for {wait} days")
        elif number < 9:
            _use(plot, place, day + timedelta(days=wait))
            plot.innocent(site.code, day, f"{day}", 0.0, "for the first school day, two days later")
        else:
            _course(plot, site, day + timedelta(days=1))
            _use(plot, place, day + timedelta(days=1))
            plot.innocent(site.code, day, f"{day}", away(1, SERVED_WITHIN), "a camp in the vacation ate the next day")


def _deliver(plot: Plot, like: list[int], day: date) -> int:
    """Write a delivery of vegetables like an earlier one, on this day."""
    book = plot["food_in"]
    greens = [place for place in like if BY_CODE[book.columns["item_code"][place]].kind == "vegetable"]
    near = [place for place in greens if book.columns["on_date"][place].month == day.month] or greens
    row = book.row(plot.chance.choice(near))
    grams = min(row["qty"], 30_040)
    return book.add(**{
        **row, "bill_no": f"RK{row['school_code']}{day:%y%m%d}JR", "on_date": day, "qty": grams,
        "amount": round(grams * row["price"] / 1000), "lot": f"{day:%y%m%d}{row['item_code']}",
        "expire_on": day + timedelta(days=3), "order_no": f"DD{row['school_code']}{day:%y%m%d}",
        "recorded_at": datetime.combine(day, time(17, 5)),
    })  # fmt: skip


def _use(plot: Plot, place: int, day: date) -> None:
    row = plot["food_in"].row(place)
    plot["food_out"].add(
        school_code=row["school_code"], bill_no=f"CK{row['bill_no'][2:]}", line=1, on_date=day, meal="lunch",
        item_code=row["item_code"], qty=row["qty"], taker_no=row["keeper_no"], keeper_no=row["keeper_no"],
        recorded_at=datetime.combine(day, time(9, 5)),
    )  # fmt: skip


def _course(plot: Plot, site: Site, day: date) -> None:
    plot["meals"].add(
        school_code=site.code, on_date=day, meal="lunch", pupils=max(5, site.pupils // 10), staff=3, nip=None, refund=0,
        source="class_report",
    )  # fmt: skip
