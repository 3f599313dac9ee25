"""Who sells books and uniforms and who collects: licences, ties to staff, private accounts, parents who choose."""

from datetime import date, timedelta
from statistics import median
from typing import Any

from lianjing.county import names
from lianjing.county.ledgers.fees import orders_books
from lianjing.county.ledgers.world import Site
from lianjing.county.places import TOWNSHIPS
from lianjing.county.plants.plot import Planter, Plot
from lianjing.county.shape import Person

DAY = timedelta(days=1)
_BRANDS = "松柏竹梅兰荷菊枫桐槐榆杉"
_NEVER = date(2028, 12, 31)


def open_firm(plot: Plot, words: str, licensed_to: date | None, **cells: Any) -> str:
    """Enter a firm that nobody in the county knows, with its legal representative, and return its credit code.

    licensed_to: last day of its publication licence; None: it has none. cells: other cells of the firm's row.
    """
    chance, mint, place = plot.chance, plot.world.mint, plot.chance.choice(TOWNSHIPS)
    code = mint.credit_code(chance, place.region)
    name, phone = names.full(chance, "M", 1976), mint.phone(chance)
    brand = "".join(chance.sample(_BRANDS, 3))
    plot["suppliers"].add(
        school_code="", credit_code=code, legal_rep=name, founded_on=date(2016, 4, 8), capital=50_000_000,
        biz_status="active", pub_license=f"新出发鄂零字{code[-6:]}" if licensed_to else None,
        pub_license_to=licensed_to, blacklisted=False,
        **{"name": f"{place.short}{brand}{words}有限公司", "phone": phone,
           "scope": f"{words}零售" + ("；出版物零售" if licensed_to else ""),
           "email": f"{code[-8:].lower()}@example.com", "address": f"{place.name}{brand}路{code[-3:]}号", **cells},
    )  # fmt: skip
    born = date(1976, chance.randrange(1, 13), chance.randrange(1, 28))
    plot["supplier_people"].add(
        school_code="", credit_code=code, name=name, role="legal", id_no=mint.id_no(chance, place.region, born, "M"),
        share=1.0, phone=mint.phone(chance), from_on=date(2016, 4, 8),
    )  # fmt: skip
    return code


def _buyers(plot: Plot, wanted: int, term: str) -> list[tuple[Site, list[int]]]:
    """Return schools that order books, each with the places of a term's orders."""
    found = plot["material_orders"].grouped("school_code", "term")
    sites = plot.sites(
        wanted, lambda site: any(orders_books(site, room) for room in site.rooms) and len(_ordinary(site)) > 1
    )
    return [(site, found[site.code, term]) for site in sites]


def _ordinary(site: Site) -> list[Person]:
    """Return the staff who hold none of the school's duties."""
    return [person for person in site.staff if person.code not in {*site.hands.values(), *site.leaders}]


def _switch(plot: Plot, places: list[int], code: str) -> None:
    for place in places:
        plot["material_orders"].put(place, supplier_code=code)


# M-JF-06. Days from the term's first day to the licence's last; None: no licence. How it is bought, why.
_LICENCES: tuple[tuple[int | None, str, str], ...] = (
    (None, "", "an office supplier without any publication licence"),
    (0, "", "a licence that ends on the first day of the term"),
    (-1, "", "a licence that ended the day before the term began"),
    (60, "", "a licence that ends in the middle of the term"),
    (-45, "", "a licence that ended in the summer"),
    (None, "branch", "a branch that sells under its head office's licence"),
    (900, "scope", "a licence, but a registered business in stationery only"),
    (None, "free", "free copies from a firm without a licence"),
    (-240, "", "a licence that ended in the winter before"),
    (None, "cancelled", "an order from a firm without a licence, cancelled to the last copy"),
)


def unlicensed_dealers(plot: Plot) -> None:
    """Buy from firms without a licence that holds; beside them branches, licences of the last day, free copies."""
    term, orders = plot.days.terms[2], plot["material_orders"]
    for (site, places), (days, how, why) in zip(_buyers(plot, len(_LICENCES), term.name), _LICENCES, strict=False):
        until = None if days is None else term.first + timedelta(days=days)
        code = open_firm(plot, "文化用品", until)
        if how == "branch":
            head = plot["suppliers"].places(credit_code=orders.row(places[0])["supplier_code"])[0]
            plot["suppliers"].put(-1, name=f"{plot['suppliers'].row(head)['name']}{TOWNSHIPS[-1].short}分公司")
        if how == "scope":
            plot["suppliers"].put(-1, scope="文具、办公用品零售")
        if how in ("free", "cancelled"):
            places = places[:1]
        _switch(plot, places, code)
        if how == "free":
            orders.put(places[0], free=True, price=0)
        if how == "cancelled":
            orders.put(places[0], cancelled=orders.row(places[0])["ordered"])
        irregular = how == "scope" or (days is None and how == "") or (days or 0) < 0
        say = plot.irregular if irregular else plot.innocent
        say(site.code, code, term.name, None, why)


