"""Teaching aids: one set a subject, from the term's list, by choice, at the list's price, not for the youngest."""

from dataclasses import dataclass
from typing import Any

from lianjing.county.ledgers.fees import SUBJECTS, isbn_of, orders_books, price_of
from lianjing.county.ledgers.world import Room, Site
from lianjing.county.plants.materials_dealers import DEALERS
from lianjing.county.plants.plot import Planter, Plot

_PRESS, _OTHER_PRESS = "荆山教育出版社", "清江少年出版社"
_ALL = -1  # cancelled: to the last copy
_CANCELLED: dict[str, Any] = {"cancelled": _ALL}
_FREE: dict[str, Any] = {"free": True, "price": 0}


@dataclass(frozen=True)
class Shelf:
    """What one class ordered in one term: the places of its orders, one a subject."""

    site: Site
    room: Room
    term: str
    orders: list[int]


def shelves(plot: Plot, wanted: int, term: int) -> list[Shelf]:
    """Return the largest class of each of up to `wanted` schools that order books, with its orders of a term."""
    name = plot.days.terms[term].name
    found = plot["material_orders"].grouped("term", "class_no")
    taken = []
    for site in plot.sites(wanted, lambda site: any(orders_books(site, room) for room in site.rooms)):
        room = max((room for room in site.rooms if orders_books(site, room)), key=lambda room: room.size)
        taken.append(Shelf(site, room, name, found[name, room.number]))
    return taken


def _name(subject: int) -> str:
    return SUBJECTS[subject] if subject < len(SUBJECTS) else "科学"


def _list(plot: Plot, shelf: Shelf, subject: int, serial: int, **cells: Any) -> str:
    """Put a book on the term's list and return its number."""
    isbn = isbn_of(shelf.room.grade, subject, shelf.term, serial)
    name = _name(subject)
    plot["material_catalogue"].add(
        school_code="", isbn=isbn, subject=name, edition="人教版", grade=shelf.room.grade,
        catalogue_term=shelf.term, dist_code=plot["material_orders"].row(shelf.orders[0])["supplier_code"],
        **{"title": f"{shelf.room.grade}年级{name}读本", "publisher": _PRESS, "list_price": 1_450, **cells},
    )  # fmt: skip
    return isbn


def _also(plot: Plot, shelf: Shelf, subject: int, isbn: str, **cells: Any) -> int:
    """Let the class order one more book, as it ordered its others."""
    place = plot["material_orders"].copy(shelf.orders[0], subject=_name(subject), isbn=isbn, price=1_450)
    _change(plot, place, cells)
    return place


def _change(plot: Plot, place: int, cells: dict[str, Any]) -> None:
    """Change cells of an order; every copy that is still wanted has its slip."""
    orders = plot["material_orders"]
    ordered = cells.get("ordered", orders.row(place)["ordered"])
    orders.put(place, **{**cells, "consents": ordered})
    if cells.get("cancelled") == _ALL:
        orders.put(place, cancelled=ordered)


# M-JF-01. Subject, words of the further title, its publisher, cells of the order, whether it is a further set, why.
_FURTHER: tuple[tuple[int, str, str, dict[str, Any], bool, str], ...] = (
    (0, "阶段测评", _OTHER_PRESS, {}, True, "a second set, of test papers, for the whole class"),
    (2, "同步练习听力光盘", _PRESS, {}, False, "the recording of the one set, under a number of its own"),
    (0, "同步练习", _OTHER_PRESS, {"ordered": 4}, True, "the same title of another press, for four pupils"),
    (0, "同步练习（下）", _PRESS, {}, False, "the second volume of the one set, ordered with the first"),
    (1, "单元卷", _PRESS, {"cancelled": 2}, True, "a second set of which only two copies were cancelled"),
    (0, "阅读训练", _OTHER_PRESS, _FREE, False, "free copies from the press beside the one set"),
    (1, "寒假作业", _OTHER_PRESS, {"account_type": "school_account"}, True, "holiday exercises beside the one set"),
    (0, "课时作业", _OTHER_PRESS, _CANCELLED, False, "a second set, cancelled to the last copy"),
    (2, "期末冲刺", _OTHER_PRESS, {}, True, "a second set before the examinations"),
    (2, "同步练习（听力光盘）", _PRESS, {}, False, "the recording of the one set, its title written with brackets"),
)


def second_sets(plot: Plot) -> None:
    """Order a second set of a subject; beside it volumes, recordings, free and cancelled copies, which are none."""
    for serial, (shelf, further) in enumerate(zip(shelves(plot, len(_FURTHER), 1), _FURTHER, strict=False), start=10):
        subject, words, press, cells, irregular, why = further
        title = f"{shelf.room.grade}年级{SUBJECTS[subject]}{words}"
        isbn = _list(plot, shelf, subject, serial, title=title, publisher=press)
        _also(plot, shelf, subject, isbn, **cells)
        say = plot.irregular if irregular else plot.innocent
        say(shelf.site.code, shelf.room.number, shelf.term, 1.0 if irregular else 0.0, why)


