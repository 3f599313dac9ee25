"""Staff: register, declared ties, months, pay, recruitment, titles, appraisals."""

from datetime import date, timedelta

from lianjing.county import names
from lianjing.county.ledgers.book import together
from lianjing.county.ledgers.world import FOOD_TRADES, Site, World
from lianjing.county.people import region_of
from lianjing.county.shape import Person

_TERMS = {"在编": "regular", "特岗": "special_post", "临聘": "temporary"}
_KEYS = {"BZY": "finance", "KJ": "finance", "CN": "finance", "CGY": "procurement", "ZW": "works", "STG": "canteen"}
_COOKING = ("STG", "KGY", "YSY")
_ROLES = {"法定代表人": "legal", "股东": "shareholder", "监事": "supervisor"}
_STATES = {"存续": "active", "注销": "closed", "异常": "abnormal"}
_OPEN_TO = "本科及以上学历；具有相应教师资格证"
_HEALTHY = date(2027, 3, 31)


def write_crew(world: World) -> None:
    """Write every table about staff, and the suppliers with their people."""
    _suppliers(world)
    accounts = {person.code: _account(world, person.code) for site in world.sites for person in site.staff}
    for site in world.sites:
        _register(world, site, accounts)
        _months_and_pay(world, site, accounts)
        _appraised(world, site)
    _ties(world)
    _recruited(world)
    _titles(world)


def _account(world: World, code: str) -> str:
    return "6217" + f"{world.chance('account', code).randrange(10**15):015d}"


def _suppliers(world: World) -> None:
    firms, people = world.book["suppliers"], world.book["supplier_people"]
    for firm in world.network.suppliers:
        food = firm.trade in FOOD_TRADES
        books = firm.trade == "教辅图书"
        firms.add(
            school_code="", credit_code=firm.uscc, name=firm.name, legal_rep=firm.people[0].name,
            founded_on=firm.founded_on, closed_on=date(2023, 6, 30) if firm.status == "注销" else None,
            capital=100_000_000, biz_status=_STATES[firm.status], scope=f"{firm.trade}批发、零售及配送",
            food_license=f"JY1{firm.uscc[-11:]}" if food else None, license_to=date(2028, 12, 31) if food else None,
            pub_license=f"新出发鄂零字{firm.uscc[-6:]}" if books else None,
            pub_license_to=date(2028, 6, 30) if books else None, phone=firm.phone,
            email=f"{firm.uscc[-8:].lower()}@example.com", address=firm.address, blacklisted=False,
        )  # fmt: skip
        for person in firm.people:
            people.add(
                school_code="", credit_code=firm.uscc, name=person.name, role=_ROLES.get(person.role, "shareholder"),
                id_no=person.id_no, share=person.share and person.share / 100, phone=person.phone,
                address=person.address, from_on=firm.founded_on,
            )  # fmt: skip


def _register(world: World, site: Site, accounts: dict[str, str]) -> None:
    chance = world.chance("register", site.code)
    duties = {code: role for role, code in site.hands.items() if role in _KEYS}
    cooks = {site.hands.get(role) for role in _COOKING}
    for person in site.staff:
        role = duties.get(person.code)
        worker = person.code in cooks and role == "STG"
        joined = max(person.joined_on, date(1995, 9, 1))
        world.book["staff_register"].add(
            school_code=site.code, staff_no=person.code, name=person.name, gender=person.gender.lower(),
            id_no=person.id_no, phone=person.phone, account=accounts[person.code],
            political=None,
            establishment=_TERMS[person.establishment], post_type="professional",
            post_rank="leader" if person.code in site.leaders else "staff", admin_post=None, title_code=None,
            cert_no=f"{joined.year}42{chance.randrange(10**11):011d}", subject=chance.choice(("语文", "数学", "英语")),
            joined_on=joined, left_on=None, health_cert_to=_HEALTHY if worker or person.code in cooks else None,
            bg_check_on=joined - timedelta(days=chance.randrange(5, 60)),
            bg_recheck_on=date(2026, 3, 1) + timedelta(days=chance.randrange(0, 60)), key_post=_KEYS.get(role or ""),
            key_post_from=date(2023, 9, 1) if role else None, insured_unit=site.unit.name,
        )  # fmt: skip


def _months_and_pay(world: World, site: Site, accounts: dict[str, str]) -> None:
    """Every month's work and pay; in summer and winter there are no lessons and pay goes on."""
    chance, taught = world.chance("pay", site.code), _taught(world)
    months, pay = world.book["staff_months"], world.book["payroll"]
    for person in site.staff:
        leader = person.code in site.leaders
        basic = 330_000 + 9_000 * min(30, 2026 - person.joined_on.year)
        for month, days in taught.items():
            away = chance.random() < 0.01
            worked = round(days * (0.4 if away else 1.0))
            months.add(
                school_code=site.code, staff_no=person.code, ym=month, days=float(worked),
                lessons=round(worked * (1.4 if leader else 2.4)), leave_days=float(days - worked),
                leave_kind="sick" if days > worked else None,
            )  # fmt: skip
            _paid(world, pay, site, person, accounts[person.code], month, basic)
    for year in ("2024", "2025"):
        for person in site.staff:
            factor = 1.35 if person.code in site.leaders else chance.uniform(0.92, 1.08)
            pay.add(
                school_code=site.code, staff_no=person.code, ym=f"{year}-12", item="performance_reward",
                amount=round(1_200_000 * factor), account=accounts[person.code], account_name=person.name,
                voucher_no=f"GZ{site.code}{year}12J", plan_version="2024", id_no=person.id_no,
            )  # fmt: skip