# M-JF-07. Fee, account, how many classes, whether money came in, why.
_ACCOUNTS: tuple[tuple[str, str, int, bool, str], ...] = (
    ("作业本费", "person", 1, True, "a class teacher collects for exercise books by telephone"),
    ("作业本费", "committee", 1, False, "entered for the committee, but every family was spared the fee"),
    ("校服费", "committee", 9, True, "the parents' committee collects for uniforms in every class"),
    ("校服费", "supplier", 9, True, "families pay the maker of the uniforms themselves"),
    ("学生用餐费", "person", 2, True, "meals of two classes are paid into a person's account"),
    ("作业本费", "person", 1, False, "begun by the class teacher, stopped before anybody paid"),
    ("校服费", "person", 1, True, "uniforms of one class are paid to a teacher"),
    ("作业本费", "treasury", 2, True, "exercise books of two classes are paid through the platform"),
    ("作业本费", "committee", 2, True, "the committee collects for exercise books of two classes"),
    ("校服费", "committee", 2, False, "the committee was named, and the fee was spared altogether"),
)


def private_accounts(plot: Plot) -> None:
    """Collect into private accounts; beside them dealers paid by families and charges that nobody paid."""
    term, charges = plot.days.terms[3].name, plot["fee_charges"]
    found = charges.grouped("school_code", "term", "fee_name")
    sites = plot.sites(len(_ACCOUNTS), lambda site: site.stage in ("primary", "middle") and site.meals)
    for site, (fee, account, classes, paid, why) in zip(sites, _ACCOUNTS, strict=False):
        for place in found[site.code, term, fee][:classes]:
            charges.put(place, account_type=account)
            if not paid:
                row = charges.row(place)
                out = None if row["paid_out"] is None else 0
                charges.put(place, received=0, waived=row["due_amount"], paid_out=out)
        say = plot.irregular if paid and account in ("person", "committee") else plot.innocent
        say(site.code, fee, term, None, why)


