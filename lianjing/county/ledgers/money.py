"""Money: budgets, purchases from the need to the payment, the canteen's bills, the vouchers of every month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.papers import hold_meeting, post_notice, small_papers
from lianjing.county.ledgers.world import Site, World
from lianjing.county.shape import Supplier

YEARS = (2024, 2025, 2026)
# What schools buy beside food: title, category of the catalogue, kind, trade, budget item, least and most yuan.
_NEEDS = (
    ("办公设备采购", "A0201", "goods", "办公用品", "公用-设备", 12_000, 36_000),
    ("图书采购", "A0501", "goods", "教辅图书", "公用-图书", 8_000, 30_000),
    ("校舍维修", "B0801", "works", "维修工程", "公用-维修", 15_000, 38_000),
    ("印刷服务", "C0814", "services", "印刷", "公用-印刷", 6_000, 24_000),
    ("信息化运维", "C0202", "services", "信息化", "公用-信息", 9_000, 32_000),
    ("保安服务", "C1501", "services", "保安保洁", "公用-安保", 18_000, 38_000),
)
_LARGE = {"A": 3_000_000, "B": 1_000_000, "C": 500_000}  # fen; from here a meeting decides


@dataclass(frozen=True)
class Hands:
    """Who signs what at a school; nobody twice on one paper."""

    handler: str
    witness: str
    approver: str
    checker: str
    booker: str
    cashier: str


def write_money(world: World) -> None:
    """Write every school's purchases, contracts, bills and vouchers, and its small papers."""
    foods = _food_bills(world)
    for site in world.sites:
        hands, chance = hands_of(site), world.chance("money", site.code)
        _budgets(world, site)
        for year in YEARS:
            for number, need in enumerate(chance.sample(_NEEDS, 2 if site.small else 4)):
                if year < 2026 or number < 2:
                    _purchase(world, site, hands, chance, year, number, need)
        _uniforms(world, site, hands, chance)
        _food_contracts(world, site, hands, chance, foods.get(site.code, {}))
        _months(world, site, hands, chance)
        small_papers(world, site, hands.handler, hands.approver)


def hands_of(site: Site) -> Hands:
    """Return six different people for the six signatures; small schools borrow from the central school."""
    wished = [site.hand(role) for role in ("BZY", "LDX", "XZ", "ZW", "KJ", "CN")]
    others = [person.code for person in site.staff] + [f"hszx-{site.code}-{n}" for n in range(6)]
    taken: list[str] = []
    for code in wished:
        free = [code, *others]
        taken.append(next(one for one in free if one not in taken))
    return Hands(*taken)


def _budgets(world: World, site: Site) -> None:
    for year in YEARS:
        for item in (*dict.fromkeys(need[4] for need in _NEEDS), "公用-日常", "食堂-食材"):
            approved = 9_000_000 if item != "食堂-食材" else 400_000_000
            world.book["budgets"].add(
                school_code=site.code, budget_item=f"{item}", year=year, approved=approved, adjusted=0,
                executed=round(approved * 0.82), balance=approved - round(approved * 0.82), fund_type="财政拨款",
            )  # fmt: skip


