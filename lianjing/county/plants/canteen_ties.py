"""Planted among bidders and between a kitchen's people and its suppliers: ties that should not be, and namesakes."""

from typing import Any

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.canteen_books import away, by_month, staffed
from lianjing.county.plants.canteen_firms import new_firm
from lianjing.county.plants.plot import Plot

EVEN = 0.02  # domain 3E: spread of the steps between bids below which they are even


def bidders_look_alike(plot: Plot) -> None:
    """Bidders share what only one can have, or bid at even steps; or nearly so, or share an address or bookkeeper."""
    by_school: dict[str, list[list[int]]] = {}
    for (school, _), places in plot["bids"].grouped("school_code", "proc_no").items():
        by_school.setdefault(school, []).append(places)
    sites = plot.sites(14, lambda site: any(len(places) == 3 for places in by_school.get(site.code, [])))
    told = (_machine, _phone, _account, _manager, _three, *[_four] * 3,
            _four, _four, _three, _withdrawn, _address, _bookkeeper)  # fmt: skip
    figures = (0, 0, 0, 0, 0.003, 0.0178, 0.0184, 0.019, 0.0214, 0.0222, 0.0226, 0, 0, 0)
    for number, site in enumerate(sites):
        places = plot.chance.choice([one for one in by_school[site.code] if len(one) == 3])
        why = told[number](plot, site, places, number % 10, figures[number])
        proc = plot["bids"].columns["proc_no"][places[0]]
        margin = away(figures[number], EVEN) if figures[number] else None
        (plot.irregular if number < 8 else plot.innocent)(site.code, proc, "", margin, why)


