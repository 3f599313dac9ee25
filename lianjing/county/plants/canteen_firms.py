"""Planted in who delivers: one firm for years, figures without a scale, licences run out, brand-new firms."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from lianjing.county.ledgers.larder import BY_CODE
from lianjing.county.ledgers.world import Site
from lianjing.county.people import region_of
from lianjing.county.plants.canteen_books import away, by_month, cooks, reweigh
from lianjing.county.plants.plot import Plot
from lianjing.domain.values import SchoolYear

MOST = 0.70  # domain 3E: share of one supplier, three years on end
_YEAR = timedelta(days=364)  # the same day of the week
_IN_ORDER = ((0.66, "direct"), (0.685, "single"), (0.78, "open"), (0.75, "exempt"), (0.8, "framework"), (0.8, "direct"))
WHOLE, WEEKS = 0.90, 4  # domain 3E: share of whole kilograms, weeks alike
NEW_DAYS, NEW_ORDER = 30, 5_000_000  # domain 3E: days since founding, first order in fen
_WEIGHED = {"meat", "poultry", "vegetable", "fruit", "bean", "aquatic"}


def one_firm_for_years(plot: Plot) -> None:
    """One firm has most of a kitchen's money for three years unasked; or less of it, for two, or won, or was exempt."""
    sites = plot.sites(11, cooks)
    _a_year_before(plot, sites[:10])
    bills = _of_school(plot, sites)
    unasked: set[str] = set()
    cases = ((0.72, "direct"), (0.735, "single"), (0.77, "direct"), (0.85, "single"), (0.96, "direct"))
    for site, (share, method) in zip(sites[:5], cases, strict=False):
        firm, reached = _favour(plot, bills[site.code], share, set())
        unasked.add(firm)
        _award(plot, site, firm, method=method, exempt_doc=None)
        since = _first_year(plot, bills[site.code], firm)
        plot.irregular(site.code, firm, since, away(reached, MOST), "one firm for years, nobody else asked")
    for site, (share, method) in zip(sites[5:], _IN_ORDER, strict=False):
        # what the county chose for all schools covers them all: not a firm that others took unasked
        firm, reached = _favour(plot, bills[site.code], share, unasked if method == "framework" else set())
        if not firm:
            continue
        exempt = {"method": "single", "exempt_doc": "县财采复〔2024〕12号"}
        _award(plot, site, firm, **(exempt if method == "exempt" else {"method": method, "exempt_doc": None}))
        why = f"most of the food, on the ground of {method}"
        why = "less than most of the food" if share < MOST else "two school years only" if site is sites[-1] else why
        plot.innocent(site.code, firm, None, away(reached, MOST), why)


def _a_year_before(plot: Plot, sites: list[Site]) -> None:
    """Let these kitchens have bought and cooked on a day of each month of the school year before the ledgers begin."""
    book, meals = plot["food_in"], plot["meals"].grouped("school_code", "on_date")
    for (school, month), places in by_month(book, sites).items():
        if not "2024-09" <= month <= "2025-06":
            continue
        first = min(book.columns["on_date"][place] for place in places)
        then = first - _YEAR
        for line, place in enumerate(one for one in places if book.columns["on_date"][one] == first):
            book.copy(place, bill_no=f"RK{school}{then:%y%m%d}{line:02d}", on_date=then, lot=None, expire_on=None,
                      order_no=None, recorded_at=book.row(place)["recorded_at"] - _YEAR)  # fmt: skip
        for place in meals.get((school, first), ()):
            plot["meals"].copy(place, on_date=then)