def _purchase(world: World, site: Site, hands: Hands, chance: Random, year: int, number: int, need: tuple) -> None:
    """One purchase from need to payment, each step after the one before and in its time."""
    title, category, kind, trade, item, least, most = need
    days, amount = world.days, chance.randrange(least, most) * 100
    start = date(2024, 9, 10) if year == 2024 else date(year, 3, 5)
    noticed = days.workday(start + timedelta(days=(11 if year == 2024 else 28) * number + chance.randrange(0, 5)))
    opened, awarded = days.after(noticed, 8), days.after(noticed, 9)
    signed = days.after(awarded, chance.randrange(2, 12))
    accepted = days.after(signed, chance.randrange(6, 15))
    proc = f"CG{site.code}{year}{category}"
    meeting = hold_meeting(world, site, f"HY{proc}", days.after(noticed, -0) - timedelta(days=6), "school")
    firms = world.strangers(site, world.firms(trade))
    bidders = chance.sample(firms, min(3, len(firms)))
    if len(bidders) < 3:
        others = [firm for firm in world.strangers(site, world.firms()) if firm not in bidders]
        bidders += chance.sample(others, min(len(others), 3 - len(bidders)))
    world.book["procurements"].add(
        school_code=site.code, proc_no=proc, title=f"{site.unit.alias}{title}", budget_item=item, category=category,
        kind=kind, budget_amount=round(amount * 1.12), method="three_quotes", meeting_id=meeting, noticed_on=noticed,
        submit_from=datetime.combine(noticed, time(9)), submit_to=datetime.combine(opened, time(9)), opened_on=opened,
        awarded_on=awarded, result_noticed_on=awarded, winner_code=bidders[0].uscc, award_amount=amount,
        status="complete", judges=together(hands.witness, hands.checker, site.hand("DY")), handler_no=hands.handler,
        requester_no=site.hand("JW"), exempt_doc=None, currency="CNY",
    )  # fmt: skip
    _bid(world, site, proc, bidders, amount, opened, chance)
    post_notice(world, site, f"GS{proc}", "CW-03", f"{title}成交结果公示", proc, awarded, hands.handler, hands.approver)
    contract = f"HT{site.code}{year}{category}"
    _sign(world, site, hands, contract, proc, bidders[0], amount, signed, kind)
    _accept(world, site, contract, accepted, amount, hands)
    if kind == "works":
        _build(world, site, contract, bidders[0], title, amount, signed, accepted, year)
    paid = days.after(accepted, chance.randrange(3, 12))
    pay(world, site, hands, f"FK{proc}", paid, bidders[0], amount, contract, kind, f"付{title}款", item, meeting)


def _bid(
    world: World, site: Site, proc: str, bidders: list[Supplier], amount: int, opened: date, chance: Random
) -> None:
    """Three quotes, each with its own machine, phone and mail; the lowest wins, no two gaps are alike."""
    price, last = amount, 0
    for place, firm in enumerate(bidders):
        world.book["bids"].add(
            school_code=site.code, proc_no=proc, bidder_code=firm.uscc, bid_no=f"{place + 1}", price=price,
            bid_at=datetime.combine(opened - timedelta(days=1 + place), time(10 + place, chance.randrange(60))),
            status="valid", file_hash=f"{chance.getrandbits(128):032x}", device_hash=f"{chance.getrandbits(64):016x}",
            phone=firm.phone, email=f"{firm.uscc[-8:].lower()}@example.com", address=firm.address,
            deposit_account=f"6230{int(firm.uscc[9:16], 36) % 10**15:015d}", score=round(95 - place * 4.5, 1),
        )  # fmt: skip
        step = round(amount * chance.choice((0.017, 0.026, 0.041, 0.058)) * chance.uniform(0.7, 1.3))
        if abs(step - last) * 20 < last:
            step += last // 5  # quotes at equal steps would be asked about, rightly
        price, last = price + step, step


def _sign(
    world: World, site: Site, hands: Hands, contract: str, proc: str, firm: Supplier, amount: int, signed: date,
    kind: str,
) -> None:  # fmt: skip
    world.book["contracts"].add(
        school_code=site.code, contract_no=contract, proc_no=proc, supplier_code=firm.uscc, amount=amount,
        signed_on=signed, published_on=world.days.after(signed, 1), filed_on=world.days.after(signed, 4),
        start_on=signed, end_on=signed + timedelta(days=330), changed_amount=0, prepay_share=0.0, kind=kind,
        signer_no=hands.approver,
    )  # fmt: skip


def _accept(world: World, site: Site, contract: str, day: date, amount: int, hands: Hands, lot: int = 1) -> None:
    world.book["acceptances"].add(
        school_code=site.code, contract_no=contract, lot=lot, accepted_on=day,
        acceptors=together(site.hand("YSY"), hands.witness), result="pass", amount=amount, file_hash=None,
    )  # fmt: skip


def _build(
    world: World, site: Site, contract: str, firm: Supplier, title: str, amount: int, signed: date, done: date,
    year: int,
) -> None:  # fmt: skip
    world.book["works"].add(
        school_code=site.code, project_no=f"GC{contract}", name=f"{site.unit.alias}{title}", category="校舍维修",
        budget=round(amount * 1.12), contract_no=contract, supplier_code=firm.uscc, contract_amount=amount,
        started_on=world.days.after(signed, 1), changed_amount=round(amount * 0.03), change_doc=None,
        completed_on=done, settled=round(amount * 1.01), audit_cut=round(amount * 0.02),
    )  # fmt: skip