def _machine(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    bids = plot["bids"]
    bids.put(places[2], device_hash=bids.columns["device_hash"][places[1]])
    return "two bids were made on one machine"


def _phone(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    _shell(plot, site, places[2], number, phone=plot["bids"].columns["phone"][places[0]])
    return "a loser gives the winner's telephone"


def _account(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    account = plot["bids"].columns["deposit_account"][places[0]]
    _shell(plot, site, places[2], number, deposit_account=account)
    return "the winner paid a loser's deposit"


def _manager(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    code, people = _shell(plot, site, places[2], number), plot["supplier_people"]
    winner = plot["bids"].columns["bidder_code"][places[0]]
    people.copy(people.places(credit_code=winner)[0], credit_code=code, role="manager", share=None)
    return "the winner's owner manages a loser"


def _three(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    """Two steps whose spread is `figure`: of two steps it is their difference over root two times their mean."""
    least = plot["bids"].columns["price"][places[0]]
    step, unlike = least * 0.034, figure / 2**0.5
    plot["bids"].put(places[1], price=round(least + step * (1 - unlike)))
    plot["bids"].put(places[2], price=round(least + 2 * step))
    return f"three bids whose steps differ by {figure}"


def _four(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    """Three steps whose spread is `figure`: the middle one is usual, the others so much smaller and larger."""
    bids = plot["bids"]
    fourth = bids.copy(places[2], bid_no="4", score=81.0, device_hash=f"{plot.chance.getrandbits(64):016x}",
                       file_hash=f"{plot.chance.getrandbits(128):032x}")  # fmt: skip
    _shell(plot, site, fourth, number)
    least = bids.columns["price"][places[0]]
    step, price = least * 0.027, float(least)
    for place, times in zip((*places[1:], fourth), (1 - figure, 1.0, 1 + figure), strict=True):
        price += step * times
        bids.put(place, price=round(price))
    return f"four bids whose steps differ by {figure}"


def _withdrawn(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    bids = plot["bids"]
    bids.put(places[2], device_hash=bids.columns["device_hash"][places[1]], status="withdrawn")
    return "one of two bids from one machine was withdrawn in time"


def _address(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    _shell(plot, site, places[2], number, address=plot["bids"].columns["address"][places[0]])
    return "two firms in one business park"


def _bookkeeper(plot: Plot, site: Site, places: list[int], number: int, figure: float) -> str:
    keeper = _somebody(plot)
    for step, place in enumerate(places[1:]):
        code = _shell(plot, site, place, (number + step) % 10)
        plot["supplier_people"].add(
            school_code="", credit_code=code, name="向代账", role="finance", share=None, id_no=keeper
        )
    return "two firms have one bookkeeper"


def _somebody(plot: Plot) -> str:
    columns = plot["pupils"].columns["guardian_id"]
    return columns[plot.chance.randrange(len(columns))]


def _shell(plot: Plot, site: Site, place: int, number: int, **same: Any) -> str:
    """Put a firm nobody else knows in the place of a bidder; `same` is what it has in common with another."""
    code = new_firm(plot, site, number)
    firm = plot["suppliers"].row(plot["suppliers"].length - 1)
    own = {name: firm[name] for name in ("phone", "email", "address")}
    account = f"6230{int(code[9:16], 36) % 10**15:015d}"
    plot["bids"].put(place, **{**own, "bidder_code": code, "deposit_account": account, **same})
    if "address" in same:
        plot["suppliers"].put(plot["suppliers"].length - 1, address=same["address"])
    return code


def tied_to_the_supplier(plot: Plot) -> None:
    """Who accepts is kin to the supplier's owner; or has no part in it, or kin only works there, or is a namesake."""
    sites = plot.sites(10, staffed)
    months = by_month(plot["food_in"], sites)
    for number, site in enumerate(sites):
        places = [place for (school, _), some in months.items() if school == site.code for place in some]
        firm, hand = _handled(plot, site, places)
        outsider = next(person.code for person in reversed(site.staff) if person.code not in site.hands.values())
        owner = plot["supplier_people"].row(plot["supplier_people"].places(credit_code=firm)[0])
        why = _TIES[number](plot, site, firm, hand, outsider, owner)
        (plot.irregular if number < 5 else plot.innocent)(site.code, firm, "", None, why)
        if number < 5:
            _elsewhere(plot, site, firm, hand)


def _elsewhere(plot: Plot, site: Site, firm: str, hand: str) -> None:
    """Small schools borrow people: the same tie may be asked about where else this one accepts from the firm."""
    columns = plot["food_in"].columns
    cells = (columns[name] for name in ("school_code", "supplier_code", "acceptors", "purchaser_no"))
    others = {
        school
        for school, seller, hands, buyer in zip(*cells, strict=True)
        if seller == firm and school != site.code and (buyer == hand or f"|{hand}|" in (hands or ""))
    }
    for school in sorted(others):
        plot.beside("M-ST-05", school, firm, "", "the same person accepts there")
    procs, bids = plot["procurements"], plot["bids"].columns
    offered = {(school, proc) for school, proc, bidder in zip(
        bids["school_code"], bids["proc_no"], bids["bidder_code"], strict=True) if bidder == firm}  # fmt: skip
    for place in range(procs.length):
        row = procs.row(place)
        works = hand in (row["handler_no"], row["requester_no"]) or f"|{hand}|" in (row["judges"] or "")
        key = (row["school_code"], row["proc_no"])
        if works and (row["winner_code"] == firm or key in offered):
            plot.beside("M-CW-22", *key, "", "the same person worked on this procurement")


def _handled(plot: Plot, site: Site, places: list[int]) -> tuple[str, str]:
    """Return the supplier of most deliveries, and one of the school's own staff who accepts them."""
    columns, firms = plot["food_in"].columns, {}
    own = {person.code for person in site.staff}
    for place in places:
        hands = [one for one in columns["acceptors"][place].split("|") if one in own]
        firms.setdefault(columns["supplier_code"][place], []).extend(hands)
    firm = max(firms, key=lambda one: len(firms[one]))
    hands = sorted(set(firms[firm]))
    return firm, plot.chance.choice(hands)


def _declare(plot: Plot, site: Site, hand: str, name: str, **cells: Any) -> None:
    plot["staff_relations"].add(
        school_code=site.code, staff_no=hand, relative_name=name, relation="sibling",
        declared_on=plot.days.terms[0].days[10], **cells,
    )  # fmt: skip


Owner = dict[str, Any]


def _kin_by_number(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, hand, owner["name"], relative_id=owner["id_no"])
    return "the declared kin of who accepts owns the supplier"


def _kin_by_firm(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, hand, "向某", company_credit_code=firm, company_role="shareholder")
    return "kin declared as shareholder of the supplier"


def _kin_manages(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, hand, "覃某", company_credit_code=firm, company_role="director")
    return "kin declared as manager of the supplier"


def _own_share(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    register = plot["staff_register"]
    person = register.row(register.places(school_code=site.code, staff_no=hand)[0])
    plot["supplier_people"].add(
        school_code="", credit_code=firm, name=person["name"], role="shareholder", share=0.3, id_no=person["id_no"]
    )
    return "who accepts holds a share of the supplier"


def _same_phone(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    register, suppliers = plot["staff_register"], plot["suppliers"]
    phone = suppliers.columns["phone"][suppliers.places(credit_code=firm)[0]]
    register.put(register.places(school_code=site.code, staff_no=hand)[0], phone=phone)
    return "who accepts answers the supplier's telephone"


def _no_part(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, outsider, owner["name"], relative_id=owner["id_no"])
    return "a teacher who neither buys nor accepts is kin to the owner"


def _other_firm(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    code = new_firm(plot, site, 5)
    _declare(plot, site, hand, "田某", company_credit_code=code, company_role="legal")
    return "kin owns another firm, from which the school does not buy"


def _namesake(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, hand, owner["name"], relative_id=_somebody(plot), works_at="县人民医院")
    return "kin of the same name is somebody else"


def _employee(plot: Plot, site: Site, firm: str, hand: str, outsider: str, owner: Owner) -> str:
    _declare(plot, site, hand, "谭某", company_credit_code=firm, company_role="employee")
    return "kin drives for the supplier and neither owns nor manages it"


_TIES = (_kin_by_number, _kin_by_firm, _kin_manages, _own_share, _same_phone,
         _no_part, _other_firm, _namesake, _employee, _employee)  # fmt: skip