def _of_school(plot: Plot, sites: list[Site]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {site.code: [] for site in sites}
    for (school, _), places in by_month(plot["food_in"], sites).items():
        found[school] += places
    return found


def _first_year(plot: Plot, places: list[int], firm: str) -> str:
    """Return the school year in which a firm first delivered here."""
    columns = plot["food_in"].columns
    first = min(columns["on_date"][place] for place in places if columns["supplier_code"][place] == firm)
    year = SchoolYear.of(first).start
    return f"{year}-{year + 1}"


def _favour(plot: Plot, places: list[int], share: float, barred: set[str]) -> tuple[str, float]:
    """Let the kitchen's largest supplier, but none barred, deliver this share of its food; return both."""
    book, sums = plot["food_in"], {}
    for place in places:
        firm = book.columns["supplier_code"][place]
        sums[firm] = sums.get(firm, 0) + book.columns["amount"][place]
    firm = max((one for one in sums if one not in barred), key=lambda one: sums[one], default="")
    if not firm:
        return "", 0.0
    total, held = sum(sums.values()), sums[firm]
    for place in plot.chance.sample(places, len(places)):
        if held >= share * total:
            break
        if book.columns["supplier_code"][place] != firm:
            held += book.columns["amount"][place]
            book.put(place, supplier_code=firm)
    return firm, held / total


def _award(plot: Plot, site: Site, firm: str, **changed: object) -> None:
    for place in plot["procurements"].places(school_code=site.code, winner_code=firm):
        plot["procurements"].put(place, **changed)


def no_sign_of_a_scale(plot: Plot) -> None:
    """Whole kilograms only, or one line copied week after week; or fewer of them, sacks, or alike by chance."""
    month = "2025-03"
    sites = plot.sites(10, cooks)
    came, went = by_month(plot["food_in"], sites), by_month(plot["food_out"], sites)
    scales = [_Scale(plot, site, came[site.code, month], went[site.code, month]) for site in sites]
    for scale, share in zip(scales[:3], (0.92, 0.96, 1.0), strict=False):
        firm, reached = scale.whole(share, ceil)
        plot.irregular(scale.site.code, firm, month, away(reached, WHOLE), "vegetables and meat in whole kilograms")
    for scale in scales[3:5]:
        firm = scale.alike(WEEKS)
        plot.irregular(scale.site.code, firm, month, 0.0, "the same line in four weeks")
    for scale, share in zip(scales[5:8], (0.9, 0.87, 0.82), strict=False):
        firm, reached = scale.whole(share, floor)
        plot.innocent(scale.site.code, firm, month, away(reached, WHOLE), "many deliveries happen to be whole")
    for scale in scales[8:9]:
        firm = scale.alike(WEEKS - 1)
        plot.innocent(scale.site.code, firm, month, away(WEEKS - 1, WEEKS), "the same order in three weeks")
    for scale in scales[9:10]:
        firm = scale.sacks()
        plot.innocent(scale.site.code, firm, month, away(1.0, WHOLE), "rice by the sack and oil by the can")


@dataclass
class _Scale:
    """A month's deliveries to a kitchen, and the issues that follow them."""

    plot: Plot
    site: Site
    came: list[int]
    went: list[int]

    def _weighed(self) -> dict[str, list[int]]:
        columns, found = self.plot["food_in"].columns, {}
        for place in self.came:
            if BY_CODE[columns["item_code"][place]].kind in _WEIGHED:
                found.setdefault(columns["supplier_code"][place], []).append(place)
        return found

    def _set(self, place: int, grams: int) -> None:
        """Give a delivery another weight, and the first issue of that item and day the same difference."""
        book, out = self.plot["food_in"], self.plot["food_out"]
        item, day, more = (book.columns[name][place] for name in ("item_code", "on_date", "qty"))
        more = grams - more
        reweigh(book, place, grams)
        for one in self.went:
            if (out.columns["item_code"][one], out.columns["on_date"][one]) == (item, day):
                out.put(one, qty=max(10, out.columns["qty"][one] + more))
                break

    def whole(self, share: float, rounding) -> tuple[str, float]:
        """Round this share of the busiest supplier's deliveries to kilograms; return the supplier and the share."""
        firm, places = max(self._weighed().items(), key=lambda one: len(one[1]))
        count = rounding(share * len(places))
        for place in self.plot.some(places, count):
            self._set(place, max(1, round(self.plot["food_in"].columns["qty"][place] / 1000)) * 1000)
        return firm, count / len(places)

    def alike(self, weeks: int) -> str:
        """Copy one delivery into so many weeks of the month and return its supplier."""
        book = self.plot["food_in"]
        by_item: dict[str, dict[int, int]] = {}
        for place in (place for places in self._weighed().values() for place in places):
            week = book.columns["on_date"][place].isocalendar().week
            by_item.setdefault(book.columns["item_code"][place], {}).setdefault(week, place)
        first, *others = list(max(by_item.values(), key=len).values())[:weeks]
        row = book.row(first)
        for place in others:
            book.put(place, supplier_code=row["supplier_code"], price=row["price"])
            self._set(place, row["qty"])
        return row["supplier_code"]

    def sacks(self) -> str:
        """Return the supplier of most rice and oil, all of it in whole kilograms."""
        columns, found = self.plot["food_in"].columns, {}
        for place in self.came:
            if BY_CODE[columns["item_code"][place]].kind in ("staple", "oil"):
                firm = columns["supplier_code"][place]
                found[firm] = found.get(firm, 0) + 1
        return max(found, key=lambda one: found[one])


def firm_may_not_sell(plot: Plot) -> None:
    """A firm delivers after its licence, after it closed or just after it was founded; or in time, or little."""
    sites = plot.sites(10, lambda site: site.meals and site.pupils >= 60)
    bills = by_month(plot["food_in"], sites)
    ends = date(2025, 10, 16)
    for number, site in enumerate(sites[:3]):
        changed = ({"license_to": ends}, {"biz_status": "closed", "closed_on": ends}, {"license_to": date(2025, 9, 3)})
        firm = new_firm(plot, site, number, **changed[number])
        places = _hand_over(plot, bills, site, ("2025-09", "2025-10"), firm)
        last = changed[number].get("license_to") or ends
        first = min(day for day in (plot["food_in"].columns["on_date"][place] for place in places) if day > last)
        plot.irregular(site.code, firm, f"{first:%Y-%m}", None, "delivered after the licence or the firm had ended")
    for number, (site, days, fen) in enumerate(
        zip(sites[3:5], (27, 24), (5_300_000, 5_600_000), strict=False), start=3
    ):
        firm = _founded(plot, site, number, days, fen)
        margin = away(fen, NEW_ORDER)
        plot.irregular(site.code, firm, "2026-06", margin, f"founded {days} days before a large first order")
    for number, site in enumerate(sites[5:7], start=5):
        months = ("2025-09", "2025-10")
        places = [place for month in months for place in bills[site.code, month]]
        last = max(plot["food_in"].columns["on_date"][place] for place in places)
        ended: dict[str, object] = {"license_to": last} if number == 5 else {"biz_status": "closed", "closed_on": last}
        firm = new_firm(plot, site, number, **ended)
        _hand_over(plot, bills, site, months, firm)
        plot.innocent(site.code, firm, None, 0.0, "the last delivery came on the last day of licence or firm")
    cases = zip(sites[7:10], (31, 25, 20), (5_500_000, 4_800_000, 4_500_000), strict=False)
    for number, (site, days, fen) in enumerate(cases, start=7):
        firm = _founded(plot, site, number, days, fen)
        margin = away(days, NEW_DAYS) if days >= NEW_DAYS else away(fen, NEW_ORDER)
        plot.innocent(site.code, firm, None, margin, f"founded {days} days before a first order of {fen // 100} yuan")


def new_firm(plot: Plot, site: Site, number: int, **changed: object) -> str:
    """Register a food firm that no other school knows and return its code; `number` is 0 to 9."""
    code = plot.world.mint.credit_code(plot.chance, region_of(site.unit.township))
    name, born = f"{site.unit.township}{'甲乙丙丁戊己庚辛壬癸'[number]}禾农产品配送有限公司", date(2019, 4, 12)
    boss = plot.world.mint.id_no(plot.chance, region_of(site.unit.township), date(1979, 1, 2), "M")
    who = {"name": f"{'甲乙丙丁戊己庚辛壬癸'[number]}成均", "phone": plot.world.mint.phone(plot.chance)}
    row = {
        "school_code": "", "credit_code": code, "name": name, "legal_rep": who["name"], "founded_on": born,
        "capital": 50_000_000, "biz_status": "active", "scope": "食用农产品批发、配送",
        "food_license": f"JY1{code[-11:]}", "license_to": date(2028, 12, 31), "phone": who["phone"],
        "email": f"{code[-8:].lower()}@example.com",
        "address": f"{site.unit.township}农贸路{number + 401}号", "blacklisted": False,
    }  # fmt: skip
    plot["suppliers"].add(**{**row, **changed})
    plot["supplier_people"].add(
        school_code="", credit_code=code, role="legal", id_no=boss, share=1.0, from_on=row["founded_on"], **who
    )
    return code


def _hand_over(plot: Plot, bills: dict, site: Site, months: tuple[str, ...], firm: str) -> list[int]:
    """Let a firm deliver a kitchen's vegetables of some months and return the places of the deliveries."""
    book = plot["food_in"]
    places = [place for month in months for place in bills[site.code, month]
              if BY_CODE[book.columns["item_code"][place]].kind == "vegetable"]  # fmt: skip
    for place in places:
        book.put(place, supplier_code=firm)
    return places


def _founded(plot: Plot, site: Site, number: int, days: int, fen: int) -> str:
    """Let a firm founded so many days before deliver rice for so much on one day; the rice stays in the store."""
    day, book, price = plot.days.of_month("2026-06")[4], plot["food_in"], 540
    firm = new_firm(plot, site, number, founded_on=day - timedelta(days=days))
    like = next(place for place in book.places(school_code=site.code, item_code="MM01"))
    grams = round(fen * 1000 / price)
    book.copy(
        like, bill_no=f"RK{site.code}{day:%y%m%d}XD", on_date=day, supplier_code=firm, qty=grams, price=price,
        amount=round(grams * price / 1000), lot=f"{day:%y%m%d}MM01", expire_on=day + timedelta(days=180),
        order_no=f"DD{site.code}{day:%y%m%d}X", recorded_at=book.columns["recorded_at"][like].replace(
            year=day.year, month=day.month, day=day.day),
    )  # fmt: skip
    counts = plot["stocktakes"]
    for place in counts.places(school_code=site.code, item_code="MM01"):
        if counts.columns["ym"][place] >= f"{day:%Y-%m}":
            for name in ("book_qty", "real_qty"):
                counts.put(place, **{name: counts.columns[name][place] + grams})
    return firm
