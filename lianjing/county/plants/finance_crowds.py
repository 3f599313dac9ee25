"""Patterns of payments: many small ones to one shop, sums that crowd just below a limit."""

from datetime import date, timedelta
from itertools import pairwise

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.money import hands_of
from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, buy, dealers, decide
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Supplier

TIMES, YEAR, TIER = 8, 5_000_000, 500_000  # domain 3F: 8 a month, 50 000 yuan a year, each below 5 000 yuan
_MONTHS = (3, 4, 5, 9, 10, 11)

# Payments in each of some months, what they come to in yuan, why.
_SHOP = (
    ((8, 7), 51_600, "eight small payments in a month"),
    ((9, 8), 56_000, "nine small payments in a month"),
    ((8, 3, 3, 3), 50_900, "eight small payments in one month, fewer in others"),
    ((9, 9, 9), 78_000, "nine small payments a month"),
    ((13, 12), 74_000, "thirteen small payments in a month"),
)
_SHOPS = (
    ((7, 7, 7), 64_000, "seven small payments a month"),
    ((8, 7), 48_400, "eight small payments in a month, the year stays small"),
    ((13,), 47_600, "the year's light bulbs, exercise paper and chalk in one month"),
    ((9, 8), 61_000, "each called off under a contract"),
    ((8, 8), 91_200, "each above the lowest tier and compared by two people"),
)
_CONTRACT, _ABOVE = 3, 4


