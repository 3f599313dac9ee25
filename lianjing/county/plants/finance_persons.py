"""Planted in payments: to persons, in cash, and again and again to one member of staff."""

from datetime import date, timedelta
from math import ceil, floor

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, decide, entry
from lianjing.county.plants.plot import Plot
from lianjing.county.plants.staff_people import ordinary, roomy

PERSON, CASH, SHARE = 100_000, 100_000, 0.05  # fen: to a person, in cash; cash as a share of a month (domain 3F)
SUM, TIMES = 2_000_000, 12  # fen and payments a year to one member of staff (domain 3F)
DECIDED = 500_000  # fen from which a meeting decides at the smallest schools
_MONTH = "2025-11"


def _hand_over(
    plot: Plot, site: Site, number: str, day: date, fen: int, payee: str, account: str | None, method: str,
    purpose: str, econ: str = "30201", meeting: str | None = None,
) -> int:  # fmt: skip
    """Book and make one payment to a person and return its place."""
    entry(plot, site, f"PZ{number}", day, summary="零星支付", account_code="5001", econ_code=econ, debit=fen,
          counterparty=payee, budget_item="公用-日常", meeting_id=meeting)  # fmt: skip
    return plot["payments"].add(
        school_code=site.code, payment_no=f"FK{number}", voucher_no=f"PZ{number}", paid_on=day, method=method,
        payee_name=payee, payee_account=account, is_person=True, amount=fen, purpose=purpose,
    )  # fmt: skip


# Sum in fen, how, what for, whether it comes back, whether it is asked about, the line, why.
_TO_PERSONS: tuple[tuple[int, str, str, bool, bool, int | None, str], ...] = (
    (103_000, "transfer", "goods", False, True, PERSON, "goods paid to a person"),
    (98_500, "transfer", "goods", False, False, PERSON, "a small sum for vegetables to a farmer"),
    (108_000, "cash", "labour", False, True, CASH, "labour paid in cash above what may be"),
    (100_000, "cash", "labour", False, False, CASH, "labour paid in cash, just what may be"),
    (340_000, "transfer", "services", False, True, PERSON, "services paid to a person"),
    (320_000, "transfer", "labour", False, False, None, "labour paid to a person by transfer"),
    (100_000, "transfer", "works", False, True, PERSON, "a small repair paid to a person, just at the line"),
    (260_000, "transfer", "goods", True, False, None, "goods paid to a person, sent back by the bank whole"),
    (180_000, "card", "goods", False, False, None, "goods bought with the official card"),
)


def persons_and_cash(plot: Plot) -> None:
    """Pay persons for goods, or in cash; beside it small sums, labour, cards, what came back, little cash."""
    for number, (site, case) in enumerate(zip(plot.sites(len(_TO_PERSONS)), _TO_PERSONS, strict=False)):
        fen, method, purpose, back, wrong, line, why = case
        day = plot.days.of_month(_MONTH)[8]
        place = _hand_over(plot, site, f"GR{site.code}", day, fen, f"向{'东南西北'[number % 4]}平",
                           f"6228{plot.chance.randrange(10**15):015d}", method, purpose)  # fmt: skip
        if back:
            row = plot["payments"].row(place)
            later = plot.days.after(day, 2)
            plot["payments"].copy(place, payment_no=f"{row['payment_no']}T", paid_on=later, amount=-fen)
            entry(plot, site, f"PZGR{site.code}T", later, summary="银行退回", account_code="5001", econ_code="30201",
                  debit=-fen, counterparty=row["payee_name"], budget_item="公用-日常")  # fmt: skip
        say = plot.irregular if wrong else plot.innocent
        say(site.code, site.code, _MONTH, None if line is None else away(fen, line), why)
    _small_cash(plot)


