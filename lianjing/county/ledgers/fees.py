"""Fees and teaching materials: the catalogues, what each class paid and ordered."""

from datetime import date, timedelta

from lianjing.county.ledgers.world import Room, Site, World

SUBJECTS = ("语文", "数学", "英语")
_FEES = (
    ("SF01", "课后服务费", "service", 30_000, ("primary", "middle")),
    ("SF02", "作业本费", "collected", 2_400, ("primary", "middle", "high")),
    ("SF03", "学生用餐费", "service", 60_000, ("preschool", "primary", "middle", "high", "vocational")),
    ("SF04", "校服费", "collected", 26_000, ("primary", "middle", "high")),
    ("SF05", "住宿费", "service", 24_000, ("high", "vocational")),
    ("SF06", "保教费", "administrative", 120_000, ("preschool",)),
)

_STAGES = {"preschool": "学前", "primary": "小学", "middle": "初中", "high": "高中", "vocational": "中职"}


def write_fees(world: World) -> None:
    """Write the fee catalogue and every class's charges, the book catalogue and every class's orders."""
    for code, name, kind, amount, stages in _FEES:
        world.book["fee_catalogue"].add(
            school_code="", fee_code=code, fee_name=name, kind=kind, std_amount=amount, unit="生·学期",
            doc_no="建发改价格〔2023〕15号", approver="县发展和改革局",
            stages="、".join(_STAGES[stage] for stage in stages), start_on=date(2023, 9, 1),
        )  # fmt: skip
    _books(world)
    for site in world.sites:
        for term in world.days.terms:
            for room in site.rooms:
                _charge(world, site, room, term.name, term.last)
                _order(world, site, room, term.name)


def _charge(world: World, site: Site, room: Room, term: str, last: date) -> None:
    chance = world.chance("fees", room.number, term)
    for code, name, kind, amount, stages in _FEES:
        if site.stage not in stages:
            continue
        payers = room.size if code != "SF05" else round(room.size * site.boarding_share)
        if code == "SF01":
            payers = round(room.size * chance.uniform(0.6, 0.9))
        spared = sum(chance.random() < 0.04 for _ in range(payers))
        due = payers * amount
        collected = kind == "collected"
        received = due - spared * amount
        world.book["fee_charges"].add(
            school_code=site.code, fee_name=name, term=term, class_no=room.number, fee_code=code, payers=payers,
            due_amount=due, received=received, waived=spared * amount, refunded=0,
            paid_out=received if collected else None, receipt_no=f"PJ{room.number}{term[-1]}{code}",
            account_type="treasury" if not collected else "school_account",
            settled_on=world.days.workday(last - timedelta(days=chance.randrange(3, 20))),
        )  # fmt: skip


def isbn_of(grade: int, subject: int, term: str, serial: int = 0) -> str:
    """Return the ISBN of a book of a grade, subject and term; 0 is the one catalogued. Its check digit is right."""
    body = f"9787{int(term[2:4]):02d}{term[-1]}{grade:02d}{subject}{serial:02d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str((10 - total % 10) % 10)


def price_of(subject: int) -> int:
    """Return the list price, in fen, of the catalogued book of a subject."""
    return 1_680 + 120 * subject


def _books(world: World) -> None:
    dealer = world.firms("教辅图书")[0].uscc
    for term in world.days.terms:
        for grade in range(1, 13):
            for place, subject in enumerate(SUBJECTS):
                world.book["material_catalogue"].add(
                    school_code="", isbn=isbn_of(grade, place, term.name), title=f"{grade}年级{subject}同步练习",
                    subject=subject, edition="人教版", grade=grade, volume="上" if term.name[-1] == "1" else "下",
                    publisher="荆山教育出版社", list_price=price_of(place), catalogue_term=term.name,
                    dist_code=dealer,
                )  # fmt: skip


def orders_books(site: Site, room: Room) -> bool:
    """Return whether a class orders teaching aids: from the third grade on, unless it is tiny."""
    return site.stage in ("primary", "middle", "high") and room.grade >= 3 and room.size >= 5


def _order(world: World, site: Site, room: Room, term: str) -> None:
    """One book a subject, by choice: some families do without, and each order has its slip."""
    if not orders_books(site, room):
        return
    chance = world.chance("orders", room.number, term)
    dealers = world.strangers(site, world.firms("教辅图书"))
    dealer = dealers[sum(map(ord, site.code)) % len(dealers)].uscc
    for place, subject in enumerate(SUBJECTS):
        ordered = min(room.size - 1, round(room.size * chance.uniform(0.72, 0.93)))
        world.book["material_orders"].add(
            school_code=site.code, term=term, isbn=isbn_of(room.grade, place, term), class_no=room.number,
            subject=subject, grade=room.grade, class_size=room.size, ordered=ordered, price=price_of(place),
            consents=ordered, cancelled=0, account_type="supplier", supplier_code=dealer,
            meeting_id=f"HY{site.code}{term}JF", free=False,
        )  # fmt: skip