def _taught(world: World) -> dict[str, int]:
    return {month: len(world.days.of_month(month)) for month in world.days.months}


def _paid(world: World, pay, site: Site, person: Person, account: str, month: str, basic: int) -> None:
    pay.add(
        school_code=site.code, staff_no=person.code, ym=month, item="basic", amount=basic, account=account,
        account_name=person.name, voucher_no=f"GZ{site.code}{month.replace('-', '')}", plan_version="2024",
        id_no=person.id_no,
    )  # fmt: skip


def _appraised(world: World, site: Site) -> None:
    """Each December: nobody unqualified, no more than a fifth excellent, one of the leaders at most."""
    chance = world.chance("appraised", site.code)
    for year in (2024, 2025):
        most = len(site.staff) // 6
        drawn = [person.code for person in chance.sample(site.staff, most)]
        others = [person.code for person in site.staff if person.code not in (*drawn, *site.leaders)]
        spare = [code for code in drawn if code in site.leaders][1:]  # one leader of two or three is as many as others
        best = {*drawn, *others[: len(spare)]} - set(spare)
        told = world.days.workday(date(year + 1, 1, 6))
        for person in site.staff:
            world.book["appraisals"].add(
                school_code=site.code, staff_no=person.code, year=year, ethics="qualified",
                result="excellent" if person.code in best else "qualified", poll=round(chance.uniform(84, 97), 1),
                is_leader=person.code in site.leaders, told_on=told, public_notice_no=f"GS{site.code}{year}KH",
            )  # fmt: skip


def _ties(world: World) -> None:
    """What was declared: spouses and kin of staff, none of whom works in the same school's money."""
    declared = [row for row in world.network.kin if row.declared_on is not None]
    homes = {person.code: person for person in world.network.people}
    for row in declared:
        person = homes[row.person]
        if person.unit in world.site_of and not _leads_and_pays(world.site_of[person.unit], row.person, row.relative):
            world.book["staff_relations"].add(
                school_code=person.unit, staff_no=row.person, relative_name=row.relative_name, relation=row.relation,
                relative_id=row.relative_id_no, works_at=row.works_at, declared_on=row.declared_on,
            )  # fmt: skip


def _leads_and_pays(site: Site, one: str, other: str | None) -> bool:
    """Return whether one of two people leads the school and the other keeps its money or buys for it."""
    paying = {site.hands.get(role) for role in ("BZY", "KJ", "CN", "CGY")}
    return any(leader in site.leaders and payer in paying for leader, payer in ((one, other), (other, one)))


def _recruited(world: World) -> None:
    """Each summer some schools hire: open conditions, enough candidates, five judges who agree."""
    ledger = world.book["recruitment_scores"]
    for year in (2025, 2026):
        for number, site in enumerate(world.sites):
            if len(site.staff) < 25 or number % 3:
                continue
            chance, notice = world.chance("recruited", site.code, str(year)), f"ZP{year}-{site.code}"
            neighbours = [person.code for person in world.sites[number - 1].staff + world.sites[number - 2].staff]
            judges = together(*chance.sample(neighbours, min(5, len(neighbours))))
            _candidates(world, ledger, site, chance, notice, judges, year)


def _candidates(world: World, ledger, site: Site, chance, notice: str, judges: str, year: int) -> None:
    quota, count = 2, chance.randrange(9, 16)
    people = []
    for _ in range(count):
        gender = chance.choice("MF")
        born = date(chance.randrange(1995, 2004), chance.randrange(1, 13), chance.randrange(1, 28))
        written, spoken = round(chance.uniform(58, 82), 2), round(chance.uniform(74, 88), 2)
        number = world.mint.id_no(chance, region_of(site.unit.township), born, gender)
        people.append((written * 0.5 + spoken * 0.5, written, spoken, names.full(chance, gender, born.year), number))
    best = sorted(people, reverse=True)
    ranks = {one: place for place, one in enumerate(sorted(people, key=lambda each: -each[1]), start=1)}
    hired = [one for one in best if ranks[one] <= quota * 2][:quota]
    for place, one in enumerate(best, start=1):
        total, written, spoken, name, number = one
        ledger.add(
            school_code=site.code, notice_no=notice, post_code=f"{site.code}-GW1", exam_no=f"{year}{place:04d}",
            quota=quota, requirement=_OPEN_TO, applied=count + 6, qualified=count, name=name,
            id_no=number, written=written, interview=spoken, total=round(total, 2), place=place, hired=one in hired,
            judges=judges, judge_high=round(spoken + 2.1, 2), judge_low=round(spoken - 2.3, 2), judge_median=spoken,
            public_notice_no=f"GS{notice}",
        )  # fmt: skip


def _titles(world: World) -> None:
    """Each autumn a few apply for a higher title, each with a paper and an award of their own."""
    ledger = world.book["title_reviews"]
    for site in world.sites:
        chance = world.chance("titles", site.code)
        for year in (2024, 2025):
            some = chance.sample(site.staff, min(len(site.staff), 1 + len(site.staff) // 20))
            panel = together(*(person.code for person in site.staff[:3]))
            for place, person in enumerate(some, start=1):
                for item in ("论文", "获奖"):
                    ledger.add(
                        school_code=site.code, staff_no=person.code, year=year, item=item, apply_title="一级教师",
                        vacancy=len(some), item_score=round(chance.uniform(5, 10), 1),
                        score=round(chance.uniform(70, 95), 1), place=place, panel=panel, recused=None,
                        file_hash=f"{chance.getrandbits(128):032x}", result="recommended",
                        public_notice_no=f"GS{site.code}{year}ZC",
                    )  # fmt: skip