def pay(
    world: World, site: Site, hands: Hands, number: str, day: date, firm: Supplier, amount: int, contract: str | None,
    purpose: str, summary: str, item: str, meeting: str | None = None, book: str = "school",
) -> None:  # fmt: skip
    """Write the invoice, the voucher and the payment of one bill."""
    voucher = f"PZ{number}"
    world.book["invoices"].add(
        school_code=site.code, inv_no=invoice_no(world, firm, number), inv_code=None,
        issued_on=day - timedelta(days=4), seller_code=firm.uscc, buyer_name=site.unit.name, goods=summary,
        amount=amount, tax=round(amount * 0.03), verified="ok", voucher_no=voucher,
    )  # fmt: skip
    code, econ = ("5001", "30201") if book == "school" else ("5301", "30218")
    world.book["vouchers"].add(
        school_code=site.code, voucher_no=voucher, line=1, on_date=day, summary=summary, account_code=code,
        func_code="2050202", econ_code=econ, debit=amount, credit=None, counterparty=firm.name, budget_item=item,
        book=book, attachments=4, meeting_id=meeting, handler_no=hands.handler, witness_no=hands.witness,
        approver_no=hands.approver, checker_no=hands.checker, booker_no=hands.booker, cashier_no=hands.cashier,
        reviewer_no=hands.checker,
    )  # fmt: skip
    world.book["payments"].add(
        school_code=site.code, payment_no=number, voucher_no=voucher, paid_on=day, method="treasury",
        payee_name=firm.name, payee_code=firm.uscc, payee_account=f"6230{int(firm.uscc[9:16], 36) % 10**15:015d}",
        is_person=False, amount=amount, contract_no=contract, purpose=purpose,
    )  # fmt: skip


def invoice_no(world: World, firm: Supplier, number: str) -> str:
    """Return an invoice number that no other bill has, with no neighbours of the same seller."""
    return f"{world.chance('invoice', firm.uscc, number).randrange(10**19, 10**20)}"


