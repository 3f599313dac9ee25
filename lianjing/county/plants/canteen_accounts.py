"""Planted in the canteen's monthly accounts: subsidies not eaten, fees that buy little, unlike prices, refunds."""

from datetime import date, timedelta

from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import accounts, aided, away, balance, cooks, eaten, paying
from lianjing.county.plants.plot import Plot

DAILY = 500  # fen: five yuan a pupil and day (nutrition programme)
REACHES, TURNED, SAME = 0.97, 0.70, 0.90  # domain 3E: subsidy eaten, fees that become food, staff price of pupils'
REFUND_DAYS = 30


def subsidy_not_eaten(plot: Plot) -> None:
    """Part of a month's subsidy went into other costs; or a little is left, or the next month used up the rest."""
    book, held = plot["canteen_months"], accounts(plot)
    month, after = "2025-10", "2025-11"
    irregular = plot.sites(5, aided)
    innocent = plot.sites(5, aided)
    meals = eaten(plot, irregular + innocent)
    for site, share in zip(irregular, (0.958, 0.94, 0.91, 0.86, 0.7), strict=False):
        due = meals[site.code, month]["nip"] * DAILY
        _spend_aid(plot, held[site.code], month, round(due * share))
        plot.irregular(site.code, site.code, month, away(share, REACHES), "subsidy spent on other than food")
        plot.beside("M-ST-24", site.code, site.code, month, "subsidy spent on other than food")
    for site, share, made_up in zip(innocent, (0.972, 0.976, 0.985, 0.9, 0.84), (0, 0, 0, 1, 1), strict=False):
        due, later = (meals[site.code, one]["nip"] * DAILY for one in (month, after))
        _spend_aid(plot, held[site.code], month, round(due * share))
        if made_up:
            place = held[site.code][after]
            spent = later + due - round(due * share)
            book.put(place, out_nip_food=spent, out_food=max(spent, book.columns["out_food"][place]))
            balance(book, held[site.code])
        why = "the next month used up the rest" if made_up else "settlement left a little over"
        plot.beside("M-ST-24", site.code, site.code, month, why)
        plot.innocent(site.code, site.code, month, away(share, REACHES), why)


def _spend_aid(plot: Plot, account: dict[str, int], month: str, spent: int) -> None:
    """Charge only `spent` fen of the month's subsidy to food; the rest went into other costs."""
    book, place = plot["canteen_months"], account[month]
    row = book.row(place)
    gap = row["out_nip_food"] - spent
    book.put(place, out_nip_food=spent, out_food=row["out_food"] - gap, out_misc=row["out_misc"] + max(0, gap))
    balance(book, account)


def fees_not_turned_into_food(plot: Plot) -> None:
    """Three months of fees that buy little food; or enough, or two months only, or wages paid from the fees."""
    months = ["2025-03", "2025-04", "2025-05"]
    for site, share in zip(plot.sites(5, paying), (0.68, 0.665, 0.64, 0.62, 0.5), strict=False):
        _charge(plot, site, months, [share] * 3)
        plot.irregular(site.code, site.code, months[0], away(share, TURNED), "fees far above what food costs")
    innocent = plot.sites(5, paying)
    said = "enough of the fees became food"
    for site, share in zip(innocent[:2], (0.715, 0.74), strict=False):
        _charge(plot, site, months, [share] * 3)
        plot.innocent(site.code, site.code, months[0], away(share, TURNED), said)
    for site in innocent[2:3]:
        _charge(plot, site, months, [0.62, 0.63, 0.78])
        plot.innocent(site.code, site.code, None, away(0.63, TURNED), "two months only, then prices came down")
    for site in innocent[3:4]:
        _charge(plot, site, months, [0.66] * 3, labour=0.23)
        plot.innocent(site.code, site.code, None, away(0.66, TURNED), "the fees pay the cooks, as approved")
    for site in innocent[4:5]:
        _charge(plot, site, months, [0.31, 2.4, 2.6])
        plot.innocent(site.code, site.code, None, away(0.31, TURNED), "fees of a term booked when they came")
    for site in plot.sites(1, lambda one: one.meals and one.stage in ("high", "vocational")):
        _charge(plot, site, months, [0.66] * 3)
        plot.innocent(site.code, site.code, None, away(0.66, TURNED), "a caterer runs the kitchen under contract")


def _charge(plot: Plot, site: Site, months: list[str], shares: list[float], labour: float = 0.0) -> None:
    """Let pupils and staff pay one price a meal, so much that food is this share of the fees."""
    book, held = plot["canteen_months"], accounts(plot)[site.code]
    meals = eaten(plot, [site])
    for month, share in zip(months, shares, strict=True):
        place, sums = held[month], meals[site.code, month]
        income = book.columns["out_food"][place] / share
        staff = round(income * sums["staff"] / (sums["staff"] + sums["pupils"]))
        book.put(place, in_pupils=round(income) - staff, in_staff=staff, out_labour=round(income * labour))
    balance(book, held)