# M-JF-02. Subject (3: one that the class has no book of), whose list, account, other cells, outside it, why.
_OUTSIDE: tuple[tuple[int, str, str, dict[str, Any], bool, str], ...] = (
    (3, "none", "school_account", {}, True, "a book on no list, paid into the school's account"),
    (3, "none", "supplier", {}, False, "a book on no list that families paid the dealer for themselves"),
    (3, "none", "committee", {}, True, "a book on no list, collected for by the parents' committee"),
    (3, "none", "school_account", _FREE, False, "the school's own exercise sheets, free"),
    (3, "none", "person", {}, True, "a book on no list, collected for by the class teacher"),
    (3, "this", "school_account", {}, False, "a book of a supplement to this term's list"),
    (0, "last", "school_account", {}, True, "a book of last term's list only, bought through the school"),
    (3, "none", "school_account", _CANCELLED, False, "a book on no list, cancelled to the last copy"),
    (1, "none", "treasury", {}, True, "a book on no list beside the listed one, paid through the platform"),
    (3, "this", "person", {}, False, "a listed book, though the class teacher collected for it"),
)  # fmt: skip


def outside_the_list(plot: Plot) -> None:
    """Collect for books outside the term's list; beside them supplements, free sheets and what families bought."""
    for serial, (shelf, case) in enumerate(zip(shelves(plot, len(_OUTSIDE), 2), _OUTSIDE, strict=False), start=30):
        subject, listed, account, cells, irregular, why = case
        isbn = isbn_of(shelf.room.grade, subject, shelf.term, serial)
        if listed == "last":
            isbn = isbn_of(shelf.room.grade, subject, plot.days.terms[1].name)
            plot["material_orders"].put(shelf.orders[subject], isbn=isbn, account_type=account)
        else:
            _also(plot, shelf, subject, isbn, account_type=account, **cells)
        if listed == "this":
            _list(plot, shelf, subject, serial)
        if subject < len(SUBJECTS) and listed == "none":
            plot.beside("M-JF-01", shelf.site.code, shelf.room.number, shelf.term, "two books of one subject")
        say = plot.irregular if irregular else plot.innocent
        say(shelf.site.code, isbn, shelf.term, None, why)


def compulsory_orders(plot: Plot) -> None:
    """Order for whole classes and without slips; beside it classes where one family did without, and cancellations."""
    _whole_classes(plot)
    orders = plot["material_orders"]
    for number, shelf in enumerate(shelves(plot, 5, 3)):
        place = shelf.orders[1]
        row = orders.row(place)
        ordered = row["ordered"]
        short, cancelled = ((1, 0), (2, 2), (ordered, 0), (-1, 0), (3, 3))[number]
        orders.put(place, consents=ordered - short, cancelled=cancelled)
        where = shelf.site.code, row["isbn"], shelf.term
        if short > cancelled:
            why = f"{ordered} copies ordered and {ordered - short} slips"
            plot.irregular(*where, (ordered - short) / ordered - 1, why)
        else:
            margin = (ordered - short) / (ordered - cancelled) - 1
            plot.innocent(*where, margin, f"{ordered} copies, {ordered - short} slips, {cancelled} copies cancelled")


# How many families do without in the first, the second and every further class; whether it is free; why.
_WHOLE: tuple[tuple[tuple[int, int, int], bool, str], ...] = (
    ((0, 0, 0), False, "every class of the grade ordered to the last pupil"),
    ((1, 1, 1), False, "one family of each class did without"),
    ((0, 0, 0), False, "every class of the grade ordered to the last pupil"),
    ((0, 0, 1), False, "two classes ordered to the last pupil, and in no further one did all"),
    ((0, 0, 0), False, "every class of the grade ordered to the last pupil"),
    ((0, 0, 0), True, "every class to the last pupil, but free for families"),
)


def _whole_classes(plot: Plot) -> None:
    """Let the classes of a grade order one book to the last pupil, or nearly."""
    term, subject, orders = plot.days.terms[3].name, 2, plot["material_orders"]
    found = orders.grouped("term", "class_no")
    sites = plot.sites(len(_WHOLE), lambda site: len(_grade(site)) >= 3)
    for site, (without, free, why) in zip(sites, _WHOLE, strict=False):
        shares = []
        for number, room in enumerate(_grade(site)):
            ordered = room.size - without[min(number, 2)]
            place = found[term, room.number][subject]
            _change(plot, place, {"ordered": ordered, **(_FREE if free else {})})
            shares.append(ordered / room.size)
        say = plot.innocent if free or any(without) else plot.irregular
        isbn = orders.row(found[term, _grade(site)[0].number][subject])["isbn"]
        say(site.code, isbn, term, sorted(shares)[-3] / 0.98 - 1, f"{len(shares)} classes: {why}")