def tied_dealers(plot: Plot) -> None:
    """Buy from firms of the school's own people and their kin; beside them sold shares, namesakes, strangers."""
    term = plot.days.terms[0]
    buyers = _buyers(plot, 10, term.name)
    for number, (site, places) in enumerate(buyers):
        person = _ordinary(site)[0]
        code = open_firm(plot, "图书", _NEVER)
        owner = plot["supplier_people"].length - 1
        if number % 2 == 0:
            plot.irregular(site.code, code, "", None, _tie(plot, number // 2, site, person, code, owner, term.first))
        else:
            other = plot.world.sites[plot.world.sites.index(site) - 1]
            why = _no_tie(plot, number // 2, site, person, (code, owner), term.first, _ordinary(other) or other.staff)
            plot.innocent(site.code, code, "", None, why)
        _switch(plot, places, code)


def _tie(plot: Plot, kind: int, site: Site, person: Person, code: str, owner: int, first: date) -> str:
    """Tie a firm to a member of staff in one of five ways; return what was done."""
    people, firm = plot["supplier_people"], plot["suppliers"].length - 1
    own = {"name": person.name, "id_no": person.id_no}
    if kind == 0:
        people.put(owner, **own)
        return "a teacher is the firm's legal representative"
    if kind == 1:
        row = people.row(owner)
        _declare(plot, site, person, relation="spouse", relative_name=row["name"], relative_id=row["id_no"])
        return "the declared spouse of a teacher owns the firm"
    if kind == 2:
        _declare(plot, site, person, relation="sibling", company_credit_code=code, company_role="shareholder")
        return "a teacher declared a brother's share in the firm"
    if kind == 3:
        people.copy(owner, **own, role="shareholder", share=0.3, to_on=first + 30 * DAY)
        return "a teacher sold the share a month after the term had begun"
    plot["suppliers"].put(firm, phone=person.phone)
    return "the firm's telephone is a teacher's own"


def _no_tie(
    plot: Plot, kind: int, site: Site, person: Person, firm: tuple[str, int], first: date, others: list[Person]
) -> str:
    """Make a firm look tied to a school in one of five ways; return what was done."""
    people, (code, owner) = plot["supplier_people"], firm
    if kind == 0:
        people.put(owner, name=others[0].name, id_no=others[0].id_no)
        return "a teacher of another school owns the firm"
    if kind == 1:
        _declare(plot, site, person, relation="sibling", company_credit_code=code, company_role="employee")
        return "a teacher declared a sister who is a mere employee of the firm"
    if kind == 2:
        people.copy(owner, name=person.name, id_no=person.id_no, role="shareholder", share=0.3, to_on=first - 20 * DAY)
        return "a teacher sold the share before the term began"
    if kind == 3:
        born = date(1969, 5, 6)
        number = plot.world.mint.id_no(plot.chance, 1, born, "M")
        place = plot["staff_register"].places(school_code=site.code, staff_no=person.code)[0]
        plot["staff_register"].copy(
            place, staff_no=f"{site.code}-q900", name=names.full(plot.chance, "M", 1969), gender="m", id_no=number,
            phone=plot.world.mint.phone(plot.chance), account=f"6217{plot.chance.randrange(10**15):015d}",
            left_on=first - 60 * DAY, key_post=None, key_post_from=None, bg_recheck_on=None,
        )  # fmt: skip
        people.put(owner, id_no=number)
        return "a teacher who had left before the term owns the firm"
    people.put(owner, name=person.name)
    return "the owner bears a teacher's name and is somebody else"


def _declare(plot: Plot, site: Site, person: Person, **cells: Any) -> None:
    plot["staff_relations"].add(
        school_code=site.code, staff_no=person.code, declared_on=date(2024, 4, 12),
        **{"relative_name": names.full(plot.chance, "F", 1980), **cells},
    )  # fmt: skip


# M-JF-09. Parents at the meeting and members of it; price by the county's median; how else; why.
_UNIFORMS: tuple[tuple[int, int, float | None, str, str], ...] = (
    (7, 10, None, "", "seven of ten at the meeting were parents or pupils"),
    (8, 10, None, "", "eight of ten at the meeting were parents or pupils"),
    (9, 10, None, "unposted", "the choice was not on public notice"),
    (3, 10, None, "cancelled", "too few parents, and the purchase was cancelled"),
    (9, 10, 1.34, "", "a third and more above the county's median price"),
    (9, 10, 1.26, "", "a quarter above the county's median price"),
    (11, 14, None, "", "eleven of fourteen at the meeting were parents or pupils"),
    (9, 10, 1.95, "winter", "winter sets, which cost nearly twice as much"),
    (9, 10, None, "no meeting", "chosen without any meeting"),
    (9, 11, None, "", "nine of eleven at the meeting were parents or pupils"),
)


def uniforms_without_parents(plot: Plot) -> None:
    """Choose uniforms without enough parents, notice or regard to price; beside it purchases just within the rules."""
    bought = plot["procurements"]
    found = {bought.row(place)["school_code"]: place for place in bought.places(category="A0703")}
    usual = median(plot["procurement_items"].columns["unit_price"] or [0])
    unposted: set[int] = set()
    sites = plot.sites(len(_UNIFORMS), lambda site: site.code in found)
    for site, (parents, members, times, how, why) in zip(sites, _UNIFORMS, strict=False):
        place = found[site.code]
        proc = bought.row(place)["proc_no"]
        meeting = plot["meetings"].places(school_code=site.code, meeting_id=bought.row(place)["meeting_id"])[0]
        plot["meetings"].put(meeting, parents_n=parents, members=members, present_n=members)
        if times:
            _price(plot, place, round(usual * times))
        margin = times / 1.3 - 1 if times else (parents / members) / 0.8 - 1
        if how == "unposted":
            unposted |= set(plot["notices"].places(school_code=site.code, subject_no=proc))
            plot.beside("M-GK-01", site.code, proc, None, "a purchase whose result was never on notice")
        bought.put(place, **{"cancelled": {"status": "cancelled"}, "no meeting": {"meeting_id": None},
                             "winter": {"title": f"{bought.row(place)['title']}（冬装）"}}.get(how, {}))  # fmt: skip
        short = parents / members < 0.8 and how != "cancelled"
        dear = times is not None and times > 1.3 and how != "winter"
        say = plot.irregular if short or dear or how in ("unposted", "no meeting") else plot.innocent
        say(site.code, proc, None, None if how in ("unposted", "no meeting") else margin, why)
    plot["notices"].drop(unposted)


def _price(plot: Plot, place: int, price: int) -> None:
    row, items = plot["procurements"].row(place), plot["procurement_items"]
    item = items.places(school_code=row["school_code"], proc_no=row["proc_no"])[0]
    amount = round(price * items.row(item)["qty"])
    items.put(item, unit_price=price)
    plot["procurements"].put(place, award_amount=amount, budget_amount=round(amount * 1.1))


DEALERS: tuple[tuple[str, Planter], ...] = (
    ("M-JF-06", unlicensed_dealers),
    ("M-JF-07", private_accounts),
    ("M-JF-08", tied_dealers),
    ("M-JF-09", uniforms_without_parents),
)
