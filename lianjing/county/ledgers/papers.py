"""Meetings, notices, assets, receivables and the steps of a few matters: the papers around the money."""

from datetime import date, datetime, time, timedelta

from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.world import Site, World

_THINGS = ("电脑", "投影机", "冰柜", "旧课桌")


def hold_meeting(
    world: World, site: Site, number: str, day: date, kind: str, parents: int = 0, members: int = 7
) -> str:
    """Write a meeting, held on or before `day`, nearly all present, on record within days; return its number."""
    while not world.days.works(day):
        day -= timedelta(days=1)
    people = [person.code for person in site.staff[:members]] + site.leaders
    due = list(dict.fromkeys(people))[:members]
    chance = world.chance("meeting", number)
    world.book["meetings"].add(
        school_code=site.code, meeting_id=number, kind=kind, held_at=datetime.combine(day, time(15)),
        members=members, present_n=members, parents_n=parents, due=together(*due), present=together(*due),
        recused=None, topics="见纪要", votes="全票通过", minutes_hash=f"{chance.getrandbits(128):032x}",
        recorded_at=datetime.combine(day + timedelta(days=chance.randrange(0, 4)), time(10)),
    )  # fmt: skip
    return number


def post_notice(
    world: World, site: Site, number: str, item: str, title: str, subject: str | None, day: date, drafter: str,
    approver: str,
) -> None:  # fmt: skip
    """Write a public notice of five working days that goes up on `day` and comes down when it should."""
    off = world.days.after(day, 6)
    world.book["notices"].add(
        school_code=site.code, notice_no=number, item_code=item, kind="notice", title=title, subject_no=subject,
        scope="school", published_on=day, workdays=5, plan_off_on=off, off_on=off, changed_on=None, scan_hits=0,
        objections=0, drafter_no=drafter, approver_no=approver,
    )  # fmt: skip


def small_papers(world: World, site: Site, drafter: str, approver: str) -> None:
    """Write a school's meetings of each term, its notices of people, its assets, loans and matters."""
    for term in world.days.terms:
        hold_meeting(world, site, f"HY{site.code}{term.name}JF", term.days[3], "review", parents=5, members=9)
        hold_meeting(world, site, f"HY{site.code}{term.name}XW", term.days[10], "school")
    for year in (2024, 2025):
        done = world.days.workday(date(year, 12, 22))
        post_notice(
            world, site, f"GS{site.code}{year}KH", "RS-04", f"{year}年度考核结果公示", None, done, drafter, approver
        )
        post_notice(world, site, f"GS{site.code}{year}ZC", "RS-03", f"{year}年职称推荐公示", None,
                    world.days.workday(date(year, 10, 20)), drafter, approver)  # fmt: skip
    for notice in sorted({no for no, code in _recruiting(world) if code == site.code}):
        post_notice(world, site, f"GS{notice}", "RS-01", "拟录用人员公示", notice,
                    world.days.workday(date(int(notice[2:6]), 8, 5)), drafter, approver)  # fmt: skip
    _disclosures(world, site, drafter, approver)
    _assets(world, site)
    _loans(world, site, drafter, approver)
    _matters(world, site)


def _recruiting(world: World) -> set[tuple[str, str]]:
    ledger = world.book["recruitment_scores"]
    return set(zip(ledger.columns["notice_no"], ledger.columns["school_code"], strict=True))


def _disclosures(world: World, site: Site, drafter: str, approver: str) -> None:
    """Standing disclosures each term: fees, the canteen's account. They stay up."""
    for term in world.days.terms:
        for item, title in (("CW-05", "收费公示栏"), ("ST-04", "伙食账目公开")):
            world.book["notices"].add(
                school_code=site.code, notice_no=f"GK{site.code}{term.name}{item}", item_code=item, kind="disclosure",
                title=title, scope="school", published_on=term.days[4], workdays=20, plan_off_on=None, off_on=None,
                scan_hits=0, objections=0, drafter_no=drafter, approver_no=approver,
            )  # fmt: skip


