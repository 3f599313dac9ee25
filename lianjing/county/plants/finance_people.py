"""People and money: allowances under another name, stakes in suppliers where nobody stood aside."""

from datetime import date, timedelta
from typing import Any

from lianjing.county.ledgers.world import Site
from lianjing.county.plants.finance_books import away, dealers, entry
from lianjing.county.plants.plot import Plot
from lianjing.county.shape import Person, Supplier

LINE = 200_000  # fen a year: what the county lets pass as gifts of the union and fees for examinations
# Yuan of each payment, economic class, book, purpose, how it was paid, why.
_DRAWN: tuple[tuple[tuple[int, ...], str, str, str, str, str], ...] = (
    ((680, 700, 690), "30226", "school", "labour", "transfer", "labour paid to somebody who is paid a wage"),
    ((1_120, 1_130), "30216", "school", "labour", "transfer", "training money shared out"),
    ((540, 540, 540, 540), "30218", "canteen", "wage", "transfer", "an allowance out of the canteen"),
    ((960, 970, 950), "30229", "union", "other", "transfer", "an allowance out of the union"),
    ((2_400, 2_400, 2_400), "30199", "school", "wage", "transfer", "other benefits beside the wage"),
)
_ALLOWED: tuple[tuple[tuple[int, ...], str, str, str, str, str], ...] = (
    ((600, 650, 650), "30229", "union", "other", "transfer", "gifts of the union at three festivals"),
    ((980, 980), "30226", "school", "labour", "transfer", "fees for marking examinations"),
    ((2_000, 2_000, 2_000), "30226", "after_school", "labour", "transfer", "after-school care, by its plan"),
    ((1_600, 1_700), "30216", "school", "other", "card", "a course paid with the official card"),
    ((1_500, 1_500, -1_060), "30226", "school", "labour", "transfer", "labour paid by mistake and given back"),
    ((2_300, 2_300, 2_300), "30226", "canteen", "wage", "transfer", "the wage of a cook who is hired for a time"),
)  # fmt: skip


def _regular(site: Site) -> list[Person]:
    """Return established staff who handle no money, youngest duties last."""
    return [one for one in site.staff if one.establishment == "在编" and one.code not in site.hands.values()]