def many_small_payments(plot: Plot) -> None:
    """Pay one shop many small sums a month and much a year; or fewer, or less, or larger ones, or under a contract."""
    known = _paid_without_contract(plot)
    for number, site in enumerate(plot.sites(10)):
        counts, yuan, why = (_SHOP, _SHOPS)[number % 2][number // 2]
        which = number // 2 if number % 2 else -1
        firm = next((one for one in _shops(plot, site) if one.uscc not in known.get(site.code, ())), None)
        if firm is None:
            continue
        contract = _call_off(plot, site, firm.uscc, yuan * 110) if which == _CONTRACT else None
        meeting = decide(plot, site, f"HYXE{site.code}", date(2025, 2, 26)) if which == _ABOVE else None
        sums = iter(_uneven(plot, yuan * 100, sum(counts), 0.02 if which == _ABOVE else 0.17))
        for month, count in zip(_MONTHS, counts, strict=False):
            days = plot.days.of_month(f"2025-{month:02d}")
            for step in range(count):
                buy(plot, site, f"FKXE{site.code}{month:02d}{step:02d}", days[step % len(days)], firm, next(sums),
                    "购零星用品", "公用-日常", contract=contract, meeting=meeting)  # fmt: skip
        _likely(plot, site)
        margin = away(max(counts), TIMES)
        if which in (1, 2):
            margin = away(yuan * 100, YEAR)
        elif which == _ABOVE:
            margin = away(yuan * 100 / sum(counts), TIER)
        if number % 2 == 0:
            plot.irregular(site.code, firm.uscc, "2025", margin, why)
        else:
            plot.innocent(site.code, firm.uscc, "2025", None if which == _CONTRACT else margin, why)


def _likely(plot: Plot, site: Site) -> None:
    """Many sums of one size begin with the same digits: that may be asked about as well."""
    for year in ("2024-2025", "2025-2026"):
        plot.beside("M-CW-24", site.code, site.code, year, "many sums of one size")


def _shops(plot: Plot, site: Site) -> list[Supplier]:
    return [*dealers(plot, site, "维修工程", "信息化", "印刷"), *dealers(plot, site)]


def _paid_without_contract(plot: Plot) -> dict[str, set[str]]:
    """Return by school whom it paid without a contract."""
    columns, found = plot["payments"].columns, {}
    for school, payee, contract in zip(
        columns["school_code"], columns["payee_code"], columns["contract_no"], strict=True
    ):
        if payee and not contract:
            found.setdefault(school, set()).add(payee)
    return found


def _uneven(plot: Plot, fen: int, parts: int, spread: float) -> list[int]:
    weights = [plot.chance.uniform(1 - spread, 1 + spread) for _ in range(parts)]
    edges = [round(fen * sum(weights[:step]) / sum(weights)) for step in range(parts + 1)]
    return [later - earlier for earlier, later in pairwise(edges)]


def _call_off(plot: Plot, site: Site, firm: str, fen: int) -> str:
    """Sign a contract for the year from which small things are called off; return its number."""
    contract, signed = f"HTXE{site.code}", plot.days.workday(date(2025, 2, 18))
    plot["contracts"].add(
        school_code=site.code, contract_no=contract, proc_no=None, supplier_code=firm, amount=fen, signed_on=signed,
        published_on=plot.days.after(signed, 1), filed_on=plot.days.after(signed, 4), start_on=signed,
        end_on=signed + timedelta(days=330), changed_amount=0, prepay_share=0.0, kind="goods",
        signer_no=hands_of(site).approver,
    )  # fmt: skip
    plot["acceptances"].add(
        school_code=site.code, contract_no=contract, lot=1, accepted_on=plot.days.after(signed, 6), result="pass",
        acceptors=together(site.hand("YSY"), hands_of(site).witness), amount=fen, file_hash=None,
    )  # fmt: skip
    return contract


LEAST, BAND, FOLD = 8, 0.1, 4  # the county's line: eight sums within a tenth below a limit, four times those above
_THIRTY = 3_000_000  # fen: what is large at a large school
# How many sums just below the limit, how many just above it, the limit, why.
_CROWD = (
    (8, 0, TIER, "eight sums just below the limit, none above it"),
    (9, 1, TIER, "nine sums just below the limit, one above it"),
    (8, 2, TIER, "eight sums just below the limit, two above it"),
    (9, 0, _THIRTY, "nine sums just below what is large at such a school"),
    (13, 0, TIER, "thirteen sums just below the limit"),
)
_SPREAD = (
    (7, 0, TIER, "seven sums just below the limit"),
    (11, 3, TIER, "eleven sums just below the limit, three above it"),
    (7, 1, TIER, "seven sums just below the limit, one above it"),
    (9, 9, TIER, "as many sums above the limit as below it"),
    (10, 0, TIER, "one sum for the lines, the same every month"),
)


def sums_below_a_limit(plot: Plot) -> None:
    """Crowd sums just below a limit; or a few only, or as many above it, or one that is the same every month."""
    near = _near_a_limit(plot)
    large = plot.sites(1, lambda site: site.unit.size_class == "A" and site.code not in near)
    sites = plot.sites(10 - len(large), lambda site: site.code not in near)
    sites[6:6] = large  # the fourth crowd needs a large school
    for number, site in enumerate(sites):
        below, above, limit, why = (_CROWD, _SPREAD)[number % 2][number // 2]
        if limit == _THIRTY and site not in large:
            continue
        meeting = decide(plot, site, f"HYXX{site.code}", date(2025, 2, 25))
        fixed = number % 2 and number // 2 == len(_SPREAD) - 1
        shares = [0.962] * below if fixed else [plot.chance.uniform(0.912, 0.997) for _ in range(below)]
        shares += [plot.chance.uniform(1.004, 1.088) for _ in range(above)]
        firms = dealers(plot, site, "办公用品", "印刷", "信息化", "维修工程")
        for step, share in enumerate(shares):
            day = plot.days.of_month(f"2025-{(3, 4, 5, 6, 9, 10, 11)[step % 7]:02d}")[2 + step]
            firm = firms[0 if fixed else step % len(firms)]
            buy(plot, site, f"FKXX{site.code}{step:02d}", day, firm, round(limit * share), "购教学用品", "公用-日常",
                meeting=meeting)  # fmt: skip
        _likely(plot, site)
        margin = away(below, LEAST) if above * FOLD <= below else away(below / above, FOLD)
        if number % 2 == 0:
            plot.irregular(site.code, site.code, "2025", margin, why)
        else:
            plot.innocent(site.code, site.code, "2025", None if fixed else margin, why)


def _near_a_limit(plot: Plot) -> set[str]:
    """Return the schools that have paid sums near a limit without a contract already."""
    columns = plot["payments"].columns
    cells = zip(columns["school_code"], columns["amount"], columns["contract_no"], strict=True)
    return {
        school
        for school, fen, contract in cells
        if not contract and any(abs(fen - limit) <= limit * BAND for limit in (TIER, _THIRTY))
    }