def _assets(world: World, site: Site) -> None:
    chance = world.chance("assets", site.code)
    for number in range(4):
        disposed = number == 3
        value = chance.randrange(3_000, 20_000) * 100
        appraised = round(value * 0.12) if disposed else None
        world.book["assets"].add(
            school_code=site.code, asset_no=f"ZC{site.code}{number:03d}", name=_THINGS[number],
            class_code="A02", orig_value=value, status="disposed" if disposed else "in_use",
            disposal_doc=f"建财资〔2025〕{chance.randrange(1, 90)}号" if disposed else None,
            disposed_on=date(2025, 11, 20) if disposed else None, appraised=appraised,
            sold=round(appraised * chance.uniform(0.98, 1.1)) if appraised else None,
        )  # fmt: skip
    if site.unit.size_class == "A":
        let_shop(world, site, chance.randrange(800, 2_600) * 100)


def let_shop(world: World, site: Site, rent: int) -> None:
    """A shop let to somebody, whose rent comes in every month."""
    contract = f"ZL{site.code}"
    world.book["assets"].add(
        school_code=site.code, asset_no=f"ZC{site.code}900", name="校门口门面", class_code="A01", orig_value=30_000_000,
        status="leased", lease_contract=contract, rent=rent, lease_from=date(2024, 9, 1), lease_to=date(2026, 8, 31),
    )  # fmt: skip
    for year, month in (
        [(2024, m) for m in range(9, 13)] + [(2025, m) for m in range(1, 13)] + [(2026, m) for m in range(1, 9)]
    ):
        day = world.days.workday(date(year, month, 8))
        people = [person.code for person in site.staff[:6]]
        world.book["vouchers"].add(
            school_code=site.code, voucher_no=f"PZ{contract}{year}{month:02d}", line=1, on_date=day,
            summary=f"收{year}年{month}月门面租金 {contract}", account_code="4609", func_code="2050202", econ_code=None,
            debit=None, credit=rent, counterparty=contract, budget_item=None, book="school", attachments=2,
            handler_no=people[0], witness_no=people[1], approver_no=people[2], checker_no=people[3],
            booker_no=people[4], cashier_no=people[5], reviewer_no=people[3],
        )  # fmt: skip


def _loans(world: World, site: Site, handler: str, approver: str) -> None:
    """A deposit paid and given back within the season (account 1218)."""
    checker = site.staff[-1].code
    office = [f"hszx-{site.code}-{number}" for number in range(3)]
    names = ("handler_no", "approver_no", "checker_no", "reviewer_no", "booker_no", "cashier_no", "witness_no")
    hands = dict(zip(names, (handler, approver, checker, checker, *office), strict=True))
    for day, side in ((date(2026, 3, 10), "debit"), (date(2026, 5, 20), "credit")):
        world.book["vouchers"].add(
            school_code=site.code, voucher_no=f"PZ{site.code}{day:%Y%m}YJ", line=1, on_date=world.days.workday(day),
            summary="活动场地押金" if side == "debit" else "收回活动场地押金", account_code="1218", book="school",
            counterparty="县文化馆", attachments=1, **{side: 200_000}, **hands,
        )  # fmt: skip


def _matters(world: World, site: Site) -> None:
    """The steps of a few purchases of food as they were taken, each by its own hand and entered within a day or two."""
    hands = [site.hand(role) for role in ("STG", "CGY", "YSY", "KGY", "XZ")]
    others = [person.code for person in site.staff]
    steps, chance = ("提出需求", "采购", "验收", "入库", "审批付款"), world.chance("matters", site.code)
    for number, term in enumerate(world.days.terms):
        start = datetime.combine(term.days[15], time(8))
        for place, step in enumerate(steps):
            who = hands[place] if hands[place] not in hands[:place] else others[place % len(others)]
            at = start + timedelta(hours=6 * place)
            entered = at + timedelta(minutes=chance.randrange(5, 90), days=int(chance.random() < 0.1))
            world.book["events"].add(
                school_code=site.code, log="食材采购", case_id=f"AJ{site.code}{number}", activity=step, at=at,
                resource=who, lifecycle="complete", item_code="ST-03", recorded_at=entered,
            )  # fmt: skip