def _grade(site: Site) -> list[Room]:
    """Return the classes of the grade of which a school has most, among those that order and one may miss 2 in 100."""
    grades: dict[int, list[Room]] = {}
    for room in site.rooms:
        if orders_books(site, room) and room.size < 50:
            grades.setdefault(room.grade, []).append(room)
    return max(grades.values(), key=len, default=[])


# M-JF-04. How much dearer than the list, cells, why.
_PRICES: tuple[tuple[float, dict[str, Any], str], ...] = (
    (0.01, {}, "the list's price rounded up to the next yuan or so"),
    (-0.05, {}, "a discount of a twentieth for an order of the whole grade"),
    (0.05, {}, "carriage added to the price"),
    (0.0, {}, "dearer than last term, but this term's list has the new price"),
    (0.12, {}, "an eighth above the list"),
    (0.08, _CANCELLED, "above the list, noticed and cancelled to the last copy"),
    (0.30, {"account_type": "school_account"}, "three tenths above the list, into the school's account"),
    (0.10, {"free": True}, "a price above the list in the entry, but the copies were free"),
    (0.08, {"account_type": "committee"}, "above the list, collected for by the committee"),
    (-0.01, {}, "the list's price less a small rebate"),
)  # fmt: skip


def dearer_than_the_list(plot: Plot) -> None:
    """Charge more than the list; beside it discounts, new prices of the list, cancelled and free copies."""
    subject = 1
    for serial, (shelf, case) in enumerate(zip(shelves(plot, len(_PRICES), 0), _PRICES, strict=False), start=50):
        above, cells, why = case
        place, price = shelf.orders[subject], round(price_of(subject) * (1 + above))
        if above == 0:
            price += 200
            title = f"{shelf.room.grade}年级{SUBJECTS[subject]}同步练习"
            plot["material_orders"].put(place, isbn=_list(plot, shelf, subject, serial, title=title, list_price=price))
        _change(plot, place, {"price": price, **cells})
        irregular = above > 0 and not {"cancelled", "free"} & set(cells)
        say = plot.irregular if irregular else plot.innocent
        say(shelf.site.code, plot["material_orders"].row(place)["isbn"], shelf.term, above, why)


# M-JF-05. Grade, cells, why.
_YOUNG: tuple[tuple[int, dict[str, Any], str], ...] = (
    (2, {}, "exercises of every subject for a second grade"),
    (2, _FREE, "free picture books for the shelf of a second grade"),
    (1, {}, "exercises for first-graders in their first term"),
    (2, _CANCELLED, "ordered for a second grade and cancelled to the last copy"),
    (2, {"account_type": "committee"}, "collected for in a second grade by the committee"),
    (1, _FREE, "free picture books for first-graders"),
    (2, {}, "copy-books for a second grade"),
    (2, _CANCELLED, "ordered for a second grade, and every family sent its copies back"),
    (1, {"account_type": "school_account"}, "exercises for first-graders through the school's account"),
    (2, _FREE, "free sheets for a second grade"),
)


def books_for_the_youngest(plot: Plot) -> None:
    """Order exercises for the first two grades; beside it free books and orders that were cancelled."""
    dealer = next(iter(plot["material_orders"].columns["supplier_code"]), None)
    term = plot.days.terms[3].name
    sites = plot.sites(len(_YOUNG), lambda site: len({room.grade for room in _young(site)}) == 2)
    for site, (grade, cells, why) in zip(sites, _YOUNG, strict=False):
        room = next(room for room in _young(site) if room.grade == grade)
        ordered = max(1, room.size - 2)
        place = plot["material_orders"].add(
            school_code=site.code, term=term, isbn=isbn_of(grade, 0, term), class_no=room.number, subject=SUBJECTS[0],
            grade=grade, class_size=room.size, ordered=ordered, supplier_code=dealer,
            consents=ordered, meeting_id=f"HY{site.code}{term}JF",
            price=price_of(0), free=False, account_type="supplier", cancelled=0,
        )  # fmt: skip
        _change(plot, place, cells)
        irregular = not {"free", "cancelled"} & set(cells)
        say = plot.irregular if irregular else plot.innocent
        say(site.code, room.number, term, (grade - 2) / 2, why)


def _young(site: Site) -> list[Room]:
    return [room for room in site.rooms if site.stage == "primary" and room.grade <= 2 and room.size >= 5]


MATERIALS: tuple[tuple[str, Planter], ...] = (
    ("M-JF-01", second_sets),
    ("M-JF-02", outside_the_list),
    ("M-JF-03", compulsory_orders),
    ("M-JF-04", dearer_than_the_list),
    ("M-JF-05", books_for_the_youngest),
    *DEALERS,
)