def _uniforms(world: World, site: Site, hands: Hands, chance: Random) -> None:
    """Every second year: parents choose, nine of ten at the meeting; the price is the county's usual one."""
    if site.stage not in ("primary", "middle", "high") or site.small:
        return
    noticed = world.days.workday(date(2025, 5, 12) + timedelta(days=chance.randrange(0, 10)))
    awarded = world.days.after(noticed, 9)
    price, sets = round(26_000 * chance.uniform(0.92, 1.06)), max(1, site.pupils // 3)
    amount = price * sets
    firm, proc = chance.choice(world.strangers(site, world.firms("校服"))), f"CG{site.code}2025XF"
    meeting = hold_meeting(world, site, f"HY{proc}", noticed - timedelta(days=6), "review", parents=9, members=10)
    world.book["procurements"].add(
        school_code=site.code, proc_no=proc, title=f"{site.unit.alias}校服选购", budget_item="代收-校服",
        category="A0703", kind="goods", budget_amount=round(amount * 1.1), method="school_select", meeting_id=meeting,
        noticed_on=noticed, opened_on=awarded, awarded_on=awarded, result_noticed_on=awarded, winner_code=firm.uscc,
        award_amount=amount, status="complete", judges=together(hands.witness, hands.checker),
        handler_no=hands.handler, requester_no=site.hand("DY"), exempt_doc=None, currency="CNY",
    )  # fmt: skip
    world.book["procurement_items"].add(
        school_code=site.code, proc_no=proc, item_no="1", category="A0703", qty=float(sets), unit_price=price
    )
    post_notice(world, site, f"GS{proc}", "JF-02", "校服选购结果公示", proc, awarded, hands.handler, hands.approver)


def _food_bills(world: World) -> dict[str, dict[tuple[str, int, str], int]]:
    """Return what each school's food cost: school → (supplier, calendar year, month) → fen."""
    ledger = world.book["food_in"]
    found: dict[str, dict[tuple[str, int, str], int]] = {}
    cells = (ledger.columns[name] for name in ("school_code", "supplier_code", "on_date", "amount"))
    for school, firm, day, amount in zip(*cells, strict=True):
        bills = found.setdefault(school, defaultdict(int))
        bills[firm, day.year, f"{day:%Y-%m}"] += amount
    return found


def _food_contracts(
    world: World, site: Site, hands: Hands, chance: Random, bills: dict[tuple[str, int, str], int]
) -> None:
    """One supply contract per firm and year after a competition, accepted and paid month by month."""
    firms = {firm.uscc: firm for firm in world.network.suppliers}
    yearly: dict[tuple[str, int], dict[str, int]] = {}
    for (code, year, month), amount in bills.items():
        yearly.setdefault((code, year), {})[month] = amount
    for (code, year), months in sorted(yearly.items()):
        firm, first = firms[code], date(2024, 8, 5) if year == 2024 else date(year - 1, 12, 2)
        total, proc = round(sum(months.values()) * 1.08), f"CG{site.code}{year}SC{code[-6:]}"
        awarded = world.days.workday(first + timedelta(days=10))
        meeting = hold_meeting(
            world, site, f"HY{proc}", first - timedelta(days=4), "meal_committee", parents=5, members=9
        )
        world.book["procurements"].add(
            school_code=site.code, proc_no=proc, title=f"{site.unit.alias}食材采购（{firm.trade}）",
            budget_item="食堂-食材", category=f"A07{code[-4:]}", kind="goods", budget_amount=round(total * 1.1),
            method="open", meeting_id=meeting, noticed_on=world.days.workday(first), opened_on=awarded,
            awarded_on=awarded, result_noticed_on=awarded, winner_code=code, award_amount=total, status="complete",
            judges=together(hands.witness, hands.checker), handler_no=hands.handler, requester_no=site.hand("STG"),
            exempt_doc=None, currency="CNY",
        )  # fmt: skip
        post_notice(world, site, f"GS{proc}", "ST-02", "食材采购结果公示", proc, awarded, hands.handler, hands.approver)
        contract = f"HT{site.code}{year}SC{code[-6:]}"
        _sign(world, site, hands, contract, proc, firm, total, world.days.after(awarded, 6), "goods")
        for lot, month in enumerate(sorted(months), start=1):
            last = world.days.of_month(month)[-1]
            _accept(world, site, contract, last, months[month], hands, lot)
            paid = world.days.after(last, 4)
            number = f"FK{site.code}{month.replace('-', '')}SC{code[-6:]}"
            pay(world, site, hands, number, paid, firm, months[month], contract, "goods", f"付{month}食材款",
                "食堂-食材", meeting, "canteen")  # fmt: skip


def _months(world: World, site: Site, hands: Hands, chance: Random) -> None:
    """Each month: light and water, paper, a journey by official card; nothing large, nothing in cash."""
    firms = world.firms("办公用品")
    for number, month in enumerate(world.days.months):
        days = world.days.of_month(month)
        for kind, (summary, least, most) in enumerate((("付水电费", 900, 4_200), ("购办公用纸", 300, 1_400))):
            firm, day = firms[(number + kind) % len(firms)], days[min(len(days) - 1, 5 + 4 * kind)]
            number_ = f"FK{site.code}{month.replace('-', '')}{kind}"
            amount = chance.randrange(least, most) * 100 + chance.randrange(100)
            pay(world, site, hands, number_, day, firm, amount, None, "services" if kind == 0 else "goods", summary,
                "公用-日常")  # fmt: skip
        if number % 4 == 0:
            _journey(world, site, hands, chance, month, days[-1])


def _journey(world: World, site: Site, hands: Hands, chance: Random, month: str, day: date) -> None:
    person = chance.choice(site.staff)
    amount, number = chance.randrange(160, 820) * 100, f"FK{site.code}{month.replace('-', '')}CL"
    world.book["vouchers"].add(
        school_code=site.code, voucher_no=f"PZ{number}", line=1, on_date=day, summary="报销差旅费", account_code="5001",
        func_code="2050202", econ_code="30211", debit=amount, counterparty=person.name, budget_item="公用-日常",
        book="school", attachments=3, handler_no=hands.handler, witness_no=hands.witness, approver_no=hands.approver,
        checker_no=hands.checker, booker_no=hands.booker, cashier_no=hands.cashier, reviewer_no=hands.checker,
    )  # fmt: skip
    account = "6217" + f"{world.chance('account', person.code).randrange(10**15):015d}"
    world.book["payments"].add(
        school_code=site.code, payment_no=number, voucher_no=f"PZ{number}", paid_on=day, method="card",
        payee_name=person.name, payee_account=account, is_person=True, amount=amount, purpose="travel",
    )  # fmt: skip