def _small_cash(plot: Plot) -> None:
    """Let small cash come to a little more or a little less than a twentieth of a month."""
    totals = _month(plot)
    for share in (0.053, 0.047):
        for site in plot.sites(1, lambda site: 4_000_000 <= totals.get(site.code, 0) <= 20_000_000):
            rest = totals[site.code]
            cash = (ceil if share > SHARE else floor)(rest * share / (1 - share))
            many = cash // 90_000 + 1
            for number in range(many):
                day = plot.days.of_month(_MONTH)[number % 15]
                fen = cash // many + (cash % many if number == 0 else 0)
                payee = f"刘{'一二三四五六七八九十'[number % 10]}"
                _hand_over(plot, site, f"XJ{site.code}{number:02d}", day, fen, payee, None, "cash", "labour")
            say = plot.irregular if share > SHARE else plot.innocent
            reached = cash / (rest + cash)
            say(site.code, site.code, _MONTH, away(reached, SHARE), f"{many} small payments in cash")


def _month(plot: Plot) -> dict[str, int]:
    """Return what each school paid in the month, in fen."""
    columns, found = plot["payments"].columns, dict[str, int]()
    for school, day, fen in zip(columns["school_code"], columns["paid_on"], columns["amount"], strict=True):
        if f"{day:%Y-%m}" == _MONTH:
            found[school] = found.get(school, 0) + fen
    return found


# Sums in fen over a year from March on, days between, how, what for, what comes back, whether asked, measure, why.
_CLAIMS = (31_000, 118_000, 64_000, 92_000, 23_500, 147_000, 58_000, 109_000, 36_000, 81_000, 128_000, 19_500, 72_000)
_AGAIN: tuple[tuple[tuple[int, ...], str, str, int, bool, str, str], ...] = (
    ((1_120_000, 940_000), "transfer", "travel", 0, True, "sum", "two advances for journeys"),
    ((1_100_000, 900_000), "transfer", "travel", 0, False, "sum", "two advances that come to the line"),
    (_CLAIMS, "transfer", "travel", 0, True, "times", "thirteen small claims"),
    (_CLAIMS[:12], "transfer", "travel", 0, False, "times", "twelve small claims"),
    ((760_000, 760_000, 760_000), "transfer", "travel", 0, True, "sum", "three advances for journeys"),
    ((1_300_000, 1_300_000), "card", "travel", 0, False, "", "two journeys paid with the official card"),
    ((2_030_000,), "transfer", "other", 0, True, "sum", "one large payment without a word of what for"),
    ((1_250_000, 1_250_000), "transfer", "wage", 0, False, "", "arrears of wages"),
    (_CLAIMS, "authorised", "travel", 0, True, "times", "thirteen small claims"),
    ((1_180_000, 980_000), "transfer", "travel", 250_000, False, "sum", "an advance of which a part was given back"),
)


def to_one_of_the_staff(plot: Plot) -> None:
    """Pay one member of staff much or often; beside it just the line, cards, wages, and what was given back."""
    for site, case in zip(plot.sites(len(_AGAIN), roomy(3)), _AGAIN, strict=False):
        sums, method, purpose, back, wrong, measure, why = case
        person = ordinary(site)[1]
        register = plot["staff_register"]
        account = register.row(register.places(school_code=site.code, staff_no=person.code)[0])["account"]
        for number, fen in enumerate((*sums, -back) if back else sums):
            day = plot.days.workday(date(2025, 3, 12) + timedelta(days=20 * number))
            econ = "30101" if purpose == "wage" else "30211"
            met = decide(plot, site, f"HYJZ{site.code}{number}", day - timedelta(days=5)) if fen >= DECIDED else None
            _hand_over(
                plot, site, f"JZ{site.code}{number:02d}", day, fen, person.name, account, method, purpose, econ, met
            )  # fmt: skip
            if purpose == "other":
                plot.beside("M-CW-07", site.code, site.code, f"{day:%Y-%m}", "paid to a person, for nothing in writing")
        margin = {"sum": away(sum(sums) - back, SUM), "times": away(len(sums), TIMES), "": None}[measure]
        say = plot.irregular if wrong else plot.innocent
        say(site.code, person.code, "2025", margin, why)