def staff_pay_less(plot: Plot) -> None:
    """Staff pay less a meal than pupils, or nothing; or nearly as much, or another book pays the rest."""
    month = "2025-11"
    sites = plot.sites(10, paying)
    irregular, innocent = sites[: (len(sites) + 1) // 2], sites[(len(sites) + 1) // 2 :]
    meals, held = eaten(plot, sites), accounts(plot)
    for site, share in zip(irregular, (0.885, 0.86, 0.8, 0.55, 0.0), strict=False):
        _price_staff(plot, held[site.code], month, meals[site.code, month], share)
        plot.irregular(site.code, site.code, month, away(share, SAME), "staff paid less for the same meal")
    cases = zip(innocent, (0.91, 0.93, 0.96, 0.8, 0.0), (None, None, None, "union", "school"), strict=False)
    for site, share, payer in cases:
        lacking = _price_staff(plot, held[site.code], month, meals[site.code, month], share)
        if payer:
            _paid_elsewhere(plot, site, payer, date(2025, 11, 25), lacking)
        why = f"the {payer}'s books pay the rest" if payer else "nearly the same price"
        plot.innocent(site.code, site.code, month, away(share, SAME), why)


def _price_staff(plot: Plot, account: dict[str, int], month: str, sums: dict[str, int], share: float) -> int:
    """Let staff pay a share of the pupils' price and return what they pay too little, in fen."""
    book, place = plot["canteen_months"], account[month]
    full = book.columns["in_pupils"][place] * sums["staff"] / max(1, sums["pupils"])
    book.put(place, in_staff=round(full * share))
    balance(book, account)
    return round(full - full * share)


def _paid_elsewhere(plot: Plot, site: Site, payer: str, day: date, fen: int) -> None:
    hands = hands_of(site)
    plot["vouchers"].add(
        school_code=site.code, voucher_no=f"PZJC{site.code}{day:%Y%m}", line=1, on_date=day,
        summary="付11月教职工餐费", account_code="5001", func_code="2050202", econ_code="30229", debit=fen,
        counterparty="学校食堂", book=payer, attachments=2, handler_no=hands.handler, witness_no=hands.witness,
        approver_no=hands.approver, checker_no=hands.checker, booker_no=hands.booker, cashier_no=hands.cashier,
        reviewer_no=hands.checker,
    )  # fmt: skip


def refunds_kept(plot: Plot) -> None:
    """Fees taken in advance stay on the books after the term; or all are paid back, at once, in parts, in summer."""
    book, held = plot["canteen_months"], accounts(plot)
    ends = [term.last for term in plot.days.terms]
    irregular = zip(plot.sites(5, cooks), (0.97, 0.94, 0.88, 0.0, 0.0), (0, 0, 0, 0, 100), strict=False)
    for number, (site, share, late) in enumerate(irregular):
        end = ends[number % len(ends)] if not late else ends[0]
        due = _owe(plot, held[site.code], end, site.pupils * 2_500, share)
        if late:  # paid back in the end, long after the time allowed
            book.put(held[site.code][f"{end + timedelta(days=late):%Y-%m}"], refunded=due)
        plot.irregular(site.code, site.code, f"{end:%Y-%m}", round(share - 1, 4), "meal fees not paid back in time")
    innocent = plot.sites(5, cooks)
    for number, (site, share, days) in enumerate(
        zip(innocent, (1.0, 0.6, 0.0, 0.0, 1.001), (0, 28, 28, 30, 0), strict=False)
    ):
        end = ends[number % len(ends)] if not days else ends[2] if days < REFUND_DAYS else ends[1]
        due = _owe(plot, held[site.code], end, site.pupils * 2_500, share)
        if days:
            _refund(plot, site, held[site.code], f"{end + timedelta(days=days):%Y-%m}", due - round(due * share))
        plot.innocent(site.code, site.code, f"{end:%Y-%m}", 0.0, f"all paid back within {days} days of the term's end")


def _owe(plot: Plot, account: dict[str, int], end: date, due: int, share: float) -> int:
    plot["canteen_months"].put(account[f"{end:%Y-%m}"], refund_due=due, refunded=round(due * share))
    return due


def _refund(plot: Plot, site: Site, account: dict[str, int], month: str, fen: int) -> None:
    """Pay back in a month; in the middle of a vacation an account of its own says so."""
    book = plot["canteen_months"]
    if month in account:
        book.put(account[month], refunded=(book.columns["refunded"][account[month]] or 0) + fen)
        return
    held = book.columns["close_balance"][max(place for one, place in account.items() if one < month)]
    zero = dict.fromkeys(
        ("in_pupils", "in_staff", "in_nip", "in_fiscal", "in_other", "out_food", "out_nip_food", "out_fuel",
         "out_labour", "out_misc", "out_other", "refund_due"), 0,
    )  # fmt: skip
    book.add(school_code=site.code, ym=month, open_balance=held, close_balance=held, refunded=fen, **zero)