def allowances_under_another_name(plot: Plot) -> None:
    """Pay established staff as labour, training or out of other books; or a little, by a plan, or hired people."""
    sites = plot.sites(10, lambda site: len(_regular(site)) > 1)
    hired = plot.sites(1, lambda site: any(one.establishment == "临聘" for one in site.staff))
    for number, site in enumerate([*sites, *hired]):
        irregular = number % 2 == 0 and number < len(sites)
        case = _ALLOWED[-1] if site in hired else (_DRAWN if irregular else _ALLOWED)[number // 2]
        staff = [one for one in site.staff if one.establishment == "临聘"] if site in hired else _regular(site)
        person = staff[-1]
        _draw(plot, site, person, case)
        margin = away(sum(case[0]) * 100, LINE)
        plain = case[4] == "transfer" and case[2] != "after_school" and site not in hired
        say = plot.irregular if irregular else plot.innocent
        say(site.code, person.code, "2025", margin if plain else None, case[5])


def _draw(plot: Plot, site: Site, person: Person, case: tuple[tuple[int, ...], str, str, str, str, str]) -> None:
    sums, econ, book, purpose, method, _ = case
    register = plot["staff_register"]
    account = register.row(register.places(school_code=site.code, staff_no=person.code)[0])["account"]
    for number, yuan in enumerate(sums):
        day = plot.days.workday(date(2025, 3, 18) + timedelta(days=70 * number))
        voucher = f"PZBT{site.code}{number}"
        entry(plot, site, voucher, day, summary="发放", account_code="5301" if book == "canteen" else "5001",
              econ_code=econ, debit=yuan * 100, counterparty=person.name, book=book)  # fmt: skip
        plot["payments"].add(
            school_code=site.code, payment_no=f"FKBT{site.code}{number}", voucher_no=voucher, paid_on=day,
            method=method, payee_name=person.name, payee_account=account, is_person=True, amount=yuan * 100,
            purpose=purpose,
        )  # fmt: skip


def nobody_stood_aside(plot: Plot) -> None:
    """Let people with a stake in a bidder work on its procurement; or stand aside, or have no part, or no stake."""
    offers = _offers(plot)
    sites = plot.sites(10, lambda site: _own_hand(site) and _singles(site, offers))
    for number, site in enumerate(sites):
        proc, place, firm = plot.chance.choice(_singles(site, offers))
        row = plot["procurements"].row(place)
        if number % 2 == 0:
            hand = (row["handler_no"], row["handler_no"], row["requester_no"], *row["judges"].strip("|").split("|")[:2])
            _tie(
                plot,
                site,
                hand[number // 2],
                firm,
                ("legal", "shareholder", "director", "legal", "shareholder")[number // 2],
            )
            plot.irregular(site.code, proc, "", None, "worked on a procurement in which kin had a stake")
        else:
            why = _APART[number // 2](plot, site, proc, place, firm)
            plot.innocent(site.code, proc, "", None, why)


Offers = dict[str, dict[str, list[tuple[str, int]]]]


def _own_hand(site: Site) -> bool:
    own = {person.code for person in site.staff}
    return all(site.hand(role) in own for role in ("BZY", "LDX", "ZW", "JW", "DY"))


def _offers(plot: Plot) -> Offers:
    """Return by school and firm the procurements, with their places, that it won or bid for."""
    procs = {key: places[0] for key, places in plot["procurements"].grouped("school_code", "proc_no").items()}
    found: Offers = {}
    winners = plot["procurements"].columns["winner_code"]
    seen = {(school, proc, winners[place]) for (school, proc), place in procs.items()}
    bids = plot["bids"].columns
    seen |= set(zip(bids["school_code"], bids["proc_no"], bids["bidder_code"], strict=True))
    tied = _tied(plot)
    for school, proc, firm in sorted(one for one in seen if one[2] and one[:2] in procs):
        if tied & _hands(plot, procs[school, proc]):
            continue
        found.setdefault(school, {}).setdefault(firm, []).append((proc, procs[school, proc]))
    return found


def _hands(plot: Plot, place: int) -> set[str]:
    row = plot["procurements"].row(place)
    return {row["handler_no"], row["requester_no"], *(row["judges"] or "").strip("|").split("|")}


def _tied(plot: Plot) -> set[str]:
    """Return the staff of whom a tie to some firm is known already: declared, or by a number of their own or of kin."""
    owners = {number for number in plot["supplier_people"].columns["id_no"] if number}
    ties, staff = plot["staff_relations"].columns, plot["staff_register"].columns
    declared = zip(ties["staff_no"], ties["company_credit_code"], ties["relative_id"], strict=True)
    found = {number for number, firm, kin in declared if firm or kin in owners}
    return found | {number for number, own in zip(staff["staff_no"], staff["id_no"], strict=True) if own in owners}


def _singles(site: Site, offers: Offers) -> list[tuple[str, int, str]]:
    """Return the procurements of a school whose winner or bidder offered there only once: number, place, firm."""
    return [(*offered[0], firm) for firm, offered in offers.get(site.code, {}).items() if len(offered) == 1]


def _tie(plot: Plot, site: Site, hand: str, firm: str, role: str) -> None:
    plot["staff_relations"].add(
        school_code=site.code, staff_no=hand, relative_name="向某", relation="sibling", works_at=None,
        company_credit_code=firm, company_role=role, declared_on=plot.days.terms[0].days[12],
    )  # fmt: skip
    if role != "employee":
        plot.beside("M-JF-08", site.code, firm, None, "the firm may be the school's book dealer, too")


def _employed(plot: Plot, site: Site, proc: str, place: int, firm: str) -> str:
    _tie(plot, site, plot["procurements"].row(place)["handler_no"], firm, "employee")
    return "kin only works for the firm"


def _no_part(plot: Plot, site: Site, proc: str, place: int, firm: str) -> str:
    _tie(plot, site, _regular(site)[-1].code, firm, "legal")
    return "somebody with no part in the procurement has kin in the firm"


def _aside(plot: Plot, site: Site, proc: str, place: int, firm: str) -> str:
    hand, other = plot["procurements"].row(place)["handler_no"], _regular(site)[-1].code
    plot["procurements"].put(place, handler_no=other)
    _tie(plot, site, hand, firm, "shareholder")
    return "who has kin in the firm stood aside and was replaced"


def _called_off(plot: Plot, site: Site, proc: str, place: int, firm: str) -> str:
    plot["procurements"].put(place, status="cancelled")
    _tie(plot, site, plot["procurements"].row(place)["handler_no"], firm, "legal")
    return "the procurement was called off when the tie was found"


def _elsewhere(plot: Plot, site: Site, proc: str, place: int, firm: str) -> str:
    known = {row["credit_code"] for row in (plot["suppliers"].row(one) for one in range(plot["suppliers"].length))}
    bidders = {bidder for bidder in plot["bids"].columns["bidder_code"]}
    strange: list[Supplier] = [one for one in dealers(plot, site) if one.uscc in known - bidders]
    code = strange[0].uscc if strange else sorted(known)[0]
    offered: Any = plot["bids"].places(school_code=site.code, bidder_code=code)
    if not offered:
        _tie(plot, site, plot["procurements"].row(place)["handler_no"], code, "legal")
    return "kin owns a firm that offered nothing here"


_APART = (_employed, _no_part, _aside, _called_off, _elsewhere)
